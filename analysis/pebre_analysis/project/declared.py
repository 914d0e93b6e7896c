"""The names that a file's text seems to define, to tell files that are worth a closer look.

In:  a file, or a piece of code.
Out: words behind `def`, `class`, `type`, and targets that begin a line.
Always: what a parser would find is among them, but for targets further right in a line; what only looks like code,
in a string, may be too. Nothing is parsed: 2 ms for 10,000 lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pebre_analysis.engine import query
from pebre_analysis.project import kept_facts
from pebre_analysis.source import files, source_text

if TYPE_CHECKING:
    from pebre_analysis.project import database

_LINE: Final = re.compile(
    r"^[ \t]*+(?:(?:async[ \t]++)?(?:def|class|type)[ \t]++(?P<defined>\w++)"
    r"|(?:\w++\.)?(?P<bound>[A-Za-z_]\w*+)[ \t]*+(?::|=|,))",
    re.M,
)


KIND: Final = "declared"


def names_in(text: str) -> frozenset[str]:
    """See the module's docstring; of any piece of code."""
    return frozenset([first or second for first, second in _LINE.findall(text)])


@query.query(files.File)
def declared_names(db: database.ProjectDatabase, file: files.File) -> frozenset[str]:
    """Those of a file."""
    known = kept_facts.of(db, KIND, file)
    return names_in(source_text.source_text(db, file).text) if known is None else frozenset(known.decode().split())


def take_over(db: database.ProjectDatabase) -> None:
    """Know what an earlier session kept of the files that are Files, the first time."""
    kept_facts.known(db, KIND, declared_names)


def keep(db: database.ProjectDatabase, places: Sequence[str]) -> None:
    """Keep the names of files for later sessions. May be stopped like a query."""
    kept_facts.keep(db, KIND, _packed, places)


def _packed(db: database.ProjectDatabase, file: files.File) -> bytes:
    return " ".join(declared_names(db, file)).encode()
