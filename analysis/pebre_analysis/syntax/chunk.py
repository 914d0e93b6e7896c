"""A chunk: a piece of text that is parsed by itself, and all that is known from it alone.

A chunk is a compound statement or a run of simple ones, in a module or class body, with the blank
and comment lines above; or what stands below the last statement. It knows no file, path, line or
offset in a file: equal text in two places is one object (`chunk_cache`), and whoever joins chunks
tells the occurrences apart. Offsets in a chunk are code points from its start.

Large classes, and the large bodies of `if`, `try` and `with`, are *split*: such a chunk holds its
members in groups, one group for each body that was cut out, and of its own only the rest, the
*shell*. The shell is parsed with a `pass` in place of each body; `Shell` maps offsets back.

Always
  - a chunk is a function of (text, indent, context), but for `tree`, `lowered` and the other slots
    that are filled when somebody asks;
  - the texts of a shell's pieces and of the members, in order, are the chunk's text.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

if TYPE_CHECKING:
    from pebre_analysis.syntax import chunk_cache, driver, ir, kept_code, problems, suppression

# Bits of a context.
IN_CLASS: Final = 1  # a member of a class body
STUB: Final = 2  # from a `.pyi`
CELL: Final = 4  # from a notebook

# What a statement is for the borders of chunks (`borders`).
SIMPLE: Final = 0
CUT: Final = 1  # a simple statement that starts a chunk
BLOCK: Final = 2  # may be continued by `else` and the like
DEFINITION: Final = 3
DECORATOR: Final = 4
CONTINUATION: Final = 5  # `else`, `elif`, `except`, `finally`
OPEN: Final = 6  # a simple statement whose bracket is never closed

SKETCHED_CLASS: Final = "class "  # before the name of a class in `Chunk.sketched`

_LINE_END: Final = re.compile(r"\r\n?|\n")

Member: TypeAlias = "tuple[int, Chunk]"  # (start in the chunk that holds it, member)
Group: TypeAlias = "tuple[Member, ...]"


class Hole(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A body that was cut out of a chunk: `start` to `end` in the chunk, a placeholder in the shell.

    `last`: where the body's last statement ends.
    """

    start: int
    last: int
    end: int
    shell_start: int
    shell_end: int
    line: int  # of the placeholder in the shell, counted from 1


class Shell(msgspec.Struct, frozen=True, gc=False):
    """A split chunk without its members: text to parse, and where the bodies were."""

    text: str
    holes: tuple[Hole, ...]

    def start(self, offset: int) -> int:
        """The chunk's offset for an offset of the shell at which something starts."""
        moved = 0
        for hole in self.holes:
            if offset < hole.shell_end:
                return hole.start if offset > hole.shell_start else offset + moved
            moved = hole.end - hole.shell_end
        return offset + moved

    def end(self, offset: int) -> int:
        """The chunk's offset for an offset of the shell at which something ends."""
        moved = 0
        for hole in self.holes:
            if offset <= hole.shell_start:
                return offset + moved
            if offset <= hole.shell_end:
                return hole.last
            moved = hole.end - hole.shell_end
        return offset + moved

    def pieces(self, length: int) -> list[tuple[int, int]]:
        """The parts of a chunk of this length that are the shell's: (start, end), none of them empty."""
        found: list[tuple[int, int]] = []
        at = 0
        for hole in self.holes:
            if hole.start > at:
                found.append((at, hole.start))
            at = hole.end
        if length > at:
            found.append((at, length))
        return found


