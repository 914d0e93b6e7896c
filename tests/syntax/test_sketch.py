"""Which chunks are functions by their first lines, and that they stay so whatever is wrong inside."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import typeshed_client

import pebre_analysis
from pebre_analysis.syntax import attribute_texts, chunk, chunk_cache, incremental, ir, parsed, sketch


def _chunks(text: str, context: int = 0) -> list[chunk.Chunk]:
    return [part for _, part in incremental.build(text, context, chunk_cache.ChunkCache()).leaves()]


def _name(text: str) -> str:
    return sketch.name_in(_chunks(text)[0])


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
        "def f():\n    (globals)()['x'] = 1",
        "def f():\n    exec(x)",
        "def f():\n    setattr(sys.modules[__name__], 'x', 1)",
        "def f():\n    E._convert_('F', __name__, bool)",
        "def f():\n    enum.global_enum(E)",
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
    "text",
    [
        "class A: ...",
        "class A(B[int], metaclass=M):  # c\n    x: int",
        "@final\nclass A:\n    x = y(1)\n    @d(1)\n    def f(self): ...\n    if x:\n        z: int\n    class B: ...",
        "class A:\n    'For all.'\n    # import it\n",
        "class A:\n    __name__: str\n    def f(self, globals: dict[str, enum.Enum]): ...\n",
    ],
)
def test_classes_of_stubs(text: str) -> None:
    assert sketch.name_in(_chunks(text, chunk.STUB)[0]) == "class A"
    assert _name(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "class A: pass",
        "class A[T]: ...",
        "class A(x := B): ...",
        "class A(B if c else D): ...",
        "class A:\n    global x",
        "@enum.global_enum\nclass A: ...",
        "class A:\n    x = (y := 1)",
        "class A:\n    if x: raise",
        "class A:\n    x = 1; raise",
        "class A:\n    f()",
        "class A:\n    a.b (1)",
        "class A:\n    async for x in y: ...",
        "class A:\n    from a import b",
        "class A:\n    __all__ = ()",
        "class A:\n    x = 1\r    raise\r",
        "class A(:\n    x = 1",
    ],
)
def test_what_is_not_known_to_be_a_class_that_binds_its_name_alone(text: str) -> None:
    assert sketch.name_in(_chunks(text, chunk.STUB)[0]) == ""


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
    [part] = [each for each in _chunks(text) if sketch.name_in(each)]
    lowered = parsed.lowered_of(part)
    [function] = lowered.block.statements
    assert isinstance(function, ir.FunctionDef)
    assert len(function.body.block.statements) > 1
    assert parsed.problems_of(part)


@pytest.mark.parametrize("n_members", [1, 20])
@pytest.mark.parametrize(
    "text", ["class A(1 2):\n", "class A(B, *, c):\n", "@a\nclass A(1 a):\n", "class A:\n    ) 1\n"]
)
def test_a_class_that_cannot_be_parsed_is_one_all_the_same(text: str, n_members: int) -> None:
    outline = incremental.build(text + n_members * "    x: int\n", chunk.STUB, chunk_cache.ChunkCache())
    [_, part] = next(outline.occurrences())
    assert sketch.name_in(part) == "class A"
    [made] = parsed.lowered_of(part).block.statements
    assert isinstance(made, ir.ClassDef)
    assert (made.name, made.region, made.body.hole) == ("A", 0, ir.NO_HOLE if part.shell is None else 0)


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
@pytest.mark.parametrize("context", [0, chunk.STUB])
def test_a_sketch_is_kept_whatever_is_broken(context: int) -> None:
    rng = random.Random(3)
    sources = sorted((Path(pebre_analysis.__file__).parent / "syntax").glob("*.py"))
    stubs = [Path(typeshed_client.__file__).parent / "typeshed" / name for name in ("builtins.pyi", "typing.pyi")]
    n_checked = 0
    for _ in range(30 if context else 60):
        text = rng.choice(stubs if context else sources).read_text(encoding="utf-8")
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice(_MISTAKES) + text[at + rng.randrange(3) :]
        for _, part in incremental.build(text, context, chunk_cache.ChunkCache()).occurrences():
            name = sketch.name_in(part)
            if name and part.lowered is None and not parsed.trees.parse(part).is_valid:
                _check_sketch(parsed.lowered_of(part), name)
                n_checked += 1
    assert n_checked > (5 if context else 20)


def _check_sketch(lowered: ir.Lowered, name: str) -> None:
    [made] = lowered.block.statements
    own = name.removeprefix(sketch.CLASS)
    assert isinstance(made, ir.FunctionDef if own == name else ir.ClassDef)
    assert (made.name, made.region) == (own, 0)
    if isinstance(made, ir.FunctionDef):
        assert made.body.region == 1
