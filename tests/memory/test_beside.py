"""What a process took beside what a report counts."""

from __future__ import annotations

import sys

import pytest

from pebre_analysis.memory import beside, process, report


def test_code_and_free_room_are_listed_largest_first() -> None:
    before = frozenset(sys.modules) - {report.__name__}
    code, free = beside.of(before, (0, 7))
    assert code[0] == "code of 1 modules, and their tables"
    assert 10_000 < code[1] < 1_000_000
    assert free == ("free room of the C library", 7)


def test_what_a_report_counts_is_not_counted_again() -> None:
    before = frozenset(sys.modules) - {__name__}
    [(_, empty)] = beside.of(before, (0, 0))
    globals()["_held"] = report.Report((), beside=(("x" * 100_000, 1),))
    try:
        [(_, size)] = beside.of(before, (0, 0))
    finally:
        del globals()["_held"]
    assert size - empty < 1_000


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="others do not tell")
def test_free_room_is_asked_for_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    assert process.free_room()[0] > 0
    sys.stderr.write("still here\n")
    sys.stderr.flush()
    assert capfd.readouterr().err == "still here\n"
