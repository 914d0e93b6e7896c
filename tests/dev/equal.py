"""`python -m tests.dev equal FOLDER [FILE…]`: after any edits of a real project, answers are those of a fresh host.

Random edits are made in an editor's open documents and on the disk (an overlay: nothing is written), questions are
asked in between and some are cancelled. Every few steps the diagnostics, hovers and symbols of the files are compared
with those of a host that starts from the same texts. A difference is shown with the shortest list of steps found.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import difflib
import multiprocessing
import random
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pebre_analysis.engine import cancel, events
from pebre_analysis.ide import api
from pebre_analysis.project import database
from pebre_analysis.source import blocks, line_table
from tests.dev import edits, overlay

_NO_EDIT = edits.Edit(0, 0, "")
_TRIES = 80  # replays while a failure is made shorter


@dataclass(frozen=True)
class Change:
    """The fields of the server's `Change`."""

    kind: str
    path: str = ""
    text: blocks.Text | None = None
    cells: None = None
    version: int | None = None
    settings: dict[str, object] | None = None
    folders: tuple[str, ...] = ()
    edit: line_table.Edit | None = None


@dataclass(frozen=True)
class Step:
    """One thing that happens. `what`: edit, close, write, remove, restore, idle, renew, ask; `after`: of an ask,
    queries to a cancel."""

    what: str
    path: str
    edit: edits.Edit = _NO_EDIT
    after: int = 0


class World:
    """A project on an overlay, a host that lives as long, and what the editor has open."""

    def __init__(self, options: argparse.Namespace, texts: dict[str, str | None], *, oracle: bool = False) -> None:
        """`texts`: files as they were when the project was opened; None: absent."""
        self.options = options
        self.disk = overlay.OverlaySystem(options.folder)
        self.on_disk = dict(texts)
        for path, text in texts.items():
            if text is None:
                self.disk.remove(path)
            else:
                self.disk.write(path, text)
        self.open: dict[str, str] = {}
        self.tables: dict[str, line_table.LineTable] = {}  # of the same
        self.version = 0
        self.dbs: list[database.ProjectDatabase] = []
        settings = {"environment": {"python": options.python}} if options.python else {}

        def opened(db: database.ProjectDatabase) -> None:
            self.dbs.append(db)
            if oracle:
                db.check_suspects = True
                db.restore_epoch()

        self.live = api.Host([options.folder], settings, lambda text: None, self.disk, opened)

    def text(self, path: str) -> str | None:
        return self.open.get(path, self.on_disk[path])

    def take(self, step: Step) -> None:
        """Let it happen, and tell the host."""
        path = step.path
        if step.what == "ask":
            self._ask(step)
        elif step.what == "idle":
            self.live.idle()
        elif step.what == "renew":
            self.live.renew()
        elif step.what == "edit":
            old = self.text(path) or ""
            self.open[path] = step.edit.apply(old)
            table = self.tables.setdefault(path, line_table.LineTable(old))
            table.edit(step.edit.start, step.edit.start + step.edit.length, step.edit.new)
            self._tell("open", path, *table.give())
        elif step.what == "close":
            self.tables.pop(path, None)
            if self.open.pop(path, None) is not None:
                self._tell("close", path)
        elif step.what == "remove":
            self.on_disk[path] = None
            self.disk.remove(path)
            self._tell("deleted", path)
        else:
            new = step.edit.new if step.what == "restore" else self.open.get(path)
            if new is not None:
                kind = "created" if self.on_disk[path] is None else "changed"
                self.on_disk[path] = new
                self.disk.write(path, new)
                self._tell(kind, path)

    def _tell(self, kind: str, path: str, text: blocks.Text | None = None, edit: line_table.Edit | None = None) -> None:
        self.version += 1
        self.live.apply([Change(kind, path, text, version=self.version, edit=edit)])

    def _ask(self, step: Step) -> None:
        left = step.after

        def count(event: events.Event) -> None:
            nonlocal left
            if isinstance(event, events.WillExecute):
                left -= 1
                if left == 0:
                    self.live.request_cancel()

        stop = self.dbs[0].listen(count) if step.after else None
        try:
            match step.edit.start % 4:
                case 0 | 1:
                    self.live.diagnostics(step.path)
                case 2:
                    self.live.document_symbols(step.path)
                case _:
                    self.live.hover(step.path, step.edit.start)
        except cancel.Cancelled:
            pass
        finally:
            if stop is not None:
                stop()
            self.live.clear_cancel()

    def differences(self, paths: Sequence[str], seed: int) -> list[str]:
        """What the live host says otherwise than a fresh one, as lines of a diff."""
        with _processes() as elsewhere:
            task = elsewhere.submit(fresh_answers, self.options, self.on_disk, self.open, paths, seed)
            live = [answers(self.live, path, self.text(path), seed) for path in paths]
            fresh = task.result()
        found: list[str] = []
        for path, expected, got in zip(paths, fresh, live, strict=True):
            if expected != got or any("internal-error" in line for line in got):
                found.append(f"{path}: fresh (-), live (+)")
                found += [line for line in difflib.unified_diff(expected, got, n=0, lineterm="") if line[:2] != "@@"]
                found += [line for line in got if "internal-error" in line]
        return found


