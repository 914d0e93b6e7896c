"""The work of one `semantic_index` run: link the chunks, then bring up to date every cell that somebody asked for.

What may have changed is found from what the link step and the flow report, so the work is in proportion
to the edit. A cell that nobody asked for does not exist and costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from pebre_analysis.engine import cancel, database
from pebre_analysis.semantic import chunks, dunder_all, link, link_first, refresh, symbols
from pebre_analysis.syntax import chunk, difference, ir, outlined, parsed

if TYPE_CHECKING:
    from pebre_analysis.semantic.index import SemanticIndex
    from pebre_analysis.semantic.occurrence import Occurrence
    from pebre_analysis.semantic.region import Region


_FUTURE: Final = (0, "__future__")


def run(db: database.Database, index: SemanticIndex, outline: outlined.Outline) -> None:
    """Link the index with another outline of its file, or go on with what was stopped.

    May be stopped while code is read, and while cells are brought up to date (`refresh`); not while entities are
    exchanged, but for the first time, of which nothing stays.
    """
    before = index.outline
    if before is not None and before is not outline:
        if not index.is_settled:
            for _ in occurrences_of(index, settled=True):
                db.check_cancelled()
            index.is_settled = True  # what comes later is never pending
        _read(db, before, outline, with_flaws=index.knows_flaws)
    index.is_broken = True  # until all is done
    index.outline = outline
    if before is None:
        link_first.link(index, outline.chunks, db.check_cancelled)
    elif before is not outline:
        changes = link.Linker(db, index).update(outline.chunks, outline.follows(before))
        index.note_flaws(changes.came, changes.gone)
        index.n_structures += not changes.keeps_structure
        index.others = _others(index, changes)
        _own_cells(db, index, changes)
        refresh.note(index, changes)
    try:
        refresh.run(db, index)
    except cancel.Cancelled:
        db.keep_unfinished()
        index.is_broken = False
        raise
    index.is_broken = False


def _read(db: database.Database, before: outlined.Outline, outline: outlined.Outline, *, with_flaws: bool) -> None:
    """Read the chunks that are new in an outline, one by one and step by step: what is done of one stays.

    And those that go: what was in them is compared with what comes, and their code may have been let go.
    """
    step = outline.follows(before)
    was, now = before.chunks, outline.chunks
    if step is not None:
        was, now = was[step.keep : step.old_top], now[step.keep : step.new_top]
    for part, is_new in _exchanged(was, now):
        if part.lowered is None:
            db.check_cancelled()
            parsed.lowered_of(part, db.check_cancelled)
        if part.use_def is None or part.index is None:
            db.check_cancelled()
            chunks.use_def_of(part, db.check_cancelled)
        if is_new and with_flaws and part.problems is None:
            db.check_cancelled()
            parsed.problems_of(part)


def _exchanged(was: Sequence[chunk.Chunk], now: Sequence[chunk.Chunk]) -> Iterator[tuple[chunk.Chunk, bool]]:
    """The chunks that the link step looks into, as far as that can be told from chunks alone; and whether they come."""
    waiting = [(list(was), list(now))]
    while waiting:
        gone, came = waiting.pop()
        start, end = difference.same_ends(gone, came)
        gone, came = gone[start : len(gone) - end], came[start : len(came) - end]
        for part in gone:
            yield part, False
        for part in came:
            yield part, True
        if len(gone) == len(came):
            waiting += [(_members(old), _members(new)) for old, new in zip(gone, came, strict=True)]
        else:
            waiting.append(
                ([each for part in gone for each in _members(part)], [each for part in came for each in _members(part)])
            )


def _members(part: chunk.Chunk) -> list[chunk.Chunk]:
    return [member for group in part.members for _, member in group]


# ---- what the file has as a whole ----------------------------------------------------------------


def _own_cells(db: database.Database, index: SemanticIndex, changes: link.Changes) -> None:
    flags, imports, all_cell, regions, heads = index.known_cells()
    keeps_order = changes.keeps_structure and _same_order(changes)
    if not keeps_order:
        for scope in list(index.with_statements):
            if scope.is_dead():
                del index.with_statements[scope]
            elif scope.statements_cell is not None:
                db.commit(scope.statements_cell, index.statements_of(scope))
    _runs(db, index, changes, keeps_order=keeps_order)
    if not keeps_order:
        if regions is not None:
            db.commit(regions, regions_of(index))
        if heads is not None:
            db.commit(heads, index.runs().heads())
    moved = (*changes.gone, *changes.came)
    imported = any(each.index.imports for each in moved)
    if flags is not None and (imported or any(each.index.makes_names for each in moved)):
        db.commit(flags, flags_of(index))
    if imports is not None and imported:
        db.commit(imports, imports_of(index))
    if all_cell is not None:
        if not changes.keeps_structure or any(each.index.touches_all for each in (*changes.gone, *changes.came)):
            db.commit(all_cell, dunder_all.of_module(index.module))


def _others(index: SemanticIndex, changes: link.Changes) -> dict[int, Occurrence]:
    """The occurrences of the file's own level in which regions were put that are not among those that came."""
    tops = index.module.bodies[0]
    low, _, high = changes.tops or (0, 0, 0)
    found: dict[int, Occurrence] = {}
    for occurrence in changes.placed:
        top = occurrence
        while top.parent is not None:
            top = top.parent
        at = top.position
        if not low <= at < high and at < len(tops) and tops[at] is top:
            found[at] = top
    return found


