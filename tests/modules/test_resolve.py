"""Import name → module: the order of places, and what hides what."""

import pytest

from pebre_analysis.modules import module, names, resolve, search_paths
from tests.modules import programs

Program = programs.Program


def test_first_of_the_search_paths_wins() -> None:
    program = Program(
        "/p/a.py",
        "/q/a.py",
        "/q/b.py",
        "/site/b.py",
        "/site/c.py",
        "/site2/c.py",
        "/x/d.py",
        "/p/d.py",
        roots=("/p", "/q"),
        sites=("/site", "/site2"),
        extra=("/x",),
    )
    assert program.resolve("a") == "/p/a.py"
    assert program.resolve("b") == "/q/b.py"
    assert program.resolve("c") == "/site/c.py"
    assert program.resolve("d") == "/x/d.py"
    assert program.resolve("e") == "NOT_FOUND"


def test_in_one_folder_packages_beat_modules_and_stubs_beat_source() -> None:
    program = Program("/p/a.py", "/p/a.pyi", "/p/b.py", "/p/b/__init__.py", "/p/b/__init__.pyi", "/p/c.py", "/p/c/x.py")
    assert program.resolve("a") == "/p/a.pyi"
    assert program.resolve("b") == "/p/b/__init__.pyi"
    assert program.resolve("c") == "/p/c.py"
    assert program.source("a") == "/p/a.py"
    assert program.source("b") == "/p/b/__init__.py"


def test_submodules() -> None:
    program = Program("/p/a/__init__.py", "/p/a/b.py", "/p/a/c/__init__.pyi", "/p/a/c/d.py", "/p/m.py")
    assert program.resolve("a.b") == "/p/a/b.py"
    assert program.resolve("a.c.d") == "/p/a/c/d.py"
    assert program.resolve("a.x") == "NO_SUBMODULE"
    assert program.resolve("a.x.y") == "NO_SUBMODULE"
    assert program.unresolved("a.x.y").missing == "a.x"
    assert program.unresolved("a.x").tried == ("/p/a",)
    assert program.resolve("m.x") == "NOT_A_PACKAGE"
    assert program.unresolved("zz.y").missing == "zz"
    assert program.unresolved("zz").tried == ("/p", "/std", "/site")


@pytest.mark.parametrize("name", ["", ".", "a.", ".a", "a..b", "a-b", "1a", "a b", "a." * 100 + "a"])
def test_names_that_cannot_be(name: str) -> None:
    assert Program().resolve(name) == "INVALID"


def test_a_project_hides_the_library_and_the_library_hides_packages() -> None:
    program = Program("/p/os.py", "/site/tomllib.py", "/site/asyncio/mine.py")
    assert program.resolve("os") == "/p/os.py"
    assert program.resolve("os.path") == "NOT_A_PACKAGE"
    assert program.resolve("tomllib") == "/std/tomllib.pyi"
    assert program.resolve("asyncio.mine") == "NO_SUBMODULE"


def test_builtin_modules_are_hidden_by_nothing() -> None:
    program = Program(
        "/p/builtins.py", "/p/sys.py", "/p/types.py", "/p/types/__init__.py", "/site/typing_extensions.py", "/p/time.py"
    )
    assert program.resolve("builtins") == "/std/builtins.pyi"
    assert program.resolve("sys") == "/std/sys/__init__.pyi"
    assert program.resolve("types") == "/std/types.pyi"
    assert program.resolve("typing_extensions") == "/std/typing_extensions.pyi"
    assert program.source("typing_extensions") == "/site/typing_extensions.py"
    assert program.source("sys") == "NOT_FOUND"
    # Without a stub for it nothing is known of the builtin one.
    assert program.resolve("time") == "/p/time.py"


def test_versions_decide_what_the_library_has() -> None:
    old, new = Program(version=(3, 9)), Program("/site/distutils/__init__.py", version=(3, 12))
    assert old.resolve("tomllib") == "VERSION"
    assert old.unresolved("tomllib").versions == ((3, 11), None)
    assert old.resolve("asyncio.streams") == "/std/asyncio/streams.pyi"
    assert old.resolve("asyncio.taskgroups") == "VERSION"
    assert old.resolve("distutils.core") == "/std/distutils/core.pyi"
    assert new.resolve("asyncio.taskgroups") == "/std/asyncio/taskgroups.pyi"
    assert new.resolve("distutils") == "/site/distutils/__init__.py"
    assert new.resolve("distutils.core") == "VERSION"
    assert new.unresolved("distutils.core").versions == ((3, 0), (3, 11))
    assert new.resolve("unlisted") == "NOT_FOUND"


def test_at_run_time_the_library_is_source() -> None:
    program = Program()
    assert program.source("os") == "/lib/os.py"
    assert program.source("asyncio.streams") == "/lib/asyncio/streams.py"
    assert program.source("tomllib") == "NOT_FOUND"


