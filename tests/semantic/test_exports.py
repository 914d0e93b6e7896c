"""`__all__`, star imports and what stubs re-export."""

import pytest

from pebre_analysis.modules import program, search_paths
from pebre_analysis.semantic import dunder_all, exports
from tests.semantic.harness import Project

FORMS = {
    "a list": ("__all__ = ['a', 'b']\n", [(dunder_all.SET, ("a", "b"))]),
    "a tuple": ("__all__ = ('a',)\n", [(dunder_all.SET, ("a",))]),
    "annotated": ("__all__: list[str] = ['a']\n", [(dunder_all.SET, ("a",))]),
    "more by +=": ("__all__ = ['a']\n__all__ += ['b']\n", [(dunder_all.SET, ("a",)), (dunder_all.ADD, ("b",))]),
    "more by extend": ("__all__ = []\n__all__.extend(['b'])\n", [(dunder_all.SET, ()), (dunder_all.ADD, ("b",))]),
    "more by append": ("__all__ = []\n__all__.append('b')\n", [(dunder_all.SET, ()), (dunder_all.ADD, ("b",))]),
    "less by remove": (
        "__all__ = ['b']\n__all__.remove('b')\n",
        [(dunder_all.SET, ("b",)), (dunder_all.REMOVE, ("b",))],
    ),
    "another module's": (
        "__all__ = ['a'] + m.__all__\n",
        [(dunder_all.SET, ()), (dunder_all.ADD, ("a",)), (dunder_all.ADD_MODULE, ("m",))],
    ),
    "another module's by +=": ("__all__ = []\n__all__ += p.m.__all__\n", [(0, ()), (dunder_all.ADD_MODULE, ("p.m",))]),
    "list of another's": ("__all__ = list(m.__all__)\n", [(0, ()), (dunder_all.ADD_MODULE, ("m",))]),
    "with other names": (
        "__all__, b = g()\n__all__.append('a')\n",
        [(dunder_all.UNKNOWN, ()), (dunder_all.ADD, ("a",))],
    ),
    "something else": ("__all__ = g()\n", [(0, ()), (dunder_all.UNKNOWN, ())]),
    "in a branch": ("if a:\n    __all__ = ['x']\n", [(dunder_all.SET, ("x",))]),
}


@pytest.mark.parametrize("name", FORMS)
def test_forms_of_dunder_all(name: str) -> None:
    source, expected = FORMS[name]
    assert list(Project(source).index().dunder_all.value or ()) == expected


def test_a_module_without_dunder_all() -> None:
    assert Project("x = 1\nclass A:\n    __all__ = ['x']\n").index().dunder_all.value is None


def project(texts: dict[str, str]) -> Project:
    made = Project(texts)
    path = search_paths.SearchPath(search_paths.PathKind.FIRST_PARTY, "/")
    program.configure(made.db, paths=(path,))
    return made


def exported(texts: dict[str, str], path: str = "main.py") -> list[str]:
    made = project(texts)
    return sorted(exports.exports(made.db, made.file(path)))


def test_public_names_are_exported() -> None:
    assert exported({"main.py": "import os\nx = _y = 1\ndef f(): ...\nclass _C: ...\n"}) == ["f", "os", "x"]


def test_dunder_all_decides() -> None:
    assert exported({"main.py": "x = _y = 1\n__all__ = ['_y']\n"}) == ["_y"]


def test_star_imports_are_passed_on() -> None:
    assert exported({"main.py": "from m import *\nx = 1\n", "m.py": "a = 1\n_b = 1\n"}) == ["a", "x"]


def test_dunder_all_of_another_module() -> None:
    texts = {
        "main.py": "from m import *\nimport m\n__all__ = ['x'] + m.__all__\nx = 1\n",
        "m.py": "__all__ = ['a']\na = b = 1\n",
    }
    assert exported(texts) == ["a", "x"]


def test_dunder_all_of_a_module_that_works_its_own_out() -> None:
    texts = {
        "main.py": "from m import *\nimport m\n__all__ = m.__all__\n",
        "m.py": "from n import *\nimport n\n__all__ = n.__all__\n",
        "n.py": "from o import *\n__all__ = [each for each in dir() if not each.startswith('_')]\n",
        "o.py": "__all__ = ['a']\na = b = 1\n",
    }
    assert exported(texts) == ["a"]


def test_lists_in_branches_are_taken_together() -> None:
    text = "if a:\n    __all__ = ['x', 'y']\nelse:\n    __all__ = ['x']\nx = y = z = 1\n"
    assert exported({"main.py": text}) == ["x", "y"]


def test_modules_that_import_each_other_by_star() -> None:
    texts = {"main.py": "from m import *\nx = 1\n", "m.py": "from main import *\ny = 1\n"}
    assert exported(texts) == ["x", "y"]
    assert exported(texts, "m.py") == ["x", "y"]


def test_a_stub_exports_what_it_imports_again() -> None:
    text = "import a\nimport b as b\nfrom c import d, e as e, f as g\nfrom . import h\nx: int\n_y: int\n"
    assert exported({"main.pyi": text}, "main.pyi") == ["b", "e", "h", "x"]


def test_what_is_not_understood_hides_nothing() -> None:
    assert exported({"main.py": "x = 1\n__all__ = g()\n__all__ += ['_y']\n"}) == ["_y", "x"]


def test_an_edit_of_a_body_does_not_ask_for_exports_again() -> None:
    made = project({"main.py": "from m import *\n", "m.py": "def f():\n    return 1\n"})
    exports.exports(made.db, made.file())
    made.edit("def f():\n    return 2\n", "m.py")
    with made.db.record() as ran:
        assert sorted(exports.exports(made.db, made.file())) == ["f"]
    assert not [name for name in ran if name.startswith("exports")]
