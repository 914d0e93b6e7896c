"""`pebre check [PATH…]`: check files and say what is wrong.

Exit codes: 0 clean or warnings only, 1 errors, 2 a path that does not exist, 101 a fault of pebre (also: what was kept
from an earlier run is not what is found), 130 interrupted. Diagnostics go to standard output, everything else to
standard error. With `--watch` it goes on (`watch`).
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import sys
from collections import Counter
from collections.abc import Callable, Iterator

import pebre_server
from pebre_analysis.project import discover, files, recall, remembered
from pebre_analysis.source import system
from pebre_server import env
from pebre_server.cli import findings, output, setup
from pebre_server.cli.render import finding


def run(options: argparse.Namespace) -> int:
    """Check and print; the exit code."""
    disk = system.OsSystem()
    if options.watch:
        from pebre_server.cli import watch

        return watch.run(disk, options)
    project = setup.project(disk, options, options.paths)
    for problem in project.problems:
        print(f"warning: {problem}", file=sys.stderr)
    paths, missing = files.collect(disk, project, options.paths)
    for path in missing:
        print(f"pebre check: no such file or folder: {path}", file=sys.stderr)
    if missing:
        return 2
    gc.disable()  # one run keeps nearly all it makes: looking for garbage in it is time lost
    try:
        return _check(disk, project, options, paths)
    finally:
        gc.enable()


def _check(disk: system.System, project: discover.Project, options: argparse.Namespace, paths: list[str]) -> int:
    # A memory report is about what an editor's server would hold: all of it, edges too.
    reports = options.memory_report is not None
    known = None
    if not (options.no_cache or reports or env.trace()):  # who traces wants to see the work
        known = remembered.open_recall(disk, project, remembered.open_store(disk))
    finder = findings.Finder(disk, project, known, lambda text: print(text, file=sys.stderr), freeze=not reports)
    finder.verifies = options.cache_verify
    # As it is before this run learns more.
    earlier = remembered.open_recall(disk, project, remembered.open_store(disk)) if options.cache_verify else None
    counts: Counter[str] = Counter()
    with _shared(disk, project, options, finder, paths):
        found = _findings(finder, paths, counts, output.progress(options, len(paths)))
        is_read = _print(options, (finding.seen_from(disk.current_folder, each) for each in found))
        if is_read or not finder.is_shared:  # who wants no more does not wait for what others are at
            finder.keep()
    if reports:
        _report_memory(finder, options.memory_report)
    if not options.quiet and options.output_format in ("full", "concise"):
        print(output.summary(counts, len(paths)), file=sys.stderr)
    is_right = not finder.wrong
    if earlier is not None:
        _say_verified(finder)
        is_right = _are_right(disk, project, earlier) and is_right
    return _exit_code(counts, options) if is_right else 101


@contextlib.contextmanager
def _shared(
    disk: system.System,
    project: discover.Project,
    options: argparse.Namespace,
    finder: findings.Finder,
    paths: list[str],
) -> Iterator[None]:
    """As long as this lasts, several processes check what has to be checked, if that pays or was asked for.

    A memory report and a trace are about one process.
    """
    n_workers, limit = 0, project.settings.memory_limit or 0
    is_alone = options.jobs == 1 or options.memory_report is not None or bool(env.trace())
    missing = [] if is_alone else [(path, disk.stat(path).size) for path in finder.missing(paths)]
    if len(missing) > 1:
        from pebre_server.cli.workers import count

        n_workers = count.workers(options.jobs, [size for _, size in missing], limit, disk)
    if not n_workers:
        yield
        return
    from pebre_server.cli.workers import crew

    share = limit // (n_workers + 1)
    known = finder.accounted().difference([path for path, _ in missing])
    workers = crew.Crew(n_workers, options.words, missing, known, share, keeps=not options.no_cache)
    try:
        finder.share(workers, share)
        yield
    finally:
        workers.close()


def _say_verified(finder: findings.Finder) -> None:
    for path in finder.wrong:
        print(f"cache: what was kept for {path} is not what is found", file=sys.stderr)
    print(f"cache: {finder.n_right:,} of {finder.n_right + len(finder.wrong):,} results are right", file=sys.stderr)


def _are_right(disk: system.System, project: discover.Project, earlier: recall.Recall) -> bool:
    """Whether what editors' sessions kept of hovers is right; says what is not."""
    from pebre_analysis.ide.common import verified_hovers

    n_right, wrong = verified_hovers.compare(disk, project, earlier)
    for path, at in wrong:
        print(f"cache: what a hover shows at offset {at} of {path} is not what was kept", file=sys.stderr)
    if n_right or wrong:
        print(f"cache: {n_right:,} of {n_right + len(wrong):,} hovers are right", file=sys.stderr)
    return not wrong


def _report_memory(finder: findings.Finder, form: str) -> None:
    from pebre_analysis.memory import beside, report
    from pebre_analysis.project import held

    base = beside.base(pebre_server.STATM_AT_START, pebre_server.MODULES_AT_START)
    text = report.FORMS[form](finder.db.run(held.of, (finder.db,), (), (), base))
    (sys.stdout if form == "json" else sys.stderr).write(text)


def _print(options: argparse.Namespace, found: Iterator[finding.Finding]) -> bool:
    """Write what is found as it is found. False: nobody reads it any more, and it was left at that."""
    try:
        if options.memory_report == "json":
            for _ in found:
                pass
        else:
            output.renderer(options)(found, sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough, as `head` does; what was found here is kept all the same
        from pebre_server.protocol import stdio

        stdio.let_go()
        return False
    return True


def _findings(
    finder: findings.Finder, paths: list[str], counts: Counter[str], progress: Callable[[int], None]
) -> Iterator[finding.Finding]:
    is_read = output.reader()
    for number, path in enumerate(paths):
        found = finder.of(path)
        if not is_read():
            raise BrokenPipeError
        progress(number)
        for each in found:
            counts[output.kind(each)] += 1
        yield from found
        if found:
            sys.stdout.flush()  # nobody waits for what is known
    progress(-1)


def _exit_code(counts: Counter[str], options: argparse.Namespace) -> int:
    if counts[findings.INTERNAL]:
        return 101
    bad = counts["error"]
    if options.error_on_warning:
        bad += counts["warning"]
    return 1 if bad and not options.exit_zero else 0
