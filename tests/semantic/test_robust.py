"""No text makes the index fail, and none makes it slow."""

import pathlib
import random
import sysconfig
import time

import pytest

from pebre_analysis.semantic import dump, navigation, reachability
from tests.semantic import random_edits
from tests.semantic.harness import Project


def index_all(text: str) -> None:
    """Index a text and ask for everything."""
    project = Project(text)
    index = project.index()
    dump.dump_scopes(index)
    dump.dump_uses(index)
    navigation.outline_symbols(index)
    for offset in range(0, len(text) + 1, max(1, len(text) // 20)):
        navigation.scope_at(index, offset)
        navigation.region_at(index, offset)


def library(name: str) -> str:
    return (pathlib.Path(sysconfig.get_path("stdlib")) / name).read_text(encoding="utf-8")


def damaged(text: str, rng: random.Random) -> str:
    kind = rng.randrange(4)
    at = rng.randrange(len(text) + 1)
    if kind == 0:
        return text[:at]
    if kind == 1:
        return text[at:]
    if kind == 2:
        return text[:at] + text[at + rng.randrange(1, 200) :]
    lines = text.split("\n")
    rng.shuffle(lines)
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(4))
def test_damaged_files_are_indexed(seed: int) -> None:
    rng = random.Random(seed)
    index_all(damaged(library("contextlib.py")[:6000], rng))


@pytest.mark.parametrize("seed", range(4))
def test_random_files_are_indexed(seed: int) -> None:
    index_all(random_edits.random_file(random.Random(seed)))


def test_a_body_behind_a_broken_header_belongs_to_the_module() -> None:
    """It was cut out of the text for itself, but no class or function is there that it could be the body of."""
    text = "class Wide: A) -> None:\n" + "    a = 1\n\n" * 12
    project = Project(text)
    index = project.index()
    for offset in range(len(text) + 1):
        navigation.region_at(index, offset)
        assert navigation.scope_at(index, offset) is index.module


@pytest.mark.long
def test_the_whole_standard_library_is_indexed_whole_and_damaged() -> None:
    rng = random.Random(1)
    found = sorted(pathlib.Path(sysconfig.get_path("stdlib")).rglob("*.py"))
    for n, path in enumerate([path for path in found if path.stat().st_size < 200_000]):
        if "site-packages" in path.parts:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        index_all(text)
        if n % 10 == 0:
            index_all(damaged(text, rng))


DEEP = {
    "parentheses": "x = " + "(" * 150 + "1" + ")" * 150 + "\n",
    "conditions": "".join(["    " * n + f"if a{n}:\n" for n in range(90)]) + "    " * 90 + "x = 1\n",
    "functions": "".join(["    " * n + f"def f{n}(a):\n" for n in range(90)]) + "    " * 90 + "return a\n",
    "lambdas": "f = " + "lambda x: " * 90 + "x\n",
    "loops": "".join(["    " * n + f"for i{n} in x:\n" for n in range(90)]) + "    " * 90 + "y = y + 1\n",
    "attributes": "x" + ".a" * 5000 + " = 1\n",
    "members": "def f(x):\n    x" + ".a" * 150 + " = 1\n    return x" + ".a" * 150 + "\n",
    "ands": "def f(x):\n    return " + " and ".join([f"x.a{n}" for n in range(500)]) + "\n",
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_code_is_indexed(name: str) -> None:
    index_all(DEEP[name])


WIDE = {
    "many branches bind one name": "def f(a):\n"
    + "".join([f"    {'el' if n else ''}if a == {n}: x = {n}\n" for n in range(400)])
    + "    return x\n",
    "many tests of one name": "def f(a):\n"
    + "".join([f"    if a is {n}: g()\n" for n in range(400)])
    + "    return a\n",
    "many statements in a try": "def f(a):\n    try:\n" + "        a = g(a)\n" * 400 + "    except E: return a\n",
    "many names in a loop": "def f(a):\n    for i in a:\n"
    + "".join([f"        x{n} = x{n - 1}\n" for n in range(400)])
    + "    return x1\n",
    "many loops": "def f(a):\n" + "    for i in a: x = i\n" * 400 + "    return x\n",
    "many star imports": "".join([f"from m{n} import *\n" for n in range(150)]) + "x\n",
    "many star imports on several ways": "".join(
        [f"if a: from m{n} import *\nelif b: from n{n} import *\nelse: x = {n}\n" for n in range(60)]
    )
    + "x\n",
    "many branches in a module": "".join([f"if sys.version_info > (3, {n}): x = {n}\n" for n in range(300)]) + "x\n",
    "many equal statements": "f(x)\n" * 1000,
    "many functions of one name": "def f(): ...\n" * 400,
    "many lambdas": "def f(a):\n    return [" + ", ".join(["lambda: a"] * 400) + "]\n",
    "many withs": "def f(a):\n" + "".join([f"    with g(): x{n} = a\n" for n in range(200)]) + "    return x0\n",
    "many cases": "def f(a):\n    match a:\n"
    + "".join([f"        case {n}: x = a\n" for n in range(300)])
    + "    return x\n",
}


@pytest.mark.parametrize("name", WIDE)
def test_wide_code_is_indexed_in_time(name: str) -> None:
    start = time.process_time()
    index = Project(WIDE[name]).index()
    dump.dump_scopes(index)
    assert time.process_time() - start < 2.5


def test_nested_with_statements_cost_no_more_than_their_square(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    either = reachability.Paths.either

    def counting(paths: reachability.Paths, a: int, b: int) -> int:
        asked.append(a)
        return either(paths, a, b)

    monkeypatch.setattr(reachability.Paths, "either", counting)
    depth = 40
    lines = [f"{' ' * n}with a as x{n}:" for n in range(1, depth)]
    index_all("\n".join(["def f(a):", *lines, f"{' ' * depth}y = 1", " return y"]))
    assert len(asked) < 2 * depth**2
