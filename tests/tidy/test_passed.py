"""Which files a change makes pyright look at again."""

from __future__ import annotations

import pytest

from tests.tidy import passed, tree

FILES = {
    "low": "class Box:\n    def __init__(self) -> None:\n        self.x = 1\n        self.n = 2\n        print()\n"
    "def made(n: int) -> int:\n    n += 1\n    n += 2\n    return n\ndef guessed(n: int):\n    return n\n",
    "middle": "from pebre_analysis import low\ny = low.made(1)\n",
    "high": "import pebre_analysis.middle\n",
    "alone": "z = 1\n",
}


def digests(**changed: str) -> dict[str, str]:
    paths = {name: tree.PACKAGES[1] / f"{name}.py" for name in FILES}
    found = passed.digests({paths[name]: text for name, text in {**FILES, **changed}.items()}, {})
    return {name: found.passed[str(path)] for name, path in paths.items()}


@pytest.mark.parametrize(
    ("name", "old", "new", "again"),
    [
        ("low", "n += 2", "n += 3", "low"),
        ("low", "return n\ndef", "return n  # so\n\ndef", "low"),
        ("low", "self.n = 2", "self.n = ''", "low middle high"),
        ("low", "made(n: int) -> int", "made(n: int) -> bool", "low middle high"),
        ("low", "guessed(n: int):\n    return n", "guessed(n: int):\n    return str(n)", "low middle high"),
        ("middle", "y = ", "x = ", "middle high"),
        ("alone", "z", "y", "alone"),
    ],
)
def test_what_is_looked_at_again(name: str, old: str, new: str, again: str) -> None:
    assert old in FILES[name]
    before, after = digests(), digests(**{name: FILES[name].replace(old, new)})
    assert [each for each in FILES if before[each] != after[each]] == again.split()
