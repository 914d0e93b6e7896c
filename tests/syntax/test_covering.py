"""What is at a cursor: `<|>` in the text; shown as the kinds on the way down, with the innermost text."""

from __future__ import annotations

import pytest

from pebre_analysis.syntax import covering, ir
from tests.syntax import cutting

METHODS = "".join(f"    def m{n}(self):\n        return {n}\n\n" for n in range(10))


def at(marked: str) -> str:
    offset = marked.index("<|>")
    text = marked.replace("<|>", "")
    found = covering.node_at(cutting.build(text), offset)
    assert found is not None
    if not found.steps:
        return "nothing"
    for outer, inner in zip(found.steps, found.steps[1:], strict=False):
        assert outer.start <= inner.start <= inner.end <= outer.end
    last = found.steps[-1]
    assert found.node is last.node
    kinds = [type(step.node).__name__ for step in found.steps]
    return f"{' '.join(kinds)}: {text[last.start : last.end]}"


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("x = a<|>bc", "Assign Name: abc"),
        ("x = abc<|>", "Assign Name: abc"),
        ("<|>x = abc", "Assign Name: x"),
        ("x <|>= abc", "Assign: x = abc"),
        ("x = a.b<|>.c(d)", "Assign Call Attribute Attribute: a.b"),
        ("x = f(<|>a)", "Assign Call Argument Name: a"),
        ("x = f<|>(a)", "Assign Call Name: f"),
        ("x = f(<|>)", "Assign Call: f()"),
        ("x = a+<|>b", "Assign Binary OpStep Name: b"),
        ("x = a<|> + b + c", "Assign Binary Name: a"),
        ("x = a.<|> == b", "Assign Compare Attribute: a."),
        ("x = a + b.<|> + c", "Assign Binary OpStep Attribute: b."),
        ("def f(a: i<|>nt): pass", "FunctionDef Parameter Name: int"),
        ("def f<|>(a): pass", "FunctionDef Name: f"),
        ("def f(a):\n    return b<|>b", "FunctionDef Return Name: bb"),
        ("def f():\n    def g():\n        x = y<|>\n", "FunctionDef FunctionDef Assign Name: y"),
        ("class A:\n    x: in<|>t", "ClassDef AnnAssign Name: int"),
        ("if a:\n    b\nelif c<|>c: d", "If Branch Name: cc"),
        ("x = [y for y in z<|>z]", "Assign Comprehension CompClause Name: zz"),
        ("x = 1\n<|>\ny = 2", "nothing"),
        ("x = 1\n# a<|>b\ny = 2", "nothing"),
        ("import a.b<|>.c", "Import Alias Name: a.b.c"),
        ("from a import b<|> as c", "ImportFrom Alias Name: b"),
        (f"class A(B, C<|>C):\n{METHODS}x = 1", "ClassDef Argument Name: CC"),
        (f"class A:\n{METHODS}    def last(self): return a<|>a\nx = 1", "FunctionDef Return Name: aa"),
    ],
)
def test_the_innermost_node(marked: str, expected: str) -> None:
    assert at(marked) == expected


def test_the_way_to_a_member() -> None:
    text = f"x = 1\nclass A:\n{METHODS}"
    found = covering.node_at(cutting.build(text), text.index("return 7") + 7)
    assert found is not None
    assert [part.text.strip()[:9] for _, part in found.chunks] == ["class A:\n", "def m7(se"]
    assert text[found.start :].startswith("\n    def m7")
    assert isinstance(found.node, ir.Int)
    assert found.region == 1
    assert found.chunk is found.chunks[-1][1]


def test_in_an_empty_file_there_is_nothing() -> None:
    assert covering.node_at(cutting.build(""), 0) is None
    found = covering.node_at(cutting.build("# a\n"), 2)
    assert found is not None
    assert (found.node, found.region) == (None, ir.NO_REGION)


def test_every_name_of_real_code_is_found() -> None:
    for text in cutting.short_texts(4):
        outline = cutting.build(text)
        for start, part in outline.leaves():
            if part.is_empty():
                continue
            offset = start + part.first + part.column
            found = covering.node_at(outline, offset)
            assert found is not None
            assert found.chunks[-1][1] is part
