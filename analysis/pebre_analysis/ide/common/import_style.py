"""Imports of a file's own package, with dots where the code around is written so.

In:  wishes with whole names of modules.
Out: the same, some with dots: all, where the file has relative imports alone, or where it imports nothing of its
     package and most files of the project do so; where it has both, those that need no more dots than it has already.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.common import import_statements, imports
from pebre_analysis.modules import names, reverse
from pebre_analysis.project import import_uses

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files


def spelled(
    db: database.ProjectDatabase, file: files.File, wishes: Iterable[imports.Wish], uses: import_uses.Uses
) -> list[imports.Wish]:
    """The wishes as the file would write them."""
    own = reverse.file_to_module(db, file)
    if own is None:
        return list(wishes)
    is_package = file.path.rpartition("/")[2].startswith("__init__.")
    package = import_statements.package_of(own.name, is_package=is_package)
    top = names.top(own.name)
    level = _level(import_uses.imported(db, file), top, uses)
    return [_spelled(each, package, top, level) for each in wishes]


_ANY_LEVEL: Final = 1_000


def _level(here: import_uses.FileImports, top: str, uses: import_uses.Uses) -> int:
    """How many dots an import may have."""
    if here.level:
        return here.level if top in here.absolute else _ANY_LEVEL
    is_usual = top not in here.absolute and 2 * uses.n_relative > uses.packages[top]
    return _ANY_LEVEL if is_usual else 0


def _spelled(wish: imports.Wish, package: str, top: str, level: int) -> imports.Wish:
    if not wish.name or names.top(wish.module) != top:
        return wish
    near = import_statements.relative_to(package, wish.module)
    if near is None or len(near) - len(near.lstrip(".")) > level:
        return wish
    return wish._replace(module=near)
