"""Imports in another form."""

from tests.harness import project
from tests.ide import harness

KIND = "refactor.rewrite.import"
OTHERS = """
#- m.py
x = 1
def y(): ...
#- pkg/__init__.py
#- pkg/b.py
z = 1
#- pkg/c.py
from .b import z
"""


@harness.with_all_line_ends
def converted(text: str, title: str, path: str = "main.py") -> str:
    at = harness.Project(f"{OTHERS}#- {path}\n{text}")
    where, offset = at.cursor
    [found] = [each for each in at.host.code_actions(where, offset, offset, KIND.__eq__) if title in each.title]
    text = at.host.line_index(where).text
    for edit in sorted(found.edits, key=lambda each: -each.range.start):
        text = text[: edit.range.start] + edit.text + text[edit.range.end :]
    now = harness.Project(f"{OTHERS}#- {path}\n{text}")
    assert not now.host.diagnostics(f"{project.ROOT}/{path}")
    return text


def titles(text: str, path: str = "main.py") -> list[str]:
    at = harness.Project(f"{OTHERS}#- {path}\n{text}")
    where, offset = at.cursor
    return [each.title for each in at.host.code_actions(where, offset, offset, KIND.__eq__)]


def test_a_module_of_a_package() -> None:
    assert converted("<|>import pkg.b\nprint(pkg.b.z)\n", "from pkg") == "from pkg import b\nprint(b.z)\n"
    assert converted("from <|>pkg import b\nprint(b.z)\n", "import pkg.b") == "import pkg.b\nprint(pkg.b.z)\n"
    assert converted("<|>import pkg.b as q\nprint(q.z)\n", "from pkg import") == "from pkg import b as q\nprint(q.z)\n"


def test_how_a_file_is_read_has_one_form() -> None:
    assert titles("from __future__ import <|>annotations\nx: int\n") == []


def test_what_type_checkers_know_by_its_whole_name_keeps_that() -> None:
    for name in ("platform", "version_info"):
        assert not [title for title in titles(f"<|>import sys\nprint(sys.{name}, sys.path)\n") if "from sys" in title]


def test_names_of_a_module() -> None:
    assert converted("from <|>m import x, y as q\nprint(x, q())\n", "`import m`") == "import m\nprint(m.x, m.y())\n"
    assert converted("<|>import m\nprint(m.x, m.y())\n", "from m") == "from m import x, y\nprint(x, y())\n"


def test_all_names_as_those_that_are_used() -> None:
    assert converted("from <|>m import *\nprint(x)\n", "import x") == "from m import x\nprint(x)\n"


def test_dots() -> None:
    assert converted("from <|>.b import z\n", "pkg.b", "pkg/d.py") == "from pkg.b import z\n"
    assert converted("from <|>pkg.b import z\n", "from .b", "pkg/d.py") == "from .b import z\n"


def test_what_would_mean_something_else_is_not_offered() -> None:
    assert titles("<|>import m\nprint(m.x, m)\n") == []
    assert titles("<|>import m\nm.x = 2\nprint(m.x)\n") == []
    assert titles("<|>import m\nx = 1\nprint(m.x)\n") == []
    assert titles("<|>import pkg.b\nb = 1\nprint(pkg.b.z)\n") == []
    assert titles("from <|>m import x\nm = 1\nprint(x)\n") == []
    assert titles("from <|>m import x\n__all__ = ['x']\n") == []
    assert titles("try:\n    from <|>m import x\nexcept ImportError:\n    x = 1\nprint(x)\n") == []
    assert titles("from <|>.b import z\n", "pkg/__init__.py") == ["Convert to `from pkg.b import …`"]
