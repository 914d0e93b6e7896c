"""Every setting that the server reads is offered by VS Code and told of on the help page, and the other way round."""

import json
import re
from typing import Any

import pytest

from pebre_analysis.ide.common import client_settings
from pebre_analysis.project import options, settings
from tests.tidy import tree

# Settings of a project that belong into its file: no editor offers them.
IN_FILES = {"root", "typeshed", "respect-ignore-files", "respect-type-ignore-comments", "allowed-unresolved-imports"}
READ = re.compile(r'\b_(?:text|is_on|value)\("([\w.]+)"')
OWN = re.compile(r"const OURS = new Set\(\[(.*?)\]\)")
SAMPLES = {"boolean": True, "array": [], "object": {}, "integer": 1}


def offered() -> dict[str, Any]:  # as the editor's file has them
    package = json.loads((tree.ROOT / "editors/vscode/package.json").read_text(encoding="utf-8"))
    parts = package["contributes"]["configuration"]
    return {name.removeprefix("pebre."): each for part in parts for name, each in part["properties"].items()}


def of_extension() -> set[str]:
    text = (tree.ROOT / "editors/vscode/src/settings.ts").read_text(encoding="utf-8")
    found = OWN.search(text)
    assert found is not None
    return set(re.findall(r'"(\w+)"', found[1]))


def of_server() -> set[str]:
    return set(READ.findall((tree.ROOT / "server/pebre_server/preferences.py").read_text(encoding="utf-8")))


def of_project() -> set[str]:
    keys = [each.key for each in options.OPTIONS if each.key not in IN_FILES]
    return {re.sub("-(.)", lambda found: found[1].upper(), key) for key in keys} | {"rules"}


def test_vs_code_offers_what_is_read_and_nothing_else() -> None:
    own = {name for name in offered() if name.partition(".")[0] in of_extension()}
    assert len(of_server()) > 6
    assert offered().keys() - own == of_server() | of_project()


def test_the_help_page_tells_of_what_the_server_reads() -> None:
    page = (tree.ROOT / "editors/neovim/doc/pebre.txt").read_text(encoding="utf-8")
    assert [name for name in sorted(of_server()) if f"`pebre.{name}`" not in page] == []


@pytest.mark.parametrize("name", sorted(offered()))
def test_none_is_told_to_be_unknown(name: str) -> None:
    offer = offered()[name]
    kind = offer["type"] if isinstance(offer["type"], str) else offer["type"][0]
    value = SAMPLES.get(kind, "3.12" if name == "pythonVersion" else "x")
    for section in ({name: value}, nested(name, value)):
        assert settings.merge([client_settings.layer(section, "/p")], {"all"})[1] == []


def nested(name: str, value: object) -> dict[str, object]:
    for key in reversed(name.split(".")):
        value = {key: value}
    assert isinstance(value, dict)
    return value
