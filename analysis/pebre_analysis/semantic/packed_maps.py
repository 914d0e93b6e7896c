"""The index of a chunk and the use-def maps of its regions as bytes, and back; beside `syntax.packed`.

In:  what `builder.build` made of a lowered chunk. Out: bytes; of those and of the lowered chunk, an equal index and
     equal maps, which name the nodes of that chunk and share what all maps share.
Always
  - where a map names a node that is in no region of the chunk, nothing is packed;
  - bytes that are no packed maps, or not of this chunk, are refused.
"""

from __future__ import annotations

from array import array
from sys import intern
from typing import Final, TypeAlias

import msgspec

from pebre_analysis.semantic import states, use_def
from pebre_analysis.semantic.chunk_index import ChunkIndex, ChunkUseDef, one_for_equal, one_for_equal_names
from pebre_analysis.syntax import ir, packed

# (number of a region, way from its node), or of a `use_def.Guard`: (GUARD, n, atom, path).
Reference: TypeAlias = tuple[int, ...]
_Names: TypeAlias = tuple[str, ...]
_Changes: TypeAlias = tuple[tuple[str, int], ...]
_Numbers: TypeAlias = dict[int, int]

_GUARD: Final = -1
_N_FIRST: Final = len(use_def.FIRST_STATES)
_NO_ATTRIBUTES: Final[dict[int, _Changes]] = {}  # shared, never filled


class _Region(msgspec.Struct, gc=False, array_like=True):
    """`use_def.RegionIndex` without what all have. `states`: how many plain ones, if there are no others."""

    bindings: tuple[tuple[str, int, int, int, int, Reference], ...]
    states: int | tuple[use_def.State, ...]
    constraints: tuple[tuple[int, ...], ...]
    paths: tuple[use_def.Path, ...]
    is_wide: bool
    marks: bytes
    predicates: tuple[Reference, ...]
    scopes: tuple[use_def.LocalScope, ...]
    free: _Names
    sources: _Numbers
    augmented: _Numbers
    part_paths: _Numbers
    matches: dict[int, Reference]


class _Statement(_Region, gc=False, array_like=True, tag=0):
    entry_names: _Names
    outer_names: _Names
    out: _Changes
    out_else: _Changes
    path: int
    path_else: int
    globals: _Names
    nonlocals: _Names
    match_region: int


class _Body(_Region, gc=False, array_like=True, tag=1):
    names: _Names
    globals: _Names
    nonlocals: _Names
    returns: tuple[tuple[int, int], ...]
    yields: tuple[int, ...]
    end_path: int
    attributes: _Changes
    declared: _Numbers
    declared_at_end: dict[str, int]
    seen_inside: dict[int, dict[str, int]]


class _Maps(msgspec.Struct, gc=False, array_like=True):
    index: ChunkIndex
    regions: tuple[_Statement | _Body, ...]


_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(_Maps).decode


def pack(lowered: ir.Lowered, index: ChunkIndex, maps: ChunkUseDef) -> bytes | None:
    """The bytes; None if they cannot tell it."""
    names = _References(lowered, maps)
    try:
        return _encode(_Maps(index, tuple([_pack_region(names, each) for each in maps.regions])))
    except (KeyError, OverflowError, UnicodeEncodeError):
        return None


def unpack(lowered: ir.Lowered, data: bytes) -> tuple[ChunkIndex, ChunkUseDef] | None:
    """What was packed; None if the bytes are not what `pack` makes."""
    try:
        found = _decode(data)
        regions = tuple([_unpack_region(lowered, each) for each in found.regions])
    except (msgspec.MsgspecError, ValueError, IndexError, AttributeError, TypeError, RecursionError):
        return None
    if len(regions) != len(lowered.regions):
        return None
    return _shared(found.index), ChunkUseDef(regions)


class _References:
    """How the nodes of a chunk are named that its maps name."""

    def __init__(self, lowered: ir.Lowered, maps: ChunkUseDef) -> None:
        wanted: set[int] = set()
        for each in maps.regions:
            wanted.update([id(binding.node) for binding in each.bindings])
            wanted.update([id(node) for node in each.predicates if not isinstance(node, use_def.Guard)])
            wanted.update(map(id, each.matches.values()))
        self._found: dict[int, Reference] = {}
        for number, region in enumerate(lowered.regions):
            key = id(region.node)
            if key in wanted:
                wanted.discard(key)
                self._found[key] = (number,)
        for number, region in enumerate(lowered.regions):
            if not wanted:
                break
            for key, way in packed.ways_to(region.node, wanted).items():
                self._found[key] = (number, *way)

    def of(self, node: ir.Node) -> Reference:
        if isinstance(node, use_def.Guard):
            return (_GUARD, node.n, node.atom, node.path)
        return self._found[id(node)]


