"""The index of a file as text: `pebre dump scopes`, `pebre dump usedef`, and what tests compare.

Everything is named by name paths and read from the cells that queries read, so two indices of equal text
give equal dumps, however they came about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic import live, use_def, walk_nodes
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.syntax import ir

if TYPE_CHECKING:
    from pebre_analysis.semantic.index import SemanticIndex
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.semantic.scope import Scope

SPECIAL = {
    use_def.ENTRY: "entry",
    use_def.UNBOUND: "unbound",
    use_def.MEMBER: "member",
    use_def.OUTER: "outer",
    use_def.DEFERRED: "when run",
}
_CONDITIONS = ("not static {}", "static {}", "{} returns", "{} swallows", "{} leaves something")


# ---- scopes --------------------------------------------------------------------------------------


def dump_scopes(index: SemanticIndex) -> str:
    """The tree of scopes with their names: how bound, and what each is at the end."""
    lines: list[str] = []
    _scope(index.module, 0, lines)
    return "\n".join(lines)


def _scope(scope: Scope, depth: int, lines: list[str]) -> None:
    pad = "  " * depth
    nth = f"#{scope.nth}" if scope.nth else ""
    lines.append(f"{pad}{scopes.KIND_NAMES[scope.kind]} {scope.name}{nth}".rstrip())
    for name in sorted(scope.names.value | scope.symbols.keys()):
        state = scope.symbol(name).state.value
        if state is None:
            continue
        parts = [live_state(state.bindings)]
        if state.declarations:
            parts.append("declared " + ", ".join([definition_name(each) for each in state.declarations]))
        if state.declared:
            parts.append("at the end " + live_state(state.declared))
        if state.others:
            parts.append("also " + ", ".join([definition_name(each) for each in state.others]))
        if scope.kind == scopes.MODULE and state.stars:
            parts.append("stars " + ", ".join([definition_name(each) for each in state.stars]))
        lines.append(f"{pad}  {name}: {' | '.join(parts)}")
    scope.settle()
    if scope.kind == scopes.CLASS:
        attributes: dict[str, None] = {}
        for method in scope.child_scopes():
            body = method.body
            if body is not None and isinstance(body.index, use_def.BodyIndex):
                attributes.update(dict.fromkeys([name for name, _ in body.index.attributes]))
        for name in sorted(attributes):
            sites = scope.symbol(name).sites.value
            if sites:
                lines.append(f"{pad}  self.{name}: {', '.join([definition_name(each) for each in sites])}")
    for child in sorted(scope.child_scopes(), key=_scope_key):
        _scope(child, depth + 1, lines)


def _scope_key(scope: Scope) -> tuple[str, int]:
    return scope.name, scope.nth


def definition_name(definition: object) -> str:
    from pebre_analysis.semantic.definition import Definition

    assert isinstance(definition, Definition)
    kind = use_def.KIND_NAMES[definition.kind] if definition.exists else "gone"
    return f"{_path(definition.debug_name())} ({kind})"


def _path(name: str) -> str:
    """A debug name without the file."""
    _, dot, rest = name.partition(".py")
    return rest.lstrip("i").lstrip(".") if dot else name


def live_state(state: live.LiveState) -> str:
    return " ; ".join([_live_alternative(each) for each in state]) or "nothing"


def _live_alternative(each: live.LiveAlternative) -> str:
    definition, constraints, path, rest = each
    text = SPECIAL[definition] if isinstance(definition, int) else definition_name(definition)
    if constraints is None:
        text += " if too many tests"
    elif constraints:
        text += " if " + " and ".join(
            [f"{'' if positive else 'not '}{_node_name(region, n)}" for region, n, positive in constraints]
        )
    if path:
        text += f" when {live_path(path)}"
    if rest:
        text += f" over [{live_state(rest)}]"
    return text


def live_path(path: live.LivePath) -> str:
    if path == ():
        return "always"
    if path == live.NEVER_PATH:
        return "never"
    if len(path) == 3:
        kind, first, second = path
        word = "or" if kind == use_def.EITHER else "and"
        return f"({live_path(first)} {word} {live_path(second)})"
    assert len(path) == 4
    kind, region, n, parent = path
    own = _CONDITIONS[kind].format(_node_name(region, n))
    return own if parent == () else f"{live_path(parent)} and {own}"


def _node_name(region: Region, n: int) -> str:
    return f"{_path(region.debug_name())}:{n}"


# ---- uses ----------------------------------------------------------------------------------------


def dump_uses(index: SemanticIndex) -> str:
    """By region: what enters it, its bindings, and what each of its uses sees."""
    lines: list[str] = []
    for region in index.regions.value:
        lines.append(f"{_path(region.debug_name())} ({region.lowered.node.__class__.__name__})")
        if not region.is_body:
            entry = region.entry.value
            if entry.path:
                lines.append(f"  when {live_path(entry.path)}")
            lines += [f"  in {place}: {live_state(state)}" for place, state in entry.places]
            lines += [f"  outside {place}: {live_state(state)}" for place, state in entry.outer]
        lines += [f"  {line}" for line in region_lines(region.index, region.lowered)]
    return "\n".join(lines)


def region_lines(index: use_def.RegionIndex, lowered: ir.Region) -> list[str]:
    """The bindings of one region, and its uses in order of their ordinals."""
    lines: list[str] = []
    for number, binding in enumerate(index.bindings):
        scope = f" in scope {binding.scope}" if binding.scope else ""
        source = f" of {state_text(index, index.sources[number])}" if number in index.sources else ""
        lines.append(f"{number}: {binding.place} {use_def.KIND_NAMES[binding.kind]}{scope}{source}")
    for node in walk_nodes.of_region(lowered):
        if isinstance(node, (ir.Name, ir.Attribute, ir.Subscript)) and walk_nodes.is_use(index, node):
            lines.append(f"n{node.n} {walk_nodes.shown(node)}: {state_text(index, index.marks[node.n])}")
        elif isinstance(node, ir.Statement) and index.marks[node.n] and not isinstance(lowered.node, ir.Stmt):
            lines.append(f"n{node.n} {node.__class__.__name__} when {path_text(index, index.marks[node.n])}")
    return lines


def state_text(index: use_def.RegionIndex, state: int) -> str:
    """`1 ; 3 if n7 ; unbound when not static n2`."""
    found: list[str] = []
    for binding, constraint, path in index.states[state]:
        text = SPECIAL[binding] if binding < 0 else str(binding)
        if constraint:
            atoms = use_def.all_atoms(index.constraints, index.constraints[constraint])
            text += " if " + " and ".join([_atom_text(index, atom) for atom in atoms])
        if path:
            text += f" when {path_text(index, path)}"
        found.append(text)
    return " ; ".join(found) or "nothing"


def _atom_text(index: use_def.RegionIndex, atom: use_def.Atom) -> str:
    if atom == use_def.CUT:
        return "too many tests"
    n = atom >> 1
    if n >= len(index.marks):
        guard = next(node for node in index.predicates if node.n == n)
        assert isinstance(guard, use_def.Guard)
        return f"({_atom_text(index, guard.atom)} unless {path_text(index, guard.path)})"
    return f"{'' if atom & 1 else 'not '}n{n}"


def path_text(index: use_def.RegionIndex, path: int) -> str:
    if path == use_def.ALWAYS:
        return "always"
    if path == use_def.NEVER:
        return "never"
    kind, n, parent = index.paths[path]
    if kind == use_def.EITHER:
        return f"({path_text(index, n)} or {path_text(index, parent)})"
    if kind == use_def.BOTH:
        return f"({path_text(index, n)} and {path_text(index, parent)})"
    own = _CONDITIONS[kind].format(f"n{n}")
    return own if parent == use_def.ALWAYS else f"{path_text(index, parent)} and {own}"
