"""What is held does not grow while somebody types: after any number of edits a text holds what it held before."""

from __future__ import annotations

import random

import pytest

from pebre_analysis.project import held, relief
from tests.harness import project
from tests.ide import harness
from tests.property import test_outline as outlines
from tests.property import test_types_incremental as incremental

MAIN = f"{project.ROOT}/main.py"
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
