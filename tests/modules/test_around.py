"""What depends on the importing file, the way back from files to names, and what can be listed."""

import pytest

from pebre_analysis.modules import listing, resolve, reverse, stubs, suggest
from tests.modules import programs

Program = programs.Program


def name_of(of: Program, path: str) -> str | None:
    found = reverse.file_to_module(of.db, of.db.files.file(path))
    return None if found is None else found.name


def test_a_file_has_the_name_that_leads_to_it() -> None:
    of = Program(
        "/p/a.py",
        "/p/b/__init__.py",
        "/p/b/c.py",
        "/p/n/d.py",
        "/site/e.py",
        "/site/f-stubs/__init__.pyi",
        "/site/f-stubs/g.pyi",
        "/site/f/__init__.py",
        "/q/x.py",
        "/p/no-name.py",
        "/p/b/no.dot.py",
        "/p/x.txt",
    )
    assert name_of(of, "/p/a.py") == "a"
    assert name_of(of, "/p/b/__init__.py") == "b"
    assert name_of(of, "/p/b/c.py") == "b.c"
    assert name_of(of, "/p/n/d.py") == "n.d"
    assert name_of(of, "/site/e.py") == "e"
    assert name_of(of, "/site/f-stubs/g.pyi") == "f.g"
    assert name_of(of, "/site/f-stubs/__init__.pyi") == "f"
    assert name_of(of, "/site/f/__init__.py") == "f"  # what runs
    assert name_of(of, "/std/os/path.pyi") == "os.path"
    assert name_of(of, "/lib/os.py") == "os"
    for path in ("/q/x.py", "/p/no-name.py", "/p/b/no.dot.py", "/p/x.txt", "/p/missing.py", "untitled:1", "/p", "/"):
        assert name_of(of, path) is None, path


def test_a_hidden_file_has_no_name() -> None:
    of = Program("/p/a.py", "/p/a/__init__.py", "/site/a.py", "/p/os.py", "/p/types.py")
    assert name_of(of, "/p/a/__init__.py") == "a"
    assert name_of(of, "/p/a.py") is None
    assert name_of(of, "/site/a.py") is None
    assert name_of(of, "/std/os/__init__.pyi") is None
    assert name_of(of, "/p/types.py") is None
    of.remove("/p/a/__init__.py")
    assert name_of(of, "/p/a.py") == "a"


def test_the_deepest_of_nested_roots_names_a_file() -> None:
    of = Program("/p/src/a/__init__.py", "/p/src/a/b.py", roots=("/p", "/p/src"))
    assert name_of(of, "/p/src/a/b.py") == "a.b"


def test_a_root_that_is_a_package_names_only_what_no_other_does() -> None:
    of = Program("/p/pkg/__init__.py", "/p/pkg/a.py", roots=("/p", "/p/pkg"))
    assert name_of(of, "/p/pkg/a.py") == "pkg.a"
    assert name_of(of, "/p/pkg/__init__.py") == "pkg"
    of = Program("/p/no-name/__init__.py", "/p/no-name/a.py", roots=("/p", "/p/no-name"))
    assert name_of(of, "/p/no-name/a.py") == "a"


def test_a_redirected_module_has_its_name() -> None:
    of = Program(
        "/site/__editable___x_finder.py: MAPPING = {'a': '/e/src/a', 'one': '/e/one'}",
        "/site/x.pth: import __editable___x_finder",
        "/e/src/a/__init__.py",
        "/e/src/a/b.py",
        "/e/one.py",
    )
    assert name_of(of, "/e/src/a/__init__.py") == "a"
    assert name_of(of, "/e/src/a/b.py") == "a.b"
    assert name_of(of, "/e/one.py") == "one"


# ---- imports of one file ----


