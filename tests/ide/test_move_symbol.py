"""Moving what a module defines to another one, with all who name it."""

import pytest

from pebre_analysis.ide.code_actions import action
from tests.harness import project
from tests.ide import harness

KIND = "refactor.move"
OTHERS = """
#- helpers.py
def help(x): return x
class Base: ...
#- b.py
import sys

def there(): return sys
"""


def moved(source: str, to: str) -> tuple[harness.Project, action.Action]:
    at = harness.Project(source)
    path, offset = at.cursor
    titles = [each.title for each in at.host.code_actions(path, offset, offset, KIND.__eq__)]
    assert titles
    found = at.host.resolve_action(path, offset, offset, KIND, f"{project.ROOT}/{to}")
    assert found is not None
    return at, found


def after(source: str, to: str) -> dict[str, str]:
    """The files that change; all compile, and nothing is reported that was not."""
    at, found = moved(source, to)
    assert not found.disabled, found.disabled
    texts = dict(at.fixture.files)
    for path in found.creates:
        texts[path.removeprefix(f"{project.ROOT}/")] = ""
    touched = dict.fromkeys([each.path.removeprefix(f"{project.ROOT}/") for each in found.edits])
    for edit in sorted(found.edits, key=lambda each: -each.range.start):
        name = edit.path.removeprefix(f"{project.ROOT}/")
        texts[name] = texts[name][: edit.range.start] + edit.text + texts[name][edit.range.end :]
    now = harness.Project("".join([f"#- {name}\n{text.rstrip()}\n" for name, text in texts.items()]))
    for name, text in texts.items():
        compile(text, name, "exec", dont_inherit=True)
        assert not now.host.diagnostics(f"{project.ROOT}/{name}"), (name, text)
    return {name: texts[name] for name in touched}


def test_a_function_goes_to_the_end_of_another_module_with_its_imports() -> None:
    found = after(
        f"""{OTHERS}#- main.py
from helpers import help

# What it does.
def <|>go():
    return help(1)

def stay(): ...
""",
        "b.py",
    )
    assert found == {
        "main.py": "def stay(): ...\n",
        "b.py": (
            "import sys\n\nfrom helpers import help\n\ndef there(): return sys\n\n\n"
            "# What it does.\ndef go():\n    return help(1)\n"
        ),
    }


def test_imports_that_only_it_needed_go() -> None:
    found = after(
        f"""{OTHERS}#- main.py
import sys
from helpers import (
    Base,
    help,
)
print(sys)

def <|>go(): return help(1)

def stay(of: Base): return go
""",
        "b.py",
    )
    assert found["main.py"] == (
        "import sys\n\nfrom b import go\nfrom helpers import (\n    Base,\n)\n"
        "print(sys)\n\ndef stay(of: Base): return go\n"
    )


@pytest.mark.parametrize(
    "other",
    ["from main import help\nhelp(1)", "import main\nmain.help(1)", "from main import *\nhelp(1)",
     "import main as m\nm.help(1)"],
)  # fmt: skip
def test_imports_that_others_take_from_the_module_stay(other: str) -> None:
    found = after(
        f"{OTHERS}#- main.py\nfrom helpers import help\ndef <|>go(): return help(1)\n#- c.py\n{other}\n", "b.py"
    )
    assert found["main.py"] == "from helpers import help\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_end_as_those_of_the_other_module(newline: str) -> None:
    other = "\r\n" if newline == "\n" else "\n"
    source = "# Why.\ndef <|>go(): ...\ndef stay(): ...\n".replace("\n", other)
    there = "x = 1\n".replace("\n", newline)
    found = after(f"#- main.py\n{source}#- b.py\n{there}", "b.py")
    assert found["b.py"] == "x = 1\n\n\n# Why.\ndef go(): ...\n".replace("\n", newline)
    assert found["main.py"].rstrip() == "def stay(): ..."


def test_who_imports_it_imports_it_from_there() -> None:
    found = after(
        f"""{OTHERS}#- a.py
def <|>go(): ...
def stay(): ...
#- one.py
from a import go
go()
#- two.py
from a import stay, go as g
def f():
    from a import go
    return go, g, stay
#- three.py
import a
a.go(), a.stay()
""",
        "b.py",
    )
    assert found["one.py"] == "from b import go\ngo()"
    assert found["two.py"] == (
        "from a import stay\nfrom b import go as g\ndef f():\n    from b import go\n    return go, g, stay"
    )
    assert found["three.py"] == "import a\nfrom b import go\ngo(), a.stay()\n"


def test_its_own_module_and_the_other_one_name_it() -> None:
    source = f"{OTHERS.replace('import sys', 'import sys, a')}#- a.py\nclass <|>A: ...\n"
    found = after(f"{source}".replace("return sys", "return a.A"), "b.py")
    assert "def there(): return A" in found["b.py"]
    found = after(f"{OTHERS}#- a.py\nclass <|>A: ...\nx = A()\n", "b.py")
    assert found["a.py"].startswith("from b import A\n")
    found = after(f"{OTHERS}#- a.py\n__all__ = ['A']\nclass <|>A: ...\n", "b.py")
    assert "from b import A\n" in found["a.py"]


def test_near_modules_come_first_and_not_all() -> None:
    others = "".join(f"#- {name}.py\n" for name in "bcdegh")
    source = f"{others}#- y.py\nfrom a import f\n#- x.py\n#- a.py\nimport x\ndef <|>f(): ...\n"
    at = harness.Project(source)
    path, offset = at.cursor
    titles = [each.title for each in at.host.code_actions(path, offset, offset, KIND.__eq__)]
    assert [each.rpartition(" to ")[2] for each in titles] == ["`y`", "`x`", "`b`", "`c`", "a new module `f`"]


