"""A body that is inferred again: only the statements that read what changed, or that an edit touched.

In:  the region of a function body that has been inferred before.
Out: its inference, all of it done, as `checker.check` would leave it.
Always
  - a statement is a step (`steps`): its expressions, the bindings it makes, what is found in it. What it reads from
    outside of the body is kept apart from what others read (`engine.parts`); what several may ask for and only one
    finds (states, paths) is a step of its own, SHARED, as is each parameter;
  - steps whose reads changed are done again, in order, all else taken as it was. If that gives one of their bindings,
    or a node that other steps looked at, another type, or a shared read changed, the whole body is inferred anew. So
    what stands here is right as long as one statement sees no more of another than types;
  - a step that was begun from outside (by a loop, a container that grows, a declaration further down) is done again
    from the same places; one that took part in a fixed point, or was begun where findings do not count, is never done
    again alone (`knots`);
  - inside cycles nothing is kept and nothing used.
Does not know: how anything is inferred.
Why: a signature that is being typed makes every caller's body be inferred at each keystroke: of 400 statements in nine
bodies of sphinx 20 speak of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec, TypeVar

from pebre_analysis.engine import parts
from pebre_analysis.semantic import body_alignment, body_prints, use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types.infer import checker, moved, steps
from pebre_analysis.types.infer import region as regions

if TYPE_CHECKING:
    from pebre_analysis.semantic import body_versions
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.types import findings, kinds, queries

_P = ParamSpec("_P")
_T = TypeVar("_T")

MAX_KEPT: Final = 200_000  # nodes and reads of all bodies together, some 16 bytes each


def infer(db: queries.Db, region: Region) -> regions.RegionInference:
    """All of a body; see the module's docstring."""
    code = region.code.get(db)
    body = region.lowered.node
    if not isinstance(body, ir.Body) or parts.is_provisional(db):
        r = regions.RegionInference(db, region, check=True)
        checker.check(r)
        return r
    kept = db.memos.bodies
    last = kept.get(region)
    version = db.memos.versions.of(region, code)
    done = None
    if isinstance(last, steps.Steps):
        is_same = region.code.changed_at <= last.since
        done = _again(db, region, body, last) if is_same else _edited(db, region, body, last, version)
    if done is None:
        done = Stepwise(db, region)
        for node in checker.statements(done, body):
            done.step(node)
    found = done.kept(version)
    checker.conclude(done, body)
    kept.pop(region, None)
    if found is not None and not parts.is_provisional(db):
        if db.debug and last is not None:
            _prove(done)
        kept[region] = found
        _drop_oldest(kept)
    return done


def _prove(done: Stepwise) -> None:
    """In debug mode: what was found is what inferring the whole body finds."""
    whole = regions.RegionInference(done.db, done.region, check=True)
    checker.check(whole)
    for n, (found, right) in enumerate(zip(done.types, whole.types, strict=True)):
        assert found is right, f"{done.region.debug_name()}: node {n} is {right!r}, not {found!r}"
    assert done.findings == whole.findings, f"{done.region.debug_name()}: {whole.findings}, not {done.findings}"


def _drop_oldest(kept: dict[object, object]) -> None:
    weight = sum(each.weight for each in kept.values() if isinstance(each, steps.Steps))
    for region in list(kept)[:-1]:
        if weight <= MAX_KEPT:
            break
        gone = kept.pop(region)
        weight -= gone.weight if isinstance(gone, steps.Steps) else 0


def _again(db: queries.Db, region: Region, body: ir.Body, last: steps.Steps) -> Stepwise | None:
    """The body with only those steps done again whose reads changed; None if that is not enough."""
    index = region.index
    if not steps.is_at_home(last, index):
        return None
    r = Stepwise(db, region, last)
    if r.flags != last.flags or not parts.unchanged(db, last.reads.get(steps.SHARED, ()), last.since):
        return None
    for number in range(steps.n_parameters(index)):
        if not r.has_parameter(number):
            return None
    for node in checker.statements(r, body):
        reads = last.reads.get(node.n, ())
        if reads and not parts.unchanged(db, reads, last.since) and not r.step_again(node):
            return None
    return None if parts.is_provisional(db) else r


