"""Text → parso tree, for any text: the parser.

`parser().parse(text)` gives a `Parsed`: the tree, the tokens, and where the grammar was violated. It
never raises, never recurses over the text, and takes time linear in it. Text that stock parso reads
without an error gives stock parso's tree, 2.3 times as fast or better; broken text gives a tree of
the same shape with error nodes in it (`nodes` says where), and an error stays in its statement.

`indent` is the column at which the text's statements stand: 0 for a module, more for members of a class.
Positions in the tree are (line, column) of the text; `Parsed.offset` turns them into offsets.

The cyclic collector must not run while trees are made: a parse makes ten objects a line and no garbage.
`paused_collector` switches it off around a batch; `parse` uses it too.
"""

from __future__ import annotations

import contextlib
import functools
import gc
from collections.abc import Callable, Iterator

from parso.python import tree

from pebre_analysis.syntax import keywords, machine, nodes, recovery, tables, tokenizer


class Parsed:
    """A parsed text. `tokens` lives as long as this; `release` frees the tree."""

    __slots__ = ("failures", "text", "tokens", "tree")

    def __init__(
        self, text: str, module: nodes.Tree, tokens: tokenizer.Tokens, failures: list[recovery.Failure]
    ) -> None:
        self.text = text
        self.tree = module
        self.tokens = tokens
        self.failures = failures  # in source order, at most one per logical line

    @property
    def failure(self) -> recovery.Failure | None:
        """The first token that the grammar rejects."""
        return self.failures[0] if self.failures else None

    @property
    def is_valid(self) -> bool:
        """Is the tree free of error nodes?"""
        return not self.failures and not self.tokens.faults

    def offset(self, leaf: nodes.Tree) -> int:
        """Where the leaf starts, in code points from the start of the text."""
        return int(self.tokens.line_starts[leaf.line] + leaf.column)


class Parser:
    """The parser: tables, and nothing that changes."""

    __slots__ = ("_tables",)

    def __init__(self) -> None:
        self._tables = tables.tables()

    def parse(self, text: str, indent: int = 0, check: Callable[[], object] = lambda: None) -> Parsed:
        """The tree of `text`, whatever it holds. `check` is called on the way, and may raise."""
        if gc.isenabled():
            with paused_collector():
                return self.parse(text, indent, check)
        tokens = tokenizer.tokenize(text, indent, check)
        keywords.decide(tokens)
        parse = machine.Machine(self._tables.start)
        try:
            failures = recovery.complete(parse, tokens, self._tables, check)
        except BaseException:
            parse.release()
            raise
        return Parsed(text, _module(parse.children, tokens), tokens, failures)


def _module(children: machine.Children, tokens: tokenizer.Tokens) -> nodes.Tree:
    """The root, from all its children; a line end that the text lacks is taken out of its statement."""
    module: nodes.Tree = tree.Module(children)  # type: ignore[no-untyped-call]  # parso
    labels = tokens.labels
    i = len(labels) - 2
    while i >= 0 and labels[i] == "DEDENT":
        i -= 1
    if i >= 0 and labels[i] == "NEWLINE" and not tokens.leaves[i].value:
        statement = tokens.leaves[i].parent
        if statement is not None and statement.type == "simple_stmt":
            statement.children.pop()
            if len(statement.children) == 1:
                only = statement.children[0]
                only.parent = statement.parent
                siblings = statement.parent.children
                for at in range(len(siblings) - 1, -1, -1):
                    if siblings[at] is statement:
                        siblings[at] = only
                        break
    return module


@functools.cache
def parser() -> Parser:
    """The parser of this process."""
    return Parser()


def forget() -> None:
    """Let go of the tables, which grow with the code that is parsed. The next parse begins them anew (5 ms)."""
    parser.cache_clear()
    tables.tables.cache_clear()


@contextlib.contextmanager
def paused_collector() -> Iterator[None]:
    """The cyclic collector does not run inside; nests."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
