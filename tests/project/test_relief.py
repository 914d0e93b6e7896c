"""A database that is given up is freed; a limit changes no answer; nothing is kept for what was closed."""

from __future__ import annotations

import gc
import itertools
import subprocess
import sys
import weakref
from collections.abc import Callable

import pytest

from pebre_analysis.engine import cancel, contents, memo, sweep
from pebre_analysis.memory import budget
from pebre_analysis.project import held, relief
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.syntax import chunk_cache, outline, tables
from pebre_analysis.types import build, remembered, table
from pebre_analysis.types.infer import annotation_strings, quiet
from tests.harness import project
from tests.ide import harness
from tests.property import test_types_incremental as incremental

pytestmark = pytest.mark.usefixtures("own_chunks")

FILES = {"shapes.py": incremental.SHAPES, "main.py": incremental.MAIN, "other.py": incremental.OTHER}
MAIN = f"{project.ROOT}/main.py"


def test_a_database_that_is_given_up_is_freed() -> None:
    db = project.open_project(FILES)
    for path in FILES:
        incremental.state(db, path)
    file = db.files.file(MAIN)
    module = db.run(semantic_index.semantic_index, db, file).module
    region = module.all_regions()[0]
    definition = region.definition(0)
    held = [weakref.ref(each) for each in (file, module, region, definition, db)]
    relief.give_up(db)
    del db, file, module, region, definition
    gc.collect()
    assert [each() for each in held] == [None] * len(held)


def test_databases_share_no_facts() -> None:
    """`True` and the like are one object for all databases; what is found about them names classes of one."""
    db = project.open_project({"main.py": "x = True\nx.real\ny = 'a'.join(['b'])\nNone\nf'{x}'.upper()\n"})
    incremental.state(db, "main.py")
    assert all(ty.memo is None for ty in remembered.SHARED)


def test_a_limit_that_is_always_reached_changes_no_answer() -> None:
    free = {path: project.report(project.open_project(FILES), path) for path in FILES}
    always = relief.Renewed(lambda: project.open_project(FILES), 1)
    found = {}
    seen = set()
    for path in FILES:
        always.relieve()
        seen.add(id(always.db))
        found[path] = project.report(always.db, path)
    assert found == free


def test_a_budget_asks_for_relief_once_and_again_when_more_was_added() -> None:
    held = [50 * budget.MEGABYTE]
    of = budget.Budget(100, lambda: held[0])
    assert not of.is_over()
    held[0] *= 3
    assert of.is_over()
    assert not of.is_over()
    assert of.may_begin_anew()
    of.began_anew()
    assert not of.may_begin_anew()
    held[0] += 20 * budget.MEGABYTE
    assert of.is_over()
    assert not of.may_begin_anew()  # nothing was added that a new start would give back
    assert not budget.Budget(0, lambda: held[0]).is_over()


def test_without_an_open_document_nothing_is_held() -> None:
    at = harness.Project("x = 1\n")
    at.open("main.py", "import os\ny: int = 'a'\n")
    first = at.host.diagnostics(MAIN)
    assert first
    [workspace] = at.host._workspaces.loaded()
    held = weakref.ref(workspace.db)
    del workspace
    at.host.pause()
    assert held() is not None
    at.close("main.py")
    at.host.pause()
    assert held() is None
    at.open("main.py", "import os\ny: int = 'a'\n")
    assert at.host.diagnostics(MAIN).flat() == first.flat()


@pytest.mark.slow  # looks through all that the tests have made
def test_nothing_that_grew_is_left_behind() -> None:
    """One object in an arena of the allocator keeps all of it: what fills itself is emptied too."""
    at = harness.Project("x = 1\n")
    left = []
    for n in range(3):
        at.open("main.py", f"import os\ny{n}: 'int | str | {n}' = [a for a in 'b']\nprint(os.path, y{n})\n")
        assert at.host.diagnostics(MAIN)
        assert annotation_strings.expression.cache_info().currsize
        at.close("main.py")
        at.host.pause()
        assert not tables.tables.cache_info().currsize
        assert not annotation_strings.expression.cache_info().currsize
        left.append(sys.getallocatedblocks())
    assert left[2] - left[1] < 100


