"""A run that watches nothing: neither files nor settings leave edges, and what is found is the same."""

from pebre_analysis.engine import contents, durability, memo
from tests.harness import project

FILES = {
    "main.py": "import sys\nfrom shapes import Box\nbox = Box(1)\nif sys.version_info >= (3, 9):\n    box.size()\n",
    "shapes.py": (
        "class Box:\n    def __init__(self, side: int) -> None:\n        self.side = side\n"
        "    def size(self, name: str) -> int:\n        return self.side * nowhere\n"
    ),
}


def test_nothing_leaves_an_edge() -> None:
    db = project.open_project(FILES, freeze_all=True)
    project.report(db, "main.py")
    every = [each for file in db.files for each in contents.memos(file)]
    every += contents.memos(db.program)
    assert {each.durability for each in every} == {durability.FROZEN}
    assert not [edge for each in every for edge in each.edges if isinstance(edge, memo.Edge)]


def test_it_finds_what_others_find() -> None:
    frozen, other = (project.open_project(FILES, freeze_all=freeze_all) for freeze_all in (True, False))
    for path in FILES:
        found = project.report(frozen, path)
        assert found == project.report(other, path)
        assert len(found) == 1