def test_stub_packages_beat_everything() -> None:
    program = Program(
        "/p/a/__init__.py", "/site/a/__init__.pyi", "/site/a-stubs/__init__.pyi", "/site/a-stubs/b.pyi", "/p/a/b.py"
    )
    assert program.resolve("a") == "/site/a-stubs/__init__.pyi"
    assert program.resolve("a.b") == "/site/a-stubs/b.pyi"
    assert program.source("a") == "/p/a/__init__.py"
    assert program.source("a.b") == "/p/a/b.py"


def test_what_a_stub_package_lacks_is_looked_up_further_on() -> None:
    program = Program(
        "/site/a/__init__.py",
        "/site/a/b.py",
        "/site/a/c/__init__.py",
        "/site/a/c/d.py",
        "/site/e.py",
        "/site/a-stubs/__init__.pyi",
        "/site/a-stubs/py.typed: partial\n",
        "/site/a-stubs/c/x.pyi",
        "/site/e-stubs/__init__.pyi",
    )
    assert program.resolve("a.b") == "/site/a/b.py"
    assert program.resolve("a.c") == "/site/a/c/__init__.py"
    assert program.resolve("a.c.x") == "/site/a-stubs/c/x.pyi"
    assert program.resolve("a.c.d") == "/site/a/c/d.py"
    assert program.resolve("a.z") == "NO_SUBMODULE"
    assert program.resolve("e") == "/site/e-stubs/__init__.pyi"


def test_stub_packages_of_a_namespace_package() -> None:
    program = Program(
        "/site/g-stubs/cloud/__init__.pyi", "/site/g/cloud/__init__.py", "/site/g/cloud/x.py", "/site/g/auth.py"
    )
    assert program.resolve("g") == "namespace /site/g-stubs /site/g"
    assert program.resolve("g.cloud") == "/site/g-stubs/cloud/__init__.pyi"
    assert program.resolve("g.cloud.x") == "/site/g/cloud/x.py"
    assert program.resolve("g.auth") == "/site/g/auth.py"


def test_namespace_portions_count_together() -> None:
    program = Program("/p/n/a.py", "/site/n/b.py", "/site2/n/c/d.py", "/site2/n/a.py", sites=("/site", "/site2"))
    assert program.resolve("n") == "namespace /p/n /site/n /site2/n"
    assert program.resolve("n.a") == "/p/n/a.py"
    assert program.resolve("n.b") == "/site/n/b.py"
    assert program.resolve("n.c") == "namespace /site2/n/c"
    assert program.resolve("n.c.d") == "/site2/n/c/d.py"


def test_a_module_or_package_hides_namespace_portions() -> None:
    program = Program("/p/n/a.py", "/site/n/__init__.py", "/p/m/a.py", "/site/m.py")
    assert program.resolve("n") == "/site/n/__init__.py"
    assert program.resolve("n.a") == "NO_SUBMODULE"
    assert program.resolve("m") == "/site/m.py"


def test_a_package_hides_later_ones_of_its_name() -> None:
    program = Program(
        "/p/a/__init__.py", "/site/a/__init__.py", "/site/a/b.py", "/p/m.py", "/site/m/__init__.py", "/site/m/b.py"
    )
    assert program.resolve("a.b") == "NO_SUBMODULE"
    assert program.resolve("m.b") == "NOT_A_PACKAGE"


@pytest.mark.parametrize(
    "init",
    [
        "from pkgutil import extend_path\n__path__ = extend_path(__path__, __name__)",
        "__import__('pkg_resources').declare_namespace(__name__)",
    ],
)
def test_packages_that_join_their_portions_hide_nothing(init: str) -> None:
    program = Program(f"/p/a/__init__.py: {init}", "/p/a/x.py", f"/site/a/__init__.py: {init}", "/site/a/b.py")
    assert program.resolve("a") == "/p/a/__init__.py"
    assert program.resolve("a.x") == "/p/a/x.py"
    assert program.resolve("a.b") == "/site/a/b.py"


def test_a_package_with_partial_types_hides_nothing() -> None:
    program = Program("/p/a/__init__.py", "/p/a/py.typed: partial\n", "/site/a/__init__.py", "/site/a/b.py")
    assert program.resolve("a.b") == "/site/a/b.py"


def test_stubs_alone_hide_nothing() -> None:
    program = Program(
        "/p/a.pyi", "/site/a/__init__.py", "/site/a/b.py", "/p/c/__init__.pyi", "/site/c/__init__.py", "/site/c/d.py"
    )
    assert program.resolve("a") == "/p/a.pyi"
    assert program.resolve("a.b") == "/site/a/b.py"
    assert program.resolve("c.d") == "/site/c/d.py"


