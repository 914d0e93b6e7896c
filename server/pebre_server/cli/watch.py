"""`pebre check --watch`: check, then say what is new and what is gone whenever files change, until Ctrl-C.

Findings go to standard output: first all of them, then the new ones in the wanted format (`full` or `concise`), and one
line for each that is gone. A finding that only moved is neither. What changed, how long it took and the summary go to
standard error. What was found is kept for other runs, as by `pebre check`.
Always: what is said is what a run at that moment would find; a file that changes during a check is checked again.
Method: one database lives as long as the process and is told of changes; files whose findings the cache says still hold
are not even asked about.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from pebre_analysis.project import discover, files, recall, remembered
from pebre_analysis.source import paths, system
from pebre_server import env
from pebre_server.cli import findings, output, setup, watcher
from pebre_server.cli.render import finding

Found = Mapping[str, Sequence[finding.Finding]]

FORMATS: Final = ("full", "concise")
_SETTINGS: Final = ("pebre.toml", "pyproject.toml", ".gitignore", ".ignore")
_MAX_NAMES: Final = 3  # of changed files that are told


def run(disk: system.System, options: argparse.Namespace) -> int:
    """Check until nobody reads on; the exit code. Ctrl-C is `KeyboardInterrupt`."""
    if options.output_format not in FORMATS or options.memory_report or options.cache_verify:
        print(
            "pebre check: --watch writes for people: it goes with the formats full and concise, and without reports",
            file=sys.stderr,
        )
        return 2
    gc.disable()  # garbage is looked for at rest
    try:
        return Watch(disk, options, watcher.Watcher(disk, time.monotonic, time.sleep)).run()
    finally:
        gc.enable()


class Watch:
    """One `--watch`: what was found last, and the database that found it."""

    def __init__(self, disk: system.System, options: argparse.Namespace, waiter: watcher.Watcher) -> None:
        self._disk = disk
        self._options = options
        self._waiter = waiter
        self._write = output.renderer(options)
        self._is_colored = options.output_format == "full" and output.wants_color(options.color)
        self._store = remembered.open_store(disk)
        self._problems: list[str] = []
        self._found: Found = {}
        project, self._paths = self._project()
        self._finder = findings.Finder(disk, project, self._recall(project), self._say, freeze=False)

    def run(self) -> int:
        """Check, wait, check again; 2 if a path that was named does not exist when it begins."""
        if self._missing:
            return 2
        self._first()
        while True:
            self._watch()
            changed = self._waiter.wait(self._rest)
            began = time.perf_counter()
            project, self._paths = self._project()
            self._watch()  # before anything is read, so that what changes from here on is seen
            self._finder.again(project, self._recall(project), changed)
            before, self._found = self._found, self._check(lambda number: None)
            self._tell(before, changed, time.perf_counter() - began)
            self._finder.keep()

    # ---- one round ----

    def _project(self) -> tuple[discover.Project, list[str]]:
        """The project and the files to check, as they are now; what is wrong is said once."""
        project = setup.project(self._disk, self._options, self._options.paths)
        found, missing = files.collect(self._disk, project, self._options.paths)
        problems = [f"warning: {each}" for each in project.problems]
        problems += [f"pebre check: no such file or folder: {path}" for path in missing]
        self._missing = missing
        for each in problems:
            if each not in self._problems:
                self._say(each)
        self._problems = problems
        self._root = project.root
        return project, found

    def _recall(self, project: discover.Project) -> recall.Recall | None:
        if self._options.no_cache or env.trace():
            return None
        return remembered.open_recall(self._disk, project, self._store)

    def _check(self, progress: output.Progress) -> Found:
        found: dict[str, Sequence[finding.Finding]] = {}
        for number, path in enumerate(self._paths):
            here = self._finder.of(path)
            progress(number)
            if here:
                found[path] = here
        progress(-1)
        return found

    def _watch(self) -> None:
        folders: set[str] = {self._root}
        for path in self._paths:
            above = paths.parent(path)
            while above not in folders and paths.is_below(above, self._root):
                folders.add(above)
                above = paths.parent(above)
        settings = [paths.join(folder, name) for folder in folders for name in _SETTINGS]
        named = map(self._disk.normalise, self._options.paths)
        self._waiter.watch([*self._paths, *named, *folders, *settings], self._finder.looked_at())

    def _rest(self) -> None:
        gc.collect()
        gc.freeze()  # it is looked through once

    # ---- words ----

    def _first(self) -> None:
        self._watch()
        self._found = self._check(output.progress(self._options, len(self._paths)))
        self._show(self._seen(each for path in self._paths for each in self._found.get(path, ())))
        self._finder.keep()
        gc.freeze()
        self._summarise()
        self._say("Watching for changes; Ctrl-C ends it")

    def _tell(self, before: Found, changed: Sequence[str], seconds: float) -> None:
        known = [path for path in changed if path in before or path in self._paths or paths.name(path) in _SETTINGS]
        new, gone = difference(before, self._found)
        if not (known or new or gone):
            return  # a folder in which something else was written
        counts = [f"{len(each):,} {word}" for each, word in ((new, "new"), (gone, "gone")) if each]
        what = ", ".join(counts) or "nothing new"
        head = f"{time.strftime('%H:%M:%S')} {self._names(known)}: {what} ({seconds * 1000:,.0f} ms)"
        self._say(f"\n{head}", only_for_people=True)
        self._show(self._seen(new))
        for each in self._seen(gone):
            word = self._paint(f"gone[{each.rule}]")
            sys.stdout.write(f"{each.place.text}: {word} {' '.join(each.message.split())}\n")
        sys.stdout.flush()
        if new or gone:
            self._summarise()

    def _names(self, changed: Sequence[str]) -> str:
        """Which files changed."""
        here = self._disk.current_folder
        names = [paths.relative(path, here) or path for path in changed[:_MAX_NAMES]]
        if len(changed) > _MAX_NAMES:
            names.append(f"{len(changed) - _MAX_NAMES:,} more")
        return f"{', '.join(names) or 'What is imported'} changed"

    def _seen(self, found: Iterable[finding.Finding]) -> Iterator[finding.Finding]:
        return (finding.seen_from(self._disk.current_folder, each) for each in found)

    def _show(self, found: Iterable[finding.Finding]) -> None:
        self._write(found, sys.stdout)
        sys.stdout.flush()

    def _paint(self, text: str) -> str:
        return f"\x1b[1;32m{text}\x1b[0m" if self._is_colored else text

    def _summarise(self) -> None:
        counts = Counter(output.kind(each) for found in self._found.values() for each in found)
        self._say(output.summary(counts, len(self._paths)), only_for_people=True)

    def _say(self, text: str, *, only_for_people: bool = False) -> None:
        if not (only_for_people and self._options.quiet):
            print(text, file=sys.stderr, flush=True)


def difference(before: Found, after: Found) -> tuple[list[finding.Finding], list[finding.Finding]]:
    """What is found after but not before, and before but not after. What only moved within its file is neither."""
    new: list[finding.Finding] = []
    gone: list[finding.Finding] = []
    for path in sorted({*before, *after}):
        was, now = list(before.get(path, ())), list(after.get(path, ()))
        if was == now:
            continue
        for likeness in (_with_its_line, _without_line):  # of two equal messages the one whose line is there stays
            both = Counter(map(likeness, was)) & Counter(map(likeness, now))
            was, now = _without(was, both, likeness), _without(now, both, likeness)
        new += now
        gone += was
    return new, gone


def _with_its_line(found: finding.Finding) -> Hashable:
    return *_without_line(found), dict(found.lines).get(found.place.line)


def _without_line(found: finding.Finding) -> tuple[Hashable, ...]:
    return found.level, found.rule, found.message


def _without(
    found: Sequence[finding.Finding], these: Counter[Hashable], likeness: Callable[[finding.Finding], Hashable]
) -> list[finding.Finding]:
    """The findings but for these, by number and likeness."""
    left = these.copy()
    kept = []
    for each in found:
        like = likeness(each)
        if left[like]:
            left[like] -= 1
        else:
            kept.append(each)
    return kept
