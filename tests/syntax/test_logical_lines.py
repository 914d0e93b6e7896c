"""Logical lines, shown as (column, first line); strings, brackets, comments, line ends."""

from __future__ import annotations

import io
import tokenize

import pytest

from pebre_analysis.syntax import logical_lines
from tests.syntax import cutting


def lines(text: str) -> list[tuple[int, str]]:
    found = logical_lines.scan(text)
    return [(column, text[offset:].split("\n", 1)[0].strip()) for _, offset, column in found.lines]


def starts(text: str) -> list[str]:
    return [line for _, line in lines(text)]


def test_a_line_per_statement_line() -> None:
    assert lines("a = 1\nif a:\n    b; c\nd\n") == [(0, "a = 1"), (0, "if a:"), (4, "b; c"), (0, "d")]


def test_no_line_in_text_without_code() -> None:
    for text in ("", "\n\n", "  ", "# a", "\n # a\n\t", "\ufeff", "\f\n"):
        found = logical_lines.scan(text)
        assert found.lines == []
        assert found.end == 0


def test_begin_is_the_end_of_the_line_before() -> None:
    text = "a\n\n# c\n  # d\nb  # e\n\n# f\n"
    found = logical_lines.scan(text)
    assert [text[begin:offset] for begin, offset, _ in found.lines] == ["", "\n# c\n  # d\n"]
    assert text[found.end :] == "\n# f\n"


def test_end_without_a_line_end() -> None:
    assert logical_lines.scan("a\nb  # c").end == len("a\nb  # c")
    assert logical_lines.scan("a\n  ").end == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    text = end.join(["a = '''", "x", "'''", "if b: \\", "  c", "", "# d", "(e,", ")", ""])
    found = logical_lines.scan(text)
    assert [text[offset] for _, offset, _ in found.lines] == ["a", "i", "("]
    assert found.end == len(text)


def test_other_separators_do_not_end_lines() -> None:
    assert len(logical_lines.scan("a = '\u2028\x0b\x1c\x85' # \u2029\x0c\nb\n").lines) == 2


def test_strings_hold_what_looks_like_code() -> None:
    assert starts("a = '#' \"(\" '''\ndef f(:\n\"\"\"'''\nb\n") == ["a = '#' \"(\" '''", "b"]
    assert starts('a = """x\\"""\ny"""\nb\n') == ['a = """x\\"""', "b"]
    assert starts("a = r'\\' + '\nb\n'''\n") == ["a = r'\\' + '", "b", "'''"]
    assert starts("a = 'x\\\ny'\nb\n") == ["a = 'x\\", "b"]
    assert starts("a = ''\nb = ''''''\nc = \"\"\nd\n") == ["a = ''", "b = ''''''", 'c = ""', "d"]


def test_prefixes() -> None:
    for prefix in ("r", "b", "Rb", "bR", "u", "f", "F", "rf", "fR", "t", "Tr", "rT"):
        assert starts(f"a = {prefix}'(' {prefix}'''\n('''\nb\n") == [f"a = {prefix}'(' {prefix}'''", "b"], prefix
    assert starts("if'{':\n  x\nelif\"{\":\n  y\n") == ["if'{':", "x", 'elif"{":', "y"]


@pytest.mark.parametrize(
    "string",
    [
        "f'{a}'",
        "f'{{'",
        "f'}}{{}}'",
        "f'{a!r:>{w}.{p}}'",
        'f"{x["a"]}"',
        "f'{x[\"(\"]}'",
        'f"{f"{f"{1}"}"}"',
        "f\"{'\\n'.join(['('])}\"",
        'f"{x:{"{"}>10}"',
        "f'{x:#x}'",
        "f'{ {1: \"}\"}[1] }'",
        "rf'\\{x}'",
        "f'\\N{LEFT PARENTHESIS}{x}'",
        "f'{x:\\'}'",
        'f"""{\nx["""a"""]}"""',
        'f"""\n{x:\n}"""',
        'f"{x # }"\n}"',
        'f"{\n    x\n}"',
        "f'{lambda x: 1}'",
        "t'{a}' f'{b}'",
        'f"{x!r}" f"{"}"}"',
    ],
)
def test_formatted_strings_end_where_they_end(string: str) -> None:
    text = f"a = {string}\nb\n"
    found = logical_lines.scan(text)
    assert [offset for _, offset, _ in found.lines] == [0, len(text) - 2]
    assert found.reaches == []


def test_an_open_field_costs_one_string() -> None:
    assert starts('a = f"{x"\nb = 1\n') == ['a = f"{x"', "b = 1"]
    assert starts('a = f"{\nb = 1\nc = 2\n') == ['a = f"{', "b = 1", "c = 2"]
    assert starts('a = f"{x[\nb = "y"\n') == ['a = f"{x[', 'b = "y"']
    assert starts('a = f"{x"""\nb\n') == ['a = f"{x"""', "b"]


