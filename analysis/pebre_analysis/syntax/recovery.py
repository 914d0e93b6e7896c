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

from collections.abc import Callable
from typing import Final

from parso.python import tree

from pebre_analysis.syntax import lexical, machine, nodes, repair, spelling, tables, tokenizer

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
_LITERALS: Final = frozenset(("fstring", "fstring_format_spec"))
_ENDED: Final = _HEADERS | tables.BLOCKS | {"error_node", "decorator", "simple_stmt"}
_CLOSERS: Final = frozenset(("')'", "']'", "'}'"))
_CLOSER: Final = {"(": "')'", "[": "']'", "{": "'}'"}

# A token is repaired before at most so often; twice is the most that was ever seen. What is beyond is a fault of ours
# and must cost a token, not an endless loop.
_STEP: Final = 1_000  # tokens between two looks at whether to stop, some 1 ms
_MAX_TRIES: Final = 50

# Tokens that can begin an operand: before one of these a comma may be missing.
_OPERANDS: Final = lexical.ONLY_BEGIN | {"(", "[", "not", "*", "**"}


class Failure:
    """A token that the grammar rejects where it stands."""

    __slots__ = ("expected", "index", "rules")

    def __init__(self, index: int, rules: tuple[str, ...], expected: frozenset[str]) -> None:
        self.index = index  # of the token
        self.rules = rules  # grammar rules of the level that rejects it and of those around it; at most 12
        self.expected = expected  # labels that could stand there


def complete(
    parse: machine.Machine, tokens: tokenizer.Tokens, grammar: tables.Tables, check: Callable[[], object]
) -> list[Failure]:
    """Eat all tokens. A DEDENT that closes nothing gets the label SKIPPED. `check` is called now and then."""
    labels, leaves = tokens.labels, tokens.leaves
    n = len(labels)
    i = _run(parse, labels, leaves, 0, check)
    if i == n:
        return []
    recovery = _Recovery(parse, tokens, grammar)
    last = n_tries = 0
    while i < n:
        n_tries = n_tries + 1 if i == last else 1
        last = i
        if n_tries > _MAX_TRIES:
            parse.children.append(nodes.as_error(leaves[i], labels[i]))
            i += 1
        else:
            i = recovery.go_on(i)
        i = _run(parse, labels, leaves, i, check)
    return recovery.failures


def _run(
    parse: machine.Machine, labels: list[str], leaves: list[nodes.Tree], first: int, check: Callable[[], object]
) -> int:
    """As `parse.run` to the last token, in pieces."""
    n = len(labels)
    while True:
        check()
        end = min(n, first + _STEP)
        at = parse.run(labels, leaves, first, end)
        if at < end or end == n:
            return at
        first = end