def test_relative_imports_of_a_module_of_the_program() -> None:
    of = Program("/p/a/__init__.py", "/p/a/b/__init__.py", "/p/a/b/c.py", "/p/a/d.py")
    assert of.import_in("/p/a/b/c.py", 1, "") == "/p/a/b/__init__.py"
    assert of.import_in("/p/a/b/c.py", 2, "d") == "/p/a/d.py"
    assert of.import_in("/p/a/b/__init__.py", 1, "c") == "/p/a/b/c.py"
    assert of.import_in("/p/a/b/c.py", 1, "none") == "NO_SUBMODULE"
    assert of.import_in("/p/a/b/c.py", 4, "d") == "BEYOND_TOP"
    assert of.import_in("/p/a/d.py", 0, "a.b.c") == "/p/a/b/c.py"


def test_a_script_imports_what_lies_beside_it() -> None:
    of = Program("/p/tools/run.py", "/p/tools/helper.py", "/p/tools/deep/x.py", "/p/tools/docs/readme")
    assert of.resolve("helper") == "NOT_FOUND"
    assert of.import_in("/p/tools/run.py", 0, "helper") == "/p/tools/helper.py"
    assert of.import_in("/p/tools/deep/x.py", 0, "helper") == "/p/tools/helper.py"
    assert of.import_in("/p/tools/run.py", 0, "deep.x") == "/p/tools/deep/x.py"
    assert of.import_in("/p/tools/run.py", 0, "docs") == "NOT_FOUND"  # a bare folder is no find
    assert of.import_in("/p/tools/run.py", 0, "nothing") == "NOT_FOUND"
    of.write("/p/tools/nothing.py")
    assert of.import_in("/p/tools/run.py", 0, "nothing") == "/p/tools/nothing.py"


def test_packages_are_passed_over_unless_they_are_projects() -> None:
    of = Program(
        "/p/a/__init__.py",
        "/p/a/b.py",
        "/p/a/c.py",
        "/p/d/__init__.py",
        "/p/d/pyproject.toml",
        "/p/d/e.py",
        "/p/d/f/__init__.py",
        "/p/d/f/g.py",
    )
    assert of.import_in("/p/a/b.py", 0, "c") == "NOT_FOUND"
    assert of.import_in("/p/d/f/g.py", 0, "e") == "/p/d/e.py"


def test_what_is_on_the_search_paths_is_not_looked_for_around() -> None:
    of = Program("/site/a/__init__.py", "/p/t/a/__init__.py", "/p/t/a/b.py", "/p/t/x.py", "/p/t/os.py")
    assert of.import_in("/p/t/x.py", 0, "a") == "/site/a/__init__.py"
    assert of.import_in("/p/t/x.py", 0, "a.b") == "NO_SUBMODULE"
    assert of.import_in("/p/t/x.py", 0, "os") == "/std/os/__init__.pyi"


def test_files_outside_the_project() -> None:
    of = Program(
        "/q/a.py",
        "/q/b.py",
        "/q/in/c.py",
        "/r/pyproject.toml",
        "/r/x.py",
        "/r/s/t.py",
        "/r/s/__init__.py",
        "/r/s/u.py",
        "/z/pack/__init__.py",
        "/z/pack/m.py",
        "/z/pack/n.py",
    )
    assert of.import_in("/q/a.py", 0, "b") == "/q/b.py"
    assert of.import_in("/q/in/c.py", 0, "b") == "NOT_FOUND"
    assert of.import_in("/r/s/t.py", 0, "x") == "/r/x.py"
    assert of.import_in("/r/s/t.py", 1, "u") == "/r/s/u.py"
    assert of.import_in("/r/s/t.py", 2, "x") == "BEYOND_TOP"
    assert of.import_in("/z/pack/m.py", 1, "n") == "/z/pack/n.py"
    assert of.import_in("/z/pack/m.py", 0, "pack.n") == "/z/pack/n.py"
    assert of.import_in("/q/a.py", 1, "b") == "BEYOND_TOP"


def test_buffers_without_a_place_import_absolutely_only() -> None:
    of = Program("/p/a.py")
    assert of.import_in("untitled:1", 0, "a") == "/p/a.py"
    assert of.import_in("untitled:1", 0, "b") == "NOT_FOUND"
    assert of.import_in("untitled:1", 1, "a") == "NOT_FOUND"


# ---- listing ----


