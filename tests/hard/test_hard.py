"""Nests and explosions: each is answered within 3 s of CPU and 300 MB, each in a process of its own."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.hard import ask, explosions, nesting

SECONDS, MEGABYTES = 3, 300
ROOT = Path(__file__).parents[2]


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))


def answers(text: str) -> Any:  # JSON
    done = subprocess.run(
        [sys.executable, "-m", "tests.hard.ask"],
        input=text, capture_output=True, text=True, cwd=ROOT, check=False, preexec_fn=_limit,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout)
    assert not [each for each in said["diagnostics"] if each.startswith("internal-error")]
    assert said["seconds"] < SECONDS
    assert said["megabytes"] < MEGABYTES
    return said


@pytest.mark.long
@pytest.mark.parametrize("name", explosions.PROGRAMS)
def test_explosions_end(name: str) -> None:
    answers(explosions.PROGRAMS[name])


@pytest.mark.long
@pytest.mark.parametrize("shape", nesting.SHAPES)
@pytest.mark.parametrize("depth", nesting.DEPTHS)
def test_nests_are_understood_or_left_alone(shape: str, depth: int) -> None:
    said = answers(nesting.program(shape, min(depth, 1900) if shape in nesting.BLOCKS else depth))
    assert "after" in said["symbols"]
    assert "after:" in said["hovers"][0]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["wide generics", "growing attributes", "recursive aliases", "circular classes"])
def test_some_explosions_end(name: str) -> None:
    assert ask.questions(explosions.PROGRAMS[name])
