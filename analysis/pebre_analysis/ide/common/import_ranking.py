"""Which of the modules that give a name is likely meant.

In:  wishes with where each is from, what the project imports, how the name is used.
Out: the wishes in order:
  1. what can be used in that way before what cannot: a module is not called, and has the attribute that is read;
     what is there before what is not;
  2. what the project imports elsewhere, by how often, neighbours before others;
  3. what a module defines before what the package around the file takes from it: that import would go in a circle;
  4. what is public, or private in a package that the file is in; what is not superseded;
  5. modules that the file, or the project, takes other names from, those of the standard library that are imported
     most everywhere, or called like the name;
  6. its own modules, the standard library, what is installed; packages that the file or the project imports from;
     short paths, and modules that are called like the name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from pebre_analysis.ide.common import imports, names_in_scope
from pebre_analysis.modules import module, names, resolve, reverse
from pebre_analysis.project import import_uses

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

OWN: Final = 0
STANDARD: Final = 1
INSTALLED: Final = 2

# Modules of the standard library that most programs import, in about the order of how many do.
_USUAL: Final = (
    "os", "sys", "typing", "re", "collections.abc", "json", "pathlib", "dataclasses", "datetime", "collections",
    "functools", "logging", "time", "enum", "abc", "itertools", "contextlib", "subprocess", "asyncio",
    "unittest.mock", "random", "shutil", "tempfile", "math", "copy", "threading", "io", "argparse", "decimal",
    "uuid", "types", "inspect", "operator", "string", "os.path", "urllib.parse", "unittest", "hashlib",
    "socket",
)  # fmt: skip
_PLACE: Final = {name: n for n, name in enumerate(_USUAL)}
# Modules whose names others have by now.
_NEWER: Final = {"typing_extensions": ("typing",), "typing": ("collections.abc", "collections", "re", "contextlib")}
_MOST: Final = 20  # files; more that take something from a module make no difference


# Files that would have to take something from another module before that is as likely.
_MOST_USUAL: Final = 6
_OWN_USUAL: Final = 3
_NAMESAKE: Final = 2  # of the standard library's `copy.copy`: its module is there for it


class Use(NamedTuple):
    """How a name is used. `attribute`: what is read of it, else empty; `is_object`: as no module can be."""

    attribute: str
    is_object: bool


ANY_USE: Final = Use("", False)


def ordered(
    db: database.ProjectDatabase,
    file: files.File,
    found: Mapping[imports.Wish, int],
    uses: import_uses.Uses,
    use: Use,
) -> list[imports.Wish]:
    """The wishes, the likeliest first. `found`: each with where it is from."""
    own = reverse.file_to_module(db, file)
    around = f"{own.name}." if own is not None else ""
    here_parts = around.split(".")
    here = import_uses.imported(db, file).found
    modules, packages = {each.module for each in here}, {here_parts[0], *[names.top(each.module) for each in here]}

    def rank(wish: imports.Wish) -> tuple[object, ...]:
        of, name, group = wish.module, wish.name, found[wish]
        parts = of.split(".")
        is_circular = around.startswith(f"{of}.") and len(found) > 1 and _has_origin(wish, found)
        usual = _OWN_USUAL if group == OWN and name else 0
        if of in _PLACE and group == STANDARD and not _is_module(db, f"{of}.{name}"):
            usual = _MOST_USUAL - _PLACE[of] // _MOST_USUAL
        if group == STANDARD and parts[-1] == name:
            usual += _NAMESAKE
        if of in modules:
            usual += _MOST_USUAL
        return (
            _is_misfit(db, wish, use),
            not _is_module(db, of),
            -uses.counts[import_uses.Import(of, name, wish.alias)],
            is_circular,
            _is_private(parts, here_parts),
            any(imports.Wish(newer, name) in found for newer in _NEWER.get(of, ())),
            -min(uses.modules[of] + usual, _MOST),
            group,
            _PLACE.get(of, len(_PLACE)) if group == STANDARD else 0,
            parts[0] not in packages,
            -min(uses.packages[parts[0]], _MOST),
            name.casefold()[:4] not in parts[-1].casefold(),
            len(parts),
            of,
            name,
        )

    return sorted(found, key=rank)


def _is_private(parts: list[str], around: list[str]) -> bool:
    """Whether a module is meant for the package that holds it only, and the file is not in that."""
    return any(part.startswith("_") and parts[: max(n, 1)] != around[: max(n, 1)] for n, part in enumerate(parts))


def _has_origin(wish: imports.Wish, found: Mapping[imports.Wish, int]) -> bool:
    return any(other.name == wish.name and other.module.startswith(f"{wish.module}.") for other in found)


def _is_module(db: database.ProjectDatabase, name: str) -> bool:
    return isinstance(resolve.resolve(db, name), module.Module)


def _is_misfit(db: database.ProjectDatabase, wish: imports.Wish, use: Use) -> bool:
    """Whether it is a module that is used as none can be."""
    if use == ANY_USE:
        return False
    of = f"{wish.module}.{wish.name}" if wish.name else wish.module
    found = resolve.resolve(db, of)
    if not isinstance(found, module.Module):
        return False
    if wish.name:
        package = resolve.resolve(db, wish.module)
        if isinstance(package, module.Module) and package.file is not None:
            if wish.name in names_in_scope.of_module(db, package.file):
                return False  # what the package calls so may be anything
    if use.is_object:
        return True
    if found.file is None or _is_module(db, f"{of}.{use.attribute}"):
        return False
    given = names_in_scope.of_module(db, found.file)
    return use.attribute not in given and "__getattr__" not in given and not use.attribute.startswith("__")