@pytest.mark.slow  # starts a process
def test_giving_memory_back_loads_nothing() -> None:
    """What is made when much was just freed is strewn over all arenas, and keeps them."""
    script = """
import sys
from tests.ide import harness
at = harness.Project("x = 1")
at.open("main.py", "import os")
at.host.diagnostics("/project/main.py")
at.close("main.py")
before = set(sys.modules)
at.host.pause()
assert not list(at.host._workspaces.loaded())
print(sorted(set(sys.modules) - before))
"""
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


@pytest.mark.slow  # starts a process
def test_what_tells_and_keeps_findings_is_loaded_before_there_are_any() -> None:
    """What is imported when there is much stays in the middle of it, and keeps the arenas when the rest has gone."""
    script = """
import sys
from types import SimpleNamespace as N
from pebre_analysis.ide.common import workbench
from pebre_server import diagnostics
def find(path):
    print({"pebre_server.shown", "pebre_analysis.semantic.surface"} - set(sys.modules))
    sys.exit()
session = N(prefers=N(reported=""), has_reported=True, second=None, host=N(diagnostics=find))
diagnostics.report_of(session, N(analysed_path=""))
"""
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout == "set()\n"


LIB = "def used(): return 1\n\ndef unused(): return ''\n"
OTHER = "import lib\n\nclass A:\n    def f(self):\n        return lib.used()\n\nz: str = A().f()\n"


def n_results(at: harness.Project) -> dict[str, int]:
    """How many results of some queries the report counts."""
    [workspace] = at.host._workspaces.loaded()
    rows = held.of([workspace.db]).rows
    return {row.name: row.count for row in rows if row.name in ("infer_region", "infer_definition", "semantic_index")}


def test_what_serves_only_a_closed_file_goes() -> None:
    at = harness.Project(f"#- lib.py\n{LIB}")
    at.open("main.py", OTHER.replace("A", "B"))
    first = at.host.diagnostics(MAIN).flat()
    alone = n_results(at)
    at.open("other.py", OTHER)
    said = at.host.diagnostics(f"{project.ROOT}/other.py").flat()
    assert len(said) == len(first) == 1
    assert n_results(at)["semantic_index"] == alone["semantic_index"] + 1
    at.close("other.py")
    at.host.pause()
    assert n_results(at) == alone
    assert at.host.diagnostics(MAIN).flat() == first
    at.open("other.py", OTHER)
    assert at.host.diagnostics(f"{project.ROOT}/other.py").flat() == said


def test_what_an_open_file_uses_of_a_closed_one_stays() -> None:
    at = harness.Project(f"#- lib.py\n{LIB}")
    at.open("lib.py", LIB)
    at.open("main.py", OTHER)
    at.host.diagnostics(f"{project.ROOT}/lib.py")
    first = at.host.diagnostics(MAIN).flat()
    before = n_results(at)
    at.close("lib.py")
    at.host.pause()
    assert n_results(at)["infer_region"] < before["infer_region"]
    [workspace] = at.host._workspaces.loaded()
    with workspace.db.record() as ran:
        assert at.host.diagnostics(MAIN).flat() == first
    assert [each for each in ran if each.startswith("infer")] == []
    at.write("lib.py", LIB.replace("return 1", "return ''"))
    assert at.host.diagnostics(MAIN).flat() == ()


