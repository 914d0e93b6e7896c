"""What a docstring sets off by indentation alone: code and drawings, and terms with what is said of them.

In:  lines of a docstring. Out: whether they are to stay as they are; whether one is a term.
Always: a guess by the look of the lines, one pass over them; prose that is taken for code is only shown as such.
"""

import re

from pebre_analysis.ide.common import docstring_forms

_WORDS = "import|from|def|class|for|if|while|with|return|print|pip|python3?|assert"  # that code begins with
_SIGNS = r"=|==|!=|<|>|<=|>=|->|=>|\+=|:=|\||\|\|"  # that stand between blanks in it
_CODE = re.compile(
    rf"[^\s.!?:;,] {{2,}}\S|^[$@#%&|]|^(?:{_WORDS}) ?\b(?!.*\.$)| (?:{_SIGNS}) |^[\w.]+\(.*\)$|^[\w.]+=|"
    r"[{}\[\];(\\]$|^[)\]}]"
)
_BEGINS = re.compile(r"[\w`*'\"-]")
_LONGEST_TERM = 60


def is_code(lines: list[str]) -> bool:
    """Whether at least half of the lines look like code, or like a drawing whose blanks matter."""
    texts = [line.strip() for line in lines if line.strip()]
    n_like = len([text for text in texts if _CODE.search(text)])
    return n_like > 0 and 2 * n_like >= len(texts)


def is_term(line: str, below: str) -> bool:
    """Whether a line, at the beginning of a paragraph, is a term, and the line below begins what is said of it."""
    text = line.strip()
    return (
        bool(below.strip() and _BEGINS.match(text))
        and docstring_forms.indent(below) > docstring_forms.indent(line)
        and len(text) <= _LONGEST_TERM
        and len(text.split()) <= 4
        and text[-1:] not in ".:,;!?([{\\"
    )
