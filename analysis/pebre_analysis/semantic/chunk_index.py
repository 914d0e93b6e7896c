"""What the semantic layer knows of one chunk: built once per chunk text, kept in `Chunk.index`.

A chunk knows no file and no name path, so a chunk that stands in two places has one index. The scope
it stands in is its *container*, written as -1 where numbers of scopes are asked for.
"""

from __future__ import annotations

from typing import Final

import msgspec

from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir

CONTAINER: Final = -1


class ChunkScope(msgspec.Struct, gc=False, eq=False):
    """A class or function of the chunk.

    `parent`: number of the scope it stands in, or CONTAINER. `region`, `binding`: where it is defined;
    binding -1 when it has no name. `local`: of a class inside a function, its scope in that region.
    `body`: region of a function's body, -1 for a class.
    """

    is_class: bool
    name: str
    parent: int
    region: int
    binding: int
    local: int
    body: int


class ChunkIndex(msgspec.Struct, gc=False, eq=False):
    """`regions` go with `Lowered.regions`; `region_scopes` says in which scope each of them runs.

    `hole_scopes`: by number of a hole, the scope its member chunks stand in.
    """

    regions: tuple[use_def.StatementIndex | use_def.BodyIndex, ...]
    region_scopes: tuple[int, ...]
    scopes: tuple[ChunkScope, ...]
    hole_scopes: dict[int, int]
    imports: frozenset[tuple[int, str]]
    touches_all: bool  # some statement speaks of `__all__`


NO_INDEX: Final = ChunkIndex((), (), (), {}, frozenset(), False)

Bodies = list[tuple[ir.FunctionDef | ir.ClassDef, int, int, int]]
