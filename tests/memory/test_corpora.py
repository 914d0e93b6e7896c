"""The coarse report of three small corpora is that of the golden file beside this one.

A change that makes pebre hold a tenth more or less is seen here, and is to be wanted.
`python -m tests.dev update` takes over what is now.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from pebre_analysis.memory import report
from pebre_analysis.project import held
from tests.harness import project

pytestmark = pytest.mark.usefixtures("own_chunks")

GOLDEN = Path(__file__).with_name("corpora.txt")
CORPORA = {
    "classes": "".join(f"class C{n}:\n    x: int = {n}\n    def f(self): return self.x\n\n" for n in range(50)),
    "calls": "".join(f"def f{n}(a: int, b: str = '') -> int:\n    return f{n}(a, b) + a\n\n" for n in range(50)),
    "flow": "".join(f"v{n} = 1 if v{n - 1} else None\nif v{n}:\n    v{n} = str(v{n})\n" for n in range(1, 50)),
}
SIZE = re.compile(r"~([\d.]+)MB")


def found() -> str:
    """The reports, one after the other."""
    made = []
    for name, text in CORPORA.items():
        files = {"main.py": text}
        db = project.open_project(files)
        project.report(db, "main.py")
        made.append(f"{name}\n{report.coarse(held.of([db]))}")
    return "\n".join(made)


@pytest.mark.slow  # builds three databases
@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="sizes of objects are those of CPython 3.11")
def test_coarse_reports_are_those_of_the_golden_file() -> None:
    golden, now = GOLDEN.read_text(encoding="utf-8"), found()
    assert SIZE.sub("", golden) == SIZE.sub("", now)
    for before, after in zip(SIZE.findall(golden), SIZE.findall(now), strict=True):
        # A size that lies between two steps may be shown as either; hundredths are all that is shown.
        assert abs(float(after) - float(before)) <= 0.01 + (report.STEP - 1) * float(before), now


def update() -> None:
    """Take over what is now."""
    GOLDEN.write_text(found(), encoding="utf-8")
