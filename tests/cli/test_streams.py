"""Standard streams that are closed, full, or no longer read."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pebre_server.cli import findings, main
from pebre_server.cli.render.finding import Finding
from pebre_server.cli.workers import crew
from tests.cli.test_cache import STUBS


class Failing(io.StringIO):
    """A stream that cannot be written to; its descriptor is that of a file of its own."""

    def __init__(self, error: OSError, path: Path) -> None:
        super().__init__()
        self._error = error
        self._file = path.open("w")

    def fileno(self) -> int:
        return self._file.fileno()

    def write(self, text: str, /) -> int:
        raise self._error


def test_a_reader_who_has_seen_enough_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = Failing(BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE)), tmp_path / "out")
    monkeypatch.setattr(sys, "stdout", out)
    assert main.main(["explain"]) == 0
    assert os.path.samestat(os.fstat(out.fileno()), Path(os.devnull).stat())  # for what is written when Python ends
    assert capsys.readouterr().err == ""


class Left(io.StringIO):
    """A stream whose reader goes with the first line."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = path.open("w")
        self._is_left = False

    def fileno(self) -> int:
        return self._file.fileno()

    def flush(self) -> None:
        if self.getvalue() and not self._is_left:
            self._is_left = True
            raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


@pytest.mark.parametrize("jobs", [pytest.param("2", marks=pytest.mark.slow), "1"])
def test_a_check_that_nobody_reads_any_more_ends(jobs: str, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(9):
        (here / f"m{n}.py").write_text("lost\n", encoding="utf-8")
    asked: list[str] = []
    finding = findings.Finder.of

    def of(self: findings.Finder, path: str) -> tuple[Finding, ...]:
        asked.append(Path(path).name)
        return finding(self, path)

    monkeypatch.setattr(findings.Finder, "of", of)
    monkeypatch.setattr(crew.Crew, "parts", lambda self: pytest.fail("it waits for all workers"))
    monkeypatch.setattr(sys, "stdout", Left(here / "out"))
    words = ("check", "--output-format", "concise", "--typeshed", str(STUBS), "--jobs", jobs)
    assert main.main([*words]) == 1
    assert asked == ["a.py"]  # of the fixture


def test_a_full_disk_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", Failing(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), tmp_path / "out"))
    assert main.main(["version"]) == 2
    assert capsys.readouterr().err == f"pebre: cannot write: {os.strerror(errno.ENOSPC)}\n"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_process_may_be_started_without_streams(closed: str, tmp_path: Path) -> None:
    command = f'exec "$0" -m pebre_server version {closed}'
    done = subprocess.run(["sh", "-c", command, sys.executable], cwd=tmp_path, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_server_without_input_ends(tmp_path: Path) -> None:
    command = 'exec "$0" -m pebre_server server <&-'
    done = subprocess.run(["sh", "-c", command, sys.executable], cwd=tmp_path, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
