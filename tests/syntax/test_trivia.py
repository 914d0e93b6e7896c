"""Comments that ask for silence, and the logical lines they belong to."""

from __future__ import annotations

import textwrap

from pebre_analysis.syntax import comments, suppression, trivia
from tests.syntax import cutting


def found(text: str) -> list[tuple[str, str]]:
    """(comment, logical line) of each suppression; `alone` before one that stands alone."""
    text = textwrap.dedent(text).lstrip("\n")
    return [
        (
            ("alone " if each.stands_alone else "") + part.text[each.start : each.end],
            part.text[each.line_start : each.line_end],
        )
        for _, part in cutting.build(text).occurrences()
        for each in trivia.suppressions(part)
    ]


def rules(text: str) -> list[list[str] | None]:
    """The rules of each suppression in one comment."""
    part = cutting.build(text + "\n").chunks[0]
    named: list[list[str] | None] = []
    for each in trivia.suppressions(part):
        if each.rules is None:
            named.append(None)
        else:
            assert [text[rule.start : rule.end] for rule in each.rules] == [rule.name for rule in each.rules]
            named.append([rule.name for rule in each.rules])
    return named


def test_what_is_a_suppression() -> None:
    assert rules("x  # type: ignore") == [None]
    assert rules("x  #type:ignore[a,  b-c,]") == [["a", "b-c"]]
    assert rules("x  # pebre: ignore[a]  # type: ignore [b]") == [["a"], ["b"]]
    assert rules("x  # noqa # type: ignore because") == [None]
    assert rules("x  # pebre: ignore[]") == [[]]
    others = ("type: ignored", "type: ignore-errors", "a type: ignore", "types: ignore", "mypy: ignore", "Type: ignore")
    for text in others:
        assert rules("x  # " + text) == [], text


def test_which_tool_is_asked() -> None:
    part = cutting.build("x  # type: ignore # pebre: ignore\n").chunks[0]
    assert [each.tool for each in trivia.suppressions(part)] == [suppression.TYPE, suppression.PEBRE]


def test_strings_hold_no_comments() -> None:
    assert found("x = '# type: ignore'") == []
    line = "x = '''\n# type: ignore\n'''  # pebre: ignore"
    assert found(line) == [("# pebre: ignore", line)]
    assert found("x = f'{y}# type: ignore'") == []


def test_a_comment_speaks_for_its_logical_line() -> None:
    assert found(
        """
        a = 1
        b = foo(
            1,  # type: ignore
            # pebre: ignore
            2,
        )
        c = 2
        """
    ) == [
        ("# type: ignore", "b = foo(\n    1,  # type: ignore\n    # pebre: ignore\n    2,\n)"),
        ("# pebre: ignore", "b = foo(\n    1,  # type: ignore\n    # pebre: ignore\n    2,\n)"),
    ]


def test_a_header_is_a_line_of_its_own() -> None:
    assert found("if a:  # type: ignore\n    b\n") == [("# type: ignore", "if a:  # type: ignore")]
    assert found("def f():\n    b  # type: ignore\n    c\n") == [("# type: ignore", "    b  # type: ignore")]


def test_a_comment_that_stands_alone_belongs_to_the_next_line() -> None:
    assert found("# type: ignore\n\n# c\na\nb\n") == [("alone # type: ignore", "a")]
    assert found("def f():\n    a\n    # type: ignore\n    b\n") == [("alone # type: ignore", "    b")]
    assert found("a\n# type: ignore\n") == [("alone # type: ignore", "")]


def test_a_split_class_leaves_the_comments_of_its_members_to_them() -> None:
    members = "".join(f"    x{n} = 1  # type: ignore[a{n}]\n" for n in range(12))
    text = f"@a  # type: ignore[d]\nclass A:  # type: ignore[e]\n{members}"
    outline = cutting.build(text)
    whole = outline.chunks[0]
    assert whole.members
    assert [text[each.line_start : each.line_end] for each in trivia.suppressions(whole)] == [
        "@a  # type: ignore[d]",
        "class A:  # type: ignore[e]",
    ]
    assert len(found(text)) == 14


def test_suppressions_are_found_once() -> None:
    part = cutting.build("x  # type: ignore\n").chunks[0]
    assert trivia.suppressions(part) is trivia.suppressions(part)


def test_comments_of_a_text() -> None:
    text = 'a  # b\n\'# c\'  # \'\n# d\r\n"""\n# e""" # f'
    assert [text[start:end] for start, end in comments.between(text)] == ["# b", "# '", "# d", "# f"]
    assert [text[start:end] for start, end in comments.between(text, 7)] == ["# '", "# d", "# f"]
    assert [text[start:end] for start, end in comments.between(text, 0, 6)] == ["# b"]
    assert list(comments.between("a = '''\n# b")) == []


def test_the_end_of_code() -> None:
    for text, expected in (
        ("a  # b\n", "a"),
        ("a;  \n\n", "a"),
        ("a = '#'\n", "a = '#'"),
        ("a = '''\n# b'''  # c # d\n", "a = '''\n# b'''"),
        ("if a:\n    b  # c\n    # d\n", "if a:\n    b"),
        ("", ""),
    ):
        assert text[: comments.end_of_code(text)] == expected