@pytest.mark.parametrize("path", ["main.py", "pkg/async/main.py", "class.py"])
def test_nothing_is_moved_where_a_keyword_would_be_imported_from(path: str) -> None:
    files = "#- pkg/__init__.py\n#- pkg/async/__init__.py\n#- pkg/async/other.py\n#- if.py\n"
    at = harness.Project(f"{files}#- {path}\nclass <|>And: ...\n")
    path, offset = at.cursor
    assert not at.host.code_actions(path, offset, offset, KIND.__eq__)


def test_a_new_module_is_made() -> None:
    source = f"{OTHERS}#- a.py\nfrom helpers import Base\nimport sys\nclass <|>MyThing(Base):\n    x = sys\n"
    at = harness.Project(source)
    path, offset = at.cursor
    titles = [each.title for each in at.host.code_actions(path, offset, offset, KIND.__eq__)]
    assert titles == [
        "Move `MyThing` to `helpers`",
        "Move `MyThing` to `b`",
        "Move `MyThing` to a new module `my_thing`",
    ]
    found = after(source, "my_thing.py")
    assert found["my_thing.py"] == ("import sys\n\nfrom helpers import Base\n\n\nclass MyThing(Base):\n    x = sys\n")


@pytest.mark.parametrize("there", ["# Nothing here yet.\n", '"""Nothing here yet."""\n', "", "\n\n"])
def test_in_a_module_without_statements_imports_stand_before_the_code(there: str) -> None:
    source = "from __future__ import annotations\nfrom helpers import help\nhelp(2)\ndef <|>go(): return help(1)\n"
    found = after(f"{OTHERS}#- empty.py\n{there}#- main.py\n{source}", "empty.py")
    head = "from __future__ import annotations\n\nfrom helpers import help\n\n\n"
    above = f"{there.strip()}\n\n" if there.strip() else ""
    assert found["empty.py"] == f"{above}{head}def go(): return help(1)\n"


def test_relative_imports_stay_relative() -> None:
    found = after(
        """
        #- pkg/__init__.py
        from .a import go
        #- pkg/h.py
        x = 1
        #- pkg/sub/__init__.py
        #- pkg/sub/b.py
        y = 1
        #- pkg/a.py
        from .h import x
        def <|>go(): return x
        """,
        "pkg/sub/b.py",
    )
    assert found["pkg/__init__.py"] == "from .sub.b import go"
    assert found["pkg/sub/b.py"].startswith("from ..h import x\n")


def test_names_in_texts_that_may_be_types_are_needed() -> None:
    found = after(f"{OTHERS}#- a.py\nfrom helpers import Base\ndef <|>go(x): return x.cast('Base', x)\n", "b.py")
    assert "from helpers import Base\n" in found["b.py"]


def test_what_an_import_of_all_names_brings_is_imported_by_name() -> None:
    found = after(
        """
#- pkg/__init__.py
from .base import *
class <|>Meta:
    def make(self, x):
        return isinstance(x, Part), len(x)
#- pkg/base.py
class Part: ...
#- pkg/b.py
there = 1
""",
        "pkg/b.py",
    )
    assert found["pkg/b.py"].startswith("from .base import Part\n\nthere = 1\n")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def <|>go(): ...\ndef go(): ...\n", "more than once"),
        ("own = 1\ndef <|>go(): return own\nx = go()\n", "import each other"),
        ("from b import there\ndef <|>go(): return sys\nimport os as sys\n", "means something else"),
        ("def <|>there(): ...\n", "means something else"),
        ("def <|>go(): return __name__\n", "depends on the module"),
        ("<|>x, y = 1, 2\n", ""),
        ("def <|>go(): ...\n#- c.py\nfrom a import *\ngo()\n", "all names"),
        ("def <|>go(): ...\n#- c.py\nimport a\na.go = 1\n", "another value"),
        ("try:\n    import os\nexcept ImportError:\n    os = 1\ndef <|>go(): return os\n", "more than one place"),
        ("import sys\nassert sys.platform == 'win32'\ndef <|>go(): ...\n", "it never runs here"),
    ],
)
def test_what_is_not_sure_is_refused(source: str, reason: str) -> None:
    _, found = moved(f"{OTHERS}#- a.py\n{source}", "b.py")
    assert found.disabled
    assert reason in found.disabled
    assert not found.edits


def test_nothing_goes_behind_what_never_comes_to_its_end() -> None:
    _, found = moved("#- a.py\ndef <|>go(): ...\n#- b.py\nimport sys\nassert sys.platform == 'win32'\nx = 1\n", "b.py")
    assert found.disabled == "the end of b.py never runs here"


def test_neither_from_nor_to_modules_that_have_a_stub_is_anything_moved() -> None:
    others = "#- b.py\nx = 1\n#- b.pyi\nx: int\n#- c.py\ny = 1\n"
    at = harness.Project(f"{others}#- a.py\ndef <|>go(): ...\n")
    path, offset = at.cursor
    titles = [each.title for each in at.host.code_actions(path, offset, offset, KIND.__eq__)]
    assert titles == ["Move `go` to `c`", "Move `go` to a new module `go`"]
    at = harness.Project(f"{others}#- a.py\ndef <|>go(): ...\n#- a.pyi\ndef go(): ...\n")
    assert not at.host.code_actions(path, offset, offset, KIND.__eq__)


def test_nothing_is_offered_inside_functions() -> None:
    at = harness.Project(f"{OTHERS}#- main.py\ndef f():\n    def <|>g(): ...\n")
    path, offset = at.cursor
    assert not at.host.code_actions(path, offset, offset, KIND.__eq__)
