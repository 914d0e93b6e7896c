"""Imports that change with the names and places of files."""

from tests.harness import project
from tests.ide import harness

FILES = """
#- pkg/__init__.py
from . import tools
#- pkg/tools.py
from .deep.more import thing
def use(): return thing
class A: ...
#- pkg/deep/__init__.py
#- pkg/deep/more.py
from .. import tools
thing = tools
#- other.py
class A: ...
"""


@harness.with_all_line_ends
def after(main: str, *renames: tuple[str, str], path: str = "main.py") -> str:
    """A file after renames of others; all others compile and nothing is reported in it that was not."""
    at = harness.Project(f"{FILES}#- main.py\n{main}")
    pairs = [(f"{project.ROOT}/{old}", f"{project.ROOT}/{new}") for old, new in renames]
    before = at.host.diagnostics(f"{project.ROOT}/{path}")
    found = at.host.will_rename_files(pairs)
    texts = {name: at.host.line_index(f"{project.ROOT}/{name}").text for name in at.fixture.files}
    for name in texts:
        own = [each for each in found if each.path == f"{project.ROOT}/{name}"]
        for edit in sorted(own, key=lambda each: -each.range.start):
            texts[name] = texts[name][: edit.range.start] + edit.text + texts[name][edit.range.end :]
    moved = texts
    for old, new in renames:
        moved = {
            new + name.removeprefix(old) if name == old or name.startswith(f"{old}/") else name: text
            for name, text in moved.items()
        }
    now = harness.Project("".join([f"#- {name}\n{text}\n" for name, text in moved.items()]))
    if not before:
        for name in moved:
            assert not now.host.diagnostics(f"{project.ROOT}/{name}"), (name, moved[name])
    return texts[path]


TOOLS = ("pkg/tools.py", "pkg/utils.py")


def test_names_of_modules_in_imports_and_behind_dots() -> None:
    assert after("import pkg.tools\npkg.tools.use()\n", TOOLS) == "import pkg.utils\npkg.utils.use()\n"
    assert after("from pkg.tools import use\nuse()\n", TOOLS) == "from pkg.utils import use\nuse()\n"
    assert after("from pkg import tools\ntools.use()\n", TOOLS) == "from pkg import utils\nutils.use()\n"
    assert after("import pkg.tools as t\nt.use()\n", TOOLS) == "import pkg.utils as t\nt.use()\n"
    assert after("from pkg import tools as t\nt.use()\n", TOOLS) == "from pkg import utils as t\nt.use()\n"
    assert after("import other\nother.A()\n", ("other.py", "new.py")) == "import new\nnew.A()\n"


def test_names_in_string_annotations() -> None:
    source = "from pkg import tools\nimport pkg.tools\nx: 'tools.A'\ny: 'pkg.tools.A'\n"
    assert after(source, TOOLS) == "from pkg import utils\nimport pkg.utils\nx: 'utils.A'\ny: 'pkg.utils.A'\n"


def test_words_that_mean_something_else_stay() -> None:
    assert after("def f(tools): return tools  # tools\n", TOOLS) == "def f(tools): return tools  # tools\n"


def test_a_name_that_is_taken_is_not_taken_twice() -> None:
    source = "from pkg import tools\nutils = 1\nprint(tools, utils)\n"
    assert after(source, TOOLS) == "from pkg import utils as tools\nutils = 1\nprint(tools, utils)\n"


def test_a_module_moves_to_another_package() -> None:
    move = ("pkg/tools.py", "pkg/deep/tools.py")
    assert after("from pkg import tools\ntools.use()\n", move) == "from pkg.deep import tools\ntools.use()\n"
    source = "from pkg import deep, tools\ntools.use(), deep\n"
    assert after(source, move) == "from pkg import deep\nfrom pkg.deep import tools\ntools.use(), deep\n"
    assert after("", move, path="pkg/tools.py") == "from .more import thing\ndef use(): return thing\nclass A: ..."
    assert after("", move, path="pkg/deep/more.py") == "from . import tools\nthing = tools"
    assert after("", ("pkg/tools.py", "tools.py"), path="pkg/tools.py").startswith("from pkg.deep.more import thing")
    assert after("import other\nother.A()\n", ("other.py", "pkg/o.py")) == "import pkg.o\npkg.o.A()\n"


def test_a_folder_takes_its_modules_along() -> None:
    move = ("pkg/deep", "pkg/low")
    assert after("import pkg.deep.more\npkg.deep.more.thing\n", move) == "import pkg.low.more\npkg.low.more.thing\n"
    assert after("from pkg.deep import more\nmore\n", move) == "from pkg.low import more\nmore\n"
    assert after("", move, path="pkg/tools.py").startswith("from .low.more import thing")
    assert after("", move, path="pkg/deep/more.py") == "from .. import tools\nthing = tools"
    assert after("", ("pkg", "bag"), path="pkg/tools.py").startswith("from .deep.more import thing")
    assert after("from pkg.deep.more import thing\n", ("pkg", "bag")) == "from bag.deep.more import thing\n"


def test_what_will_be_no_module_changes_nothing() -> None:
    for new in ("pkg/not-a-name.py", "pkg/tools.txt", "pkg/tools.py"):
        at = harness.Project(f"{FILES}#- main.py\nfrom pkg import tools\n")
        assert not at.host.will_rename_files([(f"{project.ROOT}/pkg/tools.py", f"{project.ROOT}/{new}")])
    assert not harness.Project("x\n").host.will_rename_files([])
