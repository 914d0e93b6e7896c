"""Outlines for tests: made from text, shown as text, edited."""

from __future__ import annotations

import sysconfig
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pebre_analysis
from pebre_analysis.source import lines
from pebre_analysis.syntax import chunk, chunk_cache, incremental, outlined


def build(text: str, context: int = 0) -> outlined.Outline:
    """The outline of a text, from nothing."""
    return incremental.build(text, context, chunk_cache.ChunkCache())


def shown(outline: outlined.Outline) -> str:
    """One line per chunk: its first statement's line; members indented, `|` between the groups."""
    lines: list[str] = []
    _show(list(outline.chunks), 0, lines)
    return "\n".join(lines)


def check(text: str, expected: str) -> None:
    """The outline of a text, as `shown` shows it."""
    assert shown(build(textwrap.dedent(text).strip("\n") + "\n")) == textwrap.dedent(expected).strip()


def _show(chunks: list[chunk.Chunk], depth: int, lines: list[str]) -> None:
    for part in chunks:
        first = part.text[part.first :].lstrip(" \t").splitlines()
        n_more = sum(1 for line in part.text[part.first :].splitlines() if line.strip()) - 1
        count = "" if n_more <= 0 else f" +{n_more}"
        lines.append("    " * depth + (first[0] if first else "(rest)") + ("" if part.members else count))
        for n, group in enumerate(part.members):
            if n:
                lines.append("    " * depth + "|")
            _show([member for _, member in group], depth + 1, lines)


def everything(outline: outlined.Outline) -> object:
    """All that an outline says, comparable; `reaches` may say the same in several ways."""
    return (
        [_of_chunk(part) for part in outline.chunks],
        outline.starts,
        outline.lines,
        outline.n_lines,
        outline.cuts,
        outline.open_string,
    )


def _of_chunk(part: chunk.Chunk) -> object:
    members = [[(start, _of_chunk(member)) for start, member in group] for group in part.members]
    return (
        part.text, part.indent, part.context, part.first, part.column, part.head, part.tail, part.n_lines, part.shell,
        members,
    )  # fmt: skip


def check_whole(outline: outlined.Outline) -> None:
    """The chunks' texts are the text, at every level."""
    assert "".join([part.text for part in outline.chunks]) == outline.text
    table = lines.LineIndex(outline.text)
    assert len(outline.lines) == len(outline.chunks) + 1
    for at, start in enumerate(outline.starts):
        assert table.line_start(outline.lines[at]) == start
    for start, part in outline.occurrences():
        assert outline.text.startswith(part.text, start)
        for group, member_lines in zip(part.members, part.member_lines, strict=True):
            line = table.line_at(start)
            assert [table.line_start(line + each) for each in member_lines] == [start + at for at, _ in group]
        if part.shell is not None:
            for hole, group in zip(part.shell.holes, part.members, strict=True):
                assert "".join([member.text for _, member in group]) == part.text[hole.start : hole.end]


def n_new(before: outlined.Outline, after: outlined.Outline) -> int:
    """How many leaves of an outline are not objects of an earlier one."""
    known = {id(part) for _, part in before.leaves()}
    return sum(1 for _, part in after.leaves() if id(part) not in known)


@cache
def real_texts() -> tuple[str, ...]:
    """Source files of this project and of the standard library."""
    return tuple(_read_texts())


def short_texts(n: int, longest: int = 9_000) -> tuple[str, ...]:
    """Some of them, so that a test over them stays fast; a different kind of code each."""
    found = [text for text in real_texts() if len(text) < longest]
    return tuple(found[:: max(len(found) // n, 1)][:n])


def _read_texts() -> Iterator[str]:
    package = Path(next(iter(pebre_analysis.__path__)))
    library = Path(sysconfig.get_paths()["stdlib"])
    names = ("argparse", "ast", "dataclasses", "enum", "inspect", "pathlib", "shutil", "typing", "weakref", "zipfile")
    for path in (*sorted((package / "syntax").glob("*.py")), *[library / f"{name}.py" for name in names]):
        if path.exists():
            yield path.read_text(encoding="utf-8")
