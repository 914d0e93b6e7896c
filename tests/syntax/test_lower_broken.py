"""Broken source is lowered too: what can be read is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pebre_analysis.syntax import dump, semantic_errors
from tests.syntax import lowering


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x.\n", "{ExprStmt(Attribute(x, ))}"),
        ("x = foo.\n", "{Assign([x], Attribute(foo, ), -)}"),
        ("foo(a, \n", "{ExprStmt(Call(foo, [a]))}"),
        ("foo(a, b=\n", "{ExprStmt(Call(foo, [a, b=Missing([])]))}"),
        ("return a.\n", "{Return(Attribute(a, ))}"),
        ("a[\n", "{ExprStmt(Subscript(a, Missing([])))}"),
        ("x = [a,\n", "{Assign([x], List([a]), -)}"),
        ("a +\n", "{ExprStmt(Binary(a, [OpStep(+, Missing([]))]))}"),
        ("a if b\n", "{ExprStmt(Conditional(b, a, Missing([])))}"),
        ("f'{x.}'\n", "{ExprStmt(FString([Attribute(x, )]))}"),
        ("import a.\n", "{Import([Alias(a, -)])}"),
        ("import \n", "{Import([])}"),
        ("from a import \n", "{ImportFrom(0, a, [])}"),
        ("from a import (b, \n", "{ImportFrom(0, a, [Alias(b, -)])}"),
        ("from .\n", "{ImportFrom(1, , [])}"),
        ("if x.:\n    y\n", "{If([Branch(Attribute(x, ), {ExprStmt(y)})], -)}"),
        ("while:\n    y\n", "{While(Missing([]), {ExprStmt(y)}, -)}"),
        ("for x in:\n    y\n", "{For(x, Missing([]), -, {ExprStmt(y)}, -)}"),
        ("with a as:\n    y\n", "{With([WithItem(a, Missing([]))], -, {ExprStmt(y)})}"),
        ("def f(self, a.):\n    self\n",
         "{FunctionDef(f, [], [], [Parameter(self, 1, -, -), Parameter(a, 1, -, -)], -, {ExprStmt(self)})}"),
        ("def f():\n", "{FunctionDef(f, [], [], [], -, {})}"),
        ("class A(b.):\n    c\n", "{ClassDef(A, [], [], [Attribute(b, )], {ExprStmt(c)})}"),
        ("@a.\ndef f(): pass\n", "{FunctionDef(f, [Attribute(a, )], [], [], -, {Pass()})}"),
        ("x = (1,\ndef f(): pass\n", "{Assign([x], Tuple([1]), -); FunctionDef(f, [], [], [], -, {Pass()})}"),
        ("global\n", "{Global([])}"),
        ("{1: a.\n2: b}\n", "{ExprStmt(Set([Missing([1, Attribute(a, ), 2, b])]))}"),
        ("f(a.b.\n'c')\n", "{ExprStmt(Call(f, [Missing([Attribute(Attribute(a, b), ), 'c'])]))}"),
        ("f(a.\nb=c)\n", "{ExprStmt(Call(f, [Missing([Attribute(a, b), c])]))}"),
    ],
)  # fmt: skip
def test_pieces_are_kept(text: str, expected: str) -> None:
    assert lowering.short(lowering.lowered(text).block) == expected


def test_names_in_what_is_no_statement_are_read() -> None:
    for text in ("global x.y\n", "x ? y.z\n", "@dec\nx = 1\n", "a = ) b\n", "else: x\n", "lambda (a): b\n"):
        lowering.lowered(text)
    assert lowering.short(lowering.statement("x ? y.z(a)\n")).startswith("Broken([x, ")


def test_an_attribute_is_that_of_what_stands_before_the_dot() -> None:
    assert lowering.short(lowering.statement("x ? y .z\n")) == "Broken([x, Attribute(y, z)])"
    assert lowering.short(lowering.statement("x ? ) .z w\n")) == "Broken([x, w])"
    assert (
        lowering.short(lowering.statement("x y(1)[2]. ) z\n"))
        == "Broken([x, Attribute(Subscript(Call(y, [1]), 2), ), z])"
    )


def test_a_broken_line_leaves_the_others_alone() -> None:
    text = "def f(a):\n    b = a.\n    return b\n"
    assert lowering.short(lowering.statement(text)) == (
        "FunctionDef(f, [], [], [Parameter(a, 1, -, -)], -, {Assign([b], Attribute(a, ), -); Return(b)})"
    )


_PIECES = st.sampled_from(
    ["x", "y", "1", "'a'", "f'{x", "}'", '"""', "(", ")", "[", "]", "{", "}", ":", ",", ".", "=", "*", "**", "->",
     ":=", "@", "\n", "\n    ", "\n  ", " ", ";", "def ", "class ", "if ", "else", "elif ", "lambda ", "match ",
     "case ", "async ", "await ", "import ", "from ", "try", "except ", "finally", "yield ", "for ", " in ", "not ",
     "type ", "del ", "global ", "return ", "with ", " as ", "$", "é", "# type: x\n", "\\", "...", "is ", "and "]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=25))
def test_anything_is_lowered(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = lowering.lowered(text)
    semantic_errors.find(found)
    dump.dump(found, text, with_code=True)


def test_how_something_is_taken_apart_counts_as_its_code() -> None:
    """The same tokens, read otherwise because of what stands before them."""
    before, after = (lowering.lowered(text).regions[0] for text in ("import a(b a.c = 1\n", ")import a(b a.c = 1\n"))
    assert lowering.short(before.node) != lowering.short(after.node)
    assert before.code != after.code
