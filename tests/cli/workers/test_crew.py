"""A check by several processes says and keeps what one process would."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pebre_server.cli import main
from pebre_server.cli.workers import crew, deal
from tests.cli.test_cache import STUBS

N_FILES = 12
WORDS = ("check", "--output-format", "concise", "--typeshed", str(STUBS))
pytestmark = pytest.mark.slow


@pytest.fixture
def many(here: Path) -> Path:
    """A project of a dozen modules that import each other."""
    for n in range(N_FILES):
        other = (n * 5 + 1) % N_FILES
        (here / f"m{n:02}.py").write_text(f"import m{other:02} as other\ny: str = other.x\nx = {n}\nlost\n")
    return here


def check(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main.main((*WORDS, *words))
    captured = capfd.readouterr()
    return code, captured.out, captured.err


def n_kept(capfd: pytest.CaptureFixture[str]) -> int:
    """Of how many files something is kept; all of it is right."""
    code, _, told = check(capfd, "--cache-verify", "--jobs", "1")
    assert code == 1
    right, _, of = told.splitlines()[-1].removeprefix("cache: ").partition(" of ")
    assert of == f"{right} results are right"
    return int(right)


def losing(monkeypatch: pytest.MonkeyPatch, lost: set[int]) -> None:
    """Some workers are killed when they have answered once."""
    n_asked = Counter[int]()
    following = crew.Crew._next

    def next_or_lost(self: crew.Crew, number: int) -> str | None:
        n_asked[number] += 1
        if number in lost and n_asked[number] == 3:  # one ahead
            self._processes[number].kill()
        return following(self, number)

    monkeypatch.setattr(crew.Crew, "_next", next_or_lost)


def test_they_say_and_keep_what_one_process_does(many: Path, capfd: pytest.CaptureFixture[str]) -> None:
    alone = check(capfd, "--no-cache")
    assert alone[0] == 1
    assert check(capfd, "--no-cache", "--jobs", "2") == alone
    assert not (many.parent / "cache").exists()
    assert check(capfd, "--jobs", "2") == alone
    assert n_kept(capfd) == N_FILES + 2
    (many / "m03.py").write_text("x = ''\n")
    (many / "m04.py").write_text("x = missing\n")
    assert check(capfd, "--jobs", "2") == check(capfd, "--no-cache")
    assert n_kept(capfd) == N_FILES + 2


@pytest.mark.parametrize("lost", [{0}, {1}, {0, 1}])
def test_the_files_of_a_lost_worker_are_checked_all_the_same(
    many: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lost: set[int]
) -> None:
    alone = check(capfd, "--no-cache")
    with monkeypatch.context() as patched:
        losing(patched, lost)
        assert check(capfd, "--jobs", "2") == alone
    assert 0 < n_kept(capfd) < N_FILES + 2
    assert check(capfd) == alone
    assert n_kept(capfd) == N_FILES + 2


def test_without_any_worker_all_is_checked_here(
    many: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = check(capfd, "--no-cache")

    def refused() -> None:
        raise OSError

    monkeypatch.setattr(crew, "_start", refused)
    assert check(capfd, "--jobs", "2") == alone
    assert n_kept(capfd) == N_FILES + 2


def test_a_worker_that_says_what_is_no_answer_is_lost(
    many: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = check(capfd, "--no-cache")

    def babbling() -> subprocess.Popen[bytes]:
        # Given up before it has begun, it babbles into a closed pipe, and says nothing of that.
        babble = "import os, sys\ntry: os.write(1, b'a' * 99)\nexcept BrokenPipeError: pass\nelse: sys.stdin.read()"
        words = [sys.executable, "-c", babble]
        return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    monkeypatch.setattr(crew, "_start", babbling)
    assert check(capfd, "--jobs", "2") == alone


def test_what_fails_in_the_thread_of_a_worker_makes_nobody_wait(
    many: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = check(capfd, "--no-cache")
    monkeypatch.setattr("threading.excepthook", lambda failed: None)
    dealt = deal.Dealer.next

    def failing(self: deal.Dealer, taker: int) -> str | None:
        path = dealt(self, taker)
        if path is not None and path.endswith("m07.py"):
            self.back(taker, path)
            raise RuntimeError
        return path

    monkeypatch.setattr(deal.Dealer, "next", failing)
    assert check(capfd, "--jobs", "2") == alone


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="no such names there")
def test_names_of_files_that_are_no_utf_8(many: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (many / os.fsdecode(b"odd\xff.py")).write_text("print(missing)\n")
    assert check(capfd, "--jobs", "2") == check(capfd, "--no-cache")


# ---- as commands ----


def started(*words: str) -> subprocess.Popen[bytes]:
    """A check that is led into a group of its own."""
    command = [sys.executable, "-m", "pebre_server", *WORDS, *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, process_group=0)


def children(pid: int) -> list[int]:
    """The processes that a process started, as far as the system says."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(each) for each in found]


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def are_gone(pids: Sequence[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


@pytest.mark.skipif(sys.platform != "linux", reason="asks the system for processes")
@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_an_end_of_the_parent_is_one_of_the_workers(many: Path, how: signal.Signals, code: int) -> None:
    (many / "m00.py").write_text("".join(f"def f{n}(x): return [x, f{n + 1}({n})]\n" for n in range(3_000)))
    with started("--jobs", "2") as parent:
        until(lambda: len(children(parent.pid)) == 2)
        workers = children(parent.pid)
        parent.send_signal(how)
        assert parent.wait(60) == code
        until(lambda: are_gone(workers))


@pytest.mark.skipif(sys.platform != "linux", reason="asks the system for processes")
def test_who_reads_no_more_ends_the_workers(many: Path) -> None:
    for n in range(200):
        (many / f"n{n:03}.py").write_text("lost\n" * 100)
    with started("--jobs", "2") as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        workers = children(parent.pid)
        parent.stdout.close()
        assert parent.wait(60) == 1
        assert are_gone(workers)
        assert parent.stderr is not None
        told = parent.stderr.read().decode()
    assert "Traceback" not in told
