"""After any edits the diagnostics and types equal those of a fresh database."""

import random

import pytest

from pebre_analysis.project import database
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.source import overrides
from pebre_analysis.types import check, display
from pebre_analysis.types.infer import results
from tests.harness import project

SHAPES = """\
from typing import TYPE_CHECKING

class Shape:
    sides: int = 0
    def __init__(self, name: str, scale=1):
        self.name = name
        self.scale = scale
    def area(self) -> float:
        return self.scale * 2.0
    @property
    def label(self):
        return self.name

class Square(Shape):
    sides = 4
    def area(self):
        return super().area()

def make(kind: str):
    if kind == "square":
        return Square(kind)
    return None

DEFAULT = make("square")
"""
MAIN = """\
import shapes
from shapes import Square, make, DEFAULT
from other import *

found = make("x")
if found is not None:
    label = found.label
else:
    label = "none"

def total(items: list[Square]):
    n = 0
    for item in items:
        n += item.sides
        if n > 10:
            break
    return n

def show(value: int | str | None):
    if value is None:
        return missing
    if isinstance(value, int):
        return value + total([])
    return shapes.make(value)

class Box(Square):
    def area(self):
        return [x.name for x in (self, DEFAULT) if x]
"""
OTHER = """\
import main
limit = 3
def helper(x=limit): return main.total([]) if x else x
"""
PIECES = [
    "x = 1\n", "def extra(a, b=2):\n    return a\n", "if label:\n    pass\n", "", "    ", "\n", "(", ")", '"""',
    "#", ":",
    "return None\n", "import shapes\n", "found = 3\n", "del label\n", "class Box: pass\n", "self.",
    " or None",
    "= 2",
    "if label:\n    found: int = 3\nelse:\n    found: str = ''\nfound = 4\n",
    "from shapes import *\n", "while True:\n    break\n", "n", "x: int\n", "raise ValueError\n",
]  # fmt: skip


def state(db: database.ProjectDatabase, path: str) -> list[str]:
    """Everything that can be asked of a file, as text."""

    def read() -> list[str]:
        file = db.files.file(f"{project.ROOT}/{path}")
        lines = [str(each) for each in project.report(db, path)]
        for region in semantic_index.semantic_index(db, file).regions.get(db):
            types = results.infer_region(db, region).types
            shown = ", ".join("-" if ty is None else display.text(db, ty) for ty in types)
            lines.append(f"{region.debug_name()}: {shown}")
        return lines

    return db.run(read)


def mutate(text: str, rng: random.Random) -> str:
    """One random edit: lines moved, text put in, cut or replaced."""
    at = rng.randrange(len(text) + 1)
    kind = rng.randrange(5)
    if kind == 0:
        return text[:at] + rng.choice(PIECES) + text[at:]
    if kind == 1:
        return text[:at] + text[at + rng.randrange(12) :]
    lines = text.splitlines(keepends=True) or [""]
    i = rng.randrange(len(lines))
    if kind == 2:
        lines.insert(i, rng.choice(PIECES))
    elif kind == 3:
        lines.insert(rng.randrange(len(lines)), lines.pop(i))
    else:
        lines[i : i + 1] = []
    return "".join(lines)


def run(seed: int, n_edits: int, every: int) -> None:
    rng = random.Random(seed)
    files = {"shapes.py": SHAPES, "main.py": MAIN, "other.py": OTHER}
    db = project.open_project(files, check_suspects=True, debug=True)
    joins = {path: check.Join(db, db.files.file(f"{project.ROOT}/{path}")) for path in files}
    for path in files:
        state(db, path)
    for count in range(1, n_edits + 1):
        path = rng.choice(list(files))
        files[path] = (
            mutate(files[path], rng) if rng.random() < 0.85 else {"shapes.py": SHAPES, "main.py": MAIN}.get(path, OTHER)
        )
        overrides.set_text(db, db.files.file(f"{project.ROOT}/{path}"), files[path], count)
        if count % every == 0:
            fresh = project.open_project(files)
            for each in files:
                assert state(db, each) == state(fresh, each), f"seed {seed}, edit {count}, {each}"
                # Put together from what was kept, or anew.
                said = db.run(lambda: (joins[each].report().flat(), check.check_file(db, joins[each].file)))  # noqa: B023
                assert said[0] == said[1], f"seed {seed}, edit {count}, {each}"
        elif rng.random() < 0.5:
            state(db, rng.choice(list(files)))


@pytest.mark.parametrize("seed", range(3))
def test_edits_equal_a_fresh_database(seed: int) -> None:
    run(seed, n_edits=6, every=2)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1040))
def test_many_edits_equal_a_fresh_database(seed: int) -> None:
    run(seed, n_edits=50, every=5)
