"""Most texts of string annotations as expressions, without the parser: names with dots, brackets and bars.

In:  a text. Out: the lowered expression, the same that the parser leads to (`annotation_strings`); None for a text that
     is not plain, which is the parser's to read.
The first text that needs the parser costs 40 ms, for its modules and tables.
"""

from __future__ import annotations

import re
from keyword import iskeyword
from sys import intern
from typing import Final

from pebre_analysis.syntax import ir

_PLAIN: Final = re.compile(r"[A-Za-z_][\w.\[\], |]*\Z", re.A)
_TOKEN: Final = re.compile(r"\w+|[^ ]", re.A)
_CONSTANTS: Final = {"None": None, "True": True, "False": False}
_MAX_TOKENS: Final = 100  # bounds the depth


def expression(text: str) -> ir.Expr | None:
    """See the module's text."""
    tokens: list[str] = _TOKEN.findall(text) if _PLAIN.match(text) is not None else []
    if not 0 < len(tokens) < _MAX_TOKENS:
        return None
    reader = _Reader(tokens)
    try:
        found = reader.union()
    except _NotPlainError:
        return None
    return found if reader.at == len(tokens) else None


class _NotPlainError(Exception):
    """The text is not plain, or no expression."""


class _Reader:
    """Reads tokens from the left; `n` is the ordinal that was given last, 0 to what the text would be assigned to."""

    __slots__ = ("at", "n", "tokens")

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = [*tokens, ""]
        self.at = 0
        self.n = 0

    def union(self) -> ir.Expr:
        first = self._part()
        rest: list[ir.OpStep] = []
        while self._takes("|"):
            right = self._part()
            rest.append(ir.OpStep(self._number(), "|", right))
        return ir.Binary(rest[-1].n, first, tuple(rest)) if rest else first

    def _part(self) -> ir.Expr:
        word = self._word()
        if word in _CONSTANTS:
            return ir.Constant(self._number(), _CONSTANTS[word])
        if iskeyword(word):
            raise _NotPlainError
        found: ir.Expr = ir.Name(self._number(), intern(word))
        while True:
            if self._takes("."):
                word = self._word()
                if iskeyword(word):
                    raise _NotPlainError
                found = ir.Attribute(self._number(), found, intern(word))
            elif self._takes("["):
                index = self._index()
                found = ir.Subscript(self._number(), found, index)
            else:
                return found

    def _index(self) -> ir.Expr:
        items = [self.union()]
        is_tuple = False
        while self._takes(","):
            is_tuple = True
            if self.tokens[self.at] == "]":
                break
            items.append(self.union())
        if not self._takes("]"):
            raise _NotPlainError
        return ir.Tuple(self._number(), tuple(items), parenthesised=False) if is_tuple else items[0]

    def _word(self) -> str:
        word = self.tokens[self.at]
        if not word.isidentifier():
            raise _NotPlainError
        self.at += 1
        return word

    def _takes(self, token: str) -> bool:
        if self.tokens[self.at] != token:
            return False
        self.at += 1
        return True

    def _number(self) -> int:
        self.n += 1
        return self.n
