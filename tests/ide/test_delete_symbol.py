"""Deleting what nothing names: what goes, and what is refused."""

import pytest

from pebre_analysis.ide.code_actions import action, delete_symbol
from tests.harness import project
from tests.ide import harness


def resolved(source: str) -> tuple[harness.Project, action.Action]:
    at = harness.Project(source)
    path, offset = at.cursor
    kinds = [each.kind for each in at.host.code_actions(path, offset, offset, delete_symbol.KIND.__eq__)]
    assert kinds == [delete_symbol.KIND]
    found = at.host.resolve_action(path, offset, offset, delete_symbol.KIND, "")
    assert found is not None
    return at, found


@harness.with_all_line_ends
def deleted(source: str) -> str:
    """The file of the cursor without the symbol."""
    at, found = resolved(source)
    assert not found.disabled, found.disabled
    path, _ = at.cursor
    text = at.host.line_index(path).text
    for edit in sorted(found.edits, key=lambda each: -each.range.start):
        assert edit.path == path
        text = text[: edit.range.start] + edit.text + text[edit.range.end :]
    compile(text, "main.py", "exec", dont_inherit=True)
    return text


def refusal(source: str) -> str:
    found = resolved(source)[1]
    assert not found.edits
    return found.disabled


# ---- what goes -----------------------------------------------------------------------------------------------


def test_a_function_goes_with_its_comments_and_blank_lines() -> None:
    assert deleted("x = 1\n\n\n# why\n@cache\ndef <|>f(): ...  # end\n\n\ny = 2\n") == "x = 1\n\n\ny = 2\n"
    assert deleted("x = 1\n\n\ndef <|>f():\n    return f\n") == "x = 1\n"


def test_a_method() -> None:
    text = "class A:\n    def f(self): ...\n\n    def <|>g(self): ...\n\n\nA().f()\n"
    assert deleted(text) == "class A:\n    def f(self): ...\n\n\nA().f()\n"


def test_a_suite_is_not_left_empty() -> None:
    assert deleted("class A:\n    def <|>f(self): ...\nA()\n") == "class A:\n    pass\nA()\n"
    assert deleted("def f(a):\n    if (a and\n            a):\n        <|>x = 1\nf(1)\n").endswith(
        "        pass\nf(1)\n"
    )


def test_what_goes_together_may_be_all_that_a_class_has() -> None:
    text = "class A:\n    @property\n    def <|>p(self): ...\n\n    @p.setter\n    def p(self, v): ...\n\n\nA()\n"
    assert deleted(text) == "class A:\n    pass\n\n\nA()\n"


def test_overloads_and_properties_go_together() -> None:
    text = "@overload\ndef f(a: int): ...\n@overload\ndef f(a: str): ...\ndef <|>f(a): ...\nx = 1\n"
    assert deleted(text) == "x = 1\n"
    text = "class A:\n    x = 1\n    @property\n    def <|>p(self): ...\n    @p.setter\n    def p(self, v): ...\nA.x\n"
    assert deleted(text) == "class A:\n    x = 1\nA.x\n"


def test_a_value_that_does_something_stays() -> None:
    assert deleted("def f(a):\n    <|>x = a(1)\n    return a\n") == "def f(a):\n    a(1)\n    return a\n"
    assert deleted("def f(a):\n    <|>x: int = (a(1) +\n      2)\nf(1)\n") == "def f(a):\n    (a(1) +\n      2)\nf(1)\n"
    assert deleted("def f(a):\n    <|>x = a.b\n    return a\n") == "def f(a):\n    return a\n"
    assert deleted("<|>x = \\\n      print(\n    1)\n") == "print(\n    1)\n"
    assert deleted("<|>x: int = (  # a = (b\n    print())\n") == "(  # a = (b\n    print())\n"
    assert deleted("<|>x = \\\n  (print(1)\n    or 2)\n") == "(print(1)\n    or 2)\n"


def test_imports() -> None:
    assert deleted("import <|>os\nimport sys\n") == "import sys\n"
    assert deleted("from a import b, <|>c\nb\n#- a.py\nb = c = 1\n") == "from a import b\nb"
    assert deleted("from a import b as <|>c\nx = 1\n#- a.py\nb = 1\n") == "x = 1"
    text = "if x:\n    import <|>os\n    import sys\n"
    assert deleted(text) == "if x:\n    import sys\n"
    assert deleted("if x:\n    import <|>os\n") == "if x:\n    pass\n"