def _processes() -> concurrent.futures.Executor:
    """For one task in a process that has done nothing yet: no table of this one can help or harm it."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.dev.equal"])
    return concurrent.futures.ProcessPoolExecutor(1, mp_context=context)


def fresh_answers(
    options: argparse.Namespace, on_disk: dict[str, str | None], opened: dict[str, str], paths: Sequence[str], seed: int
) -> list[list[str]]:
    """`answers` of a host that knows nothing but the texts as they are."""
    world = World(options, on_disk)
    if opened:
        world.open = opened
        world.live.apply([Change("open", path, blocks.of(text), version=1) for path, text in opened.items()])
    return [answers(world.live, path, world.text(path), seed) for path in paths]


def answers(host: api.Host, path: str, text: str | None, seed: int) -> list[str]:
    """What a host says about a file, one answer a line: all diagnostics and symbols, some hovers."""
    found = [repr(each) for each in host.diagnostics(path).flat()]
    found += [repr(each) for each in host.document_symbols(path)]
    chance = random.Random(seed)
    for _ in range(40 if text else 0):
        at = chance.randrange(len(text or "") + 1)
        found.append(f"{at}: {host.hover(path, at)!r}")
    return found


class Walk:
    """Random steps, made one by one because an edit depends on the text before it."""

    def __init__(self, options: argparse.Namespace, texts: dict[str, str | None], seed: int) -> None:
        self.chance = random.Random(seed)
        self.texts = texts
        self.paths = list(texts)
        self.world = World(options, texts, oracle=options.oracle)
        self.undo: list[tuple[str, edits.Edit]] = []

    def next(self) -> Step:
        chance, world = self.chance, self.world
        path, roll = chance.choice(self.paths), chance.random()
        if roll < 0.2:
            return Step("ask", path, edits.Edit(chance.randrange(100_000), 0, ""), chance.choice((0, 0, 3, 30, 300)))
        if roll < 0.21:
            return Step(chance.choice(("idle", "idle", "idle", "renew")), path)
        if roll < 0.24:
            return Step(chance.choice(("close", "write", "remove")), path)
        if roll < 0.32:
            return self._restored(path)
        if roll < 0.47 and self.undo:
            path, edit = self.undo.pop()
            return Step("edit", path, edit)
        text, other = world.text(path) or "", world.text(chance.choice(self.paths)) or ""
        edit = edits.random_edit(text, chance, other)
        self.undo.append((path, edit.inverse(text)))
        return Step("edit", path, edit)

    def _restored(self, path: str) -> Step:
        """Back to what it was, so that the project does not become all noise."""
        first = self.texts[path]
        if self.chance.random() < 0.3 and first is not None:
            return Step("restore", path, edits.Edit(0, 0, first))
        return Step("edit", path, edits.Edit(0, len(self.world.text(path) or ""), first or "x = 1\n"))


def main(words: list[str]) -> int:
    options = _arguments().parse_args(words)
    options.folder = str(Path(options.folder).resolve())
    texts = _texts(options)
    print(f"{len(texts)} files, {options.edits} edits, compared every {options.every}")
    bad = 0
    for seed in range(options.seed, options.seed + options.walks):
        bad += not walk(options, texts, seed)
    return bool(bad)


def walk(options: argparse.Namespace, texts: dict[str, str | None], seed: int) -> bool:
    """One walk; whether all answers were equal. Stops at the first difference."""
    made = Walk(options, texts, seed)
    world = made.world
    for path in texts:
        answers(world.live, path, world.text(path), seed)
    steps: list[Step] = []
    n_edits, begun = 0, time.process_time()
    since, base = 0, (dict(world.on_disk), dict(world.open))
    while n_edits < options.edits:
        step = made.next()
        steps.append(step)
        try:
            world.take(step)
            n_edits += step.what == "edit"
            wanted = step.what == "edit" and n_edits % options.every == 0
            found = world.differences(list(texts), n_edits) if wanted else []
        except Exception as fault:
            found = traceback.format_exception(fault)
        if found:
            print(f"seed {seed}, edit {n_edits}:", *found, sep="\n")
            if options.shrink:
                shrink(options, base, steps[since:], dict(texts), steps, n_edits)
            return False
        if wanted:
            since, base = len(steps), (dict(world.on_disk), dict(world.open))
            if n_edits % 100 == 0:
                print(f"  {n_edits} edits, {time.process_time() - begun:.0f} s of CPU here", flush=True)
    spent = time.process_time() - begun
    print(f"seed {seed}: {n_edits} edits, {len(steps)} steps, 0 differences, {spent:.0f} s of CPU", flush=True)
    return True


# ---- shorter ---------------------------------------------------------------------------------------

State = tuple[dict[str, str | None], dict[str, str]]


def shrink(
    options: argparse.Namespace,
    base: State,
    tail: list[Step],
    texts: dict[str, str | None],
    steps: list[Step],
    seed: int,
) -> None:
    """Shows the shortest list of steps found that still fails, from the last good comparison or else from the start."""
    for state, candidates in ((base, tail), ((texts, {}), steps)):
        if _fails(options, state, candidates, seed):
            kept, n_tries, size = candidates, 0, max(1, len(candidates) // 2)
            while n_tries < _TRIES:
                for at in range(0, len(kept), size):
                    n_tries += 1
                    fewer = kept[:at] + kept[at + size :]
                    if _fails(options, state, fewer, seed):
                        kept = fewer
                        break
                else:
                    if size == 1:
                        break
                    size = max(1, size // 2)
            print(f"shortest of {len(candidates)} steps found in {n_tries} tries:", *kept, sep="\n  ")
            print(*_fails(options, state, kept, seed), sep="\n")
            if options.out:
                _keep(Path(options.out), state, kept)
            return
    print("not seen again when the steps are replayed")


def _keep(folder: Path, state: State, kept: list[Step]) -> None:
    """The texts before and after the steps, to look at."""
    for stage in ("before", "after"):
        texts = {**state[0], **state[1]}
        if stage == "after":
            for step in kept:
                if step.what == "edit":
                    texts[step.path] = step.edit.apply(texts[step.path] or "")
        for path, text in texts.items():
            place = folder / stage / Path(path).name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text or "", encoding="utf-8")


def _fails(options: argparse.Namespace, state: State, steps: list[Step], seed: int) -> list[str]:
    world = World(options, state[0], oracle=options.oracle)
    for path, text in state[1].items():
        world.take(Step("edit", path, edits.Edit(0, 1 << 40, text)))
    for path in state[0]:
        answers(world.live, path, world.text(path), seed)
    try:
        for step in steps:
            world.take(step)
        return world.differences(list(state[0]), seed)
    except Exception as fault:
        return [f"{type(fault).__name__}: {fault}", *getattr(fault, "__notes__", ())]


def _texts(options: argparse.Namespace) -> dict[str, str | None]:
    folder = Path(options.folder)
    paths = [folder / name for name in options.files] or sorted(folder.rglob("*.py"))
    if not options.files:
        random.Random(options.seed).shuffle(paths)
        paths = paths[:6]
    found: dict[str, str | None] = {str(path): path.read_text(encoding="utf-8") for path in paths}
    # A stub beside one of them, and a module that nobody has written yet.
    first = paths[0]
    found[str(first.with_suffix(".pyi"))] = None
    found[str(first.parent / "nothing.py")] = None
    return found


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.dev equal", description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("files", nargs="*", help="relative to the folder; without any, six at random")
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--every", type=int, default=20, help="edits between comparisons")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--walks", type=int, default=1)
    parser.add_argument("--python", default="", help="the environment whose packages are imported")
    parser.add_argument("--oracle", action="store_true", help="suspect marks are compared with pull verification")
    parser.add_argument("--no-shrink", dest="shrink", action="store_false")
    parser.add_argument("--out", default="", help="a folder for the texts of a failure")
    return parser
