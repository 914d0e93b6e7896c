"""A definition in a body that is asked for again after an edit of the body: what it gave, if it means the same.

In:  a definition whose last result is known, and how to infer it.
Out: its `DefinitionType`.
Always
  - what it gave stands if its statement stays (`body_alignment`), which is to say with all it refers to, nothing that
    it read outside of the body changed, and the calls of statements that are new return;
  - inside cycles nothing is kept and nothing used.
Why: who types in `__init__` touches one of the attributes it sets; all methods that use others would ask for each of
these again at every keystroke.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pebre_analysis.engine import parts
from pebre_analysis.semantic import body_flow, body_prints, use_def
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.types.infer import region as regions
from pebre_analysis.types.infer import steps

if TYPE_CHECKING:
    from pebre_analysis.engine import memo
    from pebre_analysis.semantic import body_versions
    from pebre_analysis.semantic.body_alignment import Alignment
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.types import queries

MAX_KEPT: Final = 2_000
MAX_CALLS: Final = 4  # new calls that are looked at for one definition: with more it is inferred anew

Infer = Callable[[regions.RegionInference, "Definition"], "queries.DefinitionType"]


class Slice:
    """What a definition gave, and from what."""

    __slots__ = ("flags", "found", "reads", "since", "version")

    def __init__(
        self, found: queries.DefinitionType, version: body_versions.Version, flags: int, since: int,
        reads: tuple[memo.AnyEdge, ...],
    ) -> None:  # fmt: skip
        self.found = found
        self.version = version
        self.flags = flags
        self.since = since
        self.reads = reads


def infer(db: queries.Db, definition: Definition, do: Infer) -> queries.DefinitionType:
    """See the module's docstring."""
    region = definition.region
    code = region.code.get(db)
    if parts.is_provisional(db):
        return do(regions.RegionInference(db, region), definition)
    flags = semantic_index.semantic_index(db, region.scope.file).flags.get(db)
    version = db.memos.versions.of(region, code)
    kept = db.memos.slices
    last = kept.pop(definition, None)
    if isinstance(last, Slice) and last.flags == flags and _stands(db, definition, last, version):
        found, reads = last.found, last.reads
        if db.debug:
            right = do(regions.RegionInference(db, region), definition)
            assert found == right, f"{definition.debug_name()} is {right}, not {found}"
    else:
        r = regions.RegionInference(db, region)
        push = db.push
        assert push is not None
        part = parts.Part(push)
        db.push = part.push
        try:
            found = do(r, definition)
        finally:
            db.push = push
        reads = part.reads()
        if steps.is_cut_short(r):
            return found
    if not parts.is_provisional(db):
        kept[definition] = Slice(found, version, flags, db.revision, reads)
        if len(kept) > MAX_KEPT:
            del kept[next(iter(kept))]
    return found


def _stands(db: queries.Db, definition: Definition, last: Slice, version: body_versions.Version) -> bool:
    if version is not last.version:
        table = db.memos.versions.table
        stays = version.since(last.version, table)
        prints = version.prints(table)
        if stays is None or prints is None:
            return False
        index = definition.region.index
        number = definition.number
        record = index.bindings[number] if number >= 0 else None
        if record is None:
            return False
        if not body_flow.is_parameter(record):
            if record.kind == use_def.LOOP or prints.owners[record.n] not in stays.stays:
                return False
            if not _come_back(db, definition, prints, stays):
                return False
    return parts.unchanged(db, last.reads, last.since) and not parts.is_provisional(db)


def _come_back(db: queries.Db, definition: Definition, prints: body_prints.BodyPrints, stays: Alignment) -> bool:
    """Do the calls of new statements return?"""
    index = definition.region.index
    new = [
        at
        for at, (kind, n, _) in enumerate(index.paths)
        if kind == use_def.CALL and prints.owners[n] not in stays.stays
    ]
    if len(new) > MAX_CALLS:
        return False
    if not new:
        return True
    r = regions.RegionInference(db, definition.region)
    return all(r.reachable(at) for at in new) and not steps.is_cut_short(r)
