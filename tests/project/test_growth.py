"""What is held does not grow while somebody types: after any number of edits a text holds what it held before."""

from __future__ import annotations

import random
import weakref

import pytest

from pebre_analysis.engine import cancel
from pebre_analysis.ide.common import workbench
from pebre_analysis.memory import budget, collector, process
from pebre_analysis.project import held, relief
from tests.harness import project
from tests.ide import harness
from tests.property import test_outline as outlines
from tests.property import test_types_incremental as incremental

MAIN, LIB = f"{project.ROOT}/main.py", f"{project.ROOT}/lib.py"
STANDING = 8  # edits that stand at a time


class Session:
    """Somebody types in `main.py`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = harness.Project(f"#- shapes.py\n{incremental.SHAPES}\n#- other.py\n{incremental.OTHER}")
        self.chance = random.Random(1)
        self._show(text)

    def edit(self, n_edits: int) -> None:
        """So many random edits, each answered; some stand together; in the end the text is the first one."""
        now = self.text
        for n in range(n_edits):
            now = outlines.edit(self.text if n % STANDING == 0 else now, self.chance)
            self._show(now)
        self._show(self.text)

    def held(self) -> dict[str, int]:
        """How many objects there are of what a report has a row for."""
        self.at.host.pause()
        self.at.host.idle()
        databases = [workspace.db for workspace in self.at.host._workspaces.loaded()]
        return {f"{row.kind} {row.name}": row.count for row in held.of(databases).rows if row.count}

    def _show(self, text: str) -> None:
        self.at.open("main.py", text)
        self.at.host.diagnostics(MAIN)


@pytest.mark.slow  # hundreds of edits
def test_edits_leave_nothing_behind() -> None:
    typing = Session(incremental.MAIN)
    typing.edit(40)
    early = typing.held()
    typing.edit(400)
    late = typing.held()
    grown = {name: (early.get(name, 0), n) for name, n in late.items() if n > 1.3 * early.get(name, 0) + 40}
    assert grown == {}


def test_a_name_that_was_typed_half_is_forgotten() -> None:
    at = harness.Project("x = 1\n")
    for word in ("s", "so", "som", "some"):
        at.open("main.py", f"def f():\n    return {word}\n")
        at.host.diagnostics(MAIN)
    [workspace] = at.host._workspaces.loaded()
    module = relief._index(workspace.db.files.file(MAIN))
    assert module is not None
    known = module.module.symbols
    assert {"s", "so", "som", "some"} <= set(known)
    assert relief.drop_unread(workspace.db) >= 3
    assert "some" in known
    assert "som" not in known
    at.open("main.py", "som = 1\n\ndef f():\n    return som\n")
    assert not at.host.diagnostics(MAIN).flat()


def test_nor_is_one_kept_that_a_star_import_may_bind() -> None:
    at = harness.Project("#- lib.py\nx = 1\n")
    for word in ("so", "som", "some"):
        at.open("main.py", f"from lib import *\ndef f():\n    return {word}, x\n")
        at.host.diagnostics(MAIN)
    [workspace] = at.host._workspaces.loaded()
    module = relief._index(workspace.db.files.file(MAIN))
    assert module is not None
    relief.drop_unread(workspace.db)
    assert {"so", "som", "some", "x"} & set(module.module.symbols) == {"some", "x"}
    at.open("main.py", "from lib import *\nsom = 1\n\ndef f():\n    return som, x\n")
    assert not at.host.diagnostics(MAIN).flat()


def test_nor_what_is_in_folders_that_were_looked_through_for_a_module() -> None:
    at = harness.Project("#- lib/one.py\n#- main.py\nx = 1\n")
    at.open("main.py", "x = 1\n")
    at.host.diagnostics(MAIN)
    [workspace] = at.host._workspaces.loaded()

    def known() -> set[str]:
        """Queries about the contents of folders that have results."""
        names = {row.name for row in held.of([workspace.db]).rows if row.n_values}
        return names & {"top_level", "holds_modules", "importable", "listing"}

    at.open("main.py", "import lob\n")
    [missing] = at.host.diagnostics(MAIN).flat()
    assert "lib" in str(missing)
    at.host.idle()
    with workspace.db.record() as ran:
        assert at.host.diagnostics(MAIN).flat() == (missing,)
    assert ran == []
    assert known() == {"top_level", "holds_modules", "importable", "listing"}
    at.open("main.py", "x = 1\n")
    assert not at.host.diagnostics(MAIN).flat()
    at.host.idle()
    assert known() == set()
    at.open("main.py", "import lob as x\n")
    at.host.diagnostics(MAIN)
    at.open("main.py", "import lib as x\n")  # the same region, of which nothing is reported now
    at.host.diagnostics(MAIN)
    at.host.idle()
    assert "top_level" not in known()
    at.write("lub.py", "")
    at.open("main.py", "import lob\n")
    [missing] = at.host.diagnostics(MAIN).flat()
    assert "lub" in str(missing)


def test_types_of_what_was_typed_go_when_much_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also while nobody rests for long: what was found about types holds them."""
    monkeypatch.setattr(workbench, "_MANY_EDITS", 20)
    at = harness.Project("x = 1\n")
    counts: list[int] = []
    for n in range(0, 60, 20):
        for word in range(n, n + 20):
            at.open("main.py", f"def f(x: tuple[int, str]):\n    return ({word}, 'a{word}') == x\n")
            at.host.diagnostics(MAIN)
        at.open("main.py", "def f(x: tuple[int, str]):\n    return (1, 'a') == x\n")
        at.host.diagnostics(MAIN)
        at.host.pause()
        [workspace] = at.host._workspaces.loaded()
        types = workspace.db.types
        counts.append(sum([len(each) for each in (types.instances, types.tuples, types.functions, types.others)]))
    assert counts[2] == counts[1]