def test_how_far_the_text_was_read_is_known() -> None:
    assert logical_lines.scan('a = f"{x"\n' + "b = 1\n" * 10).reaches == []
    assert logical_lines.scan('a = f"{x\n' + "b = 1\n" * 10).reaches[0][1] > 60
    assert logical_lines.scan('a = f"{x"""\n' + "b = 1\n" * 10).reaches[0][1] > 60
    assert logical_lines.scan("a = (\n" + "b = 1\n" * 10).reaches[0][1] > 60


def test_an_open_string_of_one_line_takes_its_line() -> None:
    assert starts("a = 'x (\nb\n") == ["a = 'x (", "b"]
    assert starts("a = 'x \\\n(\nb\n") == ["a = 'x \\", "b"]


def test_brackets_join_lines() -> None:
    text = "a = [\n1, (2,\n {3: '''\n]'''}),\n# ]\n]\nb\n"
    assert starts(text) == ["a = [", "b"]
    assert starts("a = (1)\n)\nb\n") == ["a = (1)", ")", "b"]


def test_backslashes_join_lines() -> None:
    assert starts("a = 1 + \\\n  2\nb\n") == ["a = 1 + \\", "b"]
    assert starts("a \\\n\nb\n") == ["a \\", "b"]


def test_form_feeds_start_the_count_anew() -> None:
    assert lines("\f\na\n\f  b\n  \f c\n") == [(0, "a"), (2, "b"), (1, "c")]


def test_a_byte_order_mark_is_no_code() -> None:
    assert lines("\ufeffa\n")[0][0] == 0
    assert lines("\ufeff# c\nb\n") == [(0, "b")]


def test_a_tab_counts_one() -> None:
    assert [column for column, _ in lines("if a:\n\tb\n\t\tc\n")] == [0, 1, 2]


def test_reading_stops_at_the_first_line_from_an_offset_on() -> None:
    text = "a\nb\nc\nd\n"
    assert len(logical_lines.scan(text, until=4).lines) == 3
    assert [offset for _, offset, _ in logical_lines.scan(text, 2, until=4).lines] == [2, 4]
    assert [offset for _, offset, _ in logical_lines.scan(text, 2, 6).lines] == [2, 4]


def test_reading_on_from_any_line_gives_the_same_lines() -> None:
    for text in cutting.short_texts(4):
        found = logical_lines.scan(text)
        for n in range(0, len(found.lines), 17):
            again = logical_lines.scan(text, found.lines[n][0])
            assert again.lines == found.lines[n:]
            assert again.end == found.end


def test_what_is_open_ends_at_a_border() -> None:
    text = "a = (\nb = '''\nc\nd = 1\n"
    found = logical_lines.scan_between(text, [6, 16])
    assert [text[offset] for _, offset, _ in found.lines] == ["a", "b", "d"]


def test_lines_are_those_of_the_tokenizer() -> None:
    for text in cutting.short_texts(8):
        expected = []
        is_fresh = True
        try:
            for token in tokenize.generate_tokens(io.StringIO(text).readline):
                if token.type == tokenize.NEWLINE:
                    is_fresh = True
                elif is_fresh and token.type not in (
                    tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
                ):  # fmt: skip
                    expected.append(token.start)
                    is_fresh = False
        except tokenize.TokenError:
            continue
        line_starts = [0]
        for line in text.split("\n"):
            line_starts.append(line_starts[-1] + len(line) + 1)
        found = [line_starts[row - 1] + column for row, column in expected]
        assert [offset + column for _, offset, column in logical_lines.scan(text).lines] == found


HOSTILE = {
    "open brackets": "x = foo(\n" * 3000,
    "brackets in pairs": "x = ([\nb = (\n]\n" * 1500,
    "deep brackets": "(" * 20000,
    "deep brackets with names": "(a" * 10000,
    "open fields": 'x = f"{a\n' * 1500,
    "open fields of one line": 'x = f"{' * 10000,
    "open triple fields": 'x = f"""{a\n' * 1000,
    "nested f-strings": "f'{f\"{" * 5000,
    "quotes": '"' * 20001,
    "backslashes": "\\" * 20001,
    "form feeds": "\f" * 20000,
    "blanks": " " * 20000,
    "continued blanks": "\n\\" * 10000,
    "strings left open": "x = '''\ndef f\n'''\n" * 1500 + 'y = """\n',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_in_linear_time(name: str) -> None:
    text = HOSTILE[name]
    found = cutting.build(text)
    cutting.check_whole(found)
