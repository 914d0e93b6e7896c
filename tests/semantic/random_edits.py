"""Random files and random edits; after each, the index must equal that of a fresh database."""

from __future__ import annotations

import contextlib
import itertools
import random
from collections.abc import Callable
from unittest import mock

from pebre_analysis.engine import cancel, database
from pebre_analysis.semantic import dump, flow_numbers, refresh, symbols
from pebre_analysis.semantic.scope import FUNCTION, Scope
from tests.semantic.harness import Project

PIECES = (
    "x = 1\n", "import os\n", "from m import *\n", "def f(a):\n    return a\n", "def f(a): pass\n", "class A: pass\n",
    "class A:\n    y = 1\n    def m(self):\n        self.z = 1\n"
    "    @dec\n    def n(self):\n        global x\n        x = 2\n",
    "class B(A):\n" + "".join([f"    def m{n}(self):\n        return self.z\n" for n in range(5)]),
    "if x:\n    x = 2\nelse:\n    y = 3\n", "    x += 1\n", "global x\n", "    global x\n", "    nonlocal a\n",
    "for i in x:\n    x = i\n",
    "try:\n    x = 1\nexcept E as e:\n    pass\nfinally:\n    y = 1\n", "__all__ = ['x']\n", "__all__ += m.__all__\n",
    "del x\n", "with a as b:\n    c = b\n", "# c\n", "\n", "    ", "x", "(", ")", ":", "'''", "\n\n", "return", "raise",
    "sys.exit()\n", "@dec\n", "[y for y in x]\n", "if (q := x): r = q\n", "lambda: x\n", "assert x is None\n",
    "match x:\n    case A(y): z = y\n    case _: pass\n", "while x:\n    x.a = 1\n    break\n", "x.a = y\n",
    "def g[T](a: T) -> T:\n    class L:\n        b = a\n"
    "    def h():\n        nonlocal a\n        a = 1\n    return L\n",
    "def g(a):\n    class L:\n        nonlocal a\n        a = 1\n    return a\n",
    "class C:\n    global x, A\n    if y:\n        x = y\n    del x\n    class A:\n        global y\n        y = x\n",
    "class D[x]:\n    def m(self):\n" + 12 * "        y\n" + "    global x, y\n    x = y = x\n    y: int\n",
    "x: int\n", "y: str = x\n", "if x:\n    y: int = 1\nelse:\n    y: str = ''\n",
    "class A:\n    if x:\n        z: int = x\n    z = y\n    def z(self): ...\n",
    "if sys.version_info >= (3, 9):\n" + "".join([f"    v{n} = x\n" for n in range(45)]) + "else:\n    v0 = 1\n",
    "try:\n" + "".join([f"    x = v{n}\n    if x: y = {n}; raise\n" for n in range(20)]) + "except E:\n    v0 = y\n",
)  # fmt: skip
WORDS = ("x", "y", "A", "f", "self.z", "os", "a")


def random_file(rng: random.Random) -> str:
    return "".join([rng.choice(PIECES) for _ in range(rng.randrange(3, 30))])


def random_edit(rng: random.Random, text: str) -> str:
    kind = rng.random()
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    if kind < 0.2:
        return "\n".join(lines[:at] + lines[at + rng.randrange(1, 4) :])
    if kind < 0.45:
        return "\n".join([*lines[:at], rng.choice(PIECES), *lines[at:]])
    if kind < 0.55:
        other = rng.randrange(len(lines))
        return "\n".join(lines[:other] + lines[at : at + rng.randrange(1, 8)] + lines[other:])
    offset = rng.randrange(len(text) + 1)
    if kind < 0.65:
        return text[:offset] + rng.choice(PIECES) + text[offset:]
    if kind < 0.8:
        return text[:offset] + text[offset + rng.randrange(1, 6) :]
    if kind < 0.9:
        words = lines[at].split(" ")
        words[rng.randrange(len(words))] = rng.choice(WORDS)
        lines[at] = " ".join(words)
        return "\n".join(lines)
    lines[at] = rng.choice(("    ", "", "        ")) + lines[at].lstrip()
    return "\n".join(lines)


def as_text(project: Project, path: str = "main.py") -> str:
    """All that the cells of a file say."""
    index = project.index(path)
    whole = (sorted(index.imports.value), index.flags.value, index.dunder_all.value)
    codes = "\n".join([str(region.code.value) for region in index.regions.value])
    runs = [[each.debug_name() for each in head.run.value] for head in index.heads.value]
    return f"{dump.dump_scopes(index)}\n{dump.dump_uses(index)}\n{whole}\n{codes}\n{runs}"


def _ask_alike(of: Scope, like: Scope) -> None:
    """Make the symbols in one scope that were asked for in the other."""
    for name in like.symbols:
        of.symbol(name)
    others = {(each.name, each.nth): each for each in like.child_scopes()}
    for each in of.child_scopes():
        _ask_alike(each, others[each.name, each.nth])


def binders_of(project: Project) -> dict[str, dict[str, list[tuple[str, int]]]]:
    """The tables of binders of the module and its classes."""
    found: dict[str, dict[str, list[tuple[str, int]]]] = {}
    stack = [project.index().module]
    while stack:
        scope = stack.pop()
        stack += scope.child_scopes()
        if scope.kind != FUNCTION and scope.code_region is None:
            found[scope.debug_name()] = {
                name: [(region.debug_name(), number) for region, number in symbols.bound_as(scope, name)]
                for name in sorted(symbols.binders_of(scope))
            }
    return found


def _rest(project: Project) -> None:
    """Have the flow walked anew."""
    with mock.patch.multiple(flow_numbers, _GROWN=0, _GROWN_AT_LEAST=0):
        refresh.renew_flow(project.db, project.index())


def _stop_after(project: Project, n_looks: int, work: Callable[[Project], object] = Project.index) -> None:
    """Have the index brought up to date, but for a request to stop that comes after so many looks whether there is."""
    looks = itertools.count()
    look = database.Database.check_cancelled

    def counted(db: database.Database) -> None:
        if next(looks) == n_looks:
            db.request_cancel()
        look(db)

    with mock.patch.object(database.Database, "check_cancelled", counted), contextlib.suppress(cancel.Cancelled):
        work(project)
    project.db.clear_cancel()


def check(text: str, rng: random.Random, n_edits: int, *, stops: bool = False, rests: bool = False) -> None:
    """Edit a file at random; compare after each edit.

    With `stops` the work on an edit is stopped somewhere once or more, and often the next one comes before it is done.
    With `rests` the flow is walked anew now and then, which may be stopped too.
    """
    project = Project(text)
    as_text(project)
    history = [text]
    for _ in range(n_edits):
        new = rng.choice(history[-4:]) if rng.random() < 0.15 else random_edit(rng, history[-1])
        history.append(new)
        project.edit(new)
        if stops:
            while rng.random() < 0.7:
                _stop_after(project, rng.randrange(12))
            if rng.random() < 0.4:
                continue
        if rests and rng.random() < 0.8:
            if rng.random() < 0.6:
                _stop_after(project, rng.randrange(8), _rest)
                if rng.random() < 0.7:
                    continue
            else:
                _rest(project)
        edited = as_text(project)
        fresh = Project(new)
        as_text(fresh)
        _ask_alike(fresh.index().module, project.index().module)
        assert binders_of(project) == binders_of(fresh), f"--- from\n{history[-2]}\n--- to\n{new}"
        assert edited == as_text(fresh), f"--- from\n{history[-2]}\n--- to\n{new}"