@pytest.mark.parametrize("work", ["pause", "idle"])
def test_giving_back_is_stopped_anywhere_and_gone_on_with(monkeypatch: pytest.MonkeyPatch, work: str) -> None:
    for module, name in ((relief, "_STEP"), (remembered, "_PIECE"), (sweep, "_STEP")):
        monkeypatch.setattr(module, name, 4)
    at = harness.Project(f"#- lib.py\n{LIB}\n#- other.py\n{OTHER}")
    at.open("main.py", OTHER.replace("A", "B"))
    first = at.host.diagnostics(MAIN).flat()
    alone = n_results(at)
    [db] = [workspace.db for workspace in at.host._workspaces.loaded()]
    looked = 0

    def stop_at(n: int) -> Callable[[], None]:
        def check() -> None:
            nonlocal looked
            looked += 1
            if looked == n:
                raise cancel.Cancelled

        return check

    n_stops = 0
    for n in itertools.count(1, 9):
        at.open("other.py", OTHER)  # it is on the disk as well
        assert len(at.host.diagnostics(f"{project.ROOT}/other.py").flat()) == 1
        at.close("other.py")
        looked = 0
        with monkeypatch.context() as patched:
            patched.setattr(db, "check_cancelled", stop_at(n))
            try:
                getattr(at.host, work)()
            except cancel.Cancelled:
                n_stops += 1
        assert at.host.diagnostics(MAIN).flat() == first
        at.host.pause()
        assert n_results(at) == alone
        if looked < n:
            break
    assert n_stops > 5


def test_once_it_settled_the_code_that_is_looked_at_stays() -> None:
    at = harness.Project("x = 1\n")
    for n in range(12):
        at.open(f"m{n}.py", "".join(f"def f{n}_{k}(a: int) -> int:\n    return a\n\n\n" for k in range(120)))
        at.host.diagnostics(f"{project.ROOT}/m{n}.py")
    [workspace] = at.host._workspaces.loaded()
    chunks = chunk_cache.of(workspace.db)

    def n_lines() -> int:
        return sum(each.own_lines for each in chunks.chunks() if each.lowered is not None)

    assert n_lines() > relief.SETTLED_LINES
    relief.settle(workspace.db)
    assert relief.SETTLED_LINES - 10 < n_lines() <= relief.SETTLED_LINES
    last = outline.outline(workspace.db, workspace.db.files.file(f"{project.ROOT}/m11.py"))
    assert all(each.lowered is not None for _, each in last.occurrences())
    relief.drop_leftovers(workspace.db)
    assert n_lines() == sum(each.own_lines for _, each in last.occurrences())


def test_a_large_file_that_is_looked_at_does_not_push_itself_out() -> None:
    at = harness.Project("x = 1\n")
    for name, letter in (("other.py", "g"), ("large.py", "f")):
        at.open(name, "".join(f"def {letter}{n}(a: int) -> int:\n    return a\n\n\n" for n in range(150)))
        at.host.diagnostics(f"{project.ROOT}/{name}")
        [workspace] = at.host._workspaces.loaded()
        chunks = chunk_cache.of(workspace.db)
        chunks.limit = 100

    def n_lines(name: str) -> int:
        of = outline.outline(workspace.db, workspace.db.files.file(f"{project.ROOT}/{name}"))
        return sum(each.own_lines for _, each in of.occurrences() if each.lowered is not None)

    assert n_lines("large.py") >= 300
    assert n_lines("other.py") <= 100
    relief.settle(workspace.db)
    assert n_lines("large.py") >= 300
    relief.drop_code(workspace.db)  # memory is short
    chunks.shrink(100)
    assert n_lines("large.py") <= 100


def test_of_what_was_typed_no_version_is_left() -> None:
    """A class with findings in its body, written in fifty ways: the chunks of the file are those of its outline."""
    at = harness.Project("x = 1\n")
    first = "class A:\n" + "".join(f"    def m{n}(self) -> int:\n        return ''\n" for n in range(8))
    for n in range(50):
        written = first.replace(f"m{n % 8}(", f"n{n}(").replace("return ''", f"y: int = '{n}'\n        return y", n % 3)
        at.open("main.py", written, n + 1)
        assert len(at.host.diagnostics(MAIN).flat()) >= 8
    at.open("main.py", first, 100)
    at.host.diagnostics(MAIN)
    at.host.idle()
    [workspace] = at.host._workspaces.loaded()
    chunks = chunk_cache.of(workspace.db)
    outlines = [outline.outline(workspace.db, file) for file in list(workspace.db.files) if relief._index(file)]
    of_outlines = {chunk for each in outlines for _, chunk in each.occurrences()}
    assert len(chunks) - len(of_outlines) < 8  # of the last version alone


