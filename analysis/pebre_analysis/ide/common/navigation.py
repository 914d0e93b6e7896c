"""Where to jump: origins as places in files.

In:  origins (`lookup`). Out: `NavigationTarget`s, in order, without doubles.
Always: ranges are those of the current text; read outside of queries, no edges.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.ide.common import lookup
from pebre_analysis.modules import module, program, search_paths
from pebre_analysis.semantic import definition, region, use_def
from pebre_analysis.source import files, paths, ranges
from pebre_analysis.syntax import ir, outline
from pebre_analysis.types import positions

if TYPE_CHECKING:
    from pebre_analysis.project import database

_NAME: Final = re.compile(r"[*\s]*(\w+)")
_FIRST_WORD: Final = re.compile(r"\w+")
_LIBRARIES: Final = (search_paths.PathKind.STANDARD_STUBS, search_paths.PathKind.STANDARD_SOURCE,
                     search_paths.PathKind.SITE_PACKAGES)  # fmt: skip
# Statements whose whole text belongs to the name they bind.
_WHOLE: Final = (ir.FunctionDef, ir.ClassDef, ir.TypeAliasDef, ir.Assign, ir.AnnAssign, ir.AugAssign, ir.ImportFrom)


class NavigationTarget(msgspec.Struct, frozen=True, gc=False):
    """A whole definition, and the name in it."""

    path: str
    range: ranges.TextRange
    selection: ranges.TextRange


def targets(db: database.ProjectDatabase, found: Iterable[lookup.Origin]) -> list[NavigationTarget]:
    """The places of the origins; a module without a file has none."""
    places = [_target(db, origin) for origin in found]
    return list(dict.fromkeys([place for place in places if place is not None]))


def _target(db: database.ProjectDatabase, origin: lookup.Origin) -> NavigationTarget | None:
    if isinstance(origin, module.Module):
        start = ranges.TextRange(0, 0)
        return None if origin.file is None else NavigationTarget(origin.file.path, start, start)
    found = origin.star if isinstance(origin, lookup.Starred) else origin
    if not found.exists:
        return None
    whole, name = definition_ranges(db, found)
    return NavigationTarget(found.scope.file.path, whole, name)


def definition_ranges(
    db: database.ProjectDatabase, found: definition.Definition
) -> tuple[ranges.TextRange, ranges.TextRange]:
    """The ranges of a whole definition and of the name in it."""
    binding = found.binding
    where = region_of_target(found)
    of = outline.outline(db, found.scope.file)
    node = positions.range_of(of, where, binding.n)
    whole = positions.range_of(of, where, binding.node.n) if isinstance(binding.node, _WHOLE) else node
    return whole, _name_range(of.text, where, found, node)


def region_of_target(found: definition.Definition) -> region.Region:
    """The region that numbers the target of a definition: of a parameter, that of the function's header."""
    if found.kind == use_def.PARAMETER and not found.local_scope and found.region.is_body:
        return found.scope.header or found.region
    return found.region


def _name_range(
    text: str, where: region.Region, found: definition.Definition, node: ranges.TextRange
) -> ranges.TextRange:
    kind = found.kind
    if kind in (use_def.PARAMETER, use_def.TYPE_PARAM):
        match = _NAME.match(text, node.start, node.end)
        return ranges.TextRange(*match.span(1)) if match is not None else node
    if kind in (use_def.IMPORT, use_def.IMPORT_FROM):
        alias = _alias(found)
        if alias is not None and alias.as_node is not None:
            return ranges.TextRange(node.end - len(alias.as_node.id), node.end)
        match = _FIRST_WORD.match(text, node.start, node.end)
        return ranges.TextRange(*match.span()) if match is not None else node
    if "." in found.place and not found.place.endswith("]"):
        return ranges.TextRange(node.end - len(found.place.rpartition(".")[2]), node.end)
    return node


def _alias(found: definition.Definition) -> ir.Alias | None:
    node = found.binding.node
    if isinstance(node, ir.Alias):
        return node
    names = node.names if isinstance(node, ir.ImportFrom) else ()
    return next((each for each in names if each.n == found.binding.n), None)


def is_library(db: database.ProjectDatabase, file: files.File) -> bool:
    """Whether a file is of the standard library or of an installed package, and not of the project."""
    if file.is_virtual:
        return False
    nearest = max(
        (path for path in program.all_paths(db, db.program) if paths.is_below(file.path, path.folder)),
        key=lambda path: len(path.folder),
        default=None,
    )
    return nearest is not None and nearest.kind in _LIBRARIES
