"""What is resolved again when files, settings and environments change."""

import random
import time

import pytest

from pebre_analysis.modules import db as modules_db
from pebre_analysis.modules import listing, module, program, resolve, reverse, search_paths, typeshed
from pebre_analysis.source import system
from tests.modules import programs

Program = programs.Program


def reruns(of: Program, *names: str) -> list[str]:
    """The queries that run when the names are resolved."""
    with of.db.record() as ran:
        for name in names:
            of.resolve(name)
    return ran


def test_a_memo_hit_runs_nothing() -> None:
    of = Program("/p/a.py")
    assert "resolve_module(a)" in reruns(of, "a")
    assert reruns(of, "a") == []


def test_a_file_that_appears_is_found() -> None:
    of = Program()
    assert of.resolve("a") == "NOT_FOUND"
    of.write("/p/a.py")
    assert of.resolve("a") == "/p/a.py"
    of.write("/p/a.pyi")
    assert of.resolve("a") == "/p/a.pyi"
    of.remove("/p/a.pyi")
    assert of.resolve("a") == "/p/a.py"
    of.remove("/p/a.py")
    assert of.resolve("a") == "NOT_FOUND"


def test_a_path_of_higher_priority_takes_over_and_gives_back() -> None:
    of = Program("/site/a/__init__.py", "/site/a/b.py")
    assert of.resolve("a.b") == "/site/a/b.py"
    of.write("/p/a/b.py")
    assert of.resolve("a.b") == "/site/a/b.py"  # a namespace portion does not hide a package
    of.write("/p/a/__init__.py")
    assert of.resolve("a.b") == "/p/a/b.py"
    of.remove("/p/a")
    assert of.resolve("a.b") == "/site/a/b.py"


def test_a_path_of_lower_priority_changes_nothing() -> None:
    of = Program("/p/a.py")
    assert of.resolve("a") == "/p/a.py"
    of.write("/site/a.py")
    assert "resolve_module(a)" not in [each for each in reruns(of, "a") if each != "resolve_module(a)"]
    assert of.resolve("a") == "/p/a.py"


def test_files_that_are_no_modules_stop_at_the_listing() -> None:
    of = Program("/p/a.py")
    of.resolve("a")
    of.write("/p/.a.py.swp")
    of.write("/p/notes.txt")
    assert reruns(of, "a") == ["listing(/p)", "importable(/p)"]


def test_an_edit_in_a_file_resolves_nothing() -> None:
    of = Program("/p/a/__init__.py: x = 1", "/p/a/b.py")
    of.resolve("a.b")
    of.write("/p/a/__init__.py", "x = 2")
    assert reruns(of, "a.b") == []


def test_missing_modules_make_no_files() -> None:
    of = Program("/p/a/__init__.py")
    of.resolve("a")
    of.resolve("zzz")
    known = {file.path for file in of.db.files}
    for name in ("b", "c.d", "e-f"):
        of.resolve(name)
    assert {file.path for file in of.db.files} == known
    of.resolve("a.x")
    assert {file.path for file in of.db.files} == known | {"/p/a/__init__.py"}


def test_one_look_at_the_disk_per_folder() -> None:
    of = Program(*(f"/p/pack/m{n}.py" for n in range(50)), "/p/pack/__init__.py")
    of.disk.log.clear()
    for n in range(50):
        of.resolve(f"pack.m{n}")
        of.resolve(f"nothing{n}")
    assert sorted(line for line in of.disk.log if line.startswith("list")) == [
        "list /p",
        "list /p/pack",
        "list /site",
        "list /std",
    ]
    assert len([line for line in of.disk.log if line.startswith("stat")]) == 50 + 5


def test_settings_take_effect() -> None:
    of = Program("/q/a.py", version=(3, 9))
    assert of.resolve("tomllib") == "VERSION"
    program.configure(of.db, python_version=(3, 11))
    assert of.resolve("tomllib") == "/std/tomllib.pyi"
    assert of.resolve("a") == "NOT_FOUND"
    first = search_paths.SearchPath(search_paths.PathKind.FIRST_PARTY, "/q")
    program.configure(of.db, paths=(first, *of.db.program.search_paths.value))
    assert of.resolve("a") == "/q/a.py"
    before = of.db.revision
    program.configure(of.db, python_version=(3, 11), platform="linux", paths=of.db.program.search_paths.value)
    assert of.db.revision == before


