"""What `pebre check` writes: findings in the wanted format, a summary, how far it is."""

from __future__ import annotations

import argparse
import importlib
import os
import select
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TextIO, TypeAlias

from pebre_server.cli import findings
from pebre_server.cli.render import finding

Progress: TypeAlias = Callable[[int], None]  # told the number of each file that is done, -1 at the end


def renderer(options: argparse.Namespace) -> Callable[[Iterable[finding.Finding], TextIO], None]:
    """What writes in the wanted format; imported alone, since some need much."""
    if options.output_format == "full":
        from pebre_server.cli.render import full

        return lambda found, out: full.render(found, out, wants_color(options.color))
    name = {"json": "json_list"}.get(options.output_format, options.output_format)
    return importlib.import_module(f"pebre_server.cli.render.{name}").render  # type: ignore[no-any-return]


def summary(counts: Counter[str], n_files: int) -> str:
    """One line for people."""
    if not n_files:
        return "No Python files to check"
    seen = counted(n_files, "file")
    parts = [counted(counts[word], word) for word in ("error", "warning") if counts[word]]
    if counts[findings.INTERNAL]:
        parts.append(counted(counts[findings.INTERNAL], "internal error"))
    return f"{' and '.join(parts)} in {seen}" if parts else f"No problems in {seen}"


def counted(n: int, word: str) -> str:
    """`1 file`, `1,000 files`."""
    return f"{n:,} {word}{'' if n == 1 else 's'}"


def kind(found: finding.Finding) -> str:
    """As what a finding is counted: its level, or a fault of pebre."""
    return findings.INTERNAL if found.rule == findings.INTERNAL else found.level


def wants_color(wish: str) -> bool:
    """Whether to write in colours."""
    if wish != "auto":
        return wish == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def width() -> int:
    """Characters that a line of a table may have: what the terminal has; any number if it is none."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or sys.maxsize
    except (AttributeError, OSError, ValueError):
        return sys.maxsize


def reader() -> Callable[[], bool]:
    """Tells whether somebody still reads standard output; where that cannot be told, somebody does."""
    try:
        poll = select.poll()
        poll.register(sys.stdout.fileno(), 0)  # an error is always told of
    except (AttributeError, OSError, ValueError):  # no such thing on Windows; no descriptor
        return lambda: True
    return lambda: not any(seen & select.POLLERR for _, seen in poll.poll(0))


def progress(options: argparse.Namespace, total: int) -> Progress:
    """Shows how far the check is, on a terminal only and not for a handful of files."""
    if options.no_progress or options.quiet or total < 20 or not sys.stderr.isatty() or sys.stdout.isatty():
        return lambda number: None

    def show(number: int) -> None:
        if number < 0:
            sys.stderr.write("\r\x1b[K")
        elif number % 10 == 0:
            sys.stderr.write(f"\r\x1b[KChecking {number + 1}/{total} files")
        sys.stderr.flush()

    return show