def _runs(db: database.Database, index: SemanticIndex, changes: link.Changes, *, keeps_order: bool) -> None:
    """Bring the runs of regions up to date, if somebody asked for them."""
    low, high, new_high = changes.tops or (0, 0, 0)
    if not index.knows_runs or (keeps_order and high - low <= 1 >= new_high - low and not changes.renumbered):
        return
    made = [symbols.regions_of([each]) for each in index.module.bodies[0][low:new_high]]
    others = {at: symbols.regions_of([each]) for at, each in index.others.items()}
    cut = index.runs().splice(low, high, made, others)
    if changes.renumbered:
        cut += index.runs().renumbered(changes.renumbered)
    for head, run in cut:
        if head.run_cell is not None and not head.is_dead():
            db.commit(head.run_cell, run)


def _same_order(changes: link.Changes) -> bool:
    before = [region for occurrence in changes.gone for region in occurrence.regions]
    now = [region for occurrence in changes.came for region in occurrence.regions]
    return before == now


def regions_of(index: SemanticIndex) -> tuple[Region, ...]:
    if index.knows_runs:
        return tuple(index.runs().all)
    return tuple([each for body in index.module.bodies for each in symbols.regions_of(body)])


def occurrences_of(index: SemanticIndex, *, settled: bool = False) -> Iterator[Occurrence]:
    """All occurrences of chunks, in no order; only those with `settled` that stand in what nobody has asked about."""
    stack = [each for body in index.module.bodies for each in body]
    while stack:
        occurrence = stack.pop()
        if settled:
            occurrence.settle()
        yield occurrence
        for group in occurrence.groups:
            stack.extend(group)


def has_pending(index: SemanticIndex) -> bool:
    """Whether functions or classes are known by name alone."""
    return any(each.pending is not None for each in occurrences_of(index))


def imports_of(index: SemanticIndex) -> frozenset[tuple[int, str]]:
    found: set[tuple[int, str]] = set()
    for occurrence in importing(index):
        found.update(occurrence.index.imports)
    return frozenset(found)


def importing(index: SemanticIndex) -> list[Occurrence]:
    """The occurrences in which something is imported."""
    found: list[Occurrence] = []
    for occurrence in occurrences_of(index):
        if occurrence.pending is not None and "import" in occurrence.chunk.text:
            occurrence.settle()
        if occurrence.index.imports:
            found.append(occurrence)
    return found


def flags_of(index: SemanticIndex) -> int:
    from pebre_analysis.semantic import index as names

    found = names.STUB if index.file.is_stub else 0
    if index.file.is_notebook:
        found |= names.NOTEBOOK
    for occurrence in occurrences_of(index):
        if occurrence.index.makes_names:
            found |= names.MAKES_NAMES
        imported = occurrence.index.imports
        if not imported or not ("*" in occurrence.chunk.text or _FUTURE in imported):
            continue
        for region in occurrence.regions:
            node = region.lowered.node
            if isinstance(node, ir.ImportFrom):
                if node.is_star:
                    found |= names.STAR_IMPORTS
                elif node.module == "__future__" and not node.level and region.scope is index.module:
                    if any(alias.name == "annotations" for alias in node.names):
                        found |= names.FUTURE_ANNOTATIONS
    return found
