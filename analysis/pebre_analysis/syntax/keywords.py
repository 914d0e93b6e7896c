"""Which `match`, `case` and `type` are keywords, by the shape of their logical line.

A word that begins a logical line is a keyword
  - `type`: before a name: nothing else can follow the name `type` there;
  - `match`: before what cannot follow a name in an expression (`match x`, `match "a"`, `match {`);
    before what can (`match (x)`, `match [x]`, `match -x`, `match *x`) if the line ends with a `:` or
    if a deeper line that begins with `case` follows;
  - `case`: on a line directly in the block of a `match`; elsewhere before what cannot follow a name,
    if the line has a `:` outside brackets.
All other uses are names. This looks at tokens only, so it holds in broken code too.

In and out: tokens; the labels and leaves of keywords are changed in place. Linear in the tokens.
"""

from __future__ import annotations

from typing import Final

from parso.python import tree

from pebre_analysis.syntax import lexical, tokenizer

# Tokens that do both.
_ALSO_FOLLOW: Final = frozenset(("(", "[", "-", "+", "*"))


def decide(tokens: tokenizer.Tokens) -> None:
    """Make keywords of the soft keywords among `tokens.candidates`."""
    if not tokens.candidates:
        return
    match_blocks: set[int] = set()
    ends = _Lines(tokens)
    for candidate in tokens.candidates:
        index = candidate.index
        word = tokens.leaves[index].value
        if word == "type":
            if tokens.labels[index + 1] == "NAME":
                _promote(tokens, index)
        elif word == "match":
            block = _match_block(tokens, index, ends)
            if block is not None:
                _promote(tokens, index)
                if block >= 0:
                    match_blocks.add(block)
        elif (candidate.block in match_blocks and _begins_operand(tokens, index + 1)) or (
            _begins(tokens, index + 1) and ends.has_colon(index)
        ):
            _promote(tokens, index)


def _promote(tokens: tokenizer.Tokens, index: int) -> None:
    leaf = tokens.leaves[index]
    tokens.labels[index] = leaf.value
    tokens.leaves[index] = tree.Keyword(leaf.value, (leaf.line, leaf.column), leaf.prefix)


def _begins(tokens: tokenizer.Tokens, index: int) -> bool:
    """Does the token begin an operand, and can it not follow one?"""
    label = tokens.labels[index]
    return label in lexical.ONLY_BEGIN or (label == "not" and tokens.labels[index + 1] != "in")


def _begins_operand(tokens: tokenizer.Tokens, index: int) -> bool:
    return tokens.labels[index] in _ALSO_FOLLOW or _begins(tokens, index)


def _match_block(tokens: tokenizer.Tokens, index: int, lines: _Lines) -> int | None:
    """None if `match` at `index` is a name; else the INDENT of its block, -1 if it has none."""
    surely = _begins(tokens, index + 1)
    if not surely and tokens.labels[index + 1] not in _ALSO_FOLLOW:
        return None
    end = lines.end(index)
    labels = tokens.labels
    block = end + 1 if end + 1 < len(labels) and labels[end + 1] == "INDENT" else -1
    has_case = block >= 0 and tokens.leaves[block + 1].value == "case"
    if surely or has_case or labels[end - 1] == ":":
        return block
    return None


class _Lines:
    """Where logical lines end; found by scanning forward once from each candidate."""

    __slots__ = ("labels",)

    def __init__(self, tokens: tokenizer.Tokens) -> None:
        self.labels = tokens.labels

    def end(self, index: int) -> int:
        """Index of the NEWLINE that ends the line of token `index` (of ENDMARKER if there is none)."""
        labels = self.labels
        last = len(labels) - 1
        while index < last and labels[index] != "NEWLINE":
            index += 1
        return index

    def has_colon(self, index: int) -> bool:
        """Does the line hold a `:` outside brackets?"""
        depth = 0
        for label in self.labels[index : self.end(index)]:
            if label in lexical.OPENING:
                depth += 1
            elif label in lexical.CLOSING:
                depth -= 1
            elif label == ":" and depth <= 0:
                return True
        return False
