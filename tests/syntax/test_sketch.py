"""Which chunks are functions by their first lines, and that they stay so whatever is wrong inside."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import pebre_analysis
from pebre_analysis.syntax import attribute_texts, chunk, chunk_cache, incremental, ir, parsed, sketch


def _chunks(text: str) -> list[chunk.Chunk]:
    return [part for _, part in incremental.build(text, 0, chunk_cache.ChunkCache()).leaves()]


def _name(text: str) -> str:
    return sketch.function_name(_chunks(text)[0])


@pytest.mark.parametrize(
    "text",
    [
        "def f(): ...",
        "async def f(a, /, *, b: dict[str, list[tuple[int, ...]]] = {'x': [(1, 2)]}) -> list[int]:  # c\n    pass",
        "# c\n\n@a.b\n# c\n\n@d('#', (1, [2]),\n  e='\\')')  # )\ndef f(\n    a: int,  # (\n    b='\"',\n):\n    x",
        "def f():\n    '''Until the end.'''\n    if x: return [y for y in x]\n",
    ],
)
def test_functions(text: str) -> None:
    assert _name(text) == "f"


@pytest.mark.parametrize(
    "text",
    [
        "f = 1",
        "class f: ...",
        "if x:\n    def f(): ...",
        "def f[T](a: T): ...",
        "@property\nx = 1",
        "def f(a=lambda: 1): ...",
        "def f(a=[x for x in y]): ...",
        "def f(a=(b := 1)): ...",
        "def f(a=b if c else d): ...",
        "def f(a=b or c): ...",
        "def f():\n    global x\n    x = 1",
        "def f():\n    globals()['x'] = 1",
        "def f():\n    exec(x)",
        "def f(a",
        "def f(a]: ...",
        "def f('): ...",
        "def f(): if",
        "def ﬁ(): ...",
        "def __all__(): ...",
    ],
)
def test_what_is_not_known_to_be_one(text: str) -> None:
    assert _name(text) == ""


@pytest.mark.parametrize(
    "body",
    [
        "self.a = 1",
        "self . a = 1",
        "self.\\\n a = 1",
        "(self.b, self.a) = c",
        "(self.  # c\n a) = 1",
        "self.a: int",
        "self.a += 1",
    ],
)
def test_what_may_set_an_attribute(body: str) -> None:
    assert attribute_texts.may_set(_chunks(f"def f(self):\n    {body}\n")[0], "a")


@pytest.mark.parametrize("body", ["self.ab = 1", "a = 1", "self.a.b = 1", "self.a[0] = 1", "self.a()", "self.ba"])
def test_what_sets_none(body: str) -> None:
    assert not attribute_texts.may_set(_chunks(f"def f(self):\n    {body}\n")[0], "a")


def test_what_recovery_reads_behind_a_function_is_in_it() -> None:
    text = "def f(x):\n    y = x('a_\nb_')\n    return y\n"
    [part] = [each for each in _chunks(text) if sketch.function_name(each)]
    lowered = parsed.lowered_of(part)
    [function] = lowered.block.statements
    assert isinstance(function, ir.FunctionDef)
    assert len(function.body.block.statements) > 1
    assert parsed.problems_of(part)


_MISTAKES = (
    "(",
    ")",
    "]",
    "{",
    ":",
    '"',
    "'",
    '"""',
    " def ",
    " if ",
    "=",
    "\\",
    "@",
    ",",
    " else",
    "  ",
    "\n",
    "\n\t",
)


@pytest.mark.slow
def test_a_sketch_is_kept_whatever_is_broken() -> None:
    rng = random.Random(3)
    paths = sorted((Path(pebre_analysis.__file__).parent / "syntax").glob("*.py"))
    n_checked = 0
    for _ in range(60):
        text = rng.choice(paths).read_text(encoding="utf-8")
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice(_MISTAKES) + text[at + rng.randrange(3) :]
        for part in _chunks(text):
            name = sketch.function_name(part)
            if name and part.lowered is None and not parsed.trees.parse(part).is_valid:
                _check_sketch(parsed.lowered_of(part), name)
                n_checked += 1
    assert n_checked > 20


def _check_sketch(lowered: ir.Lowered, name: str) -> None:
    [function] = lowered.block.statements
    assert isinstance(function, ir.FunctionDef)
    assert (function.name, function.region, function.body.region) == (name, 0, 1)
