"""Expressions become the nodes of `ir`."""

import pytest

from pebre_analysis.syntax import ir
from tests.syntax import lowering


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "a"),
        ("12", "12"),
        ("0x_FF", "255"),
        ("1_000", "1000"),
        ("1.5", "Float()"),
        ("1e3", "Float()"),
        ("0xe", "14"),
        ("2j", "Complex()"),
        ("None", "None"),
        ("...", "..."),
        ("(a)", "a"),
        ("()", "Tuple([])"),
        ("(a,)", "Tuple([a])"),
        ("a, b", "Tuple([a, b])"),
        ("[a, *b]", "List([a, Starred(b)])"),
        ("{a}", "Set([a])"),
        ("{*a, b := c}", "Set([Starred(a), Walrus(b, c)])"),
        ("{}", "Dict([])"),
        ("{a: b, **c}", "Dict([DictItem(a, b), DictItem(-, c)])"),
        ("a.b.c", "Attribute(Attribute(a, b), c)"),
        ("a().b", "Attribute(Call(a, []), b)"),
        ("a(b, *c, d=e, **f)", "Call(a, [b, *c, d=e, **f])"),
        ("a(b for b in c)", "Call(a, [Comprehension(generator, -, b, [CompClause(b, c, [])])])"),
        ("a(b := c)", "Call(a, [Walrus(b, c)])"),
        ("a[b]", "Subscript(a, b)"),
        ("a[b, c]", "Subscript(a, Tuple([b, c]))"),
        ("a[:]", "Subscript(a, Slice(-, -, -))"),
        ("a[::]", "Subscript(a, Slice(-, -, -))"),
        ("a[b:c]", "Subscript(a, Slice(b, c, -))"),
        ("a[:b:c]", "Subscript(a, Slice(-, b, c))"),
        ("a[b::c, *d]", "Subscript(a, Tuple([Slice(b, -, c), Starred(d)]))"),
        ("a[...]", "Subscript(a, ...)"),
        ("a[b := c]", "Subscript(a, Walrus(b, c))"),
        ("a + b - c", "Binary(a, [OpStep(+, b), OpStep(-, c)])"),
        ("a * (b + c)", "Binary(a, [OpStep(*, Binary(b, [OpStep(+, c)]))])"),
        ("a ** -b ** c", "Binary(a, [OpStep(**, Unary(-, Binary(b, [OpStep(**, c)])))])"),
        ("await a ** b", "Binary(Await(a), [OpStep(**, b)])"),
        ("await a.b(c)", "Await(Call(Attribute(a, b), [c]))"),
        ("a < b not in c is not d", "Compare(a, [OpStep(<, b), OpStep(not in, c), OpStep(is not, d)])"),
        ("a or b and not c", "BoolOp(or, [a, BoolOp(and, [b, Unary(not, c)])])"),
        ("a if b else c", "Conditional(b, a, c)"),
        ("(a := b)", "Walrus(a, b)"),
        ("lambda a, /, b=c, *, d: e",
         "Lambda([Parameter(a, 0, -, -), Parameter(b, 1, -, c), Parameter(d, 3, -, -)], e)"),
        ("lambda *a, **b: c", "Lambda([Parameter(a, 2, -, -), Parameter(b, 4, -, -)], c)"),
        ("yield", "Yield(-)"),
        ("yield a, b", "Yield(Tuple([a, b]))"),
        ("yield from a", "YieldFrom(a)"),
        ("[a for b in c if d if e for f in g]",
         "Comprehension(list, -, a, [CompClause(b, c, [d, e]), CompClause(f, g, [])])"),
        ("{a async for b in c}", "Comprehension(set, -, a, [CompClause(b, c, [], is_async)])"),
        ("{a: b for c, d in e}", "Comprehension(dict, a, b, [CompClause(Tuple([c, d]), e, [])])"),
    ],
)  # fmt: skip
def test_kind(text: str, expected: str) -> None:
    assert lowering.short(lowering.expression(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'a'", "'a'"),
        ("'a' \"b\"", "'ab'"),
        ("b'a'", "b'a'"),
        ("f'a'", "FString([])"),
        ("f'{a}b{c!r:>{d}.{e}}'", "FString([a, c, d, e])"),
        ("f'{a=}' 'b' f'{c}'", "FString([a, c])"),
        ("f'{a, b}{(yield)}'", "FString([Tuple([a, b]), Yield(-)])"),
        ("f'{a[\"b\"]}'", "FString([Subscript(a, 'b')])"),
        ("f'{f\"{a}\"}'", "FString([FString([a])])"),
        ("t'{a}' t'b'", "TString([a])"),
        ("rt'{a}'", "TString([a])"),
    ],
)
def test_strings(text: str, expected: str) -> None:
    assert lowering.short(lowering.expression(text)) == expected


def test_content_of_a_plain_string_can_be_found() -> None:
    for text, at in (("'abc'", 1), ('"""abc"""', 3), ("r'abc'", 2), ("'a\\tc'", -1), ("'a' 'b'", -1)):
        found = lowering.expression(text)
        assert isinstance(found, ir.Str)
        assert found.content_at == at, text


def test_identifiers_are_normalised_and_spans_are_not() -> None:
    text = "ﬁle = 1\n"
    found = lowering.lowered(text)
    assert lowering.short(found.block.statements[0]) == "Assign([file], 1, -)"
    assert text[found.regions[0].spans[0] : found.regions[0].spans[1]] == "ﬁle"


def test_a_parent_holds_the_brackets_of_its_children() -> None:
    text = "x = (a) + ((b)).c * [(d)]\n"
    found = lowering.lowered(text)
    spans = found.regions[0].spans
    shown = {}
    for _, node in lowering.nodes(found):
        shown.setdefault(type(node).__name__, text[spans[2 * node.n] : spans[2 * node.n + 1]])
    assert shown["Assign"] == "x = (a) + ((b)).c * [(d)]"
    assert shown["Attribute"] == "((b)).c"
    assert shown["List"] == "[(d)]"
    assert [text[spans[2 * node.n] : spans[2 * node.n + 1]] for _, node in lowering.nodes(found)
            if isinstance(node, ir.Binary)] == ["(a) + ((b)).c * [(d)]", "((b)).c * [(d)]"]  # fmt: skip


def test_steps_of_a_chain_have_the_ordinals_of_their_results() -> None:
    found = lowering.expression("a + b + c")
    assert isinstance(found, ir.Binary)
    assert [step.n for step in found.rest][-1] == found.n
    assert found.rest[0].n < found.rest[1].right.n
