"""What a process took beside its data."""

from __future__ import annotations

import json
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from pebre_analysis.memory import account, beside, process, sizes

NAME = "made_for_this_test"


@pytest.fixture
def module() -> Iterator[types.ModuleType]:
    """A module that holds nothing yet."""
    made = sys.modules[NAME] = types.ModuleType(NAME)
    yield made
    del sys.modules[NAME]


def found(counted: account.Account | None = None) -> int:
    """Bytes of the module."""
    [row] = beside.code(counted or account.Account(), sys.modules.keys() - {NAME})
    assert (row.name, row.count) == (f"code.{NAME}", 1)
    return row.total


def test_what_code_holds_is_counted(module: types.ModuleType) -> None:
    exec("def outer():\n    return 0\n", vars(module))
    before = found()
    exec(f"def outer():\n    def inner():\n        return '{'x' * 10_000}'\n    return inner\n", vars(module))
    assert 10_000 < found() - before < 12_000


def test_records_that_the_collector_does_not_see_are_looked_into(module: types.ModuleType) -> None:
    before = found()
    vars(module)["held"] = account.Row("table", "x" * 10_000, 1, 1, 0, 0)
    assert 10_000 < found() - before < 11_000


def test_what_data_counts_is_not_counted_again(module: types.ModuleType) -> None:
    text = "x" * 10_000
    before = found()
    vars(module)["held"] = text
    counted = account.Account()
    counted.add_table("texts", [text])
    assert found(counted) - before < 1_000


def test_what_other_modules_define_is_theirs(module: types.ModuleType) -> None:
    before = found()
    vars(module).update(json=json, loads=json.loads, decoder=json.JSONDecoder)
    assert found() - before < 1_000


def test_modules_stand_by_package() -> None:
    rows = beside.code(account.Account(), sys.modules.keys() - {json.__name__, sizes.__name__, process.__name__})
    assert {row.name: row.count for row in rows} == {"code.standard library": 1, "code.pebre_analysis": 2}


def test_room_is_listed_largest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "free_room", lambda: (0, 7))
    monkeypatch.setattr(process, "mapped", lambda: 12)
    assert beside.room(beside.Base(0, 4, ())) == (("pages of libraries", 8), ("free room of the C library", 7))


def test_a_system_that_does_not_tell() -> None:
    assert beside.base(b"", ()) is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="others do not tell")
def test_free_room_is_asked_for_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    assert process.free_room()[0] > 0
    sys.stderr.write("still here\n")
    sys.stderr.flush()
    assert capfd.readouterr().err == "still here\n"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="others do not tell")
def test_a_report_shows_three_quarters_of_what_the_system_gave_and_lists_the_rest(tmp_path: Path) -> None:
    """Over the bare interpreter."""
    text = "".join([f"def f{n}(x: int):\n    return [f{n}(each) for each in range(x)]\n\n" for n in range(500)])
    (tmp_path / "main.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pebre_server", "check", "--no-cache", "--memory-report", "json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    report = json.loads(done.stdout)
    allocated, total = report["allocated_bytes"], report["total_bytes"]
    assert 0.75 * allocated < total <= allocated
    assert abs(allocated - total - sum(report["beside_bytes"].values())) < 0.1 * allocated
