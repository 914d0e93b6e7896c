"""What the semantic layer knows of one chunk: built once per chunk text, kept on the chunk.

A chunk knows no file and no name path, so a chunk that stands in two places has one index. The scope
it stands in is its *container*, written as -1 where numbers of scopes are asked for.
"""

from __future__ import annotations

import itertools
from sys import intern
from typing import Final

import msgspec

from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir

CONTAINER: Final = -1


class ChunkScope(msgspec.Struct, gc=False, eq=False, array_like=True):
    """A class or function of the chunk.

    `parent`: number of the scope it stands in, or CONTAINER. `region`, `binding`: where it is defined;
    binding -1 when it has no name. `local`: of a class inside a function, its scope in that region.
    `body`: region of a function's body, -1 for a class. `decorators`: what those of a function that are plain names are
    called, `.name` for attributes of something.
    """

    is_class: bool
    name: str
    parent: int
    region: int
    binding: int
    local: int
    body: int
    decorators: tuple[str, ...] = ()


class Contents(msgspec.Struct, gc=False, eq=False):
    """What one scope of the chunk holds, in source order: (key, region), (name, scope), numbers of holes.

    The body of a function is not listed: `ChunkScope.body` names it.
    """

    regions: list[tuple[str, int]]
    scopes: list[tuple[str, int]]
    holes: list[int]


# What most chunks have as `region_scopes`: statements, functions.
_COMMON: Final[dict[tuple[int, ...], tuple[int, ...]]] = {
    each: each for n in range(1, 4) for each in itertools.product((CONTAINER, 0, 1), repeat=n)
}


def one_for_equal(region_scopes: tuple[int, ...]) -> tuple[int, ...]:
    """The same, as one object for all chunks where it is a common one."""
    return _COMMON.get(region_scopes, region_scopes)


def decorators_of(function: ir.FunctionDef) -> tuple[str, ...]:
    """`ChunkScope.decorators`: one object for equal ones."""
    names: list[str] = []
    for each in function.decorators:
        if isinstance(each, ir.Name):
            names.append(each.id)
        elif isinstance(each, ir.Attribute):
            names.append(f".{each.attr}")
    return one_for_equal_names(tuple(names)) if names else ()


def one_for_equal_names(decorators: tuple[str, ...]) -> tuple[str, ...]:
    """The same, as one object for all functions where it is a common one."""
    found = _DECORATORS.get(decorators)
    return tuple([intern(name) for name in decorators]) if found is None else found


_DECORATORS: Final[dict[tuple[str, ...], tuple[str, ...]]] = {
    each: each
    for each in (
        (), ("property",), ("classmethod",), ("staticmethod",), ("overload",), ("abstractmethod",), (".overload",),
        (".abstractmethod",), (".setter",),
    )
}  # fmt: skip


class ChunkIndex(msgspec.Struct, gc=False, eq=False, array_like=True):
    """What stays known of a chunk: `region_scopes` says in which scope each of its regions runs.

    `hole_scopes`, `hole_after`: by number of a hole, the scope its member chunks stand in, and the last
    region before it. `flow_names` are worked out when a link step asks for them.
    """

    region_scopes: tuple[int, ...]
    scopes: tuple[ChunkScope, ...]
    hole_scopes: dict[int, int]
    hole_after: dict[int, int]
    imports: tuple[tuple[int, str], ...]  # each once
    from_names: tuple[tuple[int, str], ...]  # likewise: with the names from modules, which may be submodules
    touches_all: bool  # some statement speaks of `__all__`
    makes_names: bool  # see `made_names`
    # Of function bodies, by region: `BodyIndex.attributes` where there are any; and those that may bind globals.
    attributes: dict[int, tuple[tuple[str, int], ...]]
    global_bodies: tuple[int, ...]
    flow_names: tuple[str, ...] | None = None


class ChunkUseDef(msgspec.Struct, gc=False, eq=False):
    """The use-def maps of a chunk's regions, which go with `Lowered.regions` and are let go with them.

    `contents` are worked out when a link step asks for them.
    """

    regions: tuple[use_def.StatementIndex | use_def.BodyIndex, ...]
    contents: dict[int, Contents] | None = None


NOTHING: Final = Contents([], [], [])  # shared, never filled


def contents_of(chunk: ChunkIndex, lowered: ir.Lowered, maps: ChunkUseDef, scope: int) -> Contents:
    """What a scope of the chunk holds, the body of a function left out; `scope` may be CONTAINER."""
    found = maps.contents
    if found is None:
        found = maps.contents = _contents(chunk, lowered, maps)
    return found.get(scope, NOTHING)


def _contents(chunk: ChunkIndex, lowered: ir.Lowered, maps: ChunkUseDef) -> dict[int, Contents]:
    own = Contents([], [], [])
    found = {CONTAINER: own}
    regions = lowered.regions
    container = own.regions
    for number, scope in enumerate(chunk.region_scopes):
        if scope == CONTAINER:
            container.append((key_of(maps.regions[number], regions[number]), number))
        elif chunk.scopes[scope].body != number:
            into = found.get(scope)
            if into is None:
                into = found[scope] = Contents([], [], [])
            into.regions.append((key_of(maps.regions[number], regions[number]), number))
    for number, record in enumerate(chunk.scopes):
        into = found.get(record.parent)
        if into is None:
            into = found[record.parent] = Contents([], [], [])
        into.scopes.append((record.name, number))
    for hole, scope in chunk.hole_scopes.items():
        into = found.get(scope)
        if into is None:
            into = found[scope] = Contents([], [], [])
        into.holes.append(hole)
    return found


def key_of(index: use_def.StatementIndex | use_def.BodyIndex, region: ir.Region) -> str:
    """What a statement region is known by in its scope, together with how many before it have the same key."""
    for binding in index.bindings:
        if not binding.scope and binding.flags:
            return intern(binding.place)  # it stays when the rest goes, and many have the same
    code = region.code
    return f"= {code}" if code.isidentifier() else code


def flow_names(maps: ChunkUseDef) -> tuple[str, ...]:
    """Names whose states the flow of the chunk's module and class statements depends on or changes."""
    names: list[str] = []
    for index in maps.regions:
        if isinstance(index, use_def.StatementIndex):
            names += index.entry_names
            names += index.outer_names
            for place, _ in index.out:
                names.append(place)
            for place, _ in index.out_else:
                names.append(place)
            for binding in index.bindings:
                if binding.kind == use_def.ANNOTATED:  # even without a value it tells something of the name
                    names.append(binding.place)
    return tuple(dict.fromkeys(names))
