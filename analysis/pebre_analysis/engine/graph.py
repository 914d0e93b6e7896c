"""The dependency graph of a database as plain lists: for pictures and statistics, never inside queries.

Nodes are memos and the cells of inputs that were read. A read of an entity's field is an edge to the query that owns
the entity. What is FROZEN leaves no edges, so such nodes stand by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from pebre_analysis.engine import cells, contents, memo, runtime

CYCLE: Final = "cycle"  # kind of the records that members of a cycle share


@dataclass(slots=True)
class Graph:
    """`kinds[kind_of[n]]` and `names[n]` tell what node n is; it reads `targets[starts[n]:starts[n + 1]]`."""

    kinds: list[str] = field(default_factory=list)
    kind_of: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    number_of: dict[memo.Edge, int] = field(default_factory=dict)


def of(db: runtime.Runtime) -> Graph:
    """What is there now."""
    found = Graph()
    kinds: dict[str, int] = {}
    nodes: list[memo.Edge] = []

    def add(node: memo.Edge, kind: str, name: str) -> int:
        number = found.number_of[node] = len(nodes)
        nodes.append(node)
        found.kind_of.append(kinds.setdefault(kind, len(kinds)))
        found.names.append(name)
        return number

    unread: dict[memo.Edge, tuple[str, str]] = {}  # cells that are nodes if it turns out that they were read
    for key in contents.keys(db):
        name = key.debug_name()
        for each in contents.memos(key):
            add(each, each.query.name, name)
        for slot, cell in contents.cells_of(key):
            if cell.owner is None:
                unread[cell] = f"{type(key).__name__}.{slot.lstrip('_')}", name
    at = 0
    while at < len(nodes):
        node = nodes[at]
        at += 1
        found.starts.append(len(found.targets))
        if not isinstance(node, memo.Memo):
            continue
        reads: dict[memo.Edge, None] = {}
        for edge in node.edges:
            if isinstance(edge, cells.Cell):
                reads[edge if edge.owner is None else edge.owner] = None
            elif isinstance(edge, memo.Memo):
                reads[edge] = None
        for read in reads:
            number = found.number_of.get(read)
            if number is None:
                if read is memo.GRAVE or read is node:
                    continue
                if isinstance(read, memo.Memo):
                    asked = read.live_key()
                    kind = CYCLE if read.key is None else read.query.name
                    number = add(read, kind, "" if asked is None else asked.debug_name())
                else:
                    number = add(read, *unread.get(read, ("outside" if read is db.untracked_cell else "input", "")))
            found.targets.append(number)
    found.starts.append(len(found.targets))
    found.kinds.extend(kinds)
    return found
