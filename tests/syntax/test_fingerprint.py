"""`Region.code` is equal for equal code."""

import textwrap

import pytest

from pebre_analysis.syntax import ir, outline, parsed
from tests.harness import project
from tests.syntax import lowering

_FUNCTION = '''
@dec(1)
async def f(a: int, *b, c=[1, 2]) -> str:
    """Doc."""
    if a:
        x = a + 1
        return f"{x}: {c!r:>{a}}"
    def g(y):
        """Doc."""
        return y
    for z in b: print(z)
    return "a" "b"
'''


def codes(text: str, indent: int = 0) -> list[str]:
    return [region.code for region in lowering.lowered(text, indent).regions]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("if a:", "if a:  # why"),
        ("    def g", "\n\n    # a comment\n    def g"),
        ('"""Doc."""\n    if', '"""Another.\n\n    Text."""\n    if'),
        ('        """Doc."""\n', ""),
        ("x = a + 1", "x=a+1"),
        ("a: int, *b", "a: int,\n    *b"),
        ("a + 1", "a \\\n   + 1"),
        ("c=[1, 2]", "c = [1, # one\n 2]"),
    ],
)
def test_layout_does_not_count(old: str, new: str) -> None:
    assert old in _FUNCTION
    assert codes(_FUNCTION.replace(old, new)) == codes(_FUNCTION)


def test_absolute_indentation_does_not_count() -> None:
    inside = textwrap.indent(_FUNCTION, "        ")
    assert codes(inside, indent=8) == codes(_FUNCTION)
    assert codes("class C:\n" + inside)[1:] == codes(_FUNCTION)
    assert codes(textwrap.indent(_FUNCTION.replace("    ", "\t"), "\t"), indent=8) == codes(_FUNCTION)
    assert codes(_FUNCTION.replace("\n", "\r\n")) == codes(_FUNCTION)


def test_what_is_read_into_a_broken_body_counts() -> None:
    text = 'def f() -> T:\n    g(\n        "a\nb.",\n        x=1,\n'
    bodies: list[ir.Region] = []
    for each in (text, text.replace("        x=1,", "#       x=1,")):
        db = project.open_project({"main.py": each})
        [part] = db.run(outline.outline, db, db.files.file(f"{project.ROOT}/main.py")).chunks
        bodies.append(parsed.lowered_of(part).regions[1])
    assert len(bodies[0].spans) != len(bodies[1].spans)
    assert bodies[0].code != bodies[1].code


def test_relative_indentation_counts() -> None:
    one = codes("def f():\n    if a:\n        b\n    c\n")
    two = codes("def f():\n    if a:\n        b\n        c\n")
    assert one[0] == two[0]
    assert one[1] != two[1]


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("a + 1", "a - 1", 1),
        ("x = a", "y = a", 1),
        ("if a", "while a", 1),
        ("(1)", "(2)", 0),
        ("c=[1, 2]", "c=[1, 3]", 0),
        ("async def f", "def f", 0),
        ("{x}: ", "{x} : ", 1),
        ("!r:>", "!r:<", 1),
        ("return y", "return z", 2),
        ("def g(y)", "def g(z)", 1),
        ('"a" "b"', '"ab"', 1),
        ('"a" "b"', '"a" "c"', 1),
    ],
)
def test_each_token_counts_in_its_own_region(old: str, new: str, changed: int) -> None:
    before, after = codes(_FUNCTION), codes(_FUNCTION.replace(old, new))
    assert [index for index in range(3) if before[index] != after[index]] == [changed]


def test_a_nested_body_is_not_part_of_the_outer_one() -> None:
    outer = codes(_FUNCTION)[1]
    assert codes(_FUNCTION.replace("return y", "y += 1\n        return y.z"))[1] == outer
    assert "return y" not in outer
    assert "def g ( y ) :" in outer


def test_the_header_of_a_class_does_not_hold_its_body() -> None:
    assert codes("class C(B):\n    x = 1\n")[0] == codes("class C(B):\n    y = 2\n    z = 3\n")[0]


def test_compound_statements_are_split_into_headers() -> None:
    text = "if a:\n    b\nelif c: d\nelse:\n    e\nfor x in y:\n    z\n"
    assert codes(text) == ["if a :", "b", "elif c :", "d", "e", "for x in y :", "z"]


def test_statements_on_one_line_are_apart() -> None:
    assert codes("a; b = c ; d\n") == ["a", "b = c", "d"]
    assert codes("class C: a; b\n") == ["class C :", "a", "b"]


def test_type_comments_count_where_they_are_annotations() -> None:
    for old, new in (
        ("x = 1  # type: int\n", "x = 1  # type: str\n"),
        ("for x in y:  # type: int\n    pass\n", "for x in y:  # type: str\n    pass\n"),
        ("def f(a):  # type: (int) -> A\n    pass\n", "def f(a):  # type: (int) -> B\n    pass\n"),
        ("def f(a):\n    # type: (int) -> A\n    pass\n", "def f(a):\n    # type: (int) -> B\n    pass\n"),
        ("def f(a,  # type: int\n  ):\n    pass\n", "def f(a,  # type: str\n  ):\n    pass\n"),
    ):
        assert codes(old)[0] != codes(new)[0]
        assert codes(old)[1:] == codes(new)[1:]
    inside = "def f():\n    x = 1  # type: {}\n    def g(a):\n        # type: (int) -> {}\n        pass\n"
    assert codes(inside.format("A", "B"))[1] != codes(inside.format("C", "B"))[1]
    assert codes(inside.format("A", "B"))[1] != codes(inside.format("A", "C"))[1]
    assert codes("x = 1  # type: ignore\n") == codes("x = 1\n")


def test_different_code_has_different_text() -> None:
    texts = ["a b", "ab", "'a b'", "a.b", "a . c", "a\nb", "f'a b'", "f'a  b'", "f'{a} {b}'", "f'{a}{b}'"]
    texts += ["x == y", "x is y"]
    found = [tuple(codes(text + "\n")) for text in texts]
    assert len(set(found)) == len(texts)