class Chunk:
    """See the module's docstring. Compared by identity."""

    __slots__ = (
        "__weakref__",
        "_line_starts",
        "_member_lines",
        "_source",
        "_start",
        "column",
        "context",
        "features",
        "first",
        "head",
        "holds_suspect",
        "indent",
        "index",
        "is_used",
        "kept",
        "kept_at",
        "length",
        "lowered",
        "members",
        "n_lines",
        "problems",
        "rejected",
        "shell",
        "sketched",
        "suppressions",
        "table",
        "tail",
        "tree",
        "use_def",
    )

    def __init__(
        self,
        text: str,
        indent: int,
        context: int,
        first: int,
        column: int,
        head: int,
        tail: int,
        source: str | None = None,
        start: int = 0,
    ) -> None:
        """`source`: a text that holds this one at `start` and may be kept in its place."""
        self._source = text if source is None else source
        self._start = start
        self.length = len(text)
        self.indent = indent  # column of its statements
        self.context = context
        self.first = first  # where the line of its first statement starts; the text's length if there is none
        self.column = column  # of its first statement; differs from `indent` only if that is indented by mistake
        self.head = head  # kind of its first statement
        self.tail = tail  # kind of its last statement at its own column
        self.n_lines = count_lines(text)
        self.shell: Shell | None = None
        self.members: tuple[Group, ...] = ()
        # Filled on demand.
        self.holds_suspect: bool | None = None  # see `open_string`
        self.tree: driver.Parsed | None = None  # may be dropped at any moment
        self.lowered: ir.Lowered | None = None  # likewise: `parsed.lowered_of`
        self.use_def: object = None  # of the semantic layer; goes with `lowered`
        self.kept: kept_code.KeptFile | None = None  # the file in whose row it is kept, as number `kept_at`
        self.kept_at = 0
        self.sketched: str | None = None  # `sketch.name_in`
        self.is_used = False  # since the table of chunks last looked for what may go
        self.table: chunk_cache.ChunkCache | None = None  # that holds it
        self.rejected: tuple[problems.Problem, ...] = ()  # by the parser; valid once `lowered` is set
        self.features: tuple[problems.Problem, ...] = ()  # syntax newer than 3.9, with its version; likewise
        self.problems: tuple[problems.Problem, ...] | None = None  # all of them: `parsed.problems_of`
        self.suppressions: tuple[suppression.Suppression, ...] | None = None  # `trivia.suppressions`
        self.index: object = None  # of the semantic layer; stays
        self._line_starts: tuple[int, ...] | None = None
        self._member_lines: tuple[tuple[int, ...], ...] | None = None

    def __repr__(self) -> str:
        shown = self.text.strip()[:30]
        return f"<Chunk {shown!r} +{self.indent}>"

    @property
    def text(self) -> str:
        """Its text; a copy each time where it is part of a larger one."""
        source = self._source
        start = self._start
        return source if self.length == len(source) else source[start : start + self.length]

    def may_hold(self, name: str) -> bool:
        """Whether an identifier may stand in its text; surely not, if not. No copy is made."""
        source = self._source
        return source.find(name, self._start, self._start + self.length) >= 0 or not source.isascii()

    def is_like(self, text: str, indent: int, context: int, head: int, tail: int) -> bool:
        """Whether a chunk of this text in these surroundings is this one."""
        return (
            self.length == len(text)
            and self._source.startswith(text, self._start)
            and self.indent == indent
            and self.context == context
            and self.head == head
            and self.tail == tail
        )

    @property
    def line_starts(self) -> tuple[int, ...]:
        """Start of each line, the one after the last line end included."""
        if self._line_starts is None:
            self._line_starts = (0, *[match.end() for match in _LINE_END.finditer(self.text)])
        return self._line_starts

    @property
    def own_lines(self) -> int:
        """How many line ends it holds, its members left out."""
        return self.n_lines if self.shell is None else count_lines(self.shell.text)

    @property
    def member_lines(self) -> tuple[tuple[int, ...], ...]:
        """The line at which each member starts, by group."""
        found = self._member_lines
        if found is None:
            made: list[tuple[int, ...]] = []
            at = line = 0
            text = self.text
            for group in self.members:
                line += count_lines(text[at : group[0][0]])
                *lines, line = accumulate([member.n_lines for _, member in group], initial=line)
                made.append(tuple(lines))
                start, last = group[-1]
                at = start + last.length
            found = self._member_lines = tuple(made)
        return found

    def is_empty(self) -> bool:
        """Whether it holds no statement."""
        return self.first == self.length


def count_lines(text: str) -> int:
    """How many line ends the text holds."""
    if "\r" in text:
        return len(_LINE_END.findall(text))
    return text.count("\n")