def test_a_name_that_is_missed_stays_known() -> None:
    at = harness.Project("#- lib.py\nx = 1\n")
    at.open("main.py", "from lib import later\nclass A:\n    def f(self): return self.y\n")
    [missing, unknown] = at.host.diagnostics(MAIN).flat()
    [workspace] = at.host._workspaces.loaded()
    relief.drop_unread(workspace.db)
    with workspace.db.record() as ran:
        assert at.host.diagnostics(MAIN).flat() == (missing, unknown)
    assert ran == []
    at.write("lib.py", "later = 1\n")
    assert at.host.diagnostics(MAIN).flat() == (unknown,)


def worn(at: harness.Project) -> budget.Budget:
    """The budget of the project's host, which says at the next long rest that too much was typed."""
    of = at.host._workspaces.budget
    of.limit = 0  # the process that tests may be a large one
    at.host.idle()  # what must be held
    for _ in range(2_500):
        of.typed()
    of._rested_at = 1, 1
    return of


def test_what_is_held_after_the_first_edits_is_the_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    held = [100]
    monkeypatch.setattr(process, "in_use", lambda: 1)
    of = budget.Budget(0, lambda: held[0])

    def worn(now: int, n_edits: int = 0) -> bool:
        held[0] = now
        for _ in range(n_edits):
            of.typed()
        return of.is_worn()

    assert not worn(100)
    assert not worn(200, 1_000)
    assert not worn(300, 1_000)
    assert not worn(205, 500)
    assert worn(207)
    of.has_others()
    assert not worn(207)
    assert worn(214)
    of.began_anew()
    assert not worn(300)
    of.has_others()
    assert not worn(300, 9_999)
    assert worn(300, 1)


def test_who_types_for_hours_wears_the_process_and_a_new_start_mends_it() -> None:
    at = harness.Project("#- lib.py\nx: int = ''\n#- main.py\nimport lib\ny: str = lib.x\n")
    at.open("main.py", "import lib\n\ny: str = lib.x\n")
    at.open("lib.py", "x: int = ''\n\n", 2)
    found = [at.host.diagnostics(path).flat() for path in (MAIN, LIB)]
    worn(at)
    [before] = at.host._workspaces.loaded()
    assert at.host.idle()
    at.host.renew()
    [after] = at.host._workspaces.loaded()
    assert after.db is not before.db
    with after.db.record() as ran:
        assert [at.host.diagnostics(path).flat() for path in (MAIN, LIB)] == found
    assert ran == []  # it was all found at the rest
    assert not at.host.idle()


def test_nothing_holds_what_was_known_when_the_collector_looks() -> None:
    """Else it would be put out of the collector's sight, and stay."""
    at = harness.Project("x = 1\n")
    at.open("main.py", "x: int = ''\n", 2)
    at.host.diagnostics(MAIN)
    [before] = [weakref.ref(workspace.db) for workspace in at.host._workspaces.loaded()]
    is_free: list[bool] = []

    class Watched(collector.Collector):
        def collect_all(self) -> None:
            super().collect_all()
            is_free.append(before() is None)

    at.host._collector = Watched()
    at.host.renew()
    assert is_free[-1]


def test_a_new_start_may_be_interrupted() -> None:
    at = harness.Project("x: int = ''\n")
    at.open("main.py", "x: int = ''\n\n", 2)
    found = at.host.diagnostics(MAIN)
    at.host.request_cancel()
    with pytest.raises(cancel.Cancelled):
        at.host.renew()
    at.host.clear_cancel()
    at.open("main.py", "x: int = ''\n\n\n", 3)
    assert at.host.diagnostics(MAIN).flat() == found.flat()


def test_nobody_is_who_has_other_documents_open_than_at_the_rest_before() -> None:
    at = harness.Project("#- lib.py\n#- main.py\nx: int = ''\n")
    at.open("main.py", "x: int = ''\n\n", 2)
    at.host.diagnostics(MAIN)
    of = worn(at)
    at.open("lib.py", "x = 1")
    assert not at.host.idle()
    assert not of.is_worn()
