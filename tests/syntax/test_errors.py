"""Problems of broken programs (`broken_programs.txt`): what is said, where, and that it is said once."""

import bisect
import re
import warnings
from pathlib import Path

import pytest

from pebre_analysis.syntax import errors, problems, tokenizer
from tests.syntax import parsing

CASES = (Path(__file__).parent / "broken_programs.txt").read_bytes().decode("utf-8")

_LABEL = re.compile(r" *(\^+) (.*)\n")


def programs() -> list[tuple[str, str]]:
    """(head, program with labels) of each case."""
    found = []
    for case in re.split(r"^---", CASES, flags=re.M)[1:]:
        head, _, body = case.partition("\n")
        found.append((head.strip(), body))
    return found


def without_labels(body: str) -> str:
    return "".join(line for line in body.splitlines(keepends=True) if not _LABEL.fullmatch(line))


def labelled(text: str, found: tuple[problems.Problem, ...]) -> str:
    """The text with a label below each line that has a problem."""
    for problem in reversed(found):
        line_start = text.rfind("\n", 0, problem.start) + 1
        line_end = text.find("\n", problem.start) + 1
        carets = "^" * max(1, min(problem.end, line_end - 1) - problem.start)
        label = " " * (problem.start - line_start) + f"{carets} {problem.message}\n"
        text = text[:line_end] + label + text[line_end:]
    return text


@pytest.mark.parametrize("body", [body for _, body in programs()])
def test_one_problem_with_its_cause(body: str) -> None:
    text = without_labels(body)
    parsed = parsing.parse(text)
    assert labelled(text, errors.found_in(parsed)) == body


def _token(text: str, offset: int) -> int:
    """How many tokens with a width begin at or before the offset."""
    tokens = tokenizer.tokenize(text)
    starts = [start for start, leaf in zip(tokens.starts, tokens.leaves, strict=True) if leaf.value.strip()]
    return bisect.bisect_right(starts, offset)


def _offset(text: str, line: int, column: int) -> int:
    return sum(map(len, text.splitlines(keepends=True)[: line - 1])) + max(column - 1, 0)


def _error_of_python(text: str) -> SyntaxError:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(text, "<text>", "exec")
        except SyntaxError as error:
            return error
    raise AssertionError("Python accepts it")


@pytest.mark.parametrize("body", [body for head, body in programs() if not head])
def test_place_is_within_a_token_of_pythons(body: str) -> None:
    text = without_labels(body)
    error = _error_of_python(text)
    if "f-string" in error.msg:
        return  # before 3.12 the place is one of the inner text
    problem = errors.found_in(parsing.parse(text))[0]
    first, last = _token(text, problem.start), _token(text, max(problem.start, problem.end - 1))
    assert error.lineno is not None
    theirs = _token(text, _offset(text, error.lineno, error.offset or 1))
    end = theirs
    if error.end_lineno and error.end_offset and error.end_offset > 0:
        end = max(theirs, _token(text, _offset(text, error.end_lineno, error.end_offset - 1)))
    assert first - 1 <= end
    assert theirs <= last + 1


def check(text: str, *expected: str) -> None:
    """`line: marked text: message` of each problem."""
    found = errors.found_in(parsing.parse(text))
    shown = [f"{text.count(chr(10), 0, p.start) + 1}: {text[p.start : p.end]}: {p.message}" for p in found]
    assert shown == list(expected)


def test_characters_that_cannot_be_seen_are_named() -> None:
    check("x = a\u00a0+ b\n", "1: \u00a0: Invalid invisible character U+00A0 (no-break space)")
    check("x = \u200b1\n", "1: \u200b: Invalid invisible character U+200B (zero width space)")
    check("x = a\x00\n", "1: \x00: Invalid invisible character U+0000")


def test_tabs_and_spaces() -> None:
    check("if x:\n\ta\n        b\n", "3:         : Tabs and spaces are mixed in the indentation")


def test_the_bracket_that_was_open_is_told() -> None:
    problem = errors.found_in(parsing.parse("f(a, [b)\n"))[0]
    assert (problem.related_start, problem.related_end, problem.related_message) == (5, 6, "`[` opens here")


def test_errors_in_different_statements_are_all_reported() -> None:
    check(
        "a b\nx = 1\ny = = 2\nz = 3\nif a\n    b\n",
        "1: b: Expected an operator or a new line before `b`",
        "3: =: Expected an expression between `=` and `=`",
        "5: a: Expected `:` at the end of the `if` line",
    )


def test_valid_code_has_no_problem() -> None:
    check("x = (1,\n     2)\nif x:\n    y\nelse:\n    z\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What follows from a broken header.
        ("if a b:\n    c\nelif d:\n    e\nelse:\n    f\n", "1: b: Expected an operator or `:` before `b`"),
        ("try\n    a\nexcept b:\n    c\nfinally:\n    d\n", "1: try: Expected `:` at the end of the `try` line"),
        ("def f(a, b:\n    return a\n\ndef g():\n    return b\n", "1: (: `(` was never closed"),
        ("class A(\n    def f(self):\n        pass\n    x = 1\n", "1: (: `(` was never closed"),
        ("a b:\n    return c\nelse:\n    d\n", "1: b: Expected an operator or a new line before `b`"),
        # What follows from a broken block.
        ("def f():\n        a\n    b\n    c\nd\n", "3: b: This indentation matches no block around it"),
        ("x = 1\n    y = 2\n    z = 3\nw = 4\n", "2: y: Unexpected indentation"),
        # What follows from a bracket or colon that is on the wrong line, or was taken out.
        ("x = f\n    r'a',\n)\ny = 1\n", "2: r'a': Unexpected indentation"),
        ("if x\n    : y\nz = 1\n", "1: x: Expected `:` at the end of the `if` line"),
        ("from a import\n    b,\n)\ny = 1\n", "1: import: Expected an expression after `import`"),
        # What follows from an open bracket or string.
        ("f(a,\nb = 1\nc = 2\nif d:\n    e\n", "1: (: `(` was never closed"),
        ("x = '''a\nif b:\n  c\n", "1: ''': The string that begins with this `'''` is never closed"),
        # Text that is no code.
        (
            "This prose is text.\nSo is this line.\nAnd this other.\nx = 1\n",
            "1: prose: Expected an operator or a new line before `prose`",
        ),
        (
            'x = "Some text.\nMore text here.\nAnd more of it."\n',
            '1: "Some text.: The string is not closed in its line',
        ),
    ],
)
def test_what_follows_from_an_error_is_not_reported(text: str, expected: str) -> None:
    check(text, *([expected] if expected else []))
