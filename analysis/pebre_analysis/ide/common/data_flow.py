"""What a piece of a function takes from around it, and what it gives to the rest: for extracting it.

In:  a `selection.Selected` inside a function.
Out: a `Flow`: names whose values it needs, names that it binds and others read afterwards; or a refusal in words.
Always
  - a name is needed only if it surely has a value where the piece begins, and given only if it surely has one where
    it ends: what is not sure is refused;
  - what inner functions share with the function by name, not by value, is refused where the two could differ.
Method: the use-def map of the region says for each read which bindings may reach it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from pebre_analysis.ide.common import definite, refusals, selection
from pebre_analysis.semantic import region as regions
from pebre_analysis.semantic import scope, use_def
from pebre_analysis.syntax import ir, visit
from pebre_analysis.types.infer import region as inference

if TYPE_CHECKING:
    from pebre_analysis.project import database

_STAND_FOR_OTHERS: Final = (use_def.LOOP, use_def.CAPTURED)


class Flow(NamedTuple):
    """`inputs` and `outputs` in order of appearance; `refusal`: why it cannot be taken out, empty if it can."""

    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    refusal: str = ""


def flow(db: database.ProjectDatabase, piece: selection.Selected) -> Flow:
    """The flow of names through a piece of a function's body."""
    try:
        found = _Piece(db, piece)
        outputs = found.outputs()
        inputs = found.inputs(outputs)
        return Flow(tuple(inputs), tuple(outputs))
    except refusals.RefusalError as refusal:
        return Flow(refusal=str(refusal))


def everything_in(region: regions.Region) -> list[ir.Node]:
    """All nodes of a function's body, parents first."""
    lowered = region.lowered.node
    assert isinstance(lowered, ir.Body)
    return [node for each in lowered.block.statements for node in selection.below(each)]


def targets(index: use_def.BodyIndex) -> set[int]:
    """Ordinals of names that are given a value and not read."""
    return {
        binding.n
        for binding in index.bindings
        if binding.kind not in (*_STAND_FOR_OTHERS, use_def.AUGMENTED, use_def.DELETE, use_def.STAR)
        and not (binding.kind == use_def.PARAMETER and not binding.scope)  # numbered in the header
    }


class _Read(NamedTuple):
    """A read of a local name. `own`, `other`: whether bindings inside and outside the piece may reach it."""

    name: str
    own: bool
    other: bool
    is_inside: bool
    is_captured: bool  # by a lambda
    may_lack: bool  # it may have no value
    at: int


