"""CPU time and memory of processes that are measured from outside."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TIMEOUT = 1_800.0  # seconds


@dataclass(frozen=True)
class Cost:
    """Of one process and those it has waited for. `peak`: bytes, of the largest one."""

    cpu: float
    wall: float
    peak: int
    code: int


def run(command: Sequence[str], folder: Path, variables: Mapping[str, str]) -> Cost:
    """Run a command to its end; what it says is thrown away."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env={**os.environ, **variables}, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * 1024, process.returncode)


def cpu_of(pid: int) -> float:
    """CPU seconds of a running process and its children so far, by the scheduler's own account (Linux)."""
    found = 0.0
    for each in (pid, *_children(pid)):
        for task in Path(f"/proc/{each}/task").iterdir():
            try:
                found += int((task / "schedstat").read_text(encoding="ascii").split()[0]) / 1e9
            except OSError:  # it has ended
                continue
    return found


def resident(pid: int) -> int:
    """Bytes that a running process and its children hold."""
    page = os.sysconf("SC_PAGE_SIZE")
    held = 0
    for each in (pid, *_children(pid)):
        held += int(Path(f"/proc/{each}/statm").read_text(encoding="ascii").split()[1]) * page
    return held


def _children(pid: int) -> list[int]:
    found: list[int] = []
    pending = [pid]
    while pending:
        for task in Path(f"/proc/{pending.pop()}/task").iterdir():
            try:
                below = [int(each) for each in (task / "children").read_text(encoding="ascii").split()]
            except OSError:
                continue
            found += below
            pending += below
    return found
