"""`pebre check --watch`: after each change, what is new and what is gone."""

from __future__ import annotations

import contextlib
import itertools
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pebre_analysis.source import system
from pebre_server.cli import arguments, findings, main, watch, watcher
from pebre_server.cli.render import finding

STUBS = Path(__file__).parents[1] / "harness" / "ministub"
A = "import b\nb.x + missing\n"  # as the fixture wrote it
MISSING = "a.py:2:7: error[unresolved-reference] Name `missing` used when not defined"

Step = Callable[[Path], object]


def watched(
    here: Path, capsys: pytest.CaptureFixture[str], *steps: Step, words: tuple[str, ...] = ()
) -> list[tuple[list[str], list[str]]]:
    """What is written first and after each step: lines of standard output and of standard error."""
    rounds: list[tuple[list[str], list[str]]] = []
    left = iter(steps)

    def sleep(seconds: float) -> None:
        if seconds < watcher.INTERVAL:
            return
        out, told = capsys.readouterr()
        rounds.append((out.splitlines(), told.splitlines()))
        step = next(left, None)
        if step is None:
            raise KeyboardInterrupt
        step(here)

    options = arguments.parse([
        "check", "--watch", "--output-format", "concise", "--typeshed", str(STUBS), *words
    ])  # fmt: skip
    disk = system.OsSystem()
    ticks = itertools.count()
    waiter = watcher.Watcher(disk, lambda: next(ticks) * 1e-6, sleep)
    with pytest.raises(KeyboardInterrupt):
        watch.Watch(disk, options, waiter).run()
    return rounds


def write(name: str, text: str) -> Step:
    return lambda here: (here / name).write_text(text)


def head(told: list[str]) -> str:
    """What changed and what came of it, without the times."""
    assert told[0] == ""
    found = re.fullmatch(r"\d\d:\d\d:\d\d (.*) \([\d,]+ ms\)", told[1])
    assert found is not None, told
    return found[1]