def test_pth_files_are_edited_and_removed() -> None:
    of = Program("/e/a.py", "/f/a.py", "/site/x.pth: /e")
    assert of.resolve("a") == "/e/a.py"
    of.write("/site/x.pth", "/f")
    assert of.resolve("a") == "/f/a.py"
    of.remove("/site/x.pth")
    assert of.resolve("a") == "NOT_FOUND"
    of.write("/site/y.pth", "/e")
    assert of.resolve("a") == "/e/a.py"


def test_a_deep_change_in_site_packages_leaves_other_packages_alone() -> None:
    of = Program("/site/a/__init__.py", "/site/a/deep/x.py", "/site/b/__init__.py", "/site/b/c.py")
    assert of.resolve("a.deep.x") == "/site/a/deep/x.py"
    of.resolve("b.c")
    of.write("/site/a/deep/y.py")
    assert reruns(of, "b.c") == []
    assert of.resolve("a.deep.y") == "/site/a/deep/y.py"


def test_versions_are_data_too() -> None:
    of = Program()
    assert of.resolve("unlisted") == "NOT_FOUND"
    of.write("/std/VERSIONS", programs.VERSIONS + "unlisted: 3.0-\n")
    assert of.resolve("unlisted") == "/std/unlisted.pyi"


def test_after_any_changes_the_answers_are_those_of_a_fresh_database() -> None:
    choose = random.Random(4)
    of = Program()
    names = ["a", "a.b", "a.b.c", "d", "e.f"]
    paths = [
        f"{root}/{inner}"
        for root in ("/p", "/site", "/site/z")
        for inner in (
            "a.py",
            "a.pyi",
            "a/__init__.py",
            "a/b.py",
            "a/b/c.py",
            "a-stubs/__init__.pyi",
            "a-stubs/b.pyi",
            "d.py",
            "d.so",
            "e/f.pyi",
        )
    ] + ["/site/x.pth"]
    for _ in range(150):
        path = choose.choice(paths)
        if of.disk.stat(path).kind.value == "missing":
            of.write(path, choose.choice(["/site/z", ""]) if path.endswith(".pth") else "")
        else:
            of.remove(path)
        name = choose.choice(names)
        fresh = Program()
        fresh.disk._roots = of.disk._roots
        fresh.db = type(fresh.db)(of.disk)
        program.configure(fresh.db, python_version=(3, 11), paths=of.db.program.search_paths.value)
        for mode in resolve.Mode:
            assert of.resolve(name, mode) == fresh.resolve(name, mode), (path, name)
        found = resolve.resolve(of.db, name)
        if isinstance(found, module.Module) and found.file is not None:
            back = reverse.file_to_module(of.db, found.file)
            assert back is not None
            assert back.name == name


@pytest.mark.slow
def test_resolving_is_cheap() -> None:
    """The bundled stubs: 15 to 50 µs for a first resolution, 0.6 µs for the next; the goals are 100 and a few."""
    disk = system.OsSystem(variables={})
    stubs = typeshed.bundled_folder(disk)
    assert stubs is not None
    db = modules_db.Db(disk)
    program.configure(db, paths=search_paths.assemble(["/nowhere"], stubs))
    names = listing.top_level(db, db.program)
    assert len(names) > 200

    def seconds_per_name() -> float:
        started = time.process_time()
        for name in names:
            resolve.resolve(db, name)
        return (time.process_time() - started) / len(names)

    first = seconds_per_name()
    seconds_per_name()
    again = min(seconds_per_name() for _ in range(5))
    assert first < 0.0002
    assert again < 0.000005


def test_a_single_run_remembers_though_nothing_is_recorded() -> None:
    of = Program("/p/a/__init__.py", "/p/a/b.py")
    settings = of.db.program.search_paths.value
    of.db = modules_db.Db(of.disk, freeze_all=True)
    program.configure(of.db, paths=settings)
    assert of.resolve("a.b") == "/p/a/b.py"
    assert reruns(of, "a.b") == []


def test_only_names_asked_for_lately_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolve, "_MAX_HELD", 3)
    of = Program("/p/a.py")
    for name in ("a", "b", "c", "d", "e"):
        of.resolve(name)
    assert list(of.db.held_requests[0]) == ["c", "d", "e"]
    assert of.resolve("a") == "/p/a.py"
