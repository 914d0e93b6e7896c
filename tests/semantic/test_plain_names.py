"""What is told of a module's names without its flow is what the flow finds."""

import random
from collections.abc import Callable, Iterable

import pytest

from pebre_analysis.semantic import plain_names, symbols
from pebre_analysis.semantic.index import SemanticIndex
from pebre_analysis.semantic.live import SymbolState
from tests.semantic import random_edits
from tests.semantic.harness import Project

PIECES = (
    "import os\n", "import os.path, sys as s\n", "from m import a, b\n", "from .m import (\n    c,\n    d as e,\n)\n",
    "def f(a):\n    return b\n", "@dec\ndef g(): ...\n", "async def h(x): ...\n", "class K(f):\n    b = a\n",
    "class L:\n    global g\n    g = 1\n", "class M:\n    if c: c = 1\n", "x = 1\n", "x, y = f()\n", "x = y = z = 2\n",
    "(x := 3)\n", "w = (z := 3) and (v := 4)\n", "x: int = 1\n", "v += 1\n", "del x\n", "type T = int\n",
    "assert a\n", "assert f is not None\n", "x.a = 1\n", "x[0] = 1\n", "sys.exit()\n", "raise E\n", "f()\n",
    "if a:\n    pass\n", "if f is None:\n    y = 1\n", "if b: import w\n",
    "if q:\n    def f(): ...\nelse:\n    f = None\n",
    "try:\n    import t\nexcept E as e:\n    t = None\n", "with f() as x: pass\n", "for i in x: u = i\n",
    "while a: break\n", "while True: pass\n", "match x:\n    case K(): y = 1\n",
    "def n():\n    global k, x\n    k = x = 1\n",
    "[i for i in x if (j := i)]\n", "lambda: x\n", "k = 1; l = k\n", "def o(a=(p := 1)): ...\n", "'''text'''\n",
)  # fmt: skip
NAMES = ("os", "s", *"abcdefghijklmnopqtuvwxyzKLMT", "absent")


def some_text(chance: random.Random) -> str:
    return "".join([chance.choice(PIECES) for _ in range(chance.randrange(1, 12))])


def of_flow(index: SemanticIndex, names: Iterable[str] = NAMES) -> dict[str, SymbolState | None]:
    index.flow_is_needed()
    return {name: symbols.state_of(index, index.module, name) for name in names}


@pytest.mark.parametrize("made", [some_text, random_edits.random_file])
def test_it_is_what_the_flow_finds(made: Callable[[random.Random], str]) -> None:
    n_told = 0
    for seed in range(150):
        index = Project(made(random.Random(seed))).index()
        module = index.module
        if "*" in symbols.binders_of(module):
            continue
        plain = plain_names.PlainNames(module)
        if plain._left:  # more is asked than anybody would without a flow
            plain._left = len(NAMES)
        found = {name: plain.at_end(name, symbols.bound_as(module, name)) for name in NAMES}
        now = of_flow(index)
        for name, state in found.items():
            if state is not None:
                there = now[name]
                assert state == (() if there is None else there.bindings), (seed, name)
                n_told += bool(state)
    assert n_told > 10


def test_it_stays_so_in_an_edit() -> None:
    n_without = 0
    for seed in range(300):
        chance = random.Random(seed)
        pieces = [chance.choice(PIECES) for _ in range(chance.randrange(1, 10))]
        project = Project("".join(pieces))
        module = project.index().module
        cells = {name: module.symbol(name).state for name in NAMES if chance.random() < 0.06}
        at = chance.randrange(len(pieces))
        pieces[at : at + chance.randrange(2)] = [chance.choice(PIECES) for _ in range(chance.randrange(3))]
        project.edit("".join(pieces))
        index = project.index()
        n_without += index.flow is None
        now = of_flow(index)
        for name, cell in cells.items():
            assert cell.value == now[name], (seed, name)
    assert n_without > 10


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("def f(): ...\ndef g(): f\n", "f"),
        ("class A: ...\n", "A"),
        ("from m import a, b\nc = 1\n", "b"),
        ("c = 1\nd = 2\n", "d"),
        ("if c: d = 1\n", "e"),
        ("if c: d = 1\nimport os\n", "os"),
        ("def f():\n    global x\n    x = 1\n", "x"),
    ],
)
def test_of_such_names_no_flow_is_walked(text: str, name: str) -> None:
    index = Project(text).index()
    state = index.module.symbol(name).state.value
    assert index.flow is None
    assert state == of_flow(index, [name])[name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("x = 1\nx = 2\n", "x"),
        ("x = f()\nif x: y = 1\n", "x"),
        ("x = f(); assert x\n", "x"),
        ("if c: x = 1\n", "x"),
        ("from m import *\ndef f(): ...\n", "f"),
        ("class A:\n    global x\n    x = 1\n", "x"),
        ("x: int = 1\n", "x"),
        ("import a, a.b\n", "a"),
    ],
)
def test_of_others_it_is(text: str, name: str) -> None:
    index = Project(text).index()
    assert index.module.symbol(name).state.value is not None
    assert index.flow is not None


def test_who_asks_for_many_names_pays_for_the_flow_once() -> None:
    index = Project("def f(): ...\nx = 1\n").index()
    for n in range(3):
        assert index.module.symbol(f"absent{n}").state.value is None
    assert index.flow is not None
