"""`pebre check` from its words to its output and exit code, on a real folder with small stubs."""

import json
import os
import sys
from pathlib import Path

import pytest

from pebre_server import __main__ as command
from pebre_server.cli import main

STUBS = Path(__file__).parents[1] / "harness" / "ministub"
BROKEN = "x = (1\ny = missing\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two modules; the current folder."""
    sources = {
        "pebre.toml": "",
        "app/__init__.py": "",
        "app/good.py": "from app import other\n\nprint(other.value)\n",
        "app/other.py": "value = 1\n",
        "broken.py": BROKEN,
    }
    for name, text in sources.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str], list[str]]:
    """Exit code, lines of standard output and of standard error."""
    code = main.main(["check", "--output-format", "concise", "--typeshed", str(STUBS), *words])
    captured = capsys.readouterr()
    return code, captured.out.splitlines(), captured.err.splitlines()


def test_all_of_the_project_is_checked(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(capsys) == (
        1,
        [
            "broken.py:1:5: error[invalid-syntax] `(` was never closed",
            "broken.py:2:5: error[unresolved-reference] Name `missing` used when not defined",
        ],
        ["2 errors in 4 files"],
    )


def test_exit_codes(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(capsys, "app") == (0, [], ["No problems in 3 files"])
    assert check(capsys, "--exit-zero", "broken.py")[0] == 0
    assert check(capsys, "--warn", "all", "broken.py")[::2] == (0, ["2 warnings in 1 file"])
    assert check(capsys, "--warn", "all", "--error-on-warning", "broken.py")[0] == 1
    assert check(capsys, "nowhere.py")[::2] == (2, [f"pebre check: no such file or folder: {here}/nowhere.py"])
    with pytest.raises(SystemExit) as left:
        check(capsys, "--colour")
    assert left.value.code == 2
    assert capsys.readouterr().err == "pebre check: unrecognized arguments: --colour\nTry `pebre check --help`.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek"], "pebre: argument COMMAND: invalid choice: 'chek'"),
        (["check", "--jobs", "-1"], "pebre check: argument --jobs: expected a number of processes, or auto"),
        (["check", "--memory-limit", "1GB"], "pebre check: argument --memory-limit: expected a number of megabytes"),
        (["cache"], "pebre cache: the following arguments are required: WHAT"),
        (["dump", "types"], "pebre dump: the following arguments are required: FILE"),
    ],
)
def test_what_is_wrong_with_the_words_is_told(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main.main(words)
    assert left.value.code == 2
    assert capsys.readouterr().err.startswith(said)


def test_where_there_is_nothing_to_check_that_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(capsys, "--exclude", "*.py") == (0, [], ["No Python files to check"])


def test_levels_of_the_command_line_win(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "pebre.toml").write_text("[rules]\ninvalid-syntax = 'ignore'\nunresolved-reference = 'warn'\n")
    assert check(capsys, "broken.py")[:2] == (
        0,
        ["broken.py:2:5: warning[unresolved-reference] Name `missing` used when not defined"],
    )
    assert check(capsys, "--error", "unresolved-reference", "--quiet", "broken.py") == (
        1,
        ["broken.py:2:5: error[unresolved-reference] Name `missing` used when not defined"],
        [],
    )


def test_bad_settings_are_told_and_defaults_are_used(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "pebre.toml").write_text("[rules]\nunresolved-refrence = 'warn'\n[environment]\npython-version = 3\n")
    code, found, told = check(capsys, "broken.py")
    assert (code, len(found)) == (1, 2)
    rule, version, _ = told
    assert rule == (
        'warning: pebre.toml:2: rules.unresolved-refrence = "warn": unknown rule; did you mean `unresolved-reference`?'
    )
    assert version.startswith("warning: pebre.toml:4: environment.python-version = 3: expected ")


def test_a_package_elsewhere_is_a_project_of_its_own(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (here / "pebre.toml").unlink()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    for named in (f"{here}/app", f"{here}/app/good.py", "../app/good.py", "../app"):
        assert check(capsys, named)[:2] == (0, []), named


def test_a_package_is_checked_from_inside(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "pebre.toml").unlink()
    monkeypatch.chdir(here / "app")
    assert check(capsys) == (0, [], ["No problems in 3 files"])


def test_json_is_one_list(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["check", "--output-format", "json", "--typeshed", str(STUBS), "broken.py"]) == 1
    first, second = json.loads(capsys.readouterr().out)
    assert (first["rule"], first["start"]) == ("invalid-syntax", {"line": 1, "column": 5})
    assert (second["path"], second["level"]) == ("broken.py", "error")


def test_a_notebook_says_its_cell(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cells = [{"cell_type": "code", "source": source} for source in ("%time\nx = 1\n", "print(x)\nprint(y)\n", "(\n")]
    (here / "n.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4, "metadata": {}}))
    assert check(capsys, "n.ipynb")[1] == [
        "n.ipynb:cell 2:2:7: error[unresolved-reference] Name `y` used when not defined",
        "n.ipynb:cell 3:1:1: error[invalid-syntax] `(` was never closed",
    ]


def test_the_process_ends_when_all_is_written(
    here: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[tuple[int, int]] = []

    def end(code: int) -> None:
        written.append((code, len(capfd.readouterr().out.splitlines())))

    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setattr(sys, "argv", ["pebre", "check", "--output-format", "concise", "--typeshed", str(STUBS)])
    command.main()
    assert written == [(1, 2)]
