"""When room is given back to the system. In a process of its own: the collector's state is the process's."""

import subprocess
import sys

import pytest

from pebre_analysis.memory import collector

_FREED = """
from pebre_analysis.memory import collector, process

collecting = collector.Collector()
process.prepare()
pieces = [b"x" * (60_000 + n) for n in range(500)]
kept = pieces[-1]  # the C library gives back by itself what lies above the last piece in use
before = process.resident()
del pieces
collecting.collect_new()
print(before - process.resident())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems do not tell what they hold")
def test_free_room_goes_back_when_the_user_rests() -> None:
    run = subprocess.run([sys.executable, "-c", _FREED], capture_output=True, text=True, check=True)
    assert int(run.stdout) > 25_000_000  # of 30


_LARGE = """
from pebre_analysis.memory import process

process.prepare()
larger = b"x" * 20_000_000  # once such a piece was freed, the C library takes smaller ones from its heap
del larger
pieces = [b"x" * (200_000 + n) for n in range(150)]
kept = pieces[-1]
before = process.resident()
del pieces
print(before - process.resident())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems do not tell what they hold")
def test_large_pieces_go_back_as_soon_as_they_are_freed() -> None:
    run = subprocess.run([sys.executable, "-c", _LARGE], capture_output=True, text=True, check=True)
    assert int(run.stdout) > 25_000_000  # of 30


def test_what_was_made_is_settled_before_it_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(collector.gc, "freeze", lambda: done.append("frozen"))
    collecting = collector.Collector()
    collecting.freeze()
    collecting.batch_done(lambda: done.append("settled"))
    assert done == ["frozen"]  # nothing was made
    made = [[n] for n in range(250_000)]
    collecting.batch_done(lambda: done.append("settled"))
    assert done == ["frozen", "settled", "frozen"]
    assert len(made) == 250_000
