"""The table of promises (README.md beside this file) is true."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
NAMED = re.compile(r"`([\w./]+\.py)::(\w+)`")


def named() -> list[tuple[str, str]]:
    return NAMED.findall((HERE / "README.md").read_text(encoding="utf-8"))


def test_every_named_test_exists() -> None:
    assert len(named()) > 100
    for file, test in named():
        assert re.search(rf"^(?:async )?def {test}\(", (HERE / file).read_text(encoding="utf-8"), re.MULTILINE), test


def test_every_test_file_of_the_engine_is_named() -> None:
    files = {path.name for path in HERE.glob("test_*.py")}
    assert files == {file for file, _ in named() if "/" not in file}


def test_no_line_of_the_table_is_without_a_test() -> None:
    text = (HERE / "README.md").read_text(encoding="utf-8").partition("## Left out")[0]
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith("| behaviour"):
            assert NAMED.search(line), line