def below(of: Program, name: str) -> tuple[str, ...]:
    return listing.submodules(of.db, resolve.request(of.db, name))


def test_submodules_are_listed() -> None:
    of = Program(
        "/site/a/__init__.py",
        "/site/a/b.py",
        "/site/a/b.pyi",
        "/site/a/c.so",
        "/site/a/d/x.py",
        "/site/a/data/t.txt",
        "/site/a/py.typed",
        "/site/a-stubs/__init__.pyi",
        "/site/a-stubs/s.pyi",
        "/site/m.py",
    )
    assert below(of, "a") == ("b", "c", "d", "s")
    assert below(of, "m") == ()
    assert below(of, "none") == ()
    assert below(of, "asyncio") == ("streams", "taskgroups")
    assert below(Program(version=(3, 9)), "asyncio") == ("streams",)


def test_top_level_modules_are_listed() -> None:
    of = Program(
        "/p/a.py",
        "/p/docs/x.txt",
        "/p/pkg/__init__.py",
        "/p/ns/inner/m.py",
        "/site/b-stubs/__init__.pyi",
        "/site/__editable___x_finder.py: MAPPING = {'e.f': '/e/f'}",
        "/site/x.pth: import __editable___x_finder",
    )
    names = listing.top_level(of.db, of.db.program)
    assert set(names) >= {"a", "pkg", "ns", "b", "e", "os", "tomllib"}
    assert not set(names) & {"docs", "unlisted", "VERSIONS", "__init__"}
    assert list(names) == sorted(names)
    of.write("/p/new.py")
    assert "new" in listing.top_level(of.db, of.db.program)


def test_names_that_may_have_been_meant() -> None:
    of = Program("/p/colours/__init__.py", "/p/colours/palette.py")
    assert listing.did_you_mean(of.db, of.unresolved("colors")) == ["colours"]
    assert listing.did_you_mean(of.db, of.unresolved("Colours")) == ["colours"]
    assert listing.did_you_mean(of.db, of.unresolved("colours.pallete")) == ["colours.palette"]
    assert listing.did_you_mean(of.db, of.unresolved("a b")) == []
    assert listing.did_you_mean(of.db, of.unresolved("xyzzyx")) == []


@pytest.mark.parametrize(
    ("name", "candidates", "expected"),
    [
        ("nump", ["numpy", "num", "pump"], ["num", "numpy", "pump"]),
        ("reqeusts", ["requests", "request"], ["requests", "request"]),
        ("os", ["so", "on", "ox", "abc"], ["on", "ox", "so"]),
        ("a", ["b", "A"], ["A"]),
        ("same", ["same"], []),
        ("typing_extension", ["typing_extensions", "typing"], ["typing_extensions"]),
        ("meter", ["__iter__", "metre"], ["metre"]),
        ("_units", ["__init__"], []),
        ("_init__", ["__init__"], ["__init__"]),
        ("__int__", ["__init__"], ["__init__"]),
        ("_main", ["__main__"], ["__main__"]),
    ],
)
def test_close_names(name: str, candidates: list[str], expected: list[str]) -> None:
    assert suggest.close_names(name, candidates) == expected


def test_what_two_names_share_is_not_compared_letter_by_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = 0

    def counted(*args: int) -> int:
        nonlocal cells
        cells += len(args) > 1
        return min(*args)

    monkeypatch.setattr(suggest, "min", counted, raising=False)
    counts: list[int] = []
    for shared in ("some_names", "some_names_that_all_of_many_have_in_common"):
        cells = 0
        assert suggest.close_names(f"{shared}_ab_1", [f"{shared}_ba_1"]) == [f"{shared}_ba_1"]
        counts.append(cells)
    assert counts[0] == counts[1]


def test_py_typed() -> None:
    of = Program(
        "/site/a/__init__.py",
        "/site/a/py.typed",
        "/site/d/__init__.py",
        "/site/e/__init__.py",
        "/site/e/py.typed: partial\n",
    )
    found = [stubs.is_partial(of.db, of.db.files.file(f"/site/{name}")) for name in "ade"]
    assert found == [False, False, True]
