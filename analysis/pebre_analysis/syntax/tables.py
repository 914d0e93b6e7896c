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
from typing import Any, Final, TypeAlias

from pebre_analysis.syntax import grammar, nodes

SHIFT: Final = 0
CLOSE: Final = 1
EXHAUST: Final = 2
FAIL: Final = 3

_LAYOUT: Final = frozenset(("NEWLINE", "INDENT", "DEDENT", "ERROR_DEDENT", "ENDMARKER"))

# Levels that hold a list of statements.
BLOCKS: Final = frozenset(("file_input", "suite", "match_suite"))


# A state of parso's tables (`DFAState`) or a RestState: `from_rule`, `is_final`, `transitions` (by token type or
# reserved string: a plan with `next_dfa` and `dfa_pushes`), `arcs` (by symbol: a rule, a token type, `'x'` in quotes).
State: TypeAlias = Any


class RestPlan:
    """A transition of a RestState."""

    __slots__ = ("dfa_pushes", "next_dfa")

    def __init__(self, next_dfa: State, dfa_pushes: Sequence[State]) -> None:
        self.next_dfa = next_dfa
        self.dfa_pushes = dfa_pushes


class RestState:
    """The rest of something broken: any tokens, readable expressions as such.

    It ends before what closes its surroundings. A node with more than one piece is an `error_node`.
    """

    __slots__ = ("arcs", "from_rule", "is_final", "transitions")

    def __init__(self, keys: Mapping[str, object], piece: State, without: frozenset[str]) -> None:
        self.from_rule = "error_node"
        self.is_final = True
        self.arcs: Mapping[str, State] = {}
        self.transitions: dict[Any, RestPlan] = {}
        for label, key in keys.items():
            if label not in without:
                plan = piece.transitions.get(key)
                self.transitions[key] = RestPlan(self, () if plan is None else plan.dfa_pushes)


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
        rule = str(grammar.NODE_TYPES.get(state.from_rule) or state.from_rule)
        # A class of None says: a PythonNode of this type, made without its constructor.
        self.node_type: str = rule
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
        self.labels = {id(key): label for label, key in self.keys.items()}
        self.start = self.on(self.dfas["file_input"][0], None)

    @functools.cached_property
    def rest_of_statement(self) -> Configuration:
        """Up to `;` or the line's end."""
        return self._rest(_LAYOUT | {";", ")", "]", "}"})

    @functools.cached_property
    def rest_of_header(self) -> Configuration:
        """Up to the `:` or the line's end."""
        return self._rest(_LAYOUT | {":", ")", "]", "}"})

    @functools.cached_property
    def rest_of_brackets(self) -> Configuration:
        """Up to the closing bracket, the line's end or the end of the surrounding f-string."""
        return self._rest(_LAYOUT | {")", "]", "}", "FSTRING_STRING", "FSTRING_END"})

    def _rest(self, without: frozenset[str]) -> Configuration:
        return self.on(RestState(self.keys, self.dfas["error_piece"][0], without), None)

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