def _edited(
    db: queries.Db, region: Region, body: ir.Body, last: steps.Steps, version: body_versions.Version
) -> Stepwise | None:
    """The body with only those statements inferred that are not, or do not mean, what they were; None if that cannot
    be told."""
    table = db.memos.versions.table
    stays = version.since(last.version, table)
    old, new = last.version.prints(table), version.prints(table)
    if stays is None or old is None or new is None or last.is_cut_short:
        return None
    if not parts.unchanged(db, last.reads.get(steps.SHARED, ()), last.since):
        return None
    changed = [
        now for now, before in stays.stays.items() if not parts.unchanged(db, last.reads.get(before, ()), last.since)
    ]
    if changed:
        stays = body_alignment.without(new, stays, changed)
    r = Stepwise(db, region, moved.moved(last, old, new, stays, regions.RegionInference(db, region)))
    if r.flags != last.flags:
        return None
    for number in range(steps.n_parameters(region.index)):
        if not r.has_parameter(number):
            return None
    again: set[int] = set()
    for node in checker.statements(r, body):
        if node.n not in stays.stays:
            again.add(node.n)
            r.step(node)
    for at, (kind, n, _) in enumerate(region.index.paths):
        if kind == use_def.CALL and new.owners[n] in again:
            r.reachable(at)  # what stays was found where all calls return
    return None if parts.is_provisional(db) or steps.is_cut_short(r) else r