def test_imports_that_only_it_needed_go_with_it() -> None:
    text = '"""Text."""\nimport os, sys\nfrom a import (\n    b,\n    c,\n)\n\n\ndef <|>f():\n    return b, c, sys\n'
    assert deleted(f"{text}\n\nos.sep\n#- a.py\nb = c = 1\n") == '"""Text."""\nimport os\n\n\nos.sep'
    assert deleted("import os\n\n\n<|>x = os.sep\ny = 1\n") == "y = 1\n"
    assert deleted("import os\n<|>x = print(os.sep)\n") == "import os\nprint(os.sep)\n"
    for kept in ("import os  # noqa\n", "import os as os\n", "# os\nimport os\n"):
        assert deleted(f"{kept}<|>x = os.sep\n") == kept
    assert deleted("import os\n<|>x = os.sep\n#- c.py\nfrom main import os\n") == "import os\n"


def test_a_name_that_others_have_too_does_not_matter() -> None:
    others = "#- other.py\nclass B:\n    def f(self): ...\ndef g(b: B):\n    b.f()\n    f = 1\n    return f\n"
    assert deleted(f"class A:\n    def <|>f(self): ...\nA()\n{others}") == "class A:\n    pass\nA()"


# ---- what is refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def <|>f(): ...\nf()\n", "named in main.py, line 2"),
        ("def <|>f(): ...\n#- b.py\nfrom main import f\nf()\n", "named in b.py, line 1 and 1 more"),
        ("class A:\n    def <|>f(self): ...\ndef g(x):\n    x.f()\n", "1 places of what is not known"),
        ("__all__ = ['f']\ndef <|>f(): ...\n", "a text in main.py names it"),
        ("def <|>f(): ...\nx: 'list[f]'\n", "named in main.py, line 2"),
        ("def <|>f(): ...\n#- b.py\npatch('main.f')\n", "a text in b.py names it"),
        ("def <|>f(): ...\n#- pyproject.toml\n[project.scripts]\nx = 'main:f'\n", "pyproject.toml names it"),
        ("@app.get('/')\ndef <|>f(): ...\n", "`@get` may look for it"),
        ("<|>x = 1\nx = 2\n", "more than one value"),
        ("<|>x = y = 1\n", "not all that is assigned"),
        ("if y: <|>x = 1\n", "shares its line"),
        ("y = 1; \\\n<|>x = 1\n", "shares its line"),
        ("class A:\n    def f(self): ...\nclass B(A):\n    def <|>f(self): ...\n", "`A` has a member of this name"),
        ("class A:\n    def <|>f(self): ...\nclass B(A):\n    def f(self): ...\n", "named in main.py, line 4"),
        ("from lib import A\nclass B(A):\n    def <|>f(self): ...\nB()\n", "a base class is not known"),
        ("from a import <|>b\n#- c.py\nfrom main import b\n#- a.py\nb = 1\n", "named in c.py"),
        ("from a import b as <|>b\n#- a.py\nb = 1\n", "gives it on"),
        ("x = 1\n#- a/__init__.py\nfrom main import <|>x\n", "meant for others"),
        ("x = 1\n#- test_a.py\ndef <|>test_b(): ...\n", "found by its name"),
        ("@dataclass\nclass A:\n    <|>x: int\nA\n", "may look for it"),
    ],
)
def test_what_may_be_needed_stays(source: str, reason: str) -> None:
    assert reason in refusal(source)


@pytest.mark.parametrize("source", ["class A:\n    def <|>__init__(self): ...\n", "<|>f()\n", "def f(<|>a): ...\n",
                                    "from __future__ import <|>annotations\n", "for <|>x in y: ...\n"])  # fmt: skip
def test_nothing_is_offered(source: str) -> None:
    at = harness.Project(source)
    path, offset = at.cursor
    assert not at.host.code_actions(path, offset, offset, delete_symbol.KIND.__eq__)
    assert at.host.resolve_action(f"{project.ROOT}/main.py", offset, offset, delete_symbol.KIND, "") is not None
