"""`.pth` files and editable installs; and the literals they are read from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pebre_analysis.modules import literals, pth
from tests.modules import programs

Program = programs.Program


def test_plain_lines_name_folders_in_the_order_of_the_files() -> None:
    of = Program(
        "/site/b.pth: /e2\n",
        "/site/a.pth: # comment\n\n/e1 \nrel/inner\r\n",
        "/e1/x.py",
        "/e2/x.py",
        "/e2/y.py",
        "/site/rel/inner/z.py",
        "/site/.hidden.pth: /e3",
        "/e3/w.py",
    )
    assert of.resolve("x") == "/e1/x.py"
    assert of.resolve("y") == "/e2/y.py"
    assert of.resolve("z") == "/site/rel/inner/z.py"
    assert of.resolve("w") == "NOT_FOUND"


def test_added_paths_follow_the_folder_they_were_found_in() -> None:
    of = Program("/site/a.pth: /e", "/e/x.py", "/site2/x.py", "/site/y.py", "/e/y.py", sites=("/site", "/site2"))
    assert of.resolve("x") == "/e/x.py"
    assert of.resolve("y") == "/site/y.py"


def test_import_lines_are_not_executed() -> None:
    line = "import os; var = 'X'; __import__('_distutils_hack').add_shim()"
    of = Program(f"/site/a.pth: {line}\nimport\t/e\nimportant\n", "/site/important/x.py")
    assert of.resolve("x") == "/site/important/x.py"
    assert not any(file.path.endswith("os.py") for file in of.db.files)


FINDER = """\
import sys
from pathlib import Path

MAPPING: dict[str, str] = {'pack': '/e/src/pack', 'single': '/e/single', 'ns.inner': '/e/lib/inner'}
NAMESPACES: dict[str, list[str]] = {'ns': ['/e/lib']}
PATH_PLACEHOLDER = '__editable___x_finder' + ".__path_hook__"


class _EditableFinder: ...
"""


def test_setuptools_finders_are_read_as_text() -> None:
    of = Program(
        "/site/__editable___x_finder.py: " + FINDER,
        "/site/__editable__.x.pth: import __editable___x_finder; __editable___x_finder.install()",
        "/e/src/pack/__init__.py",
        "/e/src/pack/m.py",
        "/e/single.py",
        "/e/other.py",
        "/e/lib/inner/__init__.py",
        "/e/lib/inner/n.py",
    )
    assert of.resolve("pack") == "/e/src/pack/__init__.py"
    assert of.resolve("pack.m") == "/e/src/pack/m.py"
    assert of.resolve("single") == "/e/single.py"
    assert of.resolve("other") == "NOT_FOUND"
    assert of.resolve("ns.inner") == "/e/lib/inner/__init__.py"
    assert of.resolve("ns.inner.n") == "/e/lib/inner/n.py"
    assert of.resolve("ns.none") == "NO_SUBMODULE"
    of.write("/site/__editable___x_finder.py", FINDER.replace("/e/single", "/e/other"))
    assert of.resolve("single") == "/e/other.py"
    of.remove("/site/__editable__.x.pth")
    assert of.resolve("pack") == "NOT_FOUND"


def test_a_redirected_package_without_a_folder_of_its_own() -> None:
    text = "MAPPING = {'ns.deep.inner': '/e/inner'}"
    of = Program(
        f"/site/__editable___y_finder.py: {text}", "/site/y.pth: import __editable___y_finder", "/e/inner/__init__.py"
    )
    assert of.resolve("ns") == "namespace"
    assert of.resolve("ns.deep.inner") == "/e/inner/__init__.py"
    assert of.resolve("ns.x") == "NO_SUBMODULE"


def test_finders_of_other_tools() -> None:
    editables = (
        "from editables.redirector import RedirectingFinder as F\nF.install()\n"
        "F.map_module('a', '/e/a/__init__.py')\nF.map_module('b', '/e/b.py')"
    )
    assert pth.finder_mapping(editables, "/site") == {"a": "/e/a", "b": "/e/b"}
    scikit = (
        "def install(x): ...\n"
        "install({'p': '/e/p/__init__.py', 'p.m': '/e/p/m.py', 'p.q': '/f/q.py'}, {'p.ext': 'p/ext.so'}, None, False)"
    )
    assert pth.finder_mapping(scikit, "/site") == {"p": "/e/p", "p.q": "/f/q"}
    assert pth.finder_mapping("x = 1", "/site") == {}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{'a': 'b', \"c\": 'd'}", {"a": "b", "c": "d"}),
        ("{}", {}),
        ("{'a', 'b'}", ["a", "b"]),
        ("('a', 1, None, True,)", ["a", 1, None, True]),
        ("{'a': ['x', ('y',)], 'b': {}}", {"a": ["x", ["y"]], "b": {}}),
        (r"'C:\\x\'\x41\u00e9\U0001f600\101\n'", "C:\\x'A\u00e9\U0001f600A\n"),
        (r"r'C:\x'", r"C:\x"),
        ("# c\n 'a'  # d", "a"),
        ("-5", -5),
        ("f'x'", None),
        ("x", None),
        ("['a'", None),
        ("('a']", None),
        ("{'a': f()}", None),
        ("", None),
        ("'a", None),
        ("[" * 100_000, None),
    ],
)
def test_literals(text: str, value: object) -> None:
    assert literals.read(text, 0) == value


def test_assignments_are_found_at_the_start_of_a_line() -> None:
    text = "X_Y = {}\n  MAPPING = {'no': 'no'}\nMAPPING: dict[str, str] = {'a': 'b'}\n"
    assert literals.read_assignment(text, "MAPPING") == {"a": "b"}
    assert literals.read_assignment(text, "MAPP") is None
    assert literals.strings({"a": "b", "c": 1, "d": None}) == {"a": "b"}
    assert literals.strings("x") == {}


values = st.recursive(
    st.text(max_size=8) | st.integers(-(10**6), 10**6) | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


@given(values)
@settings(max_examples=100, deadline=None)
def test_what_python_writes_is_read_back(value: object) -> None:
    assert literals.read(repr(value), 0) == value
