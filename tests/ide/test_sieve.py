"""Which places of a word are looked at: all that may mean what is looked for, few of the others."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pebre_analysis.ide.common import sieve
from tests.harness import project
from tests.ide import harness


def asked(source: str) -> tuple[list[str], list[str]]:
    """`path:line` of each reference to what is at the cursor, and the queries that ran for it."""
    at = harness.Project(source)
    db = at.host._workspaces.all()[0].db
    with db.record() as ran:
        found = at.host.references(*at.cursor, True)
    return [at.marked(each.path, each.range.start, each.range.end).split(" ")[0] for each in found], ran


def outlined(ran: list[str]) -> list[str]:
    return [each for each in ran if each.startswith("outline")]


def test_of_a_parameter_other_files_name_only_arguments() -> None:
    source = """
        #- a.py
        def f(si<|>ze, *rest): return size
        #- b.py
        def g(size): return [size == 1, size.size]
        #- c.py
        from a import f
        f(1, size  # how much
            =2)
        """
    found, ran = asked(source)
    assert found == ["a.py:1", "a.py:1", "c.py:2"]
    assert outlined(ran) == ["outline(a.py)", "outline(c.py)"]


def test_no_other_file_names_what_has_stars() -> None:
    source = "#- a.py\ndef f(*re<|>st, **more): return rest\n#- b.py\nfrom a import f\nf(rest=1, more=2)\n"
    found, ran = asked(source)
    assert found == ["a.py:1", "a.py:1"]
    assert outlined(ran) == ["outline(a.py)"]


def test_a_name_of_a_module_is_imported_or_stands_behind_a_dot() -> None:
    source = """
        #- a.py
        def he<|>lp(): ...
        #- b.py
        help = 1
        print(help)
        #- c.py
        from a import (  # from here
            other, help,  # import: it
        )
        help()
        #- d.py
        from a import *
        help()
        #- e.py
        import a
        a . \\
            help()
        """
    found, ran = asked(source)
    assert found == ["a.py:1", "c.py:2", "c.py:4", "d.py:2", "e.py:3"]
    assert "outline(b.py)" not in ran


def test_a_member_is_named_alone_in_bodies_of_classes() -> None:
    source = """
        #- a.py
        class Box:
            si<|>ze: int = 0
            half = size
            def f(self, of=size): return size
        #- b.py
        def size(size): return size
        #- c.py
        from a import Box
        def make():
            class Small(Box):
                size = 1
            return Small
        """
    found, ran = asked(source)
    assert found == ["a.py:2", "a.py:3", "a.py:4", "c.py:4"]
    assert "outline(b.py)" in ran  # which chunk a word stands in
    assert "semantic_index(b.py)" not in ran


@pytest.mark.parametrize(("text", "expected"), [
    ("from a import x", True), ("from a import (\n    y,  # import it\n    x)", True), ("import a.x as b", True),
    ("from a.x import y", True), ("from a import \\\n  y, x", True), ("from a import *", True),
    ("import a\nx = 1", False), ("from a import y; x = 1", False), ("# import x", True), ("x = 'import'", False),
    ("x = 1", False), ("from a import (y  # import: that\n, x)", True),
    ("from a import (\n    from_y,\n    x)", True), ("from a import (\n    important,\n    to_import,\n    x)", True),
    ("from a import y\nfrom_y, x = 1, 2", False), ("from a import (y\n)\nimported = x", False),
])  # fmt: skip
def test_what_a_text_may_import(text: str, expected: bool) -> None:
    assert sieve.imports(text, "x") is expected


PIECES = [
    "x = 1", "def x(): ...", "def f(x=1, *a, **k): return x, a, k", "class x: ...", "class A:\n    x = 1",
    "class A:\n    def x(self, y=1):\n        self.x = y\n        x = 2\n        return x", "x.x", "f(x=1)", "f(1).x",
    "from a import x", "from a import x as y", "from a import *", "import a", "a.x", "a.A.x", "A().x", "import b as x",
    "class B(A):\n    x = 2\n    z = [x for x in (x,)]", "class B(A):\n    @property\n    def x(self) -> 'x': return x",
    "__all__ = ['x']", "y = ...\nx = 1", "if x:\n    from a import (A,  # as\n        x)", "(a.  # x\n    x)",
    "f(a .x,\n  x)", "def g():\n    global x\n    class C(A):\n        x = 3\n    return lambda x: x", "z: 'a.x' = x",
    "match x:\n    case A(x=1): ...", "def f(y, z):  # x\n    '''Of :attr:`A.x`.'''\n    def g(x): nonlocal y",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=5), min_size=2, max_size=3), st.data())
def test_what_is_left_out_means_something_else(files: list[list[str]], data: st.DataObject) -> None:
    texts = ["\n".join(pieces) + "\n" for pieces in files]
    at = harness.Project("".join(f"#- {name}.py\n{text}" for name, text in zip("abc", texts, strict=False)))
    which = data.draw(st.integers(0, len(texts) - 1))
    offsets = [n for n in range(len(texts[which])) if texts[which].startswith("x", n)]
    if not offsets:
        return
    path = f"{project.ROOT}/{'abc'[which]}.py"
    offset = data.draw(st.sampled_from(offsets))
    found = at.host.references(path, offset, True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sieve.Sieve, "parts", lambda self, file, text: set(sieve.PARTS))
        assert at.host.references(path, offset, True) == found