def n_runs(at: harness.Project) -> tuple[int, int]:
    """How many runs of regions are known, and how many there are."""
    [workspace] = at.host._workspaces.loaded()
    rows = held.of([workspace.db]).rows
    index = workspace.db.run(semantic_index.semantic_index, workspace.db, workspace.db.files.file(MAIN))
    return sum(row.count for row in rows if row.name == "run_reports"), len(index.runs().heads())


def test_of_runs_that_begin_elsewhere_by_now_nothing_is_left() -> None:
    at = harness.Project("x = 1\n")
    lines = [f"a{n}: int = 'x'\n" for n in range(60)]
    for n in range(60):
        at.open("main.py", "".join([*lines[:n], f"b{n}: int = ''\n", *lines[n:]]), n + 1)
        at.host.diagnostics(MAIN)
    known, there = n_runs(at)
    assert known > there
    at.host.idle()
    known, there = n_runs(at)
    assert known == there


def test_results_that_read_what_is_gone_go_if_nobody_read_them() -> None:
    at = harness.Project("x = 1\n")
    at.open("main.py", "def f():\n    y = 1\n    return y\ndef g():\n    return f()\n")
    at.host.diagnostics(MAIN)
    [workspace] = at.host._workspaces.loaded()
    index = workspace.db.run(semantic_index.semantic_index, workspace.db, workspace.db.files.file(MAIN))
    [region] = [each for each in index.runs().all if each.debug_name().endswith("g")]
    before = workspace.db.run(quiet.ranges, workspace.db, region)

    def n_quiet() -> int:
        return sum(row.count for row in held.of([workspace.db]).rows if row.name == "quiet")

    at.host.idle()
    assert n_quiet() == 1  # it holds
    at.open("main.py", "def g():\n    return f()\n", 2)
    at.host.diagnostics(MAIN)
    assert n_quiet() == 1
    at.host.idle()
    assert n_quiet() == 0
    assert workspace.db.run(quiet.ranges, workspace.db, region) != before


def test_tables_are_as_large_as_what_is_in_them() -> None:
    some = {n: n for n in range(1_000)}
    for n in range(10, 1_000):
        del some[n]
    table.compact(some)
    assert some == {n: n for n in range(10)}
    assert sys.getsizeof(some) < 1_000
    db = project.open_project({"main.py": "x = 'a'\n"})
    kept = build.str_literal(db, "b")
    db.types.compact()
    assert build.str_literal(db, "b") is kept


def test_of_what_is_given_up_no_piece_holds_the_others() -> None:
    """A result about a class that was gone before may be left over: nobody would ever free what it holds."""
    at = harness.Project("class A:\n    def f(self): return 1\n\nclass B:\n    x = A().f()\n")
    at.host.diagnostics(MAIN)
    [workspace] = at.host._workspaces.loaded()
    index = workspace.db.run(semantic_index.semantic_index, workspace.db, workspace.db.files.file(MAIN))
    [a] = [each for each in relief._scopes(index) if each.name == "A"]
    [header] = [each for each in index.module.all_regions() if each.key == "A"]
    at.open("main.py", "class B:\n    x = 1\n", 2)
    at.host.diagnostics(MAIN)
    [b] = [each for each in relief._scopes(index) if each.name == "B"]
    relief.give_up(workspace.db)
    assert [len(each.symbols) + len(each.all_regions()) for each in (a, b, index.module)] == [0, 0, 0]
    assert index.module.bodies == []
    assert not index.gone
    assert [each for each in contents.memos(header) if each.valid != memo.DEAD] == []
