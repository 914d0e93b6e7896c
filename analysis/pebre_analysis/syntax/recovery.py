"""Drive a machine to the end of the tokens, repairing what the tables reject.

The result keeps the shape of the grammar (`nodes` says where error nodes and missing leaves may
stand), so that whoever reads trees needs no second way for broken code. In order of preference, a
token that is rejected
  - gets what is missing before it: an operand, a comma between operands in brackets, the symbols
    that finish the level it meets (`in`, `else`, a closing bracket); at a line's end whatever
    completes the statement or header; at a line's start a missing block or `except`;
  - ends the innermost surroundings that have an end of their own — brackets, the header of a
    compound statement, a simple statement: what was read of them and what follows up to that end
    become one error node;
  - stands as an error leaf among the statements, if it begins a line and nothing can begin with it.

Always: never raises, does not recurse; each token is repaired before at most once or twice, and what
is thrown together was read once: linear in the tokens. An error stays in its logical line; blocks
stay with their headers. At most one Failure per logical line is recorded, the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from parso.python import tree

from pebre_analysis.syntax import lexical, machine, nodes, tables, tokenizer

_LINE_STARTS: Final = frozenset(("NEWLINE", "INDENT", "DEDENT", "ERROR_DEDENT", "SKIPPED"))
_LAYOUT: Final = frozenset(("INDENT", "DEDENT", "ERROR_DEDENT", "ENDMARKER"))

# Levels whose error ends at their `:` …
_HEADERS: Final = frozenset(
    (
        "if_stmt",
        "while_stmt",
        "for_stmt",
        "with_stmt",
        "try_stmt",
        "except_clause",
        "funcdef",
        "classdef",
        "match_stmt",
        "case_block",
    )
)
# … or at the bracket that closes what they opened.
_BRACKETED: Final = frozenset(
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
_LITERALS: Final = frozenset(("fstring", "fstring_format_spec"))
_ENDED: Final = _HEADERS | tables.BLOCKS | {"error_node", "decorator", "simple_stmt"}
_CLOSERS: Final = frozenset(("')'", "']'", "'}'"))
_CLOSER: Final = {"(": "')'", "[": "']'", "{": "'}'"}

# Tokens that can begin an operand: before one of these a comma may be missing.
_OPERANDS: Final = lexical.ONLY_BEGIN | {"(", "[", "not", "*", "**"}


class Failure:
    """A token that the grammar rejects where it stands."""

    __slots__ = ("expected", "index", "rules")

    def __init__(self, index: int, rules: tuple[str, ...], expected: frozenset[str]) -> None:
        self.index = index  # of the token
        self.rules = rules  # grammar rules of the level that rejects it and of those around it; at most 12
        self.expected = expected  # labels that could stand there


def complete(parse: machine.Machine, tokens: tokenizer.Tokens, grammar: tables.Tables) -> list[Failure]:
    """Eat all tokens. A DEDENT that closes nothing gets the label SKIPPED."""
    labels, leaves = tokens.labels, tokens.leaves
    n = len(labels)
    i = parse.run(labels, leaves, 0, n)
    if i == n:
        return []
    recovery = _Recovery(parse, tokens, grammar)
    while i < n:
        i = recovery.repair(i)
        i = parse.run(labels, leaves, i, n)
    return recovery.failures


class _Recovery:
    def __init__(self, parse: machine.Machine, tokens: tokenizer.Tokens, grammar: tables.Tables) -> None:
        self.parse = parse
        self.labels = tokens.labels
        self.leaves = tokens.leaves
        self.dedents = tokens.dedents
        self.line_starts = tokens.line_starts
        self.unclosed = tokens.unclosed
        self.tables = grammar
        self.failures: list[Failure] = []
        self.line_end = -1  # index of the NEWLINE that ends the line of the last failure

    def repair(self, i: int) -> int:
        """Make progress at token `i`, which is rejected: the index of the token to go on with."""
        label = self.labels[i]
        if label == "SKIPPED":
            return i + 1
        self._record(i)
        if label in _LAYOUT or i == 0 or self.labels[i - 1] in _LINE_STARTS:
            return self._at_line_start(i, label)
        if label == "NEWLINE":
            self._complete(i, label)
            return i if self._accepts(label) else self._at_line_start(i, label)
        rule = self.parse.configuration.state.from_rule
        if rule in _LITERALS:
            self.parse.children.append(nodes.as_error(self.leaves[i], label))
            return i + 1
        if label != "ERRORTOKEN" and self._insert(i, label):
            return i
        return self._collapse(i, label)

    def _record(self, i: int) -> None:
        if i <= self.line_end:
            return
        end = i
        while end < len(self.labels) - 1 and self.labels[end] != "NEWLINE":
            end += 1
        self.line_end = end
        parse = self.parse
        depth = self._decided(self.labels[i])[1]
        level: tables.Configuration | None = self._level(depth)[0]
        while level is not None and level.state.is_final and level.below is not None:
            level = level.below
        rules = [] if level is None else [level.state.from_rule]
        rules += [below.state.from_rule for below, _ in reversed(parse.stack[max(0, depth - 11) : depth])]
        self.failures.append(Failure(i, tuple(rules), self._expected()))

    def _expected(self) -> frozenset[str]:
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

    # ---- asking the tables ----

    def _decided(self, label: str) -> tuple[bool, int]:
        """Would the machine take `label`? And which level says so: an index into the stack, its length for the top."""
        stack = self.parse.stack
        depth = len(stack)
        code = self.parse.configuration[label][0]
        while code == tables.EXHAUST and depth:
            depth -= 1
            code = stack[depth][0][label][0]
        return code < tables.EXHAUST, depth

    def _accepts(self, label: str) -> bool:
        return self._decided(label)[0]

    def _accepts_on(self, level: tables.Configuration, depth: int, label: str) -> bool:
        """Would it take `label` with `level` at `depth` of the stack, and nothing above?"""
        code = level[label][0]
        while code == tables.EXHAUST and depth:
            depth -= 1
            code = self.parse.stack[depth][0][label][0]
        return code < tables.EXHAUST

    def _accepts_after(self, first: str, label: str) -> bool:
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

    def _path(self, state: tables.State, label: str) -> list[str]:
        """The fewest symbols that lead the level to a state that takes `label`, or to its end."""
        key = self.tables.keys.get(label)
        seen = {id(state)}
        pending: list[tuple[tables.State, list[str]]] = [(state, [])]
        for at, path in pending:
            if path and (at.is_final or key in at.transitions):
                return path
            for symbol in sorted(at.arcs, key=_preference):
                following = at.arcs[symbol]
                if id(following) not in seen:
                    seen.add(id(following))
                    pending.append((following, [*path, symbol]))
        return []

    # ---- changing the machine ----

    def _missing(self, symbol: str, i: int) -> nodes.Tree:
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

    def _follow(self, path: Sequence[str], i: int) -> None:
        """Go along symbols that are missing, on the topmost level."""
        parse = self.parse
        state = parse.configuration.state
        for symbol in path:
            parse.children.append(self._missing(symbol, i))
            state = state.arcs[symbol]
        parse.configuration = self.tables.on(state, parse.configuration.below)

    def _feed(self, label: str, i: int) -> None:
        """Eat a token that is missing."""
        symbol = label if label.isupper() else f"'{label}'"
        self.parse.run([label], [self._missing(symbol, i)], 0, 1)

    def _close(self) -> None:
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

    def _complete(self, i: int, label: str) -> None:
        """Complete and close levels until one takes `label`, or a block is on top."""
        parse = self.parse
        while True:
            accepted, depth = self._decided(label)
            if accepted:
                return
            while len(parse.stack) > depth or parse.configuration.state.is_final:
                self._close()
            if self._on_block():
                return
            state = parse.configuration.state
            if state.from_rule in tables.BLOCKS:
                # The header has its line end, but no block follows.
                parse.children.append(self._missing("stmt", i))
                self._close()
            else:
                self._follow(self._path(state, label), i)

    def _on_block(self) -> bool:
        parse = self.parse
        state = parse.configuration.state
        rule = state.from_rule
        return rule == "file_input" or (rule in tables.BLOCKS and len(parse.children) > 1 and not state.is_final)

    # ---- at the start of a line ----

    def _at_line_start(self, i: int, label: str) -> int:
        self._complete(i, label)
        if self._accepts(label):
            return i
        parse = self.parse
        leaf = self.leaves[i]
        if label == "INDENT":
            self.labels[self.dedents[i]] = "SKIPPED"
            parse.children.append(leaf)
            return i + 1
        if label == "ERROR_DEDENT" or label == "DEDENT":
            if label == "ERROR_DEDENT":
                parse.children.append(leaf)
            return i + 1
        state = parse.configuration.state
        symbol = "stmt" if "stmt" in state.arcs else "case_block"
        after = self.tables.on(state.arcs[symbol], parse.configuration.below)
        if symbol == "case_block" and label in ("DEDENT", "ENDMARKER"):
            self._follow([symbol], i)
            return i
        plan = self.tables.start.state.transitions.get(self.tables.keys.get(label))
        if symbol == "case_block" and plan is not None and label != "NEWLINE":
            # A statement where a `case` should be: it stands among the cases.
            parse.stack.append((after, parse.children))
            parse.configuration = self.tables.chain(plan.dfa_pushes) or after
            parse.children = [leaf]
            return i + 1
        parse.stack.append((after, parse.children))
        return self._broken_statement(i, label, [])

    def _broken_statement(self, i: int, label: str, pieces: machine.Children) -> int:
        """Begin a simple statement that is an error node, on top of the stack."""
        state = self.tables.dfas["simple_stmt"][0].arcs["small_stmt"]
        self.parse.stack.append((self.tables.on(state, None), []))
        return self._rest(self.tables.rest_of_statement, i, label, pieces)

    # ---- inside a line ----

    def _insert(self, i: int, label: str) -> bool:
        """Add what is missing before the token, if it can stand then."""
        if self._accepts_after("NAME", label):
            self._feed("NAME", i)
            return True
        parse = self.parse
        depth = self._decided(label)[1]
        configuration, children = self._level(depth)
        level: tables.Configuration | None = configuration
        while level is not None and level.state.is_final:
            level, children = level.below, []
        if level is not None:
            path = self._path(level.state, label)
            end = level.state
            for symbol in path:
                end = end.arcs[symbol]
            if self._may_be_missing(path, level.state.from_rule, children, label) and self._accepts_on(
                self.tables.on(end, level.below), depth, label
            ):
                while len(parse.stack) > depth or parse.configuration is not level:
                    self._close()
                self._follow(path, i)
                return True
        if label in _OPERANDS and self._accepts_after(",", label) and self._in_brackets():
            self._feed(",", i)
            return True
        return False

    def _level(self, depth: int) -> tuple[tables.Configuration, machine.Children]:
        parse = self.parse
        return (parse.configuration, parse.children) if depth == len(parse.stack) else parse.stack[depth]

    def _may_be_missing(self, path: list[str], rule: str, children: machine.Children, label: str) -> bool:
        """Is it likely that these symbols are missing before `label` in the middle of a line?"""
        if len(path) > 2 or (rule in _HEADERS and "':'" in path) or rule in nodes.PREFIXED:
            return False
        if rule == "lambdef" and "':'" in path and label in _OPERANDS:
            return False
        if any(symbol in _CLOSERS for symbol in path):
            bracket = _open_bracket(rule, children)
            return bracket >= 0 and (
                isinstance(children[bracket], nodes.MissingOperator)
                or self.line_starts[children[bracket].line] + children[bracket].column in self.unclosed
            )
        return True

    def _in_brackets(self) -> bool:
        """Do the innermost surroundings end at a bracket?"""
        for depth in range(len(self.parse.stack), -1, -1):
            configuration, children = self._level(depth)
            rule = configuration.state.from_rule
            if _open_bracket(rule, children) >= 0:
                return True
            if rule in _HEADERS or rule in tables.BLOCKS or rule in ("simple_stmt", "decorator", "error_node"):
                return False
        return False

    def _collapse(self, i: int, label: str) -> int:
        """Make an error node of the innermost surroundings that have an end of their own."""
        parse = self.parse
        top = (parse.configuration, parse.children)
        for depth in range(len(parse.stack), -1, -1):
            configuration, children = self._level(depth)
            state = configuration.state
            rule = state.from_rule
            if not _is_surrounding(configuration, children):
                continue
            above = [*parse.stack[depth + 1 :], top] if depth < len(parse.stack) else []
            if rule == "error_node":
                del parse.stack[depth:]
                parse.configuration = configuration
                children += _flat(above)
                parse.children = children
                return self._eat(i, label)
            bracket = _open_bracket(rule, children)
            if bracket >= 0:
                closer = _CLOSER[children[bracket].value]
                del parse.stack[depth:]
                pieces = children[bracket + 1 :] + _flat(above)
                del children[bracket + 1 :]
                parse.stack.append((self.tables.on(_before(state, closer), configuration.below), children))
                return self._rest(self.tables.rest_of_brackets, i, label, pieces)
            if rule in _HEADERS and children[-1] != ":" and children[-1].type != "suite":
                del parse.stack[depth:]
                parse.configuration, parse.children = configuration, children
                return self._broken_header(i, label, _flat(above), bool(above))
            if rule in _HEADERS and children[-1] == ":" and not above:
                # A one-line block that begins with something no simple statement begins with.
                parse.stack.append((self.tables.on(state.arcs["suite"], configuration.below), children))
                return self._broken_statement(i, label, [])
            if rule == "decorator":
                del parse.stack[depth:]
                if not above:
                    above = [(configuration, children[1:])]
                    del children[1:]
                    state = self.tables.dfas[rule][0].arcs["'@'"].arcs["namedexpr_test"]
                parse.stack.append((self.tables.on(state, configuration.below), children))
                return self._rest(self.tables.rest_of_statement, i, label, _flat(above))
            if rule == "simple_stmt":
                del parse.stack[depth:]
                parse.stack.append((self.tables.on(_before(state, "NEWLINE"), configuration.below), children))
                return self._rest(self.tables.rest_of_statement, i, label, _flat(above))
            if rule in tables.BLOCKS:
                # Something like `async x`: no statement yet.
                del parse.stack[depth:]
                parse.stack.append((configuration, children))
                return self._broken_statement(i, label, _flat(above))
            level = configuration.below
            while level is not None and level.state.from_rule != "simple_stmt":
                level = level.below
            if level is not None:
                del parse.stack[depth:]
                parse.stack.append((level, []))
                return self._rest(self.tables.rest_of_statement, i, label, _flat([(configuration, children), *above]))
        raise AssertionError("the outermost level is a block")

    def _broken_header(self, i: int, label: str, pieces: machine.Children, is_begun: bool) -> int:
        """The compound statement on top is broken before its `:`. `is_begun`: in the middle of an expression."""
        parse = self.parse
        state = parse.configuration.state
        children = parse.children
        rule = state.from_rule
        if not is_begun:
            keyword = len(children) - 1
            while children[keyword].type != "keyword":
                keyword -= 1
            if rule == "if_stmt" and children[-1] == "else" and label == "if":
                # `else if`: both words have four letters, as `elif` has.
                word = children[-1]
                children[-1] = tree.Keyword("elif", word.start_pos, word.prefix)
                state = self.tables.dfas[rule][0].arcs["'if'"].arcs["namedexpr_test"]
            elif rule in ("classdef", "funcdef"):
                # What is broken stands among the bases, or as what the function returns.
                opener = "'('" if rule == "classdef" else "'->'"
                while opener not in state.arcs:
                    symbol = "NAME" if "NAME" in state.arcs else "parameters"
                    children.append(self._missing(symbol, i))
                    state = state.arcs[symbol]
                children.append(self._missing(opener, i))
                state = state.arcs[opener].arcs["arglist" if rule == "classdef" else "test"]
            elif rule == "except_clause" and children[keyword] == "as":
                pieces = children[1:]
                del children[1:]
                state = self.tables.dfas[rule][0].arcs["'except'"].arcs["except_types"]
            elif keyword < len(children) - 1 and ("':'" in state.arcs or state.is_final):
                pieces = children[keyword + 1 :]
                del children[keyword + 1 :]
            elif children[-1] in ("try", "else", "finally") and "':'" in state.arcs:
                return self._skip_to_colon(i)
            else:
                symbols = [s for s in sorted(state.arcs, key=_preference) if s[0] != "'"]
                if symbols:
                    state = state.arcs[symbols[0]]
                elif "'in'" in state.arcs:
                    children.append(self._missing("'in'", i))
                    state = next(iter(state.arcs["'in'"].arcs.values()))
                else:
                    return self._skip_to_colon(i)
        parse.stack.append((self.tables.on(state, parse.configuration.below), children))
        return self._rest(self.tables.rest_of_header, i, label, pieces)

    def _skip_to_colon(self, i: int) -> int:
        """Nothing can stand here: tokens up to the `:` or the line's end become the prefix of that."""
        depth = 0
        text = ""
        while self.labels[i] != "NEWLINE" and (depth or self.labels[i] != ":"):
            leaf = self.leaves[i]
            text += leaf.prefix + leaf.value
            depth += (leaf.value in lexical.OPENING) - (leaf.value in lexical.CLOSING and depth > 0)
            i += 1
        self.leaves[i].prefix = text + self.leaves[i].prefix
        return i

    def _rest(self, rest: tables.Configuration, i: int, label: str, pieces: machine.Children) -> int:
        """Begin an error node with `pieces` on top of the stack, and go on at token `i`."""
        self.parse.configuration = rest
        self.parse.children = pieces or [self._missing("NAME", i)]
        return self._eat(i, label)

    def _eat(self, i: int, label: str) -> int:
        if self._accepts(label):
            return i
        self.parse.children.append(nodes.as_error(self.leaves[i], label))
        return i + 1


def _preference(symbol: str) -> tuple[bool, str]:
    """Rules and names before operators and keywords."""
    return symbol[0] == "'", symbol


def _is_surrounding(configuration: tables.Configuration, children: machine.Children) -> bool:
    """Has the level, or one merged with it, an end of its own?"""
    rule = configuration.state.from_rule
    if rule in _ENDED or rule in _BRACKETED:
        return rule in _ENDED or _open_bracket(rule, children) >= 0
    level = configuration.below
    while level is not None:
        if level.state.from_rule == "simple_stmt":
            return True
        level = level.below
    return False


def _before(state: tables.State, symbol: str) -> tables.State:
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


def _open_bracket(rule: str, children: machine.Children) -> int:
    """Index of the child that is the level's open bracket, -1 for none."""
    if rule in _BRACKETED:
        for n in range(len(children) - 1, -1, -1):
            child = children[n]
            if child.type == "operator":
                if child.value in lexical.OPENING:
                    return n
                if child.value in lexical.CLOSING:
                    return -1
    return -1


def _flat(levels: list[tuple[tables.Configuration, machine.Children]]) -> machine.Children:
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
