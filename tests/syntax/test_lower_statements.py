"""Statements, blocks and patterns become the nodes of `ir`."""

import pytest

from pebre_analysis.syntax import ir
from tests.syntax import lowering


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "ExprStmt(a)"),
        ("a = b = c", "Assign([a, b], c, -)"),
        ("a, *b = c", "Assign([Tuple([a, Starred(b)])], c, -)"),
        ("a: b", "AnnAssign(a, b, -)"),
        ("a.b: c = d, e", "AnnAssign(Attribute(a, b), c, Tuple([d, e]))"),
        ("a //= b", "AugAssign(a, //, b)"),
        ("return", "Return(-)"),
        ("return a, *b", "Return(Tuple([a, Starred(b)]))"),
        ("raise", "Raise(-, -)"),
        ("raise a from b", "Raise(a, b)"),
        ("assert a, b", "Assert(a, b)"),
        ("del a, (b, c[d])", "Delete([a, Tuple([b, Subscript(c, d)])])"),
        ("pass; break; continue", "Pass()"),
        ("global a, b", "Global([a, b])"),
        ("nonlocal a", "Nonlocal([a])"),
        ("import a, b.c as d", "Import([Alias(a, -), Alias(b.c, d)])"),
        ("from ...a.b import (c, d as e,)", "ImportFrom(3, a.b, [Alias(c, -), Alias(d, e)])"),
        ("from . import *", "ImportFrom(1, , [], is_star)"),
        ("type A[T: b = c] = d", "TypeAliasDef(A, [TypeParam(TypeVar, T, b, c)], d)"),
        ("if a: b\nelif c: d\nelse: e",
         "If([Branch(a, {ExprStmt(b)}), Branch(c, {ExprStmt(d)})], {ExprStmt(e)})"),
        ("while a: b\nelse: c", "While(a, {ExprStmt(b)}, {ExprStmt(c)})"),
        ("for a, b in c, *d: e", "For(Tuple([a, b]), Tuple([c, Starred(d)]), -, {ExprStmt(e)}, -)"),
        ("async for a in b: c\nelse: d", "For(a, b, -, {ExprStmt(c)}, {ExprStmt(d)}, is_async)"),
        ("with a as b, c: d", "With([WithItem(a, b), WithItem(c, -)], -, {ExprStmt(d)})"),
        ("with (a as b, c,): d", "With([WithItem(a, b), WithItem(c, -)], -, {ExprStmt(d)})"),
        ("with (a, b) as c: d", "With([WithItem(Tuple([a, b]), c)], -, {ExprStmt(d)})"),
        ("with (a): b", "With([WithItem(a, -)], -, {ExprStmt(b)})"),
        ("with (a)(b) as c.d: e", "With([WithItem(Call(a, [b]), Attribute(c, d))], -, {ExprStmt(e)})"),
        ("async with a: b", "With([WithItem(a, -)], -, {ExprStmt(b)}, is_async)"),
        ("try: a\nexcept b as c: d\nexcept: e\nelse: f\nfinally: g",
         "Try({ExprStmt(a)}, [Handler(b, c, {ExprStmt(d)}), Handler(-, -, {ExprStmt(e)})],"
         " {ExprStmt(f)}, {ExprStmt(g)})"),
        ("try: a\nexcept* (b, c): d",
         "Try({ExprStmt(a)}, [Handler(Tuple([b, c]), -, {ExprStmt(d)}, is_star)], -, -)"),
        ("try: a\nexcept b, c: d", "Try({ExprStmt(a)}, [Handler(Tuple([b, c]), -, {ExprStmt(d)})], -, -)"),
        ("@a\n@b.c(d)\ndef f(): pass", "FunctionDef(f, [a, Call(Attribute(b, c), [d])], [], [], -, {Pass()})"),
        ("async def f[*T, **P](a: b = c, *d: *T) -> e: pass",
         "FunctionDef(f, [], [TypeParam(TypeVarTuple, T, -, -), TypeParam(ParamSpec, P, -, -)],"
         " [Parameter(a, 1, b, c), Parameter(d, 2, Starred(T), -)], e, {Pass()}, is_async)"),
        ("def f(a, /, b, *, c, **d): pass",
         "FunctionDef(f, [], [], [Parameter(a, 0, -, -), Parameter(b, 1, -, -), Parameter(c, 3, -, -),"
         " Parameter(d, 4, -, -)], -, {Pass()})"),
        ("@a\nclass C(b, *c, d=e): f", "ClassDef(C, [a], [], [b, *c, d=e], {ExprStmt(f)})"),
        ("class C[T]: pass", "ClassDef(C, [], [TypeParam(TypeVar, T, -, -)], [], {Pass()})"),
        ("class C(): pass", "ClassDef(C, [], [], [], {Pass()})"),
    ],
)  # fmt: skip
def test_kind(text: str, expected: str) -> None:
    assert lowering.short(lowering.statement(text + "\n")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "MatchValue(1)"),
        ("-1 + 2j", "MatchValue(Binary(Unary(-, 1), [OpStep(+, Complex())]))"),
        ("'a' 'b'", "MatchValue('ab')"),
        ("None", "MatchSingleton(-)"),
        ("a", "MatchAs(-, a)"),
        ("_", "MatchAs(-, -)"),
        ("a.b.c", "MatchValue(Attribute(Attribute(a, b), c))"),
        ("a | 1", "MatchOr([MatchAs(-, a), MatchValue(1)])"),
        ("(1 as a)", "MatchAs(MatchValue(1), a)"),
        ("(a)", "MatchAs(-, a)"),
        ("()", "MatchSequence([])"),
        ("(a,)", "MatchSequence([MatchAs(-, a)])"),
        ("a, *b", "MatchSequence([MatchAs(-, a), MatchStar(b)])"),
        ("[*_]", "MatchSequence([MatchStar(-)])"),
        ("{}", "MatchMapping([], [], -)"),
        ("{'a': b, c.d: 1, **e}", "MatchMapping(['a', Attribute(c, d)], [MatchAs(-, b), MatchValue(1)], e)"),
        ("a.B()", "MatchClass(Attribute(a, B), [], [], [])"),
        ("A(b, c=d)", "MatchClass(A, [MatchAs(-, b)], [c], [MatchAs(-, d)])"),
    ],
)
def test_pattern(text: str, expected: str) -> None:
    found = lowering.statement(f"match x:\n    case {text}: pass\n")
    assert isinstance(found, ir.Match)
    assert lowering.short(found.cases[0].pattern) == expected