def _node(lowered: ir.Lowered, reference: Reference) -> ir.Node:
    number, *way = reference
    if number == _GUARD:
        return use_def.Guard(*way)
    node = lowered.regions[number].node
    found = packed.follow(node, tuple(way)) if way else node
    if not isinstance(found, ir.Node):
        raise ValueError("no node")
    return found


def _pack_region(names: _References, each: use_def.RegionIndex) -> _Statement | _Body:
    n_states = len(each.states) - _N_FIRST
    is_plain = n_states < len(states.PLAIN_TABLES) and each.states == states.PLAIN_TABLES[n_states]
    common = (
        tuple([(b.place, b.kind, b.n, b.scope, b.flags, names.of(b.node)) for b in each.bindings]),
        n_states if is_plain else each.states[_N_FIRST:],
        each.constraints[1:],
        each.paths[2:],
        each.marks.typecode == "I",
        each.marks.tobytes(),
        tuple([names.of(node) for node in each.predicates]),
        each.scopes[1:],
        each.free,
        each.sources,
        each.augmented,
        each.part_paths,
        {n: names.of(node) for n, node in each.matches.items()},
    )
    if isinstance(each, use_def.StatementIndex):
        return _Statement(*common, *[getattr(each, name) for name in _STATEMENT_FIELDS])
    return _Body(*common, *[getattr(each, name) for name in _BODY_FIELDS])


_STATEMENT_FIELDS: Final = _Statement.__struct_fields__[len(_Region.__struct_fields__) :]
_BODY_FIELDS: Final = _Body.__struct_fields__[len(_Region.__struct_fields__) :]


def _unpack_region(lowered: ir.Lowered, each: _Statement | _Body) -> use_def.StatementIndex | use_def.BodyIndex:
    bindings = tuple(
        [
            use_def.Binding(intern(place), kind, n, scope, flags, _node(lowered, node))
            for place, kind, n, scope, flags, node in each.bindings
        ]
    )
    own = each.states
    table = states.PLAIN_TABLES[own] if isinstance(own, int) else use_def.FIRST_STATES + own
    constraints = use_def.NO_CONSTRAINTS + each.constraints if each.constraints else use_def.NO_CONSTRAINTS
    paths = use_def.FIRST_PATHS + each.paths if each.paths else use_def.FIRST_PATHS
    marks = array("I" if each.is_wide else "H", each.marks)
    predicates = tuple([_node(lowered, node) for node in each.predicates]) if each.predicates else ()
    scopes = use_def.NO_SCOPES + each.scopes if each.scopes else use_def.NO_SCOPES
    free = _interned(each.free)
    if isinstance(each, _Statement):
        entry = free if each.entry_names == each.free else _interned(each.entry_names)
        return use_def.StatementIndex(
            bindings, table, constraints, paths, marks, predicates, scopes, free, each.sources or use_def.NO_NUMBERS,
            each.augmented or use_def.NO_NUMBERS, each.part_paths or use_def.NO_NUMBERS, _matches(lowered, each), entry,
            _interned(each.outer_names), _changes(each.out), _changes(each.out_else), each.path, each.path_else,
            _interned(each.globals), _interned(each.nonlocals), each.match_region,
        )  # fmt: skip
    return use_def.BodyIndex(
        bindings, table, constraints, paths, marks, predicates, scopes, free, each.sources or use_def.NO_NUMBERS,
        each.augmented or use_def.NO_NUMBERS, each.part_paths or use_def.NO_NUMBERS, _matches(lowered, each),
        _interned(each.names), _interned(each.globals), _interned(each.nonlocals), each.returns, each.yields,
        each.end_path, _changes(each.attributes), each.declared or use_def.NO_NUMBERS,
        each.declared_at_end or use_def.NO_STATES, each.seen_inside or use_def.NOTHING_SEEN,
    )  # fmt: skip


def _matches(lowered: ir.Lowered, each: _Region) -> dict[int, ir.Match]:
    if not each.matches:
        return use_def.NO_MATCHES
    found = {n: _node(lowered, node) for n, node in each.matches.items()}
    return {n: node for n, node in found.items() if isinstance(node, ir.Match)}


def _interned(names: _Names) -> _Names:
    return tuple([intern(name) for name in names]) if names else ()


def _changes(changes: _Changes) -> _Changes:
    return tuple([(intern(place), state) for place, state in changes]) if changes else ()


def _shared(index: ChunkIndex) -> ChunkIndex:
    """The index, with one object for equal parts, and without empty tables of its own: it stays when the rest goes."""
    for scope in index.scopes:
        scope.name = intern(scope.name)
        scope.decorators = one_for_equal_names(scope.decorators)
    index.region_scopes = one_for_equal(index.region_scopes)
    index.hole_scopes = index.hole_scopes or use_def.NO_NUMBERS
    index.hole_after = index.hole_after or use_def.NO_NUMBERS
    index.attributes = index.attributes or _NO_ATTRIBUTES
    if index.flow_names:
        index.flow_names = _interned(index.flow_names)
    return index
