"""What is inferred of a region without all the rest of it shows the same."""

import re

import pytest

from tests.ide import harness

SOURCE = """\
#- tools.py
class Box:
    size: int
    def open(self) -> str: return ""
def make() -> Box: return Box()
kept = make()
#- main.py
import tools
from tools import kept, make

LIMIT = 3
other: int | None = None

def run(first: int, *rest):
    global counted
    counted = len(rest)
    made = make()
    if other is not None:
        print(other)
    if isinstance(kept, int):
        return kept.size
    tools.kept.size = made.size
    print(tools.kept.size, tools.Box.open, kept.open(), LIMIT, first)
    make = 1
    each = [kept for kept in rest]
    take = lambda kept: kept
    kept.size = 2
    return kept.size, counted, tools.make().size<|>

def apart(many: list[int]) -> None:
    size = kept.size
    if size is not None:
        whole = [size]
        print(whole, make().size)
    for one in many:
        grown = one
        whole = whole or [grown]
    print(whole)

class Own:
    size = LIMIT
    def get(self): return self.size + LIMIT
"""


@pytest.mark.parametrize(
    ("word", "is_free"),
    [
        ("len(", True), ("Box.open", True), ("other)", False), ("made.", False),
        ("size = kept", True), ("size is", True), ("size]", True), ("whole,", True), ("whole)", False),
        ("size)\n    for", True),
        ("one in", True), ("grown", True), ("grown]", True),
    ],
)  # fmt: skip
def test_only_what_it_needs_is_inferred(word: str, is_free: bool) -> None:
    at = harness.Project(SOURCE)
    path = at.cursor[0]
    db = at.host._workspaces.all()[0].db
    with db.record() as ran:
        assert at.host.hover(path, at.host.line_index(path).text.index(word)) is not None
    assert bool([each for each in ran if each.startswith("infer_region")]) != is_free


READS = (
    "kept.open()", "tools.kept.size", "tools.Box.open", "make()", "LIMIT", "other", "tools.make().size",
    "[kept for kept in ()]", "lambda: kept", "(LIMIT := 4)", "missing",
)  # fmt: skip
AROUND = (
    "return {}", "if other is not None: return {}", "LIMIT = {}", "tools.kept.size = {}; {}",
    "if isinstance(kept, int): return {}", "return; {}", "global LIMIT; LIMIT = 1; {}",
    "got = [{}]\n    got.append(1)\n    return got",
    "got = None\n    for each in ():\n        got = got or {}\n    return got",
    "while True:\n        got = {}\n        got", "got, _ = {}, 1\n    return got",
)  # fmt: skip


def test_it_shows_the_same_as_after_everything_was_inferred() -> None:
    """Each function is asked about once before it is inferred, at its last word."""
    bodies = [around.format(read, read) for around in AROUND for read in READS]
    at = harness.Project(SOURCE + "".join(f"def f{n}():\n    {body}\n" for n, body in enumerate(bodies)))
    path = at.cursor[0]
    text = at.host.line_index(path).text
    last = [re.search(rf"def f{n}\(\):\n(?:    .*\n)*    .*\b(?=\w)", text) for n in range(len(bodies))]
    places = [each.end() for each in last if each is not None]
    assert len(places) == len(bodies)
    first = [at.host.hover(path, each) for each in places]
    at.host.diagnostics(path)
    assert [at.host.hover(path, each) for each in places] == first
