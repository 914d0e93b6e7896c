"""The lowered form of a chunk as bytes, and back: what is kept of code on disk, so that it is not parsed again.

In:  a chunk that was lowered. Out: bytes; of those, what `lower` made: the same nodes, the same sharing.
Always
  - what cannot be told in bytes (a number of more than 64 bits, half a surrogate pair) is not packed;
  - bytes that are no packed chunk are refused, never run; that they are those of this chunk is for others to see to.
Nodes are records with a number for their class (`ir.Node`). Whoever names a node, as regions do, names the way to it:
numbers of fields and of entries of tuples, from a node that is known.
"""

from __future__ import annotations

from array import array
from typing import Any, Final, TypeAlias

import msgspec

from pebre_analysis.syntax import chunk, ir, problems, visit

Way: TypeAlias = tuple[int, ...]

_WIDE: Final = 0x10000  # an offset that two bytes do not hold
_ELLIPSIS: Final = msgspec.msgpack.Ext(0, b"")
_Range: TypeAlias = tuple[int, int]
_Problems: TypeAlias = tuple[problems.Problem, ...]


class PackedRegion(msgspec.Struct, gc=False, array_like=True):
    """A region: the way to its node from the chunk's block, and its spans in two or four bytes each."""

    node: Way
    code: str
    is_wide: bool
    spans: bytes


class PackedChunk(msgspec.Struct, gc=False, array_like=True):
    """What `parsed.lowered_of` puts on a chunk."""

    block: ir.Block
    regions: tuple[PackedRegion, ...]
    too_deep: tuple[_Range, ...]
    docstrings: tuple[tuple[int, int, int, int], ...]
    problems: _Problems
    failed: tuple[_Range, ...]
    rejected: _Problems
    features: _Problems


def _to_ext(value: object) -> msgspec.msgpack.Ext:
    if value is ...:
        return _ELLIPSIS
    raise NotImplementedError  # as msgspec asks for


def _of_ext(code: int, data: object) -> object:
    return ...


_encode: Final = msgspec.msgpack.Encoder(enc_hook=_to_ext).encode
_decode: Final = msgspec.msgpack.Decoder(PackedChunk, ext_hook=_of_ext).decode


def pack(part: chunk.Chunk, lowered: ir.Lowered) -> bytes | None:
    """The lowered form of a chunk, and what its parser said; None if bytes cannot tell it."""
    ways = ways_to(lowered.block, {id(region.node) for region in lowered.regions}, statements_only=True)
    packed = PackedChunk(
        lowered.block,
        tuple([_pack_region(region, ways[id(region.node)]) for region in lowered.regions]),
        lowered.too_deep,
        lowered.docstrings,
        lowered.problems,
        lowered.failed,
        part.rejected,
        part.features,
    )
    try:
        return _encode(packed)
    except (OverflowError, UnicodeEncodeError):
        return None


def unpack(part: chunk.Chunk, data: bytes) -> ir.Lowered | None:
    """What was packed, put on a chunk of the same content; None if the bytes are not what `pack` makes."""
    try:
        packed = _decode(data)
        block = packed.block
        regions = tuple([_unpack_region(each, block) for each in packed.regions])
    except (msgspec.MsgspecError, ValueError, IndexError, AttributeError, TypeError, RecursionError):
        return None
    part.rejected, part.features = packed.rejected, packed.features
    return ir.Lowered(block, regions, packed.too_deep, packed.docstrings, packed.problems, packed.failed)


def _pack_region(region: ir.Region, way: Way) -> PackedRegion:
    spans = region.spans
    is_wide = max(spans, default=0) >= _WIDE
    return PackedRegion(way, region.code, is_wide, (spans if is_wide else array("H", spans)).tobytes())


def _unpack_region(packed: PackedRegion, block: ir.Block) -> ir.Region:
    spans = array("I", packed.spans) if packed.is_wide else array("I", array("H", packed.spans))
    return ir.Region(follow(block, packed.node), packed.code, len(spans) // 2, spans)


def follow(root: Any, way: Way) -> Any:  # reason: whatever stands there
    """The node at the end of a way."""
    for step in way:
        root = root[step] if root.__class__ is tuple else getattr(root, root.__struct_fields__[step])
    return root


def ways_to(root: object, wanted: set[int], *, statements_only: bool = False) -> dict[int, Way]:
    """The ways from a node to those whose `id` is wanted, by that; those of `statements_only` are found sooner.

    What is found is wanted no more. What has a region of its own is looked into only from a block.
    """
    found: dict[int, Way] = {}
    steps = _OUTER_STEPS if statements_only else _STEPS
    reached: list[tuple[Any, Way]] = [(root, ())]
    own = None if isinstance(root, ir.Block) else root
    for node, way in reached:  # nearer ones first
        key = id(node)
        if key in wanted:
            found[key] = way
            wanted.discard(key)
            if not wanted:
                break
        for n, name in steps.get(node.__class__, ()):
            below = getattr(node, name)
            if below.__class__ is tuple:
                reached += [(each, (*way, n, at)) for at, each in enumerate(below)]
            elif below is not None and not (own is not None and _is_apart(own, below)):
                reached.append((below, (*way, n)))
    return found


def _is_apart(root: object, below: object) -> bool:
    """Whether what stands below is in other regions than the root's."""
    return isinstance(below, ir.Body) or (isinstance(below, ir.Block) and not isinstance(root, ir.Body))


# The fields of each class of nodes that may hold others, with their numbers; and of those that hold statements.
_STEPS: Final = {
    kind: tuple([(n, name) for n, name in enumerate(kind.__struct_fields__) if name in fields])
    for kind, fields in visit.FIELDS.items()
}
_OUTER_STEPS: Final = {kind: steps for kind, steps in _STEPS.items() if kind in visit.OUTER}
