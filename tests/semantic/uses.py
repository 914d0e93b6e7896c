"""What a use sees, as text: `sees(source)` for the use behind the mark `<|>`.

A binding is shown by its line (counted from 1 in the dedented text, empty first line left out), a
parameter by `parameter`, tests and calls by their source: `2 if x is None ; 4 when exit() returns`.
"""

from __future__ import annotations

import textwrap

from pebre_analysis.semantic import live, navigation, place, use_def, walk_nodes
from pebre_analysis.semantic.definition import Definition
from pebre_analysis.semantic.region import Region
from pebre_analysis.syntax import ir
from tests.semantic.harness import Project

MARK = "<|>"
_SPECIAL = {use_def.UNBOUND: "unbound", use_def.MEMBER: "member", use_def.OUTER: "outer", use_def.ENTRY: "outside",
            use_def.DEFERRED: "when run"}  # fmt: skip
_CONDITION = {
    use_def.STATIC_FALSE: "not {}",
    use_def.STATIC_TRUE: "{}",
    use_def.CALL: "{} returns",
    use_def.SWALLOW: "{} swallows",
    use_def.EXHAUSTED: "nothing matches {}",
}


def sees(source: str, path: str = "main.py") -> str:
    """The alternatives of the marked use, joined by ` ; `: of the longest place that begins at the mark."""
    text = textwrap.dedent(source).lstrip("\n")
    offset = text.index(MARK)
    text = text.replace(MARK, "", 1)
    project = Project({path: text})
    index = project.index(path)
    found = navigation.region_at(index, offset)
    assert found is not None, "nothing is read there"
    region = found[0]
    places = [
        node
        for node in walk_nodes.of_region(region.lowered)
        if isinstance(node, (ir.Name, ir.Attribute, ir.Subscript)) and navigation.span(region, node.n).start == offset
    ]
    longest = max(places, key=lambda node: navigation.span(region, node.n).length)
    return _Shown(text).use(region, longest)


def runs_when(source: str) -> str:
    """The condition under which the marked statement runs."""
    text = textwrap.dedent(source).lstrip("\n")
    offset = text.index(MARK)
    text = text.replace(MARK, "", 1)
    index = Project(text).index()
    found = navigation.region_at(index, offset)
    assert found is not None
    region, n = found
    shown = _Shown(text)
    if not region.is_body:
        return shown.live_path(region.entry.value.path)
    start = navigation.span(region, n).start
    statements = [
        node
        for node in walk_nodes.of_region(region.lowered)
        if isinstance(node, ir.Statement) and navigation.span(region, node.n).start == start
    ]
    return shown.path(region, region.index.marks[statements[-1].n]) or "always"


class _Shown:
    def __init__(self, text: str) -> None:
        self.text = text

    def use(self, region: Region, node: ir.Expr) -> str:
        index = region.index
        mark = index.marks[node.n]
        if mark == use_def.NO_STATE:
            return "nothing known"
        if not region.is_body and mark == use_def.AT_ENTRY:
            wanted = place.of(node)
            entry = region.entry.value
            for name, state in entry.places:
                if name == wanted:
                    return self.live(state)
            for name, state in entry.outer:
                if name == wanted:
                    return "outside: " + self.live(state)
            return "not bound before"
        return self.state(region, mark)

    def state(self, region: Region, state: int) -> str:
        index = region.index
        found: list[str] = []
        for binding, constraint, path in index.states[state]:
            found.append(
                self.binding(region, binding)
                + self.tests([(region, atom >> 1, bool(atom & 1)) for atom in index.constraints[constraint]])
                + self.when(self.path(region, path))
            )
        return " ; ".join(found) or "nothing"

    def binding(self, region: Region, number: int) -> str:
        if number < 0:
            return _SPECIAL[number]
        binding = region.index.bindings[number]
        source = region.index.sources.get(number)
        if source is not None:
            word = "loop" if binding.kind == use_def.LOOP else "captured"
            return f"{word}({self.state(region, source) if source else ''})"
        return self.definition(region.definition(number))

    def definition(self, definition: Definition) -> str:
        if definition.kind == use_def.PARAMETER and definition.region.is_body and not definition.local_scope:
            return "parameter"
        found = navigation.definition_range(definition)
        assert found is not None
        star = "star " if definition.place == "*" else ""
        return star + str(self.text.count("\n", 0, found[1].start) + 1)

    def source(self, region: Region, n: int) -> str:
        where = navigation.span(region, n)
        return self.text[where.start : where.end].split("\n")[0].rstrip(":")

    def tests(self, atoms: list[tuple[Region, int, bool]] | tuple[live.LiveConstraint, ...]) -> str:
        if not atoms:
            return ""
        return " if " + " and ".join([self.test(region, n, positive) for region, n, positive in atoms])

    def test(self, region: Region, n: int, positive: bool) -> str:
        if n < len(region.index.marks):
            return ("" if positive else "not ") + self.source(region, n)
        guard = next(node for node in region.index.predicates if node.n == n)
        assert isinstance(guard, use_def.Guard)
        return f"({self.test(region, guard.atom >> 1, bool(guard.atom & 1))} unless {self.path(region, guard.path)})"

    def when(self, path: str) -> str:
        return f" when {path}" if path else ""

    def path(self, region: Region, path: int) -> str:
        if path == use_def.ALWAYS:
            return ""
        if path == use_def.NEVER:
            return "never"
        kind, n, parent = region.index.paths[path]
        if kind >= use_def.EITHER:
            word = "or" if kind == use_def.EITHER else "and"
            return f"({self.path(region, n)} {word} {self.path(region, parent)})"
        own = _CONDITION[kind].format(self.source(region, n))
        return own if parent == use_def.ALWAYS else f"{self.path(region, parent)} and {own}"

    def live(self, state: live.LiveState) -> str:
        found: list[str] = []
        for definition, constraints, path, rest in state:
            name = _SPECIAL[definition] if isinstance(definition, int) else self.definition(definition)
            over = f" over ({self.live(rest)})" if rest else ""
            found.append(name + self.tests(constraints) + self.when(self.live_path(path) if path else "") + over)
        return " ; ".join(found)

    def live_path(self, path: live.LivePath) -> str:
        if path == ():
            return "always"
        if path == live.NEVER_PATH:
            return "never"
        if len(path) == 3:
            kind, first, second = path
            word = "or" if kind == use_def.EITHER else "and"
            return f"({self.live_path(first)} {word} {self.live_path(second)})"
        assert len(path) == 4
        kind, region, n, parent = path
        own = _CONDITION[kind].format(self.source(region, n))
        return own if parent == () else f"{self.live_path(parent)} and {own}"