class _Recovery(repair.Workbench):
    def __init__(self, parse: machine.Machine, tokens: tokenizer.Tokens, grammar: tables.Tables) -> None:
        super().__init__(parse, tokens, grammar)
        self.dedents = tokens.dedents
        self.line_starts = tokens.line_starts
        self.unclosed = tokens.unclosed
        self.failures: list[Failure] = []
        self.line_end = -1  # index of the NEWLINE that ends the line of the last failure

    def go_on(self, i: int) -> int:
        """Make progress at token `i`, which is rejected: the index of the token to go on with."""
        label = self.labels[i]
        if label == "SKIPPED":
            return i + 1
        self._record(i)
        if label in _LAYOUT or i == 0 or self.labels[i - 1] in _LINE_STARTS:
            return self._at_line_start(i, label)
        if label == "NEWLINE":
            self.complete(i, label)
            return i if self.accepts(label) else self._at_line_start(i, label)
        rule = self.parse.configuration.state.from_rule
        if rule in _LITERALS:
            self.parse.children.append(nodes.as_error(self.leaves[i], label))
            return i + 1
        if label != "ERRORTOKEN" and (self._respell(i) or self._insert(i, label)):
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
        depth = self.decided(self.labels[i])[1]
        level: tables.Configuration | None = self.level(depth)[0]
        while level is not None and level.state.is_final and level.below is not None:
            level = level.below
        rules = [] if level is None else [level.state.from_rule]
        rules += [below.state.from_rule for below, _ in reversed(parse.stack[max(0, depth - 11) : depth])]
        self.failures.append(Failure(i, tuple(rules), self.expected()))

    # ---- at the start of a line ----

    def _at_line_start(self, i: int, label: str) -> int:
        self.complete(i, label)
        if self.accepts(label):
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
            self.follow([symbol], i)
            return i
        parse.stack.append((after, parse.children))
        # A statement where a `case` should be stands among the cases.
        return i + 1 if self._begin_statement(i, label) else self._broken_statement(i, label, [])

    def _begin_statement(self, i: int, label: str) -> bool:
        """Begin the statement that starts with token `i`, on top of the stack."""
        plan = self.tables.start.state.transitions.get(self.tables.keys.get(label))
        pushed = None if plan is None else self.tables.chain(plan.dfa_pushes)
        if pushed is None:
            return False
        self.parse.configuration = pushed
        self.parse.children = [self.leaves[i]]
        return True

    def _broken_statement(self, i: int, label: str, pieces: machine.Children) -> int:
        """Begin a simple statement that is an error node, on top of the stack."""
        state = self.tables.dfas["simple_stmt"][0].arcs["small_stmt"]
        self.parse.stack.append((self.tables.on(state, None), []))
        return self._rest(self.tables.rest_of_statement, i, label, pieces)

    # ---- inside a line ----

    def _respell(self, i: int) -> bool:
        """Take the first word of a header for the keyword it was meant to be, so that the block keeps its header."""
        parse = self.parse
        labels = self.labels
        if labels[i - 1] != "NAME" or not (i == 1 or labels[i - 2] in _LINE_STARTS) or len(parse.children) != 1:
            return False
        end = self.line_end
        if labels[end - 1] != ":" or end + 1 >= len(labels) or labels[end + 1] != "INDENT":
            return False
        leaf = self.leaves[i - 1]
        keyword = spelling.keyword_meant(leaf.value, labels[i], labels[i + 1])
        if not keyword:
            return False
        parse.configuration, parse.children = parse.stack.pop()
        parse.run([keyword], [tree.Keyword(leaf.value, (leaf.line, leaf.column), leaf.prefix)], 0, 1)
        return self.accepts(labels[i])

    def _insert(self, i: int, label: str) -> bool:
        """Add what is missing before the token, if it can stand then."""
        if self.accepts_after("NAME", label):
            self.feed("NAME", i)
            return True
        parse = self.parse
        depth = self.decided(label)[1]
        configuration, children = self.level(depth)
        level: tables.Configuration | None = configuration
        while level is not None and level.state.is_final:
            level, children = level.below, []
        if level is not None:
            path = self.path(level.state, label)
            end = level.state
            for symbol in path:
                end = end.arcs[symbol]
            if self._may_be_missing(path, level.state.from_rule, children, label) and self.accepts_on(
                self.tables.on(end, level.below), depth, label
            ):
                while len(parse.stack) > depth or parse.configuration is not level:
                    self.close()
                self.follow(path, i)
                return True
        if label in _OPERANDS and self.accepts_after(",", label) and self._in_brackets():
            self.feed(",", i)
            return True
        return False

    def _may_be_missing(self, path: list[str], rule: str, children: machine.Children, label: str) -> bool:
        """Is it likely that these symbols are missing before `label` in the middle of a line?"""
        if len(path) > 2 or "NEWLINE" in path or "suite" in path or rule in nodes.PREFIXED:
            return False
        if rule in _HEADERS and "':'" in path:
            return False
        if rule == "lambdef" and "':'" in path and label in _OPERANDS:
            return False
        if any(symbol in _CLOSERS for symbol in path):
            bracket = repair.open_bracket(rule, children)
            return bracket >= 0 and (
                isinstance(children[bracket], nodes.MissingOperator)
                or self.line_starts[children[bracket].line] + children[bracket].column in self.unclosed
            )
        return True

    def _in_brackets(self) -> bool:
        """Do the innermost surroundings end at a bracket?"""
        for depth in range(len(self.parse.stack), -1, -1):
            configuration, children = self.level(depth)
            rule = configuration.state.from_rule
            if repair.open_bracket(rule, children) >= 0:
                return True
            if rule in _HEADERS or rule in tables.BLOCKS or rule in ("simple_stmt", "decorator", "error_node"):
                return False
        return False

    def _collapse(self, i: int, label: str) -> int:
        """Make an error node of the innermost surroundings that have an end of their own."""
        parse = self.parse
        top = (parse.configuration, parse.children)
        for depth in range(len(parse.stack), -1, -1):
            configuration, children = self.level(depth)
            state = configuration.state
            rule = state.from_rule
            if not _is_surrounding(configuration, children):
                continue
            above = [*parse.stack[depth + 1 :], top] if depth < len(parse.stack) else []
            if rule == "error_node":
                del parse.stack[depth:]
                parse.configuration = configuration
                children += repair.flat(above)
                parse.children = children
                return self._eat(i, label)
            bracket = repair.open_bracket(rule, children)
            if bracket >= 0:
                closer = _CLOSER[children[bracket].value]
                del parse.stack[depth:]
                pieces = children[bracket + 1 :] + repair.flat(above)
                del children[bracket + 1 :]
                parse.stack.append((self.tables.on(repair.before(state, closer), configuration.below), children))
                return self._rest(self.tables.rest_of_brackets, i, label, pieces)
            if rule in _HEADERS and children[-1] != ":" and children[-1].type != "suite":
                del parse.stack[depth:]
                parse.configuration, parse.children = configuration, children
                return self._broken_header(i, label, repair.flat(above), bool(above))
            if rule in _HEADERS and children[-1] == ":" and not above:
                # A block in the line of its header begins with something no simple statement begins with.
                block = state.arcs["suite"] if "suite" in state.arcs else state.arcs["match_suite"]
                parse.stack.append((self.tables.on(block, configuration.below), children))
                return i + 1 if self._begin_statement(i, label) else self._broken_statement(i, label, [])
            if rule == "decorator":
                del parse.stack[depth:]
                if not above:
                    above = [(configuration, children[1:])]
                    del children[1:]
                    state = self.tables.dfas[rule][0].arcs["'@'"].arcs["namedexpr_test"]
                parse.stack.append((self.tables.on(state, configuration.below), children))
                return self._rest(self.tables.rest_of_statement, i, label, repair.flat(above))
            if rule == "simple_stmt":
                del parse.stack[depth:]
                parse.stack.append((self.tables.on(repair.before(state, "NEWLINE"), configuration.below), children))
                return self._rest(self.tables.rest_of_statement, i, label, repair.flat(above))
            if rule in tables.BLOCKS:
                # Something like `async x`: no statement yet.
                del parse.stack[depth:]
                parse.stack.append((configuration, children))
                return self._broken_statement(i, label, repair.flat(above))
            level = configuration.below
            while level is not None and level.state.from_rule != "simple_stmt":
                level = level.below
            if level is not None:
                del parse.stack[depth:]
                parse.stack.append((level, []))
                pieces = repair.flat([(configuration, children), *above])
                return self._rest(self.tables.rest_of_statement, i, label, pieces)
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
            word = children[-1]
            if rule == "if_stmt" and word.type == "keyword" and word.value == "else" and label == "if":
                # `else if`: both words have four letters, as `elif` has.
                children[-1] = tree.Keyword("elif", word.start_pos, word.prefix)
                state = self.tables.dfas[rule][0].arcs["'if'"].arcs["namedexpr_test"]
            elif rule in ("classdef", "funcdef"):
                # What is broken stands among the bases, or as what the function returns.
                opener = "'('" if rule == "classdef" else "'->'"
                while opener not in state.arcs:
                    symbol = "NAME" if "NAME" in state.arcs else "parameters"
                    if symbol not in state.arcs:
                        return self._skip_to_colon(i)
                    children.append(self.missing(symbol, i))
                    state = state.arcs[symbol]
                children.append(self.missing(opener, i))
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
                symbols = [s for s in sorted(state.arcs, key=repair.preference) if s[0] != "'"]
                if symbols:
                    state = state.arcs[symbols[0]]
                elif "'in'" in state.arcs:
                    children.append(self.missing("'in'", i))
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
        self.parse.children = pieces or [self.missing("NAME", i)]
        return self._eat(i, label)

    def _eat(self, i: int, label: str) -> int:
        if self.accepts(label):
            return i
        self.parse.children.append(nodes.as_error(self.leaves[i], label))
        return i + 1


def _is_surrounding(configuration: tables.Configuration, children: machine.Children) -> bool:
    """Has the level, or one merged with it, an end of its own?"""
    rule = configuration.state.from_rule
    if rule in _ENDED or rule in repair.BRACKETED:
        return rule in _ENDED or repair.open_bracket(rule, children) >= 0
    level = configuration.below
    while level is not None:
        if level.state.from_rule == "simple_stmt":
            return True
        level = level.below
    return False
