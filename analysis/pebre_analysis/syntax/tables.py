"""The grammar's state machines as configurations: one lookup per token says what to do.

A pushdown parser would push one level per grammar rule: fifteen for a name that begins a statement.
Levels pushed together hold no children until something follows, so they act as one object, a
`Configuration`: the state of the topmost level and, linked below it, the states of the levels under
it that have no children yet. Levels that have children are kept on the driver's stack.

`configuration[label]` is `(code, next, pushed)`:
    SHIFT    append the leaf; the level goes on as `next`; with `pushed`, a new level begins instead
    CLOSE    first close the topmost level (one child stays itself, more become a node), then as SHIFT
    EXHAUST  close the topmost level and ask the level under it on the stack
    FAIL     the token cannot stand here

Labels: a token type's name (`NAME`, `NEWLINE`, …), else the operator or keyword itself.
Always: configurations are interned, so there are finitely many; entries are made on first use.
Method: parso's pgen2 tables; the idea of the merged levels is ours (2× on whole files).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol, TypeAlias

from pebre_analysis.syntax import grammar, nodes

SHIFT: Final = 0
CLOSE: Final = 1
EXHAUST: Final = 2
FAIL: Final = 3

# Levels that hold a list of statements.
BLOCKS: Final = frozenset(("file_input", "suite", "match_suite"))


class Plan(Protocol):
    next_dfa: State
    dfa_pushes: Sequence[State]


class State(Protocol):
    """What is used of parso's DFAState."""

    from_rule: str
    is_final: bool
    transitions: Mapping[Any, Plan]
    arcs: Mapping[str, State]


Action: TypeAlias = tuple[int, "Configuration | None", "Configuration | None"]


class Configuration(dict[str, Action]):
    """States of merged levels; a mapping from label to action that fills itself."""

    __slots__ = ("below", "node_class", "node_type", "over", "state", "tables")

    def __init__(self, tables: Tables, state: State, below: Configuration | None) -> None:
        super().__init__()
        self.tables = tables
        self.state = state
        self.below = below
        self.over: dict[int, Configuration] = {}
        rule = grammar.NODE_TYPES.get(state.from_rule, state.from_rule)
        # A class of None says: a PythonNode of this type, made without its constructor.
        self.node_type = rule
        self.node_class = nodes.NODE_CLASSES.get(rule)

    def __missing__(self, label: str) -> Action:
        action = self[label] = self._action(self.tables.keys.get(label))
        return action

    def _action(self, key: object) -> Action:
        level: Configuration | None = self
        code = SHIFT
        while level is not None:
            plan = level.state.transitions.get(key)
            if plan is not None:
                tables = self.tables
                return code, tables.on(plan.next_dfa, level.below), tables.chain(plan.dfa_pushes)
            if not level.state.is_final:
                return _FAIL
            level = level.below
            code = CLOSE
        return _EXHAUST


_FAIL: Final[Action] = (FAIL, None, None)
_EXHAUST: Final[Action] = (EXHAUST, None, None)


class Tables:
    """All configurations of the grammar."""

    def __init__(self) -> None:
        generated = grammar.generated()
        self.dfas: Mapping[str, Sequence[State]] = generated.nonterminal_to_dfas
        self.keys: dict[str, object] = {**nodes.LABELS, **generated.reserved_syntax_strings}
        self.bottom: dict[int, Configuration] = {}
        self.start = self.on(self.dfas["file_input"][0], None)

    def on(self, state: State, below: Configuration | None) -> Configuration:
        """The configuration of `state` over `below`."""
        known = self.bottom if below is None else below.over
        found = known.get(id(state))
        if found is None:
            found = known[id(state)] = Configuration(self, state, below)
        return found

    def chain(self, states: Sequence[State]) -> Configuration | None:
        """The configuration of states pushed in order; None for no states."""
        found = None
        for state in states:
            found = self.on(state, found)
        return found


@functools.cache
def tables() -> Tables:
    """The one instance of this process."""
    return Tables()
