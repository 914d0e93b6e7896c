"""What a benchmark gives: named figures, kept as JSON, compared between two runs.

A figure is one number that was measured several times; its median counts. Two runs are compared figure by figure:
a ratio below 1 is less than before.
"""

from __future__ import annotations

import json
import platform
import statistics
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).resolve().parents[2]

Key: TypeAlias = tuple[str, str, str, int]


@dataclass(frozen=True)
class Figure:
    """`group`: the benchmark; `x`: lines of what was measured, 0 where that is no question; `values`: one a round."""

    group: str
    name: str
    unit: str
    values: tuple[float, ...]
    tool: str = "pebre"
    x: int = 0

    @property
    def key(self) -> Key:
        return self.group, self.name, self.tool, self.x

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def line(self) -> str:
        """For people."""
        size = f"{self.x:>9,} lines" if self.x else " " * 15
        return f"{self.group:10s} {self.name:58s} {self.tool:>10s} {size} {self.median:>12,.3f} {self.unit}"


@dataclass(frozen=True)
class Run:
    """All figures of one run, and where they come from."""

    revision: str
    machine: str
    figures: tuple[Figure, ...]

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")


def made(found: Iterable[Figure], tree: Path = ROOT) -> Run:
    """The run of these figures, here and now."""
    command = ["git", "-C", str(tree), "describe", "--always", "--dirty"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    python = platform.python_version()
    return Run(done.stdout.strip(), f"{platform.system()} {platform.machine()}, Python {python}", tuple(found))


def load(path: Path) -> Run:
    """A run that was saved."""
    held = json.loads(path.read_text(encoding="utf-8"))
    figures = [Figure(**{**each, "values": tuple(each["values"])}) for each in held["figures"]]
    return Run(held["revision"], held["machine"], tuple(figures))


def joined(runs: Sequence[Run]) -> Run:
    """One run with the values of several of the same revision."""
    values: dict[Key, Figure] = {}
    for each in [figure for run in runs for figure in run.figures]:
        before = values.get(each.key)
        both = each.values if before is None else (*before.values, *each.values)
        values[each.key] = Figure(each.group, each.name, each.unit, both, each.tool, each.x)
    return Run(runs[0].revision, runs[0].machine, tuple(values.values()))


def compared(before: Run, after: Run) -> list[str]:
    """Lines that say how the figures of two runs differ."""
    known = {each.key: each for each in before.figures}
    lines = [f"{before.revision} → {after.revision}; {after.machine}"]
    for each in after.figures:
        was = known.pop(each.key, None)
        if was is None:
            lines.append(f"{each.line()}  new")
        else:
            ratio = each.median / was.median if was.median else 1.0 if not each.median else float("inf")
            noise = max(_spread(was), _spread(each))
            mark = "" if abs(ratio - 1) <= noise else "  less" if ratio < 1 else "  MORE"
            lines.append(f"{each.line()}  was {was.median:,.3f}, × {ratio:.2f}{mark}")
    lines += [f"{each.line()}  gone" for each in known.values()]
    return lines


def _spread(figure: Figure) -> float:
    """How far the values lie from their median, as a part of it; at least two percent."""
    middle = figure.median
    return max(0.02, max(abs(each - middle) for each in figure.values) / middle) if middle else 1.0


def say(figure: Figure) -> Figure:
    """Show a figure when it is there."""
    print(figure.line(), file=sys.stderr, flush=True)
    return figure
