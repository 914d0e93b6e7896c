"""What the modules of a project import, and how often.

In:  the database of a project, the paths of its files.
Out: `Uses`: counts of modules, of names of them, of the packages at the top.
Always: read from texts line by line, like `importable`; relative names are made absolute.
"""

from __future__ import annotations

import re
import weakref
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import msgspec

from pebre_analysis.engine import query
from pebre_analysis.modules import db as modules_db
from pebre_analysis.modules import module, names, reverse
from pebre_analysis.project import kept_facts
from pebre_analysis.source import files, source_text

if TYPE_CHECKING:
    from pebre_analysis.project import database

_NEAR: Final = 4  # what one file of the same folder counts

_COMMENT: Final = re.compile(r"#[^\r\n]*")
_NAME: Final = re.compile(r"(\w+)(?:[ \t]+as[ \t]+(\w+))?")
_IMPORTED: Final = re.compile(
    r"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(?:\(([^)]*)\)|([^\r\n(]*))"
    r"|import[ \t]+([\w.]+)(?:[ \t]+as[ \t]+(\w+))?)",
    re.M,
)


class Import(NamedTuple):
    """`from module import name as alias`; `import module as alias` where there is no name."""

    module: str
    name: str
    alias: str

    @property
    def bound(self) -> str:
        """The name that it gives."""
        return self.alias or self.name or self.module.partition(".")[0]


class FileImports(msgspec.Struct, frozen=True, gc=False):
    """What a file imports. `level`: the most dots of a relative import; `absolute`: packages that it names in full."""

    found: frozenset[Import]
    level: int
    absolute: frozenset[str]


KIND: Final = "imports"
_Kept: TypeAlias = tuple[str, FileImports]  # the module that the file was
_decode: Final = msgspec.msgpack.Decoder(_Kept).decode


def packed(db: database.ProjectDatabase, file: files.File) -> bytes:
    """`imported`, for later sessions."""
    return msgspec.msgpack.encode((_name_of(db, file), imported(db, file)))


def _name_of(db: database.ProjectDatabase, file: files.File) -> str:
    own = reverse.file_to_module(db, file)
    return "" if own is None else own.name


@query.query(files.File)
def imported(db: database.ProjectDatabase, file: files.File) -> FileImports:
    """What a file's text imports; what a package takes from its own modules, to give it on, is no use of them."""
    known = kept_facts.of(db, KIND, file)
    if known is not None:
        name, kept = _decode(known)
        if name == _name_of(db, file):
            return kept
    text = source_text.source_text(db, file).text
    found: set[Import] = set()
    absolute: set[str] = set()
    most = 0
    own: module.Module | None = None
    for of, many, few, alone, alias in _IMPORTED.findall(text):
        if alone:
            found.add(Import(alone, "", alias if alias != alone else ""))
            continue
        full: str | None = of
        if of.startswith("."):
            own = own or reverse.file_to_module(db, file)
            tail = of.lstrip(".")
            most = max(most, len(of) - len(tail))
            is_package = file.path.rpartition("/")[2].startswith("__init__.")
            full = names.absolute(len(of) - len(tail), tail, own.name, is_package) if own is not None else None
            if is_package and own is not None and full is not None and full.startswith(f"{own.name}."):
                continue
        else:
            absolute.add(names.top(of))
        if full:
            for name, other in _NAME.findall(_COMMENT.sub("", many or few)):
                found.add(Import(full, name, other if other != name else ""))
    return FileImports(frozenset(found), most, frozenset(absolute))


class Uses:
    """How often things are imported. `counts`: by what is imported; files of one folder count more.
    `modules`: in how many files something is imported from a module; `packages`: from a package at the top;
    `n_relative`: how many files have relative imports."""

    def __init__(self) -> None:
        self.counts: Counter[Import] = Counter()
        self.modules: Counter[str] = Counter()
        self.packages: Counter[str] = Counter()
        self.n_relative = 0
        self._by_name: dict[str, list[Import]] | None = None

    def by_name(self) -> dict[str, list[Import]]:
        """What is imported, by the name it gives."""
        if self._by_name is None:
            self._by_name = {}
            for each in self.counts:
                self._by_name.setdefault(each.bound, []).append(each)
        return self._by_name


class _Counted(NamedTuple):
    folder: str
    imports: list[tuple[str, FileImports]]  # by path
    uses: Uses


_LAST: Final[weakref.WeakKeyDictionary[modules_db.Db, _Counted]] = weakref.WeakKeyDictionary()
"""The last sum: it is asked for at each letter, and the file where somebody types has no part in it."""


def uses(db: database.ProjectDatabase, places: Iterable[str], beside: files.File) -> Uses:
    """What the files of a project import, one left out."""
    folder = beside.path.rpartition("/")[0]
    others = [(path, imported(db, db.files.file(path))) for path in places if path != beside.path]
    last = _LAST.get(db)
    if last is None or last.folder != folder or last.imports != others:
        last = _LAST[db] = _Counted(folder, others, _counted(folder, others))
    return last.uses


def _counted(folder: str, others: Iterable[tuple[str, FileImports]]) -> Uses:
    found = Uses()
    counts, modules, packages = found.counts, found.modules, found.packages
    for path, record in others:
        of = record.found
        found.n_relative += record.level > 0
        weight = _NEAR if path.rpartition("/")[0] == folder else 1
        for each in of:
            counts[each] += weight
        modules.update({each.module for each in of if each.name})
        packages.update({each.module.partition(".")[0] for each in of})
    return found
