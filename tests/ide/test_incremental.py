"""Answers after edits: those of a fresh host, at the cost of the edit."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pebre_analysis.ide import hover
from pebre_analysis.project import changes
from tests.harness import project
from tests.ide import harness

MAIN = f"{project.ROOT}/main.py"
OTHER = "class Base:\n    size: int = 0\n    def run(self, a: str) -> int: ...\ndef make(x): return [x]\n"
TEXT = '''"""A module."""
from other import Base, make
import other as o

LIMIT = 3

class Derived(Base):
    """Derived."""
    def __init__(self, n: int) -> None:
        self.n = n
        self.more = make(n)

    def run(self, a):
        if isinstance(a, str):
            return len(a) + self.n
        return self.more

def use(d: Derived | None, *rest: int):
    for each in rest:
        d = Derived(each)
    if d is not None:
        return d.run("x"), d.size, d.more
    return o.make(LIMIT)

result = use(None)
'''
SNIPPETS = [
    "", "x", "\n", "    ", "def g():\n    return 1\n", "(", ")", '"""', ":", "self.n = ''\n", "LIMIT",
    "if LIMIT:\n    ",
    "class Derived:\n    pass\n", "# comment\n", "return ", "from other import *\n", "d.", "'", "=", "@property\n",
]  # fmt: skip
Edit = tuple[int, int, str]


def answers(at: harness.Project) -> list[object]:
    """What is said about the whole text, sampled."""
    host = at.host
    text = host.line_index(MAIN).text
    said = [repr(each) for each in host.diagnostics(MAIN).flat()]  # files of two hosts are not equal
    found: list[object] = [host.document_symbols(MAIN), said]
    for offset in range(0, len(text), 29):
        found.append((offset, host.hover(MAIN, offset), host.definition(MAIN, offset)))
    return found


def fixture(text: str) -> str:
    return f"#- other.py\n{OTHER}#- main.py\n{text}"


@pytest.mark.slow
@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 700), st.integers(0, 30), st.sampled_from(SNIPPETS)), min_size=1, max_size=3))
def test_after_any_edits_answers_are_those_of_a_fresh_host(edits: list[Edit]) -> None:
    at = harness.Project(fixture(TEXT))
    text = at.host.line_index(MAIN).text
    answers(at)
    for start, length, snippet in edits:
        text = text[:start] + snippet + text[start + length :]
        at.open("main.py", text)
        fresh = harness.Project(fixture(TEXT))
        fresh.open("main.py", text)
        assert answers(at) == answers(fresh)


def test_an_edit_in_one_function_costs_a_hover_in_another_only_the_link() -> None:
    db = project.open_project({"main.py": "def f():\n    return 1\n\ndef g(x):\n    y = x\n    return y\n"})
    file = db.files.file(MAIN)
    text = file_text = "def f():\n    return 1\n\ndef g(x):\n    y = x\n    return y\n"
    assert db.run(hover.hover, db, file, text.index("y =")) is not None
    changes.apply(db, [changes.Document(MAIN, file_text.replace("1", "23"), 1)])
    with db.record() as ran:
        assert db.run(hover.hover, db, file, text.index("y =") + 1) is not None
    assert ran == ["source_text(main.py)", "outline(main.py)", "semantic_index(main.py)"]


def test_a_class_goes_with_what_is_wrong_in_it() -> None:
    at = harness.Project("#- main.py\nx = 1\n")
    members = "".join(f"    def f{n}(self):\n        return {n}\n\n" for n in range(8))
    broken = f"class A:\n{members}    y = 1 +\n\n{members.replace('def f', 'def g')}"
    at.open("main.py", f"x = 1\n{broken}")
    assert [each.rule for each in at.host.diagnostics(MAIN).flat()] == ["invalid-syntax"]
    for text in ("x = 1\n", f"x = 1\n{broken}", "if 1:\n    pass\n", f"if 1:\n    pass\n{broken}", ""):
        at.open("main.py", text)
        assert len(at.host.diagnostics(MAIN).flat()) == (broken in text)