class Stepwise(regions.RegionInference):
    """An inference that knows which step each read is for."""

    __slots__ = ("_anew", "_depths", "_of_binding", "_parts", "_recorded", "_steps", "_whole", "begins", "is_loose",
                 "knots", "owners", "seen")  # fmt: skip

    def __init__(self, db: queries.Db, region: Region, last: steps.Steps | None = None) -> None:
        super().__init__(db, region, check=True)
        push = db.push
        assert push is not None
        self._whole = push
        self._parts: dict[int, parts.Part] = {}
        self._steps = [steps.SHARED]  # those that are being done: the last one for the one before, and so on
        self._depths: dict[int, int] = {}  # binding that is being inferred -> how many steps deep
        self._anew: set[int] = set()  # steps that were done again
        self._recorded = last
        self.is_loose = False  # something was found at a place of another step
        if last is None:
            self.owners = body_prints.owners(self.lowered)
            self.begins: dict[int, list[steps.Begin]] = {}
            self.knots: set[int] = set()
            self.seen: set[int] = set()
        else:
            self.owners = last.owners
            self.begins = dict(last.begins)
            self.knots = set(last.knots)
            self.seen = set(last.seen)
            self.types = list(last.types)
            self.bindings = list(last.bindings)
            self.paths = list(last.paths)
            self.findings = {n: list(here) for n, here in last.findings.items()}
            self.given = dict(last.given)
            self.misfits = dict(last.misfits)
            self.disputed = dict(last.disputed)
            self.expected_lambdas = dict(last.lambdas)
            self.class_statements = dict(last.class_statements)
        self._of_binding = [
            steps.step_of(self.owners, number, record) for number, record in enumerate(self.index.bindings)
        ]

    # ---- steps ----------------------------------------------------------------------------------

    def step(self, node: ir.Node) -> None:
        self._in(node.n, checker.statement, node)

    def has_parameter(self, number: int) -> bool:
        """Does it hold what it held?"""
        step, before = steps.of_parameter(number), self.bindings[number]
        assert self._recorded is not None
        reads = self._recorded.reads.get(step, ())
        if before is None or not reads or parts.unchanged(self.db, reads, self._recorded.since):
            return True
        self._anew.add(step)
        self.bindings[number] = None
        return self.binding(number) is before

    def step_again(self, node: ir.Node) -> bool:
        """Do a step anew where all others stand; False if its types, or how it is done, are not as they were."""
        step = node.n
        if step in self.knots:
            return False
        self._anew.add(step)
        mine = [n for n, owner in enumerate(self.owners) if owner == step]
        bound = [number for number, owner in enumerate(self._of_binding) if owner == step]
        types = [self.types[n] for n in mine]
        bindings = [self.bindings[number] for number in bound]
        for n in mine:
            self.types[n] = None
            self.findings.pop(n, None)
            self.given.pop(n, None)
        for number in bound:
            self.bindings[number] = None
            self.misfits.pop(number, None)
            self.disputed.pop(number, None)
        ways = self._ways(set(mine))
        for at in ways:
            self.paths[at] = None
        for begin in self.begins.pop(step, ()):
            if isinstance(begin, int):
                self.binding(begin)
            else:
                self.infer(*begin)
        self.step(node)
        return (
            step not in self.knots
            and all(self.reachable(at) is before for at, before in ways.items())
            and all(self.types[n] is before or n not in self.seen for n, before in zip(mine, types, strict=True))
            and all(self.bindings[number] is before for number, before in zip(bound, bindings, strict=True))
        )

    def _ways(self, nodes: set[int]) -> dict[int, bool]:
        """The paths that these nodes decide, a call that may not return among them, as far as they were asked for."""
        return {
            at: before
            for at, (path, before) in enumerate(zip(self.index.paths, self.paths, strict=True))
            if before is not None and path[0] not in (use_def.EITHER, use_def.BOTH) and path[1] in nodes
        }

    def kept(self, version: body_versions.Version) -> steps.Steps | None:
        """What is kept for the next time, None where steps do not stand apart. What follows belongs to no step."""
        self._steps = []
        if self.is_loose:
            return None
        found = steps.Steps(self, self.owners, version)
        found.begins, found.knots, found.seen = self.begins, self.knots, self.seen
        if self._recorded is not None:
            found.reads.update(self._recorded.reads)
        for step, part in self._parts.items():
            before = () if step in self._anew else found.reads.get(step, ())
            found.reads[step] = tuple(dict.fromkeys((*before, *part.reads()))) if before else part.reads()
        found.weight = len(found.types) + sum(map(len, found.reads.values()))
        return found

    def _in(self, step: int, do: Callable[Concatenate[Stepwise, _P], _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Do something for a step: its reads are that step's."""
        part = self._parts.get(step)
        if part is None:
            part = self._parts[step] = parts.Part(self._whole)
        db = self.db
        outer, db.push = db.push, part.push
        self._steps.append(step)
        try:
            return do(self, *args, **kwargs)
        finally:
            self._steps.pop()
            db.push = outer

    def _begin(self, step: int, begin: steps.Begin) -> None:
        """A step is begun from outside."""
        if self.muted or self.is_choosing or self.is_trying:
            self.knots.add(step)
        else:
            self.begins.setdefault(step, []).append(begin)

    # ---- what is asked, by whom it is done -------------------------------------------------------

    def infer(self, node: ir.Expr, expected: kinds.Type | None = None) -> kinds.Type:
        known = self.types[node.n]
        doing = self._steps
        step = self.owners[node.n]
        if not doing or step == doing[-1]:
            return super().infer(node, expected) if known is None else known
        self.seen.add(node.n)
        if known is not None:
            return known
        self._begin(step, (node, expected))
        return self._in(step, regions.RegionInference.infer, node, expected)

    def binding(self, number: int) -> kinds.Type:
        known = self.bindings[number]
        if known is not None:
            return known
        doing = self._steps
        if not doing:
            return super().binding(number)
        if number in self._depths:  # asked for what is being found: those who ask take part in a fixed point
            self.knots.update(doing[self._depths[number] - 1 :])
            return super().binding(number)
        step = self._of_binding[number]
        is_inside = step == doing[-1]
        if not is_inside and step >= 0:
            self._begin(step, number)
        self._depths[number] = len(doing) + (not is_inside)
        try:
            if is_inside:
                return super().binding(number)
            return self._in(step, regions.RegionInference.binding, number)
        finally:
            del self._depths[number]

    def forget_since(self, mark: int) -> None:
        for table, key in self.trail[mark:]:
            if table is self.types:
                self.knots.add(self.owners[key])  # type: ignore[call-overload]  # an ordinal
            elif table is self.bindings:
                self.knots.add(self._of_binding[key])  # type: ignore[call-overload]  # a number
        super().forget_since(mark)

    def state(self, number: int, place: str) -> tuple[kinds.Type | None, bool]:
        if (number, place) in self.states or not self._steps or self._steps[-1] == steps.SHARED:
            return super().state(number, place)
        return self._in(steps.SHARED, regions.RegionInference.state, number, place)

    def narrow(
        self, key: tuple[int, str, kinds.Type], find: Callable[Concatenate[regions.RegionInference, _P], kinds.Type],
        *args: _P.args, **kwargs: _P.kwargs,
    ) -> kinds.Type:  # fmt: skip
        if not self._steps or self._steps[-1] == steps.SHARED:
            return super().narrow(key, find, *args, **kwargs)
        return self._in(steps.SHARED, lambda r: regions.RegionInference.narrow(r, key, find, *args, **kwargs))

    def reachable(self, path: int) -> bool:
        if self.paths[path] is not None or not self._steps or self._steps[-1] == steps.SHARED:
            return super().reachable(path)
        return self._in(steps.SHARED, regions.RegionInference.reachable, path)

    # ---- findings -------------------------------------------------------------------------------

    def report(
        self, rule: str, node: ir.Node, *arguments: str, notes: tuple[str, ...] = (),
        related: tuple[findings.Related, ...] = (),
    ) -> None:  # fmt: skip
        self._look(node.n)
        super().report(rule, node, *arguments, notes=notes, related=related)

    def report_at(self, rule: str, n: int, *arguments: str, related: tuple[findings.Related, ...] = ()) -> None:
        self._look(n)
        super().report_at(rule, n, *arguments, related=related)

    def report_header(self, rule: str, definition: Definition, *arguments: str) -> None:
        self._look(-1)
        super().report_header(rule, definition, *arguments)

    def _look(self, n: int) -> None:
        """Something is found at a node: does it stand in the step that finds it?"""
        if self._steps and not self.muted and (n < 0 or self.owners[n] != self._steps[-1]):
            self.is_loose = True
