"""What scripts say of themselves."""

import pytest

from pebre_analysis.modules import script

BLOCK = "# /// script\n# requires-python = '>=3.11'\n# dependencies = [\n#   'rich',\n#\n# ]\n# ///\n"


def test_the_block_of_a_script() -> None:
    found = script.metadata(f"#!/usr/bin/env python\n{BLOCK}\nimport rich\n")
    assert found == {"requires-python": ">=3.11", "dependencies": ["rich"]}
    assert script.metadata(BLOCK.replace("\n", "\r\n")) == found
    assert script.is_script(BLOCK)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x = 1\n",
        BLOCK * 2,
        BLOCK.replace("'>=", "'"[:0]),
        BLOCK.replace("# ///\n", ""),
        "x" * 20_000 + "\n" + BLOCK,
    ],
)
def test_what_is_no_block(text: str) -> None:
    assert script.metadata(text) is None
    assert not script.is_script(text)


@pytest.mark.parametrize(
    ("dependency", "module", "gives"),
    [
        ("requests", "requests.auth", True),
        ("Py.Test_cov >=2 ; python_version > '3'", "py_test_cov", True),
        ("PyYAML>=6", "yaml", True),
        ("python-dateutil", "dateutil.parser", True),
        ("requests[socks]@https://x/y.whl", "requests", True),
        ("requests", "request", False),
        ("", "requests", False),
        ("requests", "", False),
    ],
)
def test_which_module_a_dependency_is_likely_to_hold(dependency: str, module: str, gives: bool) -> None:
    assert script.gives(dependency, module) is gives


def test_dependencies_as_they_are_written() -> None:
    assert script.dependencies({"dependencies": ["a>=1", 2, "b"]}) == ("a>=1", "b")
    assert script.dependencies({"dependencies": "a"}) == script.dependencies({}) == ()
