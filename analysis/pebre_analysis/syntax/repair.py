"""What recovery asks of the tables, and the ways in which it may change a machine.

A machine is a stack of levels; each level has a state of its rule and the children it has so far.
Depths count levels with children from the bottom of the stack; the topmost has the stack's length.

Always: a change leaves a machine that goes on as if the symbols added had been in the source. No
question costs more than the levels between the top and the one that answers it.
Does not know: which repair is best (`recovery`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from parso.python import tree

from pebre_analysis.syntax import lexical, machine, nodes, tables, tokenizer

# Rules that hold an open bracket among their own children.
BRACKETED: Final = frozenset(
    (
        "atom",
        "trailer",
        "parameters",
        "classdef",
        "import_from",
        "type_params",
        "fstring_expr",
        "group_pattern",
        "sequence_pattern",
        "mapping_pattern",
        "class_pattern",
    )
)


class Workbench:
    """A machine, its tokens and its tables."""

    def __init__(self, parse: machine.Machine, tokens: tokenizer.Tokens, grammar: tables.Tables) -> None:
        self.parse = parse
        self.labels = tokens.labels
        self.leaves = tokens.leaves
        self.tables = grammar

    # ---- asking the tables ----

    def decided(self, label: str) -> tuple[bool, int]:
        """Would the machine take `label`? And which level says so: an index into the stack, its length for the top."""
        stack = self.parse.stack
        depth = len(stack)
        code = self.parse.configuration[label][0]
        while code == tables.EXHAUST and depth:
            depth -= 1
            code = stack[depth][0][label][0]
        return code < tables.EXHAUST, depth

    def accepts(self, label: str) -> bool:
        return self.decided(label)[0]

    def accepts_on(self, level: tables.Configuration, depth: int, label: str) -> bool:
        """Would it take `label` with `level` at `depth` of the stack, and nothing above?"""
        code = level[label][0]
        while code == tables.EXHAUST and depth:
            depth -= 1
            code = self.parse.stack[depth][0][label][0]
        return code < tables.EXHAUST

    def accepts_after(self, first: str, label: str) -> bool:
        """Would it take `first` and then `label`?"""
        stack = self.parse.stack
        depth = len(stack)
        code, following, pushed = self.parse.configuration[first]
        while code == tables.EXHAUST and depth:
            depth -= 1
            code, following, pushed = stack[depth][0][first]
        if code >= tables.EXHAUST:
            return False
        levels = [level for level in (following, pushed) if level is not None]
        while levels or depth:
            if levels:
                level = levels.pop()
            else:
                depth -= 1
                level = stack[depth][0]
            code = level[label][0]
            if code != tables.EXHAUST:
                return code < tables.EXHAUST
        return False

    def path(self, state: tables.State, label: str) -> list[str]:
        """The fewest symbols that lead the level to a state that takes `label`, or to its end."""
        key = self.tables.keys.get(label)
        seen = {id(state)}
        pending: list[tuple[tables.State, list[str]]] = [(state, [])]
        for at, path in pending:
            if path and (at.is_final or key in at.transitions):
                return path
            for symbol in sorted(at.arcs, key=preference):
                following = at.arcs[symbol]
                if id(following) not in seen:
                    seen.add(id(following))
                    pending.append((following, [*path, symbol]))
        return []

    # ---- changing the machine ----

    def missing(self, symbol: str, i: int) -> nodes.Tree:
        """What stands for a symbol that the source lacks before token `i`."""
        here = self.leaves[i - 1].end_pos if i else (1, 0)
        if symbol[0] == "'":
            value = symbol[1:-1]
            cls = nodes.MissingKeyword if value.isalpha() else nodes.MissingOperator
            return cls(value, here)
        if symbol == "except_clause":
            word = nodes.MissingKeyword("except", here)
            return nodes.python_node(symbol, [word, nodes.error_leaf_at("NAME", "", here)])
        if symbol == "parameters":
            return nodes.python_node(symbol, [nodes.MissingOperator(sign, here) for sign in "()"])
        if symbol == "NEWLINE":
            return tree.Newline("", here)
        return nodes.error_leaf_at("FSTRING_END" if symbol == "FSTRING_END" else "NAME", "", here)

    def follow(self, path: Sequence[str], i: int) -> None:
        """Go along symbols that are missing, on the topmost level."""
        parse = self.parse
        state = parse.configuration.state
        for symbol in path:
            parse.children.append(self.missing(symbol, i))
            state = state.arcs[symbol]
        parse.configuration = self.tables.on(state, parse.configuration.below)

    def feed(self, label: str, i: int) -> None:
        """Eat a token that is missing."""
        symbol = label if label.isupper() else f"'{label}'"
        self.parse.run([label], [self.missing(symbol, i)], 0, 1)

    def close(self) -> None:
        """Close the topmost level; its children become one."""
        parse = self.parse
        children = parse.children
        node = children[0] if len(children) == 1 else nodes.build(parse.configuration.node_type, children)
        below = parse.configuration.below
        if below is not None:
            parse.configuration = below
            parse.children = [node]
        else:
            parse.configuration, parse.children = parse.stack.pop()
            parse.children.append(node)

    def complete(self, i: int, label: str) -> None:
        """Complete and close levels until one takes `label`, or a block is on top."""
        parse = self.parse
        while True:
            accepted, depth = self.decided(label)
            if accepted:
                return
            while len(parse.stack) > depth or parse.configuration.state.is_final:
                self.close()
            if self.on_block():
                return
            state = parse.configuration.state
            if state.from_rule in tables.BLOCKS:
                # The header has its line end, but no block follows.
                parse.children.append(self.missing("stmt", i))
                self.close()
            else:
                # At a line's start nothing of the line may become a block in one line.
                self.follow(self.path(state, label if label == "NEWLINE" else ""), i)

    def on_block(self) -> bool:
        parse = self.parse
        state = parse.configuration.state
        rule = state.from_rule
        return rule == "file_input" or (rule in tables.BLOCKS and len(parse.children) > 1 and not state.is_final)

    def level(self, depth: int) -> tuple[tables.Configuration, machine.Children]:
        parse = self.parse
        return (parse.configuration, parse.children) if depth == len(parse.stack) else parse.stack[depth]

    def expected(self) -> frozenset[str]:
        found: set[str] = set()
        level: tables.Configuration | None = self.parse.configuration
        depth = len(self.parse.stack)
        while True:
            while level is not None:
                found.update([self.tables.labels[id(key)] for key in level.state.transitions])
                if not level.state.is_final:
                    return frozenset(found)
                level = level.below
            depth -= 1
            if depth < 0:
                return frozenset(found)
            level = self.parse.stack[depth][0]


def preference(symbol: str) -> tuple[bool, str]:
    """Rules and names before operators and keywords."""
    return symbol[0] == "'", symbol


def before(state: tables.State, symbol: str) -> tables.State:
    """The nearest state of the same rule, `state` first, that goes on with `symbol`."""
    seen = {id(state)}
    pending = [state]
    for at in pending:
        if symbol in at.arcs:
            return at
        for following in at.arcs.values():
            if id(following) not in seen:
                seen.add(id(following))
                pending.append(following)
    return state


def open_bracket(rule: str, children: machine.Children) -> int:
    """Index of the child that is the level's open bracket, -1 for none."""
    if rule in BRACKETED:
        for n in range(len(children) - 1, -1, -1):
            child = children[n]
            if child.type == "operator":
                if child.value in lexical.OPENING:
                    return n
                if child.value in lexical.CLOSING:
                    return -1
    return -1


def flat(levels: list[tuple[tables.Configuration, machine.Children]]) -> machine.Children:
    """The pieces of unfinished levels, outermost first; what is complete as it stands becomes a node."""
    parts: list[machine.Children] = []  # innermost first
    complete: nodes.Tree | None = None  # all that was seen, while it is complete
    for n in range(len(levels) - 1, -1, -1):
        configuration, children = levels[n]
        if complete is not None:
            children.append(complete)
        if configuration.state.is_final and (complete is not None or n == len(levels) - 1):
            complete = children[0] if len(children) == 1 else nodes.build(configuration.node_type, children)
        else:
            complete = None
            parts.append(children)
    if complete is not None:
        return [complete]
    return [child for part in reversed(parts) for child in part]