def test_first_all_is_told_then_what_is_new_and_what_is_gone(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, wrong, right = watched(
        here,
        capsys,
        write("b.py", "y = 1\n"),
        write("a.py", "import b\nb.y\n"),
    )
    assert first == ([MISSING], ["1 error in 2 files", "Watching for changes; Ctrl-C ends it"])
    attribute = "error[unresolved-attribute] Module `b` has no member `x`"
    assert wrong[0] == [f"a.py:2:1: {attribute}"]
    assert head(wrong[1]) == "b.py changed: 1 new"
    assert wrong[1][2:] == ["2 errors in 2 files"]
    assert right[0] == [f"a.py:2:1: {attribute}".replace("error", "gone"), MISSING.replace("error", "gone")]
    assert head(right[1]) == "a.py changed: 2 gone"
    assert right[1][2:] == ["No problems in 2 files"]


def test_what_only_moves_is_not_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, moved = watched(here, capsys, write("a.py", "# a comment\n" + A))
    assert moved[0] == []
    assert head(moved[1]) == "a.py changed: nothing new"
    assert moved[1][2:] == []


def test_files_come_and_go(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, come, gone, elsewhere = watched(
        here,
        capsys,
        write("c.py", "lost\n"),
        lambda here: (here / "b.py").unlink(),
        write("notes.txt", ""),
    )
    assert come[0] == ["c.py:1:1: error[unresolved-reference] Name `lost` used when not defined"]
    assert come[1][2:] == ["2 errors in 3 files"]
    assert gone[0] == ["a.py:1:8: error[unresolved-import] Cannot resolve imported module `b`"]
    assert gone[1][2:] == ["3 errors in 2 files"]
    assert elsewhere == ([], [])


def test_settings_are_those_of_now(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, warned, odd = watched(
        here,
        capsys,
        write("pebre.toml", "[rules]\nunresolved-reference = 'warn'\n"),
        write("pebre.toml", "[rules]\nunresolved-reference = 'wrong'\n"),
    )
    assert warned[0] == [MISSING.replace("error", "warning"), MISSING.replace("error", "gone")]
    assert warned[1][2:] == ["1 warning in 2 files"]
    assert odd[1][0].startswith("warning: pebre.toml:2: rules.unresolved-reference")
    assert odd[0] == [MISSING, MISSING.replace("error", "gone")]


@pytest.mark.parametrize("words", [(), ("--no-cache",)])
def test_each_time_it_says_what_a_new_run_finds(
    here: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    texts = [
        {"b.py": "def x() -> int: ...\n"},
        {"b.py": "def x() -> int: return ''\n"},
        {"c.py": "x: int = 1\n", "b.py": "from c import x\n"},
        {"c.py": "x: str = 1\n", "a.py": "import b\nb.x + missing + 1\n"},
        {"c.py": "x = 1\n"},
    ]
    shown: list[str] = []

    def step(changed: dict[str, str]) -> Step:
        return lambda here: [(here / name).write_text(text) for name, text in changed.items()]

    def look(here: Path) -> None:
        main.main(["check", "--no-cache", "-q", "--output-format", "concise", "--typeshed", str(STUBS)])
        shown.append(capsys.readouterr().out)
        (here / "nothing.txt").write_text(str(len(shown)))

    steps = [each for changed in texts for each in (step(changed), look)]
    said: list[str] = []
    lines = [out for out, _ in watched(here, capsys, *steps, words=words)]
    for n, fresh in enumerate(shown):
        for line in lines[0] if n == 0 else []:
            said.append(line)
        for line in lines[2 * n + 1]:
            if " gone[" in line:
                place, what = re.sub(r" (gone)\[", r" error[", line).split(" ", 1)
                said = [each for each in said if not (each.split(" ", 1)[1] == what and each[:5] == place[:5])]
            else:
                said.append(line)
        assert sorted(each.split(" ", 1)[1] for each in said) == sorted(
            each.split(" ", 1)[1] for each in fresh.splitlines()
        ), n


def test_what_an_earlier_run_found_is_used_and_what_is_found_is_kept(
    here: Path, capsys: pytest.CaptureFixture[str], made: list[str]
) -> None:
    words = ["check", "--output-format", "concise", "--typeshed", str(STUBS)]
    main.main(words)
    capsys.readouterr()
    made.clear()
    watched(here, capsys, write("b.py", "x = 1  # one\n"))
    assert made == ["b.py"]
    made.clear()
    main.main(words)
    assert made == []


def test_after_a_change_nothing_is_inferred_that_it_does_not_concern(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    records: list[list[str]] = []
    again = findings.Finder.again

    with contextlib.ExitStack() as stack:

        def recording(self: findings.Finder, *args: Any) -> None:  # handed through
            again(self, *args)
            records.append(stack.enter_context(self.db.record()))

        monkeypatch.setattr(findings.Finder, "again", recording)
        text = "def f() -> int:\n    return 1\n\ndef g() -> int:\n    return f()\n"
        (here / "a.py").write_text(text)
        watched(here, capsys, write("a.py", text.replace("1", "2")))
    assert [each for each in records[0] if "infer" in each] == ["infer_region(a.py.f)"]


def test_it_is_for_people(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["check", "--watch", "--output-format", "json"]) == 2
    assert main.main(["check", "--watch", "--cache-verify"]) == 2
    assert main.main(["check", "--watch", "nowhere.py"]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == f"pebre check: no such file or folder: {here}/nowhere.py"


def found(line: int, message: str, text: str = "") -> finding.Finding:
    place = finding.Place("a.py", line, 1, line, 2)
    return finding.Finding("error", "rule", message, place, ((line, text),))


def test_of_equal_findings_the_one_whose_line_is_gone_is_gone() -> None:
    before = {"a.py": [found(1, "m", "first"), found(2, "m", "second"), found(3, "m", "third")]}
    after = {"a.py": [found(1, "m", "first"), found(7, "m", "third"), found(8, "n", "third")]}
    assert watch.difference(before, after) == ([found(8, "n", "third")], [found(2, "m", "second")])


def _hear_interrupts() -> None:
    """A shell starts what runs in the background deaf to Ctrl-C, and its children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.slow
def test_ctrl_c_ends_it(here: Path) -> None:
    words = ["-m", "pebre_server", "check", "--watch", "--output-format", "concise", "--typeshed", str(STUBS)]
    with subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_hear_interrupts
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        try:
            assert run.stdout.readline() == f"{MISSING}\n"
            assert [run.stderr.readline() for _ in range(2)][1].startswith("Watching")
            (here / "a.py").write_text("import b\n")
            assert run.stdout.readline() == f"{MISSING}\n".replace("error", "gone")
            time.sleep(0)
            run.send_signal(signal.SIGINT)
            assert run.wait(20) == 130
            assert "Traceback" not in run.stderr.read()
        finally:
            run.kill()
