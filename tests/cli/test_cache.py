"""`pebre cache`, and `pebre check` with what an earlier run left."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pebre_analysis.cache import store
from pebre_analysis.ide import api
from pebre_analysis.ide.common import kept_hovers
from pebre_analysis.syntax import kept_code
from pebre_server import interface
from pebre_server.cli import findings, main

lowered = kept_code.lowered
STUBS = Path(__file__).parents[1] / "harness" / "ministub"


def pebre(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    if words[0] == "check":
        words = (*words, "--output-format", "concise", "--typeshed", str(STUBS))
    code = main.main(words)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_second_run_says_the_same(here: Path, made: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    first = pebre(capsys, "check")
    assert first[1] == "a.py:2:7: error[unresolved-reference] Name `missing` used when not defined\n"
    assert made == ["a.py", "b.py"]
    made.clear()
    assert pebre(capsys, "check") == first
    assert made == []


def test_paths_are_those_of_the_folder_it_is_run_in(
    here: Path, made: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pebre(capsys, "check")
    made.clear()
    monkeypatch.chdir(here.parent)
    assert pebre(capsys, "check", "--project", "project", "project/a.py")[1].startswith("project/a.py:2:7: ")
    assert made == []


def test_without_the_cache_nothing_is_read_or_written(
    here: Path, made: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    pebre(capsys, "check", "--no-cache")
    assert not (here.parent / "cache").exists()
    pebre(capsys, "check")
    made.clear()
    pebre(capsys, "check", "--no-cache")
    assert made == ["a.py", "b.py"]


def test_a_run_that_checks_the_cache(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pebre(capsys, "check")
    code, _, told = pebre(capsys, "check", "--cache-verify")
    assert (code, told.splitlines()[-1]) == (1, "cache: 2 of 2 results are right")


def test_a_wrong_row_is_found(here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    pebre(capsys, "check")
    monkeypatch.setattr(findings.Finder, "kept", lambda self, path: () if path.endswith("a.py") else None)
    code, _, told = pebre(capsys, "check", "--cache-verify")
    assert code == 101
    assert told.splitlines()[1:] == [
        f"cache: what was kept for {here}/a.py is not what is found",
        "cache: 0 of 1 results are right",
    ]


@pytest.mark.parametrize("is_right", [True, False])
def test_what_a_session_kept_of_hovers_is_looked_at_too(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, is_right: bool
) -> None:
    host, path = api.Host([str(here)], {"environment": {"typeshed": str(STUBS)}}, lambda text: None), str(here / "b.py")
    host.apply([interface.Change("open", path, "x = 1\n", version=1)])
    assert host.hover(path, 0) is not None
    host.keep([], (path, 0))
    host.close()
    if not is_right:
        wrong = kept_hovers.Held({0: "something else"}, {}, {})
        monkeypatch.setattr(kept_hovers, "held", lambda data, disk: wrong)
    code, _, told = pebre(capsys, "check", "--cache-verify")
    if is_right:
        assert (code, told.splitlines()[-1]) == (1, "cache: 1 of 1 hovers are right")
    else:
        assert (code, told.splitlines()[-2:]) == (101, [
            f"cache: what a hover shows at offset 0 of {path} is not what was kept",
            "cache: 0 of 1 hovers are right",
        ])  # fmt: skip


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="no such names there")
@pytest.mark.parametrize("name", [b"odd\xff.py", b"odd\xff.txt"])
def test_names_of_files_that_are_no_utf_8(
    here: Path, made: list[str], capfd: pytest.CaptureFixture[str], name: bytes
) -> None:
    """What names such a file is not kept; all else is as ever."""
    (here / os.fsdecode(name)).write_text("print(missing)\n")
    first = pebre(capfd, "check")
    assert first[0] == 1
    assert first[1].startswith("a.py:2:7: ")
    is_checked = name.endswith(b".py")
    assert ("odd?.py:1:7: " in first[1]) == is_checked
    made.clear()
    assert pebre(capfd, "check") == first
    assert bool(made) == is_checked


def test_code_that_was_read_is_kept_and_a_run_with_changes_says_the_same(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "_SHARE", 1_000)
    pebre(capsys, "check")
    rows = store.Store(str(here.parent / "cache"))
    info = rows.info()
    assert info is not None
    assert info.kinds["code"][0] > 2
    (here / "a.py").write_text("import b\nx: str = b.y\nprint(nothing, len(3))\n", encoding="utf-8")
    n_found: list[int] = []
    monkeypatch.setattr(kept_code, "lowered", lambda part: n_found.append(1) or lowered(part))
    found = pebre(capsys, "check")
    assert n_found
    assert found == pebre(capsys, "check", "--no-cache")
    rows.close()


def test_looking_after_it(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = here.parent / "cache" / store.NAME
    assert pebre(capsys, "cache", "info")[:2] == (0, f"{path}\n0.00 MB of at most 256.00 MB\n")
    pebre(capsys, "check")
    assert "check          2 rows" in pebre(capsys, "cache", "info")[1]
    code, told, _ = pebre(capsys, "cache", "verify")
    assert (code, told.split(" ", 1)[1]) == (0, "rows are whole\n")
    assert pebre(capsys, "cache", "prune")[0] == 0
    assert pebre(capsys, "cache", "clear")[0] == 0
    assert not path.exists()


def test_without_a_place_for_it(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "file").write_text("")
    monkeypatch.setenv("PEBRE_CACHE_DIR", str(here / "file"))
    assert pebre(capsys, "check")[0] == 1
    assert pebre(capsys, "cache", "prune")[::2] == (2, f"pebre cache: {here}/file/{store.NAME} cannot be written\n")


HEAVY = ("parso", "pygls", "lsprotocol", "pebre_analysis.types", "pebre_analysis.semantic", "pebre_analysis.engine")
LIGHT = """
import sys
from pebre_server.cli import main
main.main(sys.argv[1:])
print(*sorted(sys.modules), file=sys.stderr)
"""


@pytest.mark.slow
def test_a_run_that_remembers_all_imports_no_analysis(here: Path) -> None:
    words = [sys.executable, "-c", LIGHT, "check", "--typeshed", str(STUBS)]
    subprocess.run(words, check=False, capture_output=True)
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    loaded = done.stderr.split()
    assert "pebre_analysis.project.recall" in loaded
    assert [name for name in loaded if name.startswith(HEAVY)] == []


def cold_together(here: Path, n_processes: int) -> None:
    """Processes that begin with an empty cache at once say what one without a cache says."""
    words = [sys.executable, "-m", "pebre_server", "check", "--output-format", "concise", "--typeshed", str(STUBS)]
    for n in range(20):
        (here / f"m{n}.py").write_text(f"import m{(n * 7 + 1) % 20} as other\ny: str = other.x\nx = {n}\nlost{n}\n")
    alone = subprocess.run([*words, "--no-cache"], check=False, capture_output=True, text=True)
    for _ in range(2):  # the second time with what the first one left
        running = [
            subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(n_processes)
        ]
        for each in running:
            assert each.communicate(timeout=300) == (alone.stdout, alone.stderr)
            assert each.returncode == alone.returncode == 1
    rows = store.Store(str(here.parent / "cache"))
    info, whole = rows.info(), rows.verify()
    assert info is not None
    assert whole is not None
    assert (info.kinds["check"][0], info.kinds["graph"][0], whole[1]) == (22, 1, 0)


@pytest.mark.slow
def test_processes_that_begin_together_say_the_same(here: Path) -> None:
    cold_together(here, 2)


@pytest.mark.long
def test_twelve_processes_that_begin_together_say_the_same(here: Path) -> None:
    cold_together(here, 12)
