"""When room is given back to the system. In a process of its own: the collector's state is the process's."""

import subprocess
import sys

import pytest

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
