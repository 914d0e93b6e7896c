"""The order in which modules are offered for a name that is not imported."""

from tests.harness import project
from tests.ide import harness, test_code_actions


def offers(files: str, path: str = "main.py", text: str = "<|>name()\n") -> list[str]:
    """The statements that are offered, without those from libraries."""
    titles = test_code_actions.titles(f"{files}\n#- {path}\n{text}")
    return [title.removeprefix("Import: `").removesuffix("`") for title in titles if title.startswith("Import: ")]


def test_what_a_neighbour_imports_comes_before_what_others_do() -> None:
    files = """
#- a.py
def name(): ...
#- b.py
def name(): ...
#- far/one.py
from a import name
#- far/two.py
from a import name
#- pkg/__init__.py
#- pkg/other.py
from b import name
"""
    assert offers(files, "pkg/main.py") == ["from b import name", "from a import name"]
    assert offers(files, "far/main.py") == ["from a import name", "from b import name"]


def test_nothing_is_imported_from_what_is_called_like_a_keyword() -> None:
    here = "def name(): ...\n"
    files = f"#- a.py\n{here}#- pkg/__init__.py\n#- pkg/async/__init__.py\n{here}#- if.py\n{here}"
    assert offers(files) == ["from a import name"]


def test_relative_imports_count_like_absolute_ones() -> None:
    files = """
#- pkg/__init__.py
#- pkg/a.py
def name(): ...
#- pkg/b.py
def name(): ...
#- pkg/c.py
from .b import name
"""
    assert offers(files)[0] == "from pkg.b import name"


def test_a_name_is_not_taken_from_the_package_around() -> None:
    files = """
#- pkg/__init__.py
from .a import name
#- pkg/a.py
def name(): ...
"""
    assert offers(files, "pkg/main.py")[0] == "from .a import name"
    assert offers(files)[0] == "from pkg import name"


def test_a_module_is_not_called() -> None:
    files = """
#- pkg/__init__.py
#- pkg/name.py
def inner(): ...
#- deep/__init__.py
#- deep/below.py
def name(): ...
"""
    assert offers(files)[0] == "from deep.below import name"
    assert offers(files, text="x: <|>name\n")[0] == "from deep.below import name"
    assert offers(files, text="<|>name.inner\n")[0] == "from pkg import name"
    assert offers(files, text="<|>name.other\n")[0] == "from deep.below import name"


def test_what_others_call_it_is_offered() -> None:
    files = """
#- a.py
def area(): ...
#- b.py
from a import area as name
"""
    assert offers(files) == ["from a import area as name"]


def test_what_is_gone_from_a_module_is_not_offered() -> None:
    assert offers("#- a.py\ndef other(): ...\n#- b.py\nfrom a import name\n") == []


def test_a_library_that_is_not_installed_is_offered_if_others_import_it() -> None:
    assert offers("#- b.py\nfrom absent.inner import name\n") == ["from absent.inner import name"]
    files = "#- b.py\nimport absent as name\n#- c.py\ndef name(): ...\n"
    assert offers(files) == ["from c import name", "import absent as name"]


def test_a_private_alias_is_made() -> None:
    assert offers("#- a.py\ndef name(): ...\n", text="<|>_name()\n") == ["from a import name as _name"]


def test_it_is_offered_where_nothing_is_reported() -> None:
    never = "import sys\nif sys.version_info < (3, 0):\n    <|>name()\n"
    assert offers("#- a.py\ndef name(): ...\n", text=never) == ["from a import name"]
    assert offers("#- a.py\ndef name(): ...\n", text="name = 1\n<|>name\n") == []
    assert offers("#- a.py\ndef print(): ...\n", text="<|>print\n") == []


PACKAGE = """
#- pkg/__init__.py
#- pkg/a.py
def name(): ...
"""


def test_dots_are_written_where_the_file_writes_them() -> None:
    assert offers(PACKAGE, "pkg/main.py", "from .b import x\n<|>name()\n") == ["from .a import name"]
    assert offers(PACKAGE, "pkg/main.py", "from pkg.b import x\n<|>name()\n") == ["from pkg.a import name"]
    assert offers(PACKAGE, "pkg/deep/main.py", "from ..b import x\n<|>name()\n") == ["from ..a import name"]
    both = "from pkg.b import x\nfrom .c import y\n<|>name()\n"
    assert offers(PACKAGE, "pkg/main.py", both) == ["from .a import name"]
    assert offers(PACKAGE, "pkg/deep/main.py", both) == ["from pkg.a import name"]


