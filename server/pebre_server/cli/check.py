"""`pebre check [PATH…]`: check files and say what is wrong.

Exit codes: 0 clean or warnings only, 1 errors, 2 a path that does not exist, 101 a fault of pebre,
130 interrupted. Diagnostics go to standard output, everything else to standard error.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TextIO

from pebre_analysis.memory import process, report
from pebre_analysis.project import check, database, discover, files, held, relief
from pebre_analysis.source import diagnostic, system
from pebre_server import env
from pebre_server.cli import places, setup
from pebre_server.cli.render import concise, finding, full, github, gitlab, json_list, junit

_FORMATS: dict[str, Callable[[Iterator[finding.Finding], TextIO], None]] = {
    "concise": concise.render,
    "json": json_list.render,
    "github": github.render,
    "gitlab": gitlab.render,
    "junit": junit.render,
}
INTERNAL = "internal-error"


def run(options: argparse.Namespace) -> int:
    """Check and print; the exit code."""
    disk = system.OsSystem()
    project = setup.project(disk, options, options.paths)
    for problem in project.problems:
        print(f"warning: {problem}", file=sys.stderr)
    paths, missing = files.collect(disk, project, options.paths)
    for path in missing:
        print(f"pebre check: no such file or folder: {path}", file=sys.stderr)
    if missing:
        return 2
    before = process.resident()
    gc.disable()  # one run keeps nearly all it makes: looking for garbage in it is time lost
    try:
        return _check(disk, project, options, paths, before)
    finally:
        gc.enable()


def _check(
    disk: system.System, project: discover.Project, options: argparse.Namespace, paths: list[str], before: int
) -> int:
    """The same for a project; `before`: bytes of memory that the process had then."""
    # A memory report is about what an editor's server would hold, edges too.
    freeze = options.memory_report is None

    def make() -> database.ProjectDatabase:
        db = database.ProjectDatabase(disk, project, freeze_all=freeze)
        env.watch(db, lambda text: print(text, file=sys.stderr))
        return db

    renewed = relief.Renewed(make, project.settings.memory_limit or 0)
    counts: Counter[str] = Counter()
    found = _findings(renewed, paths, counts, _progress(options, len(paths)))
    code: int = renewed.db.run(_print, options, found)
    if options.memory_report is not None:
        _report_memory(renewed.db, options.memory_report, before)
    if not options.quiet and options.output_format in ("full", "concise"):
        print(_summary(counts, len(paths)), file=sys.stderr)
    return code or _exit_code(counts, options)


def _report_memory(db: database.ProjectDatabase, form: str, before: int) -> None:
    allocated = process.resident() - before if before else None
    text = report.FORMS[form](db.run(held.of, (db,), (), allocated))
    (sys.stdout if form == "json" else sys.stderr).write(text)


def _print(options: argparse.Namespace, found: Iterator[finding.Finding]) -> int:
    try:
        if options.memory_report == "json":
            for _ in found:
                pass
        elif options.output_format == "full":
            full.render(found, sys.stdout, _wants_color(options.color))
        else:
            _FORMATS[options.output_format](found, sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _findings(
    renewed: relief.Renewed, paths: list[str], counts: Counter[str], progress: Callable[[int], None]
) -> Iterator[finding.Finding]:
    for number, path in enumerate(paths):
        renewed.relieve()
        db = renewed.db
        [(_, diagnostics)] = db.run(list, check.check_files(db, (path,)))
        progress(number)
        if diagnostics:
            locate = places.Locator(db, path)
            for each in diagnostics:
                counts[INTERNAL if each.rule == INTERNAL else each.level.value] += 1
                yield locate.found(each)
            del locate
        del db  # it may be given up before the next file
    progress(-1)


def _exit_code(counts: Counter[str], options: argparse.Namespace) -> int:
    if counts[INTERNAL]:
        return 101
    bad = counts[diagnostic.Level.ERROR.value]
    if options.error_on_warning:
        bad += counts[diagnostic.Level.WARN.value]
    return 1 if bad and not options.exit_zero else 0


def _summary(counts: Counter[str], n_files: int) -> str:
    """One line for people."""
    seen = f"{n_files:,} file{'' if n_files == 1 else 's'}"
    parts = []
    for level, word in ((diagnostic.Level.ERROR, "error"), (diagnostic.Level.WARN, "warning")):
        n = counts[level.value]
        if n:
            parts.append(f"{n:,} {word}{'' if n == 1 else 's'}")
    if counts[INTERNAL]:
        parts.append(f"{counts[INTERNAL]:,} internal error{'' if counts[INTERNAL] == 1 else 's'}")
    return f"{' and '.join(parts)} in {seen}" if parts else f"No problems in {seen}"


def _wants_color(wish: str) -> bool:
    if wish != "auto":
        return wish == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def _progress(options: argparse.Namespace, total: int) -> Callable[[int], None]:
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
