"""What a text refers to: numbers of PEPs, RFCs and Python's issues, and files named in strings.

In:  a file.
Out: `Link`s in source order, to an address or to a path.
Always: a string is a link only if the file it names is there, beside the file it stands in or below the project's root;
     at most MAX_STATS strings are looked at, those that look like a path of a file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.source import paths, ranges, source_text, system

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

MAX_STATS: Final = 200

_NUMBERS: Final = re.compile(
    r"\b(?:PEP[ -]?(?P<pep>\d{1,4})|RFC[ -]?(?P<rfc>\d{1,5})|bpo-(?P<bpo>\d{1,6})|gh-(?P<gh>\d{4,7}))\b"
)
_ADDRESSES: Final = {
    "pep": "https://peps.python.org/pep-{:04}/",
    "rfc": "https://www.rfc-editor.org/rfc/rfc{}",
    "bpo": "https://bugs.python.org/issue{}",
    "gh": "https://github.com/python/cpython/issues/{}",
}
_PATHS: Final = re.compile(r"""(?<=["'])(?:\.{1,2}/)*(?:[\w-][\w.-]*/)*[\w-][\w.-]*\.[A-Za-z]\w{0,7}(?=["'])""")


class Link(msgspec.Struct, frozen=True, gc=False):
    """`path` is a file's; else `address` is where it leads."""

    range: ranges.TextRange
    address: str = ""
    path: str = ""


def document_links(db: database.ProjectDatabase, file: files.File) -> list[Link]:
    """The links of a file."""
    text = source_text.source_text(db, file).text
    found: list[Link] = []
    for match in _NUMBERS.finditer(text):
        kind = match.lastgroup or ""
        found.append(Link(ranges.TextRange(*match.span()), _ADDRESSES[kind].format(int(match[kind]))))
    if not file.is_virtual:
        found += _files(db, file, text)
    return sorted(found, key=_start)


def _files(db: database.ProjectDatabase, file: files.File, text: str) -> list[Link]:
    found: list[Link] = []
    known: dict[str, str] = {}
    for match in _PATHS.finditer(text):
        named = match[0]
        if named not in known:
            if len(known) == MAX_STATS:
                break
            known[named] = _there(db, file, named)
        if known[named]:
            found.append(Link(ranges.TextRange(*match.span()), path=known[named]))
    return found


def _there(db: database.ProjectDatabase, file: files.File, named: str) -> str:
    """The path that a text names; empty if no file is there."""
    for folder in (paths.parent(file.path), db.project.root):
        path = paths.normalise(paths.join(folder, named))
        if db.system.stat(path).kind is system.Kind.FILE:
            return path
    return ""


def _start(link: Link) -> int:
    return link.range.start
