"""A rejected token and what surrounds it, for the rules that put errors into words.

All indices are of tokens, all offsets code points from the start of the text.
"""

from __future__ import annotations

from typing import Final

from pebre_analysis.syntax import lexical, nodes, problems, recovery, tokenizer

LAYOUT: Final = frozenset(("NEWLINE", "INDENT", "DEDENT", "ERROR_DEDENT", "SKIPPED", "ENDMARKER"))
_CLOSER: Final = {"(": ")", "[": "]", "{": "}"}


class Place:
    """The first rejected token of a logical line."""

    __slots__ = ("at", "brackets", "end", "expected", "first", "labels", "leaves", "rules", "starts", "statement")

    def __init__(self, tokens: tokenizer.Tokens, failure: recovery.Failure) -> None:
        self.labels = labels = tokens.labels
        self.leaves = tokens.leaves
        self.starts = tokens.starts
        self.at = at = failure.index
        self.rules = failure.rules
        self.expected = failure.expected
        first = at
        while first > 0 and labels[first - 1] not in LAYOUT:
            first -= 1
        self.first = first  # token of the logical line
        end = at
        while end < len(labels) - 1 and labels[end] != "NEWLINE":
            end += 1
        self.end = end  # the NEWLINE of the line, or ENDMARKER
        self.statement = first  # first token of the simple statement
        self.brackets: list[int] = []  # that are open before the token
        for i in range(first, at):
            label = labels[i]
            if label in lexical.OPENING:
                self.brackets.append(i)
            elif label in lexical.CLOSING:
                if self.brackets:
                    self.brackets.pop()
            elif label == ";" and not self.brackets:
                self.statement = i + 1

    @property
    def label(self) -> str:
        """Label of the rejected token."""
        return self.labels[self.at]

    @property
    def is_first(self) -> bool:
        """Does the token begin its logical line, or come even before it?"""
        return self.at == self.first or self.label in LAYOUT - {"NEWLINE"}

    def label_at(self, distance: int) -> str:
        """Label of a token by its distance from the rejected one; "" outside the logical line."""
        i = self.at + distance
        return self.labels[i] if self.first <= i <= self.end else ""

    def value_at(self, distance: int) -> str:
        """Its text."""
        i = self.at + distance
        return str(self.leaves[i].value) if self.first <= i <= self.end else ""

    def is_adjacent(self, distance: int = 0) -> bool:
        """Does no blank part the token from the one before?"""
        i = self.at + distance
        return i > self.first and not self.leaves[i].prefix

    def start_of(self, i: int) -> int:
        """Offset of a token."""
        return self.starts[i]

    def end_of(self, i: int) -> int:
        """Offset after a token."""
        return self.starts[i] + nodes.leaf_length(self.leaves[i])

    def problem(self, message: str, first: int | None = None, last: int | None = None) -> problems.Problem:
        """A problem from token `first` to token `last`; by default at the rejected one.

        A line end shows nothing: a problem there is put at the token before.
        """
        if first is None:
            first = self.at
        if last is None or last < first:
            last = first
        if self.labels[last] in ("NEWLINE", "ENDMARKER") and last > self.first:
            last -= 1
            first = min(first, last)
        return problems.Problem(self.start_of(first), max(self.end_of(last), self.start_of(first)), message)

    def shown(self, i: int | None = None) -> str:
        """The token, as messages name it."""
        leaf = self.leaves[self.at if i is None else i]
        label = self.labels[self.at if i is None else i]
        if label in LAYOUT:
            return "the end of the line"
        if label in ("STRING", "FSTRING_START", "FSTRING_STRING", "FSTRING_END"):
            return "the string"
        value = leaf.value if len(leaf.value) <= 30 else leaf.value[:30] + "…"
        return f"`{value}`"

    def statement_end(self) -> int:
        """The last token of the simple statement."""
        depth = 0
        for i in range(self.statement, self.end):
            label = self.labels[i]
            depth += (label in lexical.OPENING) - (label in lexical.CLOSING)
            if label == ";" and depth <= 0:
                return i - 1
        return self.end - 1

    def has_colon(self) -> bool:
        """Does a `:` outside brackets follow in the line?"""
        depth = 0
        for label in self.labels[self.at : self.end]:
            if label in lexical.OPENING:
                depth += 1
            elif label in lexical.CLOSING:
                depth -= 1
            elif label == ":" and depth <= 0:
                return True
        return False
