"""What stands in a replacement field of an f-string, up to a character that `literals` must look at.

In:  nothing. Out: the pattern. It is apart from `literals` since making it, with what it needs of `lexical`, takes
     4 ms, and who asks for the end of a docstring never comes to a field.
"""

from __future__ import annotations

import re
from typing import Final

from pebre_analysis.syntax import lexical, literals

CODE: Final = re.compile(
    rf"""(?:[^'"\#()\[\]{{}}:\r\n\\]++|{literals.STRING}|\#[^\r\n]*+|{literals.ESCAPED}
      |{literals.LINE_END}(?![ \t\f]*+(?:{lexical.BREAK.pattern})))*+""",
    re.X,
)
