"""References of a small package against a list that was made by hand: `tests/data/references`."""

import os
import re
import shutil
from collections import Counter, defaultdict
from typing import Final

import pytest

from pebre_analysis.ide import api
from pebre_analysis.source import system

_DATA: Final = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "references", "shop")
Places = Counter[tuple[str, int]]  # (file, line from 1)


def _listed() -> tuple[dict[str, str], dict[str, Places], dict[str, list[tuple[str, int, int]]]]:
    """The texts, where each key stands, and the places (file, line, offset) where its name is given a value."""
    texts: dict[str, str] = {}
    places: dict[str, Places] = defaultdict(Counter)
    starts: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for name in sorted(each for each in os.listdir(_DATA) if each.endswith((".py", ".pyi"))):
        with open(os.path.join(_DATA, name), encoding="utf-8") as file:
            text = texts[name] = file.read()
        offset = 0
        for number, line in enumerate(text.splitlines(keepends=True), 1):
            code, _, keys = line.rpartition("  # ")
            for key in keys.split() if code else ():
                if not key.startswith("-"):
                    places[key.removeprefix("=")][name, number] += 1
                if key.startswith("="):
                    match = re.search(rf"\b{key.rpartition('.')[2]}\b", code)
                    assert match is not None, (name, number, key)
                    starts[key[1:]].append((name, number, offset + match.start()))
            offset += len(line)
    return texts, places, starts


_TEXTS, _PLACES, _STARTS = _listed()


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> api.Host:
    folder = str(tmp_path_factory.mktemp("references"))
    shutil.copytree(_DATA, os.path.join(folder, "shop"))
    return api.Host([folder], {}, lambda line: None, system.OsSystem())


def test_the_list_is_long() -> None:
    assert len(_STARTS) > 40


@pytest.mark.parametrize("key", sorted(_STARTS))
def test_references_are_those_of_the_list(host: api.Host, key: str) -> None:
    for name, _, offset in _STARTS[key][:2]:
        found: Places = Counter()
        path = next(each for each in host.files() if each.endswith(f"/shop/{name}"))
        for each in host.references(path, offset, with_declaration=True):
            text = host.line_index(each.path).text
            found[os.path.basename(each.path), text.count("\n", 0, each.range.start) + 1] += 1
        assert found == _PLACES[key]
