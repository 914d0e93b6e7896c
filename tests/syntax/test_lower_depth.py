"""No text makes lowering recurse without bound, and all it takes is time linear in the text."""

import pytest

from pebre_analysis.syntax import dump, ir, semantic_errors
from tests.syntax import lowering

_N = 1_000
_NESTED = {
    "parentheses": "(" * _N + "x" + ")" * _N,
    "lists": "[" * _N + "x" + "]" * _N,
    "dicts": "{a: " * _N + "x" + "}" * _N,
    "sets": "{" * _N + "x" + "}" * _N,
    "calls": "f(" * _N + "x" + ")" * _N,
    "keywords": "f(a=" * _N + "x" + ")" * _N,
    "subscripts": "x[" * _N + "y" + "]" * _N,
    "attributes": "x" + ".a" * _N,
    "chained calls": "x" + ".a(y)" * _N,
    "not": "not " * _N + "x",
    "minus": "-" * _N + "x",
    "power": "a ** " * _N + "x",
    "lambda": "lambda: " * _N + "x",
    "lambda defaults": "lambda a=" * _N + "1" + ": 0" * _N,
    "conditional": "a if b else " * _N + "x",
    "all operators": "(a or b and not c < d | e ^ f & g << h + i * -j ** " * _N + "x" + ")" * _N,
    "comprehensions": "[" * _N + "x" + " for a in b]" * _N,
    "walrus": "(a := " * _N + "1" + ")" * _N,
    "yield": "(yield " * _N + "x" + ")" * _N,
    "f-strings": "f'{" * 100 + "x" + "}'" * 100,
    "format specs": "f'{a:" + "{b:" * _N + "}" * _N + "}'",
    "type comment": "x = 1  # type: " + "[" * _N + "x" + "]" * _N,
    "annotation": "x: " + "a[" * _N + "b" + "]" * _N,
    "targets": "[" * _N + "x" + "]" * _N + " = 1",
    "open brackets": "(" * _N,
    "patterns": "match x:\n case " + "[" * _N + "a" + "]" * _N + ": pass",
    "class patterns": "match x:\n case " + "P(" * _N + "a" + ")" * _N + ": pass",
    "mapping patterns": "match x:\n case " + "{1:" * _N + "a" + "}" * _N + ": pass",
    "dotted pattern": "match x:\n case a" + ".b" * _N + ": pass",
    "type parameter": "def f[T: " + "(" * _N + "x" + ")" * _N + "](): pass",
    "if": "\n".join(" " * i + "if x:" for i in range(300)) + "\n" + " " * 300 + "y",
    "def": "\n".join(" " * i + "def f():" for i in range(300)) + "\n" + " " * 300 + "y",
    "class": "\n".join(" " * i + "class f:" for i in range(300)) + "\n" + " " * 300 + "y",
    "try": "\n".join(" " * i + "try:" for i in range(300)) + "\n" + " " * 300 + "y",
}


@pytest.mark.parametrize("text", _NESTED.values(), ids=_NESTED.keys())
def test_nesting_is_cut(text: str) -> None:
    found = lowering.lowered(text + "\n")
    semantic_errors.find(found)
    dump.dump(found, text)
    n_deep = sum(isinstance(node, ir.TooDeep) for _, node in lowering.nodes(found))
    assert n_deep == len(found.too_deep)
    assert n_deep >= 1 or "'" in text


_FLAT = {
    "sum": "a + " * _N + "x",
    "comparison": "a < " * _N + "x",
    "and": "a and " * _N + "x",
    "elif": "if a:\n x\n" + "elif b:\n y\n" * _N,
    "assignment": "a = " * _N + "b",
    "arguments": "f(" + "a, " * _N + ")",
    "clauses": "[x " + "for a in b if c " * _N + "]",
    "strings": "x = " + "'a' " * _N,
    "decorators": "@a\n" * _N + "def f(): pass",
    "alternatives": "match x:\n case " + "|".join(["1"] * _N) + ": pass",
    "statements": "; ".join(["x"] * _N),
}


@pytest.mark.parametrize("text", _FLAT.values(), ids=_FLAT.keys())
def test_what_is_flat_in_the_source_is_read_whole(text: str) -> None:
    found = lowering.lowered(text + "\n")
    assert found.too_deep == ()
    semantic_errors.find(found)


def test_the_end_of_a_long_chain_is_read() -> None:
    found = lowering.expression("x" + ".a" * _N + ".last(y)")
    assert isinstance(found, ir.Call)
    assert isinstance(found.func, ir.Attribute)
    assert found.func.attr == "last"


def test_depth_within_the_limit_is_read_whole() -> None:
    for text in ("(" * 190 + "x" + ")" * 190, "f(" * 90 + "x" + ")" * 90, "not " * 190 + "x"):
        assert lowering.lowered(f"def f():\n    return {text}\n").too_deep == ()
