"""A bracket that is never closed costs a statement, not the file."""

from __future__ import annotations

import inspect

from pebre_analysis.syntax import logical_lines, parsed
from tests.syntax import cutting


def starts(text: str) -> list[str]:
    text = inspect.cleandoc(text) + "\n"
    return [text[offset:].split("\n", 1)[0].strip() for _, offset, _ in logical_lines.scan(text).lines]


def test_it_ends_before_a_line_that_looks_like_a_statement() -> None:
    for line in ("a = 1", "a(1)", "a.b = 1", "a[0] = 1", "a += 1", "@a", "a, b = c", "a: b", "a: b = 1",
                 "*a, b.c = d", "await a.b(1)", "yield a", "for a in b: pass", "if a: pass", "import a",
                 "from a import b", "return", "class A: pass", "def f(): pass", "async def f(): pass"):  # fmt: skip
        assert starts(f"x = foo(\n  1,\n{line}\ny = 2") == ["x = foo(", line, "y = 2"], line


def test_it_goes_on_where_lines_are_indented_more() -> None:
    assert starts("x = foo(\n  a=1,\n  b(2),\ny = 2") == ["x = foo(", "y = 2"]
    assert starts("if a:\n    x = foo(\n        b=1,\n    y = 2\nz = 3") == ["if a:", "x = foo(", "y = 2", "z = 3"]


def test_it_goes_on_over_what_looks_like_no_statement() -> None:
    assert starts("x = foo(\n1,\n'a',\ny == 2,\n)\nz = 1") == ["x = foo(", "z = 1"]
    assert starts("x = (\n1,\n'a'\ny") == ["x = ("]


def test_a_keyword_that_cannot_stand_in_brackets_ends_it_even_if_indented() -> None:
    text = """
        class A(B,
            x = 1
            def f(self):
                return 1
        y = 2
    """
    assert starts(text) == ["class A(B,", "def f(self):", "return 1", "y = 2"]


def test_closed_brackets_are_never_touched() -> None:
    assert starts("x = foo(\na = 1,\nb(2),\nif c else d,\n)\ny = 2") == ["x = foo(", "y = 2"]
    assert starts("x = foo(a, class=3)\ny = 2") == ["x = foo(a, class=3)", "y = 2"]
    assert starts("x = foo(\n    class=3,\n)\ny = 2") == ["x = foo(", "y = 2"]
    assert starts("x = {\n'def': 1, '''\ndef f\n''': 2\n}\ny = 2") == ["x = {", "y = 2"]


def test_what_is_closed_only_below_a_keyword_is_open() -> None:
    assert starts("x = foo(\ny = 1\ndef f(): pass\n)\nz = 2") == ["x = foo(", "y = 1", "def f(): pass", ")", "z = 2"]


def test_each_open_bracket_ends_by_itself() -> None:
    assert starts("a = (\nb = [\nc = {\nd = 1") == ["a = (", "b = [", "c = {", "d = 1"]


def test_comments_above_the_next_statement_go_with_it() -> None:
    text = "x = foo(\n  1\n\n# about y\ny = 2\n"
    begin, offset, _ = logical_lines.scan(text).lines[1]
    assert text[begin:offset] == "\n# about y\n"


def test_strings_inside_are_read() -> None:
    assert starts("x = foo('''\ny = 1\n''', f'{a}',\n# y = 3\nz = 2") == ["x = foo('''", "z = 2"]


def test_the_chunk_ends_with_the_statement() -> None:
    """Simple statements of one run are parted where one was left open."""
    before = cutting.build("a = 1\nb = 2\nc = 3\n")
    assert len(before.chunks) == 1
    after = cutting.build("a = 1\nb = foo(2\nc = 3\n")
    assert [part.text for part in after.chunks] == ["a = 1\nb = foo(2\n", "c = 3\n"]


def test_there_is_one_problem_and_it_is_where_the_bracket_is() -> None:
    text = "import a\n\ndef f():\n    return 1\n\nx = foo(\n\ndef g():\n    return 2\n\ny = 1\n"
    found = [
        (start + problem.start, problem.message)
        for start, part in cutting.build(text).occurrences()
        for problem in parsed.problems_of(part)
    ]
    assert found == [(text.index("foo(") + 3, "`(` was never closed")]


def test_an_open_class_header_keeps_the_members_below_its_first_definition() -> None:
    members = "".join(f"    def f{n}(self):\n        return {n}\n\n" for n in range(10))
    before = cutting.build(f"class A(B):\n    x = 1\n{members}")
    after = cutting.build(f"class A(B:\n    x = 1\n{members}")
    assert cutting.n_new(before, after) >= 0
    kept = [part.text for _, part in after.leaves() if part.text.lstrip().startswith("def")]
    assert len(kept) == 10
