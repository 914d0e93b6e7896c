"""After any edits of a function's body its types are those of the whole body, statement by statement."""

from __future__ import annotations

import random

import pytest

from pebre_analysis.project import database
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.source import overrides
from pebre_analysis.types import check
from pebre_analysis.types.infer import results
from tests.harness import project

HEAD = """\
from helper import *

class Box:
    def __init__(self, a: int, b: str | None = None, *more):
"""
TAIL = """
    def get(self):
        return self.a, self.b, self.c
"""
HELPER = """\
from typing import NoReturn
def die(x=0) -> NoReturn: ...
def same(x): return x
"""
LINES = (
    "self.a = {0}", "self.b = [{0}]", "self.c = self.a", "{0} = {1}", "{0}: int = {1}", "{0}: str", "{0} += {1}",
    "{0} = []", "{0}.append({1})", "{0}[0] = {1}", "same({0})", "die({0})", "assert {0}", "assert isinstance({0}, int)",
    "if {0} is None:\n    return", "if {0}:\n    {1} = 1\nelse:\n    {1} = ''", "if {0} is None:\n    die()",
    "for {0} in {1}:\n    {1} = {0}", "while {0}:\n    {0} = {1}\n    if {1}: break", "del {0}", "{0} = lambda: {1}",
    "{0} = [{1} for {1} in {0} if {1}]", "{0} = {1} if {0} is None else {0}", "({0} := {1})", "return {0}", "yield {0}",
    "try:\n    {0} = {1}\nexcept ValueError as {1}:\n    raise", "with {0} as {1}:\n    pass", "reveal_type({0})",
    "match {0}:\n    case int({1}): pass\n    case str(): {0} = {1}\n    case _: {1} = 1", "def {0}(x={1}): return {0}",
    "global {0}", "import helper as {0}", "{0}(", "class {0}:\n    x = {1}", "{0}, *{1} = {1}", "x = {0} or {1}",
)  # fmt: skip
NAMES = ("a", "b", "more", "one", "two", "self", "same")


def _line(rng: random.Random) -> str:
    return rng.choice(LINES).format(rng.choice(NAMES), rng.choice(NAMES))


def _text(lines: list[str]) -> str:
    body = "\n".join(lines).replace("\n", "\n        ")
    return f"{HEAD}        {body}\n{TAIL}"


def _ask(db: database.ProjectDatabase) -> object:
    file = db.files.file(f"{project.ROOT}/main.py")
    check.check_file(db, file)
    return [results.infer_region(db, each) for each in semantic_index.semantic_index(db, file).regions.get(db)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(24))
def test_edits_of_a_body(seed: int) -> None:
    rng = random.Random(seed)
    lines = [_line(rng) for _ in range(6)]
    texts = {"main.py": _text(lines), "helper.py": HELPER}
    db = project.open_project(texts, debug=True)
    for _ in range(14):  # in debug mode what statements and definitions gave is set beside the whole
        at = rng.randrange(len(lines))
        match rng.randrange(5):
            case 0:
                lines[at] = _line(rng)
            case 1 if len(lines) > 3:
                del lines[at]
            case 2:
                lines.insert(at, lines.pop())
            case _:
                lines.insert(at, _line(rng))
        texts["main.py"] = _text(lines)
        if not rng.randrange(6):
            texts["helper.py"] = HELPER.replace("NoReturn:", rng.choice(("None:", "NoReturn:")))
        for path, text in texts.items():
            overrides.set_text(db, db.files.file(f"{project.ROOT}/{path}"), text, 1)
        db.run(_ask, db)
    assert project.report(db, "main.py") == project.checked(texts)["main.py"]