class _Piece:
    def __init__(self, db: database.ProjectDatabase, piece: selection.Selected) -> None:
        self.db = db
        self.piece = piece
        self.place = piece.place
        self.region = piece.place.region
        index = self.region.index
        assert isinstance(index, use_def.BodyIndex)
        self.index = index
        self.inferred = inference.RegionInference(db, self.region)
        self.sure = definite.Definite(self.inferred)
        self.nodes = list(piece.inside())
        self.inside = {node.n for node in self.nodes}
        self.everything = everything_in(self.region)
        self.targets = targets(index)
        self.bound: dict[str, list[use_def.Binding]] = {}  # names of the function, with what gives them values
        for binding in index.bindings:
            if not binding.scope and binding.flags and binding.kind not in _STAND_FOR_OTHERS:
                self.bound.setdefault(binding.place, []).append(binding)
        self.loops = [node for node in piece.around if isinstance(node, ir.For | ir.While)]
        self.reads = list(self._reads())
        self._check()

    # ---- reads -------------------------------------------------------------------------------------------

    def _reads(self) -> Iterator[_Read]:
        index = self.index
        for node in self.everything:
            if isinstance(node, ir.Name) and node.n not in self.targets:
                mark = index.marks[node.n]
                if 0 < mark < len(index.states):
                    found = self._read(node, mark)
                    if found is not None:
                        yield found

    def _read(self, node: ir.Name, mark: int) -> _Read | None:
        index = self.index
        own = other = may_lack = is_captured = False
        seen: set[int] = set()
        pending = [mark]
        while pending:
            number = pending.pop()
            if number in seen:
                continue
            seen.add(number)
            for at, _, path in index.states[number]:
                if at == use_def.UNBOUND:
                    may_lack = may_lack or not path or self.inferred.reachable(path)
                if at < 0:
                    continue
                binding = index.bindings[at]
                if binding.kind in _STAND_FOR_OTHERS:
                    is_captured = is_captured or binding.kind == use_def.CAPTURED
                    is_around = binding.kind == use_def.LOOP and binding.n not in self.inside
                    other = other or is_around
                    pending.append(index.sources.get(at, use_def.NO_STATE))
                elif self._is_inside(binding):
                    own = True
                else:
                    other = True
        if not own and not other:
            return None
        return _Read(node.id, own, other, node.n in self.inside, is_captured, may_lack, self.place.span(node).start)

    def _is_inside(self, binding: use_def.Binding) -> bool:
        if binding.kind == use_def.PARAMETER and not binding.scope:
            return False  # numbered in the header
        return binding.n in self.inside

    # ---- the answer --------------------------------------------------------------------------------------

    def outputs(self) -> list[str]:
        """Names bound in the piece that are read elsewhere."""
        found: dict[str, None] = {}
        for read in self.reads:
            if read.own and (not read.is_inside or self._comes_round(read)):
                if read.may_lack:
                    raise refusals.RefusalError(f"`{read.name}` may have no value behind it")
                found[read.name] = None
        for name in self._captured(self.everything, but=self.inside):
            if any(self._is_inside(each) for each in self.bound.get(name, ())):
                found[name] = None
        return list(found)

    def _comes_round(self, read: _Read) -> bool:
        """Whether a loop around the piece brings a value from its end back to a read at its beginning."""
        return read.other and bool(self.loops) and any(self._is_inside(each) for each in self.bound.get(read.name, ()))

    def inputs(self, outputs: Sequence[str]) -> list[str]:
        """Names whose values the piece needs."""
        found: dict[str, None] = {}
        for read in self.reads:
            if read.is_inside and read.other:
                if read.may_lack:
                    raise refusals.RefusalError(f"`{read.name}` may have no value before it")
                found[read.name] = None
        for name in self._captured(self.nodes):
            if name in self.bound and not any(self._is_inside(each) for each in self.bound[name]):
                if not self._is_bound_before(name):
                    raise refusals.RefusalError(f"`{name}` may have no value before it")
                found[name] = None
        for name in outputs:
            if name not in found and not self.sure.binds(self.piece.nodes, name):
                if any(not self._is_inside(each) for each in self.bound.get(name, ())):
                    if not self._is_bound_before(name):
                        raise refusals.RefusalError(f"`{name}` may have no value behind it")
                    found[name] = None
        for name in self._free():
            found[name] = None
        return list(found)

    def _is_bound_before(self, name: str) -> bool:
        if any(each.kind == use_def.PARAMETER for each in self.bound[name]):
            return not any(each.kind == use_def.DELETE for each in self.index.bindings if each.place == name)
        start = self.piece.range.start
        before = [
            node
            for node in self.everything
            if isinstance(node, ir.Statement) and self.place.span(node).end <= start and self._is_on_path(node)
        ]
        return self.sure.binds(before, name)

    def _is_on_path(self, node: ir.Node) -> bool:
        """Whether a statement before the piece stands in a suite that leads to it."""
        lowered = self.region.lowered.node
        assert isinstance(lowered, ir.Body)
        if any(node is each for each in lowered.block.statements):
            return True
        inner = self.piece.nodes[0]
        for around in self.piece.around:
            for suite in visit.suites(around):
                if any(node is each for each in suite):
                    return any(each is inner or any(each is one for one in self.piece.around) for each in suite)
        return False

    def _free(self) -> Iterator[str]:
        """Names of functions around this one: a function of the module does not see them."""
        for name in dict.fromkeys(self._free_names()):
            if name in self.bound:
                continue
            above = self.region.scope.parent
            while above is not None:
                if any(each.name == name for each in (*self.region.scope.type_params(), *above.type_params())):
                    raise refusals.RefusalError(f"`{name}` is a type parameter")
                if above.kind == scope.FUNCTION and name in above.index.names_of(above):
                    yield name
                    break
                above = above.parent

    def _free_names(self) -> Iterator[str]:
        for node in self.nodes:
            if isinstance(node, ir.Name) and node.n not in self.targets:
                state = self.index.states[self.index.marks[node.n]] if self.index.marks[node.n] > 0 else ()
                if any(at in (use_def.ENTRY, use_def.OUTER, use_def.DEFERRED) for at, _, _ in state):
                    yield node.id
        yield from self._captured(self.nodes)

    # ---- what is refused ---------------------------------------------------------------------------------

    def _check(self) -> None:
        index = self.index
        for name in index.globals:
            if self._binds(name):
                raise refusals.RefusalError(f"it binds the global `{name}`")
        for name in index.nonlocals:
            if self._binds(name):
                raise refusals.RefusalError(f"it binds `{name}` of a function around")
        for binding in index.bindings:
            if binding.kind == use_def.DELETE and not binding.scope and binding.n in self.inside:
                if "." not in binding.place and "[" not in binding.place:
                    raise refusals.RefusalError(f"it deletes `{binding.place}`")
        self._check_shared()

    def _binds(self, name: str) -> bool:
        return any(each.place == name and self._is_inside(each) for each in self.index.bindings)

    def _check_shared(self) -> None:
        """Inner functions see names, not values."""
        shared_inside = set(self._captured(self.nodes))
        shared_inside |= {read.name for read in self.reads if read.is_captured and read.is_inside}
        for name in shared_inside & self.bound.keys():
            bindings = self.bound[name]
            own = [each for each in bindings if self._is_inside(each)]
            if own and len(bindings) > 1:
                raise refusals.RefusalError(f"an inner function shares `{name}` with the rest")
            if not own and any(self._is_bound_late(each) for each in bindings):
                raise refusals.RefusalError(f"`{name}` is given another value later, which an inner function would see")
        shared = {read.name: read.at for read in self.reads if read.is_captured and not read.is_inside}
        for node in self.everything:
            if isinstance(node, ir.FunctionDef) and node.n not in self.inside:
                shared.update(dict.fromkeys(_captured_by(self.region, node), self.place.span(node).start))
        for name, at in shared.items():
            if self._binds(name) and (self.loops or at < self.piece.range.end):
                raise refusals.RefusalError(f"an inner function shares `{name}`")
        for node in self.everything:
            if isinstance(node, ir.FunctionDef):
                for name in _nonlocals_of(self.region, node):
                    is_read = any(each.name == name and each.is_inside for each in self.reads)
                    if name in self.bound and (is_read or self._binds(name)):
                        raise refusals.RefusalError(f"an inner function binds `{name}`")

    def _is_bound_late(self, binding: use_def.Binding) -> bool:
        if binding.kind == use_def.PARAMETER:
            return False
        spans = self.region.lowered.spans
        at = self.place.base + spans[2 * binding.n]
        if at >= self.piece.range.start:
            return True
        return any(self.place.span(loop).start <= at for loop in self.loops)

    def _captured(self, nodes: Iterable[ir.Node], but: set[int] | frozenset[int] = frozenset()) -> Iterator[str]:
        """Names that functions defined among the nodes read from around."""
        for node in nodes:
            if isinstance(node, ir.FunctionDef) and node.n not in but:
                yield from _captured_by(self.region, node)


def _captured_by(region: regions.Region, node: ir.FunctionDef) -> list[str]:
    """Names that an inner function, or one inside it, reads from outside itself."""
    found: dict[str, None] = {}
    pending = [(node, frozenset[str]())]
    while pending:
        function, hidden = pending.pop()
        body = region.sibling(function.body.region)
        index = body.index
        assert isinstance(index, use_def.BodyIndex)
        found.update(dict.fromkeys([name for name in (*index.free, *index.nonlocals) if name not in hidden]))
        below = hidden | set(index.names)
        for each in function.body.block.statements:
            pending += [(inner, below) for inner in selection.below(each) if isinstance(inner, ir.FunctionDef)]
    return list(found)


def _nonlocals_of(region: regions.Region, node: ir.FunctionDef) -> Iterator[str]:
    pending = [node]
    while pending:
        function = pending.pop()
        index = region.sibling(function.body.region).index
        if isinstance(index, use_def.BodyIndex):
            yield from index.nonlocals
        for each in function.body.block.statements:
            pending += [inner for inner in selection.below(each) if isinstance(inner, ir.FunctionDef)]
