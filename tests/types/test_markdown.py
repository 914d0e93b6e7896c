"""Every section of the Markdown files in this folder is a test; see `tests/harness/mdtype.py`."""

from pathlib import Path

import pytest

from tests.harness import mdtype

HERE = Path(__file__).parent
CASES = [
    pytest.param(section, id=f"{path.stem}: {section.name}")
    for path in sorted(HERE.glob("*.md"))
    for section in mdtype.sections(path)
]


@pytest.mark.parametrize("section", CASES)
def test_section(section: mdtype.Section) -> None:
    mdtype.check(section)