def test_match_with_guards() -> None:
    text = "match a, b:\n    case 1 if c:\n        d\n    case _: pass\n"
    expected = "Match(Tuple([a, b]), [Case(MatchValue(1), c, {ExprStmt(d)}), Case(MatchAs(-, -), -, {Pass()})])"
    assert lowering.short(lowering.statement(text)) == expected


def test_a_body_that_yields_is_a_generator() -> None:
    def is_generator(body: str) -> bool:
        found = lowering.statement(f"def f():\n    {body}\n")
        assert isinstance(found, ir.FunctionDef)
        return found.body.is_generator

    assert is_generator("yield")
    assert is_generator("x = yield 1")
    assert is_generator("return [x for x in (yield)]")
    assert is_generator("lambda a=(yield): 1")
    assert is_generator("f'{(yield)}'")
    assert not is_generator("lambda: (yield)")
    assert not is_generator("def g(): yield")
    assert is_generator("def g(a=(yield)): pass")


def test_docstrings_are_left_out_and_recorded() -> None:
    text = '''"""Module."""
class C:
    "C"; x = 1
    def f(self):
        r"""f"""
        def g(): "g"
        class D:
            "D"
'''
    found = lowering.lowered(text)
    assert lowering.short(found.block) == (
        "{ClassDef(C, [], [], [], {Assign([x], 1, -); FunctionDef(f, [], [], [Parameter(self, 1, -, -)], -,"
        " {FunctionDef(g, [], [], [], -, {}); ClassDef(D, [], [], [], {}, has_docstring)})}, has_docstring)}"
    )
    shown = []
    for region, n, start, end in found.docstrings:
        owner = None
        for own, node in lowering.nodes(found):
            if own == region and node.n == n and isinstance(node, (ir.FunctionDef, ir.ClassDef)):
                owner = node.name
        shown.append((owner, text[start:end]))
    assert sorted(shown, key=str) == [
        ("C", '"C"'), ("D", '"D"'), ("f", 'r"""f"""'), ("g", '"g"'), (None, '"""Module."""')
    ]  # fmt: skip


def test_strings_that_are_no_docstrings_stay() -> None:
    for literal in ("b'a'", "f'a'", "'a' f'b'", "('a')", "'a', 'b'", "'a'.b"):
        found = lowering.statement(f"def f():\n    {literal}\n")
        assert isinstance(found, ir.FunctionDef)
        assert len(found.body.block.statements) == 1, literal
        assert not found.body.has_docstring
