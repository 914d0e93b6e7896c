"""The benchmarks, their page, and two revisions side by side.

    python -m tests.bench [NAME…] [--json FILE] [--page FILE] [--rounds N] [--lines N,…] [--sizes N,…]
                          [--server NAME=COMMAND]… [--checker NAME=COMMAND]…
    python -m tests.bench page RESULT.json PAGE.html
    python -m tests.bench compare OLD.json NEW.json
    python -m tests.bench revisions OLD NEW [NAME…]

NAME: parse, index, infer (for 1,000 lines), engine, keystroke (by lines of the file), cold, warm (by lines of the
project), memory (of both). Default: all. Peers run beside pebre where a command is given: `--server` one that speaks
the Language Server Protocol over its standard input, `--checker` one that is run in the project's folder, for which
`{}` stands. Figures are medians of the rounds, CPU time where nothing else is said.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.bench import checking, engine, figures, keystroke, layers, page

NAMES = ("parse", "index", "infer", "engine", "keystroke", "cold", "warm", "memory")
LINES = "200,500,1000,2000,5000,10000,20000"
SIZES = "10000,30000,100000,250000,500000"


def main(words: Sequence[str]) -> int:
    """See the module's text."""
    if words[:1] == ["page"] and len(words) == 3:
        Path(words[2]).write_text(page.html(figures.load(Path(words[1]))), encoding="utf-8")
        return 0
    if words[:1] == ["compare"] and len(words) == 3:
        print("\n".join(figures.compared(figures.load(Path(words[1])), figures.load(Path(words[2])))))
        return 0
    if words[:1] == ["revisions"] and len(words) >= 3:
        return _revisions(words[1], words[2], words[3:])
    options = _parser().parse_args(words)
    run = figures.made(map(figures.say, _measured(options)))
    if options.json:
        run.save(options.json)
    if options.page:
        options.page.write_text(page.html(run), encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m tests.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="NAME", help="default: all")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--page", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--lines", type=_numbers, default=_numbers(LINES))
    parser.add_argument("--sizes", type=_numbers, default=_numbers(SIZES))
    parser.add_argument("--server", type=_named, action="append", default=[], metavar="NAME=COMMAND")
    parser.add_argument("--checker", type=_named, action="append", default=[], metavar="NAME=COMMAND")
    return parser


def _numbers(text: str) -> list[int]:
    return [int(each) for each in text.split(",")]


def _named(text: str) -> tuple[str, list[str]]:
    name, _, command = text.partition("=")
    return name, shlex.split(command)


def _measured(options: argparse.Namespace) -> Iterator[figures.Figure]:
    wanted = options.names or NAMES
    ours = [sys.executable, "-P", "-m", "pebre_server"]  # -P: nothing of the folder it works on is imported
    peers: Mapping[str, Sequence[str]] = dict(options.server)
    checkers: Mapping[str, Sequence[str]] = dict(options.checker)
    if {"parse", "index", "infer"} & set(wanted):
        yield from (each for each in layers.measured(options.rounds) if each.group in wanted)
    if "engine" in wanted:
        yield from engine.measured(options.rounds)
    with tempfile.TemporaryDirectory() as folder:
        if {"keystroke", "memory"} & set(wanted):
            servers = {"pebre": [*ours, "server"], **peers}
            found = keystroke.measured(servers, options.lines, options.rounds, Path(folder))
            yield from (each for each in found if each.group in wanted)
        if {"cold", "warm", "memory"} & set(wanted):
            programs = {"pebre": [*ours, "check", "-q", "--output-format", "concise"], **checkers}
            found = checking.measured(programs, options.sizes, options.rounds, Path(folder))
            yield from (each for each in found if each.group in wanted)


def _revisions(old: str, new: str, names: Sequence[str]) -> int:
    """Measure two revisions with these benchmarks, in turns, and compare."""
    options = ["--rounds", "1", "--lines", "1000,10000", "--sizes", "20000"]
    with tempfile.TemporaryDirectory() as folder:
        runs: dict[str, list[figures.Run]] = {}
        trees = {revision: Path(folder) / f"tree{n}" for n, revision in enumerate((old, new))}
        for revision, tree in trees.items():
            _git("worktree", "add", "--quiet", "--detach", str(tree), revision)
        try:
            for _ in range(3):
                for revision, tree in trees.items():
                    path = Path(folder) / "run.json"
                    sources = f"{tree / 'analysis'}{os.pathsep}{tree / 'server'}"
                    subprocess.run(
                        [sys.executable, "-m", "tests.bench", *names, *options, "--json", str(path)],
                        cwd=figures.ROOT, env={**os.environ, "PYTHONPATH": sources}, check=True,
                    )  # fmt: skip
                    run = figures.load(path)
                    runs.setdefault(revision, []).append(figures.Run(revision, run.machine, run.figures))
        finally:
            for tree in trees.values():
                _git("worktree", "remove", "--force", str(tree))
        print("\n".join(figures.compared(figures.joined(runs[old]), figures.joined(runs[new]))))
    return 0


def _git(*words: str) -> None:
    subprocess.run(["git", "-C", str(figures.ROOT), *words], check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
