"""Where a triple-quoted string ends that is never closed, so that it costs a statement and not the file.

When reading reaches the end of the text inside a triple-quoted string, the first triple-quoted
string that holds a definition is taken to be the one that was left open: a line beginning with
`def `, `async def `, `class ` or `@` at column 0, or at the column of a class body the string stands
in (or of the body of an `if`, `try` or `with`). It is ended (*cut*) before that line and the blank
and comment lines above it; reading goes on from there, and the same again if need be. Text that is
read to its end is never touched.

A `\"""` put at the end of a random line of real code was cut where it was put 531 times out of 575.

In:  text.
Out: offsets in the text. A pure function of the text; work is linear in it: a reading that comes
     upon a place where an earlier one was, outside of strings, goes on as that one did.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from typing import Final, TypeAlias

from pebre_analysis.syntax import literals, logical_lines

Cut: TypeAlias = tuple[int, int]  # (start of the string, start of the line before which it is ended)
Block: TypeAlias = tuple[int, int]  # (column, offset) of a line that others may be indented under

_MAX_BLOCKS: Final = 64

_SKIP: Final = re.compile(
    rf"""(?:[^'"\#\\]++|{literals.ON_A_LINE}|\#[^\r\n]*+|{literals.ESCAPED})*+""",
    re.X,
)
_DEFINITION: Final = re.compile(r"(?:\r\n?+|\n)([ \t]*+)(?:async[ \t]+def[ \t]|def[ \t]|class[ \t]|@)")
_HEADER: Final = re.compile(r"[ \t]*+(?:class|if|elif|else|try|except|finally|with|async[ \t]+with)\b")


class _Pass:
    """One reading of the text that ends inside a string.

    `starts`, `ends`: its triple-quoted strings, in order. `holding`: indices of those that hold a
    definition at any column; of the first `judged` of them it is known whether they may have been
    left open, and `cuts` has (index, cut) of those. `next`: the pass, and the index in it, with
    which this one goes on if it came upon the same place.
    """

    __slots__ = ("at", "blocks", "cuts", "ends", "holding", "judged", "next", "starts")

    def __init__(self, at: int, blocks: list[Block]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.holding: list[int] = []
        self.judged = 0
        self.cuts: list[tuple[int, int]] = []
        self.next: tuple[_Pass, int] | None = None
        self.at = at  # up to where lines have been read, to know in which blocks a string stands
        self.blocks = blocks

    def first_cut(self, text: str, index: int, check: Callable[[], object]) -> Cut | None:
        """The first string, from the one with this index on, that was left open."""
        while True:
            while self.judged < len(self.holding) and (not self.cuts or self.cuts[-1][0] < index):
                self.judge(text, check)
            at = bisect_left(self.cuts, (index, -1))
            if at < len(self.cuts):
                found, cut = self.cuts[at]
                return self.starts[found], cut
            if self.next is None:
                return None
            self, index = self.next

    def judge(self, text: str, check: Callable[[], object]) -> None:
        """See whether the next string that holds a definition holds it where one may stand."""
        index = self.holding[self.judged]
        self.judged += 1
        self.advance(text, self.starts[index], check)
        columns = _columns(text, self.blocks)
        for match in _DEFINITION.finditer(text, self.starts[index], self.ends[index]):
            if len(match[1]) in columns:
                self.cuts.append((index, _lines_above(text, self.starts[index], match.start(1))))
                return

    def advance(self, text: str, offset: int, check: Callable[[], object]) -> None:
        """Read lines up to the one that holds `offset`."""
        for begin, at, column in logical_lines.scan(text, self.at, None, offset + 1, check).lines:
            if at > offset:
                break
            self.at = begin
            _enter(self.blocks, column, at)


def _never_stop() -> None: ...


def string_cuts(
    text: str,
    start: int = 0,
    is_clean: Callable[[int], bool] | None = None,
    check: Callable[[], object] = _never_stop,
) -> tuple[tuple[Cut, ...], int]:
    """Where strings are ended by force, and the offset of one that stays open to the end, else -1.

    `start`: no string before it was left open; the start of a line at column 0. `is_clean(offset)`:
    if it says so, the text is surely read to its end when reading goes on from there.
    `check` is called at each string and may raise.
    """
    cuts: list[Cut] = []
    known: dict[int, tuple[_Pass, int]] = {}  # end of a string → the pass that has it, and the index after it
    blocks: list[Block] = []
    while True:
        run = _read_strings(text, start, known, blocks, check)
        if run is None:
            return tuple(cuts), -1
        cut = run.first_cut(text, 0, check)
        if cut is None:
            return tuple(cuts), _last_string(run)
        cuts.append(cut)
        start = cut[1]
        if is_clean is not None and is_clean(start):
            return tuple(cuts), -1
        blocks = _blocks_at(text, run, cut, check)


def is_read_to_end(text: str, start: int, check: Callable[[], object]) -> bool:
    """Whether reading on from `start`, which is outside of strings, does not end inside one."""
    return _read_strings(text, start, {}, [], check) is None


def holds_suspect(text: str) -> bool:
    """Whether a string of a chunk would be taken for one left open, if reading ended inside a string."""
    if '"""' not in text and "'''" not in text:
        return False
    run = _Pass(0, [])
    _collect(text, 0, run, None, _never_stop)
    return run.first_cut(text, 0, _never_stop) is not None


def _read_strings(
    text: str, at: int, known: dict[int, tuple[_Pass, int]], blocks: list[Block], check: Callable[[], object]
) -> _Pass | None:
    """Read on from `at`, which is outside of strings; None if the text is read to its end."""
    run = _Pass(at, blocks)
    return run if _collect(text, at, run, known, check) else None


def _collect(
    text: str, at: int, run: _Pass, known: dict[int, tuple[_Pass, int]] | None, check: Callable[[], object]
) -> bool:
    """Note the triple-quoted strings from `at` on; whether the text ends inside one."""
    end = len(text)
    while True:
        skipped = _SKIP.match(text, at, end)
        if skipped is not None:
            at = skipped.end()
        if at >= end:
            return False
        check()
        after, _ = literals.after_string(text, at, end)
        if text.startswith(text[at] * 3, at):
            index = len(run.starts)
            run.starts.append(at)
            run.ends.append(after if after >= 0 else end)
            if _DEFINITION.search(text, at, run.ends[index]) is not None:
                run.holding.append(index)
            if after < 0:
                return True
            if known is not None:
                if after in known:
                    run.next = known[after]
                    return True
                known[after] = (run, index + 1)
        at = after


def _blocks_at(text: str, run: _Pass, cut: Cut, check: Callable[[], object]) -> list[Block]:
    """The lines that the line after a cut is indented under; `run` is the pass that was cut."""
    opened, end = cut
    blocks: list[Block] = []
    if run.at <= opened:
        run.advance(text, opened, check)
        blocks = list(run.blocks)
    column = logical_lines.scan(text, end, None, end).lines[0][2]
    while blocks and blocks[-1][0] >= column:
        blocks.pop()
    return blocks


def _lines_above(text: str, opened: int, at: int) -> int:
    """The start of the blank and comment lines above the line at `at`, but below the one with the quotes."""
    while True:
        end = at - (2 if text.startswith("\r\n", at - 2) else 1)
        start = max(text.rfind("\n", opened, end), text.rfind("\r", opened, end)) + 1
        line = text[start:end].strip(" \t\f")
        if not start or (line and line[0] != "#"):
            return at
        at = start


def _enter(blocks: list[Block], column: int, offset: int) -> None:
    while blocks and blocks[-1][0] >= column:
        blocks.pop()
    if len(blocks) < _MAX_BLOCKS:
        blocks.append((column, offset))


def _columns(text: str, blocks: list[Block]) -> set[int]:
    """Columns of the bodies the last line stands in, up to the first function, and column 0."""
    columns = {0}
    for n, (_, offset) in enumerate(blocks[:-1]):
        if _HEADER.match(text, offset) is None:
            break
        columns.add(blocks[n + 1][0])
    return columns


def _last_string(run: _Pass) -> int:
    """The string inside of which a pass ends."""
    while run.next is not None:
        run, _ = run.next
    return run.starts[-1]
