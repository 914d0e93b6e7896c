"""The parser: equality with stock parso, members of classes, freeing, the collector."""

import gc
import weakref

import pytest
from parso.python import tree

from pebre_analysis.syntax import driver, nodes
from tests.syntax import parsing

PIECES = (
    "",
    "\n\n# c\n",
    "x",
    "x = 1",
    "x = 1 # c",
    "if x: y",
    "if x:\n  y",
    "if x:\n  if y:\n    z  # c",
    "x; y;",
    "x; y; \n",
    "def f(a, *, b: int = 1, **c) -> d: pass\n",
    "def f(*a, b): pass\ndef g(a, /): pass\ndef h(): pass\n",
    "lambda: 0\nlambda a, *b, c=1: a\nlambda *, a: a\n",
    "class A: pass\nclass B(): pass\nclass C(A, m=B): x = 1\n",
    "@a\n@b(c)\nclass D:\n    @e\n    async def f(self): await g\n",
    "try:\n  a\nexcept B as c: d\nelse:\n  e\nfinally: f\n",
    "while a:\n  b\nelse:\n  c\nfor d, *e in f: g\nelse: h\n",
    "with a as b, c: d\nasync def f():\n  async with x: pass\n  async for y in z: pass\n",
    "from . import a\nfrom .b import (c, d as e,)\nfrom ... import *\nimport f.g as h, i\n",
    "global a\nnonlocal b\ndel c, (d), [e]\nassert f, g\nraise h from i\nreturn\nyield\npass\nbreak\ncontinue\n",
    "a = b = yield c\na += 1\na: b = c\n*a, b = c\n(a) = [b] = c\n",
    "[a for b in c if d for e in f]\n{a: b for c in d}\n{a for b in c}\n(a async for b in c)\n",
    "a[b], a[b:c:d], a[b, c:], a[:], a[...], a(*b, **c, d=e), a(b for c in d)\n",
    "a if b else c or d and not e < f is not g not in h | i ^ j & k << l + m * -n ** ~o\n",
    "'a' b'c' f'{d!r:{e}}' '''f\ng'''\n",
    "{**a, 'b': 1}, {*c, d}, (), [], {}, (a,), (yield)\n",
    "x = (  # c\n  1,\n\n  2)\n\n",
    "\ufeffx = 1\n",
    "x\r\nif y:\r\n\tz\r\n",
    "if x:\n    pass\n    # c\n  # d\n# e\ny\n",
    "x = \\\n  1\n",
    "ñ = 1\n",
)


@pytest.mark.parametrize("text", PIECES)
def test_trees_are_those_of_stock_parso(text: str) -> None:
    parsed = parsing.parse(text)
    assert parsed.is_valid
    assert parsed.failure is None
    assert parsing.difference(parsed.tree, parsing.stock_grammar().parse(text)) is None


def test_members_of_a_class_are_parsed_at_their_column() -> None:
    members = "    x = 1\n\n    def f(self):\n        if x:\n            pass\n\n    # c\n    y = 2"
    parsed = parsing.parse(members, 4)
    assert parsed.is_valid
    whole = parsing.parse("class A:\n" + members).tree.children[0].children[-1].children[1:]
    alone = parsed.tree.children[:-1]
    assert [child.type for child in alone] == [child.type for child in whole]
    assert [child.start_pos[1] for child in alone] == [4, 4, 4]


def test_a_member_left_of_its_column_is_an_error_of_its_line() -> None:
    assert parsing.shape("    x\n  y\n    z\n", 4) == "x\n<ERROR_DEDENT>\ny\n<INDENT>\nz"


def test_offsets_of_leaves() -> None:
    parsed = driver.parser().parse("\ufeffx = '''\n'''; y\r\n  # c\nz")
    for leaf in parsing.leaves(parsed.tree):
        assert parsed.text.startswith(leaf.value, parsed.offset(leaf))


def test_tokens_of_a_parse_are_kept() -> None:
    tokens = driver.parser().parse("x = f(1)\n").tokens
    assert [leaf.value for leaf in tokens.leaves] == ["x", "=", "f", "(", "1", ")", "\n", ""]
    assert tokens.starts == [0, 2, 4, 5, 6, 7, 8, 9]


def test_there_is_one_parser() -> None:
    assert driver.parser() is driver.parser()


def test_release_frees_a_tree_without_the_collector() -> None:
    class Marked(tree.Module):
        pass

    parsed = driver.parser().parse("class A:\n    def f(self): return [1, (2, 3)]\n" * 3)
    root = Marked(parsed.tree.children)  # type: ignore[no-untyped-call]  # parso; parso's own nodes have no weak references
    dead = weakref.ref(root)
    with driver.paused_collector():
        nodes.release(root)
        del root, parsed
        assert dead() is None


def test_the_collector_is_off_during_a_parse_and_on_again_after_it() -> None:
    assert gc.isenabled()
    with driver.paused_collector():
        assert not gc.isenabled()
        with driver.paused_collector():
            pass
        assert not gc.isenabled()
        driver.parser().parse("x")
        assert not gc.isenabled()
    assert gc.isenabled()


def test_failures_are_one_per_logical_line() -> None:
    parsed = driver.parser().parse("a b c d\nx = 1\ny = = = 2\nf(\n  1 2 3 4)\n")
    assert [parsed.tokens.leaves[failure.index].start_pos for failure in parsed.failures] == [(1, 2), (3, 4), (5, 4)]


def test_a_failure_tells_what_could_stand_there() -> None:
    failure = driver.parser().parse("for x of y: pass\n").failure
    assert failure is not None
    assert failure.rules[:2] == ("for_stmt", "file_input")
    assert {"in", ",", "."} <= failure.expected
    assert "is" not in failure.expected