def test_dots_are_written_where_most_files_write_them() -> None:
    files = PACKAGE + "#- pkg/b.py\nfrom .c import x\n"
    assert offers(files, "pkg/main.py") == ["from .a import name"]
    assert offers(files) == ["from pkg.a import name"]
    assert offers(f"{files}#- pkg/c.py\nfrom pkg.d import z\n", "pkg/main.py") == ["from pkg.a import name"]


def test_names_that_come_by_stars_and_in_tuples_are_offered() -> None:
    files = """
#- pkg/__init__.py
from .inner import *
#- pkg/inner/__init__.py
from pkg.inner.deep import *
#- pkg/inner/deep.py
(other,
 name) = range(2)
_hidden, last = range(2)
"""
    assert offers(files) == ["from pkg import name", "from pkg.inner import name", "from pkg.inner.deep import name"]
    assert offers(files, text="<|>last") == [
        "from pkg import last", "from pkg.inner import last", "from pkg.inner.deep import last",
    ]  # fmt: skip
    assert offers(files, text="<|>_hidden")[0] == "from pkg.inner.deep import _hidden"


def test_modules_that_the_file_takes_other_names_from_come_first() -> None:
    files = "#- a.py\ndef name(): ...\n#- b.py\ndef name(): ...\ndef other(): ...\n"
    assert offers(files, text="from b import other\n<|>name()\n") == ["from b import name", "from a import name"]


def test_a_private_module_is_public_inside_of_the_package_that_holds_it() -> None:
    files = """
#- pkg/__init__.py
#- pkg/_inner.py
def name(): ...
#- pkg/_hidden/__init__.py
#- pkg/_hidden/below.py
def name(): ...
#- apart/__init__.py
#- apart/tools.py
def name(): ...
"""
    assert offers(files)[0] == "from apart.tools import name"
    assert offers(files, "pkg/main.py")[0] == "from pkg._inner import name"
    here = offers(files, "pkg/_hidden/main.py")
    assert here[:2] == ["from pkg._inner import name", "from pkg._hidden.below import name"]


def test_modules_that_the_version_of_python_lacks_are_not_offered() -> None:
    at = harness.Project("#- main.py\n<|>later\n")
    at.disk.write(
        f"{project.STUBS}/stdlib/VERSIONS", "builtins: 3.0-\nmany: 3.0-\nmany.later: 3.15-\nmany.since: 3.9-\n"
    )
    at.disk.write(f"{project.STUBS}/stdlib/many/__init__.pyi", "")
    at.disk.write(f"{project.STUBS}/stdlib/many/later.pyi", "")
    at.disk.write(f"{project.STUBS}/stdlib/many/since.pyi", "")
    path, offset = at.cursor
    offered = [each.title for each in at.host.code_actions(path, offset, offset, "quickfix".__eq__)]
    assert not [each for each in offered if "Import" in each]
    at.open("main.py", "since\n")
    [found] = [each.title for each in at.host.code_actions(path, 0, 0, "quickfix".__eq__) if "Import" in each.title]
    assert found == "Import: `from many import since`"


def test_a_module_of_the_standard_library_that_is_called_like_the_name_is_meant() -> None:
    at = harness.Project("#- main.py\n<|>copy({})\n")
    at.disk.write(f"{project.STUBS}/stdlib/VERSIONS", "builtins: 3.0-\nshutil: 3.0-\ncopy: 3.0-\n")
    for name in ("shutil", "copy"):
        at.disk.write(f"{project.STUBS}/stdlib/{name}.pyi", "def copy(x: object) -> object: ...\n")
    path, offset = at.cursor
    offered = [each.title for each in at.host.code_actions(path, offset, offset, "quickfix".__eq__)]
    assert [each for each in offered if "Import: `from" in each] == [
        "Import: `from copy import copy`", "Import: `from shutil import copy`",
    ]  # fmt: skip


def test_what_a_module_does_not_give_is_not_offered() -> None:
    files = '''
#- a.py
"""How to use it:

name: of something
"""
#- b.py
import sys
if sys.version_info < (3, 9):
    def name(): ...
#- c.py
from d import *
#- d.py
def name(): ...
#- f.py
from g import *
#- g.py
__all__ = ["other"]
other = 1
if True:
    name = 2
#- e.py
globals()["x"] = 1
"""
name = 1
"""
'''
    assert sorted(offers(files)) == [
        "from c import name",
        "from d import name",
        "from e import name",
        "from g import name",
    ]