def test_a_folder_of_stubs_in_an_extra_path_lies_over_the_package() -> None:
    program = Program(
        "/typings/a/b.pyi",
        "/typings/a/c.py",
        "/site/a/__init__.py",
        "/site/a/b.py",
        "/site/a/d.py",
        "/typings/n/m.py",
        extra=("/typings",),
    )
    assert program.resolve("a") == "/site/a/__init__.py"
    assert program.resolve("a.b") == "/typings/a/b.pyi"
    assert program.resolve("a.c") == "NO_SUBMODULE"
    assert program.resolve("a.d") == "/site/a/d.py"
    assert program.resolve("n.m") == "/typings/n/m.py"


def test_compiled_modules_are_modules_without_a_file() -> None:
    program = Program(
        "/site/a.cpython-311-x86_64-linux-gnu.so",
        "/site/b/__init__.pyd",
        "/site/b/c.py",
        "/site/d.so",
        "/site/d.pyi",
        "/site/e.pyc",
    )
    assert program.resolve("a") == "compiled"
    assert program.resolve("a.x") == "DYNAMIC"
    assert program.resolve("b") == "compiled /site/b"
    assert program.resolve("b.c") == "/site/b/c.py"
    assert program.resolve("b.x") == "DYNAMIC"
    assert program.resolve("d") == "/site/d.pyi"
    assert program.source("d") == "compiled"
    assert program.resolve("e") == "compiled"


def test_a_package_that_makes_its_modules_while_it_runs_is_not_at_fault() -> None:
    program = Program(
        "/site/six.py: __path__ = []",
        "/site/a/__init__.py: import sys\nsys.modules['a.b'] = 1",
        "/site/c/__init__.py: # nothing",
    )
    assert program.resolve("six.moves") == "DYNAMIC"
    assert program.resolve("a.b.c") == "DYNAMIC"
    assert program.resolve("c.b") == "NO_SUBMODULE"


@pytest.mark.parametrize("sensitive", [True, False])
def test_the_case_of_names_counts_on_every_disk(sensitive: bool) -> None:
    program = Program("/p/Colour.py", "/p/Pack/__init__.py", "/p/Pack/Inner.py", case_sensitive=sensitive)
    assert program.resolve("Colour") == "/p/Colour.py"
    assert program.resolve("colour") == "NOT_FOUND"
    assert program.resolve("Pack.Inner") == "/p/Pack/Inner.py"
    assert program.resolve("pack.Inner") == "NOT_FOUND"
    assert program.resolve("Pack.inner") == "NO_SUBMODULE"


def test_odd_entries_are_no_modules() -> None:
    program = Program("/p/a.b.py", "/p/__pycache__/c.py", "/p/x-y/__init__.py", "/p/f.txt", "/site/b.py")
    program.disk.make_special("/p/pipe.py")
    program.disk.link("/p/dead.py", "/nowhere")
    program.disk.link("/p/loop", "/p/loop")
    program.disk.link("/site/again", "/site")
    for name in ("a", "__pycache__", "f", "pipe", "dead", "loop"):
        assert program.resolve(name) == "NOT_FOUND", name
    assert program.resolve("again.again") == "namespace /site/again/again"
    assert program.resolve(".".join(["again"] * 80)) == "INVALID"


def test_what_is_found_is_described() -> None:
    program = Program("/p/a/__init__.py")
    found = resolve.resolve(program.db, "a")
    assert isinstance(found, module.Module)
    assert (found.kind, found.is_package, found.is_stub, found.is_standard) == (
        module.ModuleKind.PACKAGE,
        True,
        False,
        False,
    )
    assert found.search_path.kind is search_paths.PathKind.FIRST_PARTY
    standard = resolve.resolve(program.db, "os")
    assert isinstance(standard, module.Module)
    assert standard.is_standard
    assert standard.is_stub


# ---- names ----


@pytest.mark.parametrize(
    ("level", "tail", "importer", "is_package", "expected"),
    [
        (0, "x.y", "a.b", False, "x.y"),
        (1, "x", "a.b", False, "a.x"),
        (1, "", "a.b", False, "a"),
        (2, "x", "a.b.c", False, "a.x"),
        (1, "x", "a.b", True, "a.b.x"),
        (2, "x", "a.b", True, "a.x"),
        (2, "x", "a.b", False, None),
        (1, "x", "a", False, None),
        (1, "x", "a", True, "a.x"),
        (9, "", "a.b", True, None),
        (0, "", "a", False, None),
    ],
)
def test_relative_names(level: int, tail: str, importer: str, is_package: bool, expected: str | None) -> None:
    assert names.absolute(level, tail, importer, is_package) == expected


def test_parts_of_names() -> None:
    assert names.parent("a.b.c") == "a.b"
    assert names.parent("a") is None
    assert names.top("a.b") == "a"
    assert names.is_valid("é.ñ")
