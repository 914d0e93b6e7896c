"""What scripts say of themselves."""

import pytest

from pebre_analysis.project import script

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
