"""Tokens: labels, prefixes, offsets, layout, f-strings, brackets that are never closed."""

import pytest
from parso.python import tokenize as stock_tokenize
from parso.utils import parse_version_string

from pebre_analysis.syntax import lexical, tokenizer
from tests.syntax import parsing


def labels(text: str, indent: int = 0) -> str:
    return " ".join(tokenizer.tokenize(text, indent).labels)


def values(text: str) -> list[str]:
    return [leaf.value for leaf in tokenizer.tokenize(text).leaves if leaf.value.strip()]


def faults(text: str) -> list[tuple[str, str]]:
    return [(fault.kind, text[fault.start : fault.end]) for fault in tokenizer.tokenize(text).faults]


def test_keywords_and_operators_are_their_own_labels() -> None:
    assert labels("if x: y += 1\n") == "if NAME : NAME += NUMBER NEWLINE ENDMARKER"


def test_soft_keywords_are_names() -> None:
    assert labels("match = case\n") == "NAME = NAME NEWLINE ENDMARKER"


def test_layout() -> None:
    assert labels("if x:\n  y\n  # c\n\n  z\nw\n") == (
        "if NAME : NEWLINE INDENT NAME NEWLINE NAME NEWLINE DEDENT NAME NEWLINE ENDMARKER"
    )


def test_members_of_a_class_stand_at_their_own_column() -> None:
    assert labels("    x\n    if y:\n        z\n", 4) == (
        "NAME NEWLINE if NAME : NEWLINE INDENT NAME NEWLINE DEDENT ENDMARKER"
    )


def test_a_last_line_without_an_end_gets_one_of_no_width() -> None:
    tokens = tokenizer.tokenize("x  # c")
    assert tokens.labels == ["NAME", "NEWLINE", "ENDMARKER"]
    assert (tokens.leaves[1].value, tokens.leaves[2].prefix) == ("", "  # c")


@pytest.mark.parametrize("text", ["", "\n", "# c", "\\\n", "   ", "\f\n", "\ufeff", "\ufeff\n"])
def test_text_without_code_has_only_an_end(text: str) -> None:
    tokens = tokenizer.tokenize(text)
    assert tokens.labels[-1] == "ENDMARKER"
    assert "".join(leaf.prefix + leaf.value for leaf in tokens.leaves) == text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    tokens = tokenizer.tokenize(f"x{end}{end}y{end}")
    assert [(leaf.line, leaf.column) for leaf in tokens.leaves] == [(1, 0), (1, 1), (3, 0), (3, 1), (4, 0)]


def test_a_byte_order_mark_moves_offsets_and_no_columns() -> None:
    tokens = tokenizer.tokenize("\ufeffx = 1\ny\n")
    assert tokens.starts[:2] == [1, 3]
    assert (tokens.leaves[0].column, tokens.leaves[0].prefix) == (0, "\ufeff")


def test_only_carriage_returns_and_line_feeds_end_lines() -> None:
    assert labels("x = '\u2028\x0b\x85'\n") == "NAME = STRING NEWLINE ENDMARKER"


def test_a_form_feed_starts_the_indentation_anew() -> None:
    assert labels("if x:\n    y\n    \fz\n") == ("if NAME : NEWLINE INDENT NAME NEWLINE DEDENT NAME NEWLINE ENDMARKER")


def test_a_line_continued_by_a_backslash_is_indented_as_it_begins() -> None:
    assert labels("if x:\n    \\\n  y\n    z\n") == (
        "if NAME : NEWLINE INDENT NAME NEWLINE NAME NEWLINE DEDENT ENDMARKER"
    )


@pytest.mark.parametrize(
    "literal",
    ["1", "1_000", "0x_ff", "0b1", "0o17", "00", "1.", ".5", "1.5e-3", "1e5", "1j", "1.5J", "08.5", "1_0.0_1e1_0j"],
)
def test_numbers(literal: str) -> None:
    assert labels(f"{literal}\n") == "NUMBER NEWLINE ENDMARKER"


@pytest.mark.parametrize("prefix", ["", "b", "B", "r", "rb", "bR", "Br", "u", "U"])
@pytest.mark.parametrize("quote", ["'", '"', "'''", '"""'])
def test_strings(prefix: str, quote: str) -> None:
    for inside in ("", "a", "\\" + quote[0], "a\\\nb", "{x}", "'" if quote[0] == '"' else '"'):
        text = f"{prefix}{quote}{inside}{quote}"
        assert values(text + "\n") == [text]


@pytest.mark.parametrize("prefix", ["f", "F", "fr", "Rf", "t", "T", "tr", "rT"])
@pytest.mark.parametrize("quote", ["'", '"', "'''", '"""'])
def test_f_strings_and_t_strings(prefix: str, quote: str) -> None:
    text = f"{prefix}{quote}a{{x!r:>{{w}}}}b{quote}"
    assert values(text + "\n") == [prefix + quote, "a", "{", "x", "!", "r", ":", ">", "{", "w", "}", "}", "b", quote]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('f"{d["a"]}"', ['f"', "{", "d", "[", '"a"', "]", "}", '"']),
        ('f"{"\\n".join(a)}"', ['f"', "{", '"\\n"', ".", "join", "(", "a", ")", "}", '"']),
        ('f"{x = }"', ['f"', "{", "x", "=", "}", '"']),
        ('f"{x:{y:{z}}}"', ['f"', "{", "x", ":", "{", "y", ":", "{", "z", "}", "}", "}", '"']),
        ('f"{{}}{x}"', ['f"', "{{}}", "{", "x", "}", '"']),
        ('f"\\N{BULLET}{x}"', ['f"', "\\N{BULLET}", "{", "x", "}", '"']),
        ('rf"\\N{x}"', ['rf"', "\\N", "{", "x", "}", '"']),
        ('rf"\\{x}"', ['rf"', "\\", "{", "x", "}", '"']),
        ('f"{a != b}"', ['f"', "{", "a", "!=", "b", "}", '"']),
        ('f"{(a := b)}"', ['f"', "{", "(", "a", ":=", "b", ")", "}", '"']),
        ('f"{a:=5}"', ['f"', "{", "a", ":", "=5", "}", '"']),
        ('f"{d[1:2]:x}"', ['f"', "{", "d", "[", "1", ":", "2", "]", ":", "x", "}", '"']),
        ('f"{f"{f"{x}"}"}"', ['f"', "{", 'f"', "{", 'f"', "{", "x", "}", '"', "}", '"', "}", '"']),
        ('f"{\n x # c\n}"', ['f"', "{", "x", "}", '"']),
        ('f"""a\n"{x}"b"""', ['f"""', 'a\n"', "{", "x", "}", '"b', '"""']),
        ('f"a\\\nb{x}"', ['f"', "a\\\nb", "{", "x", "}", '"']),
        ("f'{x:\n}'", ["f'", "{", "x", ":", "}", "'"]),
    ],
)
def test_what_pep_701_allows(text: str, expected: list[str]) -> None:
    assert values(text + "\n") == expected
    assert faults(text + "\n") == []


def test_newlines_inside_brackets_are_blank() -> None:
    assert labels("f(a, # c\n\n  b)\nx\n") == "NAME ( NAME , NAME ) NEWLINE NAME NEWLINE ENDMARKER"


def test_a_bracket_that_is_never_closed_costs_its_statement() -> None:
    text = "x = f(1,\n      2\ny = 3\n"
    assert labels(text) == "NAME = NAME ( NUMBER , NUMBER NEWLINE NAME = NUMBER NEWLINE ENDMARKER"
    assert faults(text) == [(lexical.NEVER_CLOSED, "(")]


def test_a_line_with_a_statement_keyword_ends_open_brackets() -> None:
    text = "if x:\n    y = [1,\n    return\nz\n"
    assert labels(text) == (
        "if NAME : NEWLINE INDENT NAME = [ NUMBER , NEWLINE return NEWLINE DEDENT NAME NEWLINE ENDMARKER"
    )


def test_balanced_text_is_never_cut() -> None:
    assert "NEWLINE" not in labels("f(\na = 1,\nb(2),\n)").rsplit(" NEWLINE", 1)[0]


def test_a_closing_bracket_that_matches_an_outer_one_closes_it() -> None:
    text = "f(a, [b)\nc\n"
    assert labels(text) == "NAME ( NAME , [ NAME ) NEWLINE NAME NEWLINE ENDMARKER"
    assert faults(text) == [(lexical.MISMATCH, ")")]


def test_broken_strings_end_their_line() -> None:
    for text in ("f('a\nb\n", "f(f'a\nb\n", 'f(f"{a\nb\n', "f(f'{a:x\nb\n"):
        assert labels(text).endswith("NEWLINE NAME NEWLINE ENDMARKER"), text
        assert len(faults(text)) == 1


def test_a_quote_of_the_f_string_closes_it_when_a_field_is_open() -> None:
    text = 'print(f"{x")\ny\n'
    assert labels(text) == "NAME ( FSTRING_START { NAME FSTRING_END ) NEWLINE NAME NEWLINE ENDMARKER"
    assert [kind for kind, _ in faults(text)] == [lexical.OPEN_FIELD]


def test_tabs_must_mean_the_same_at_any_width() -> None:
    assert faults("if x:\n\ta\n        b\n") == [(lexical.TABS, "        ")]
    assert faults("if x:\n\ta\n\tif y:\n\t    b\n") == []


def test_indents_and_dedents_are_paired() -> None:
    text = "if a:\n  if b:\n    c\n d\n      e\n"
    tokens = tokenizer.tokenize(text)
    assert tokens.labels.count("INDENT") == tokens.labels.count("DEDENT") == len(tokens.dedents)
    for indent, dedent in tokens.dedents.items():
        assert (tokens.labels[indent], tokens.labels[dedent]) == ("INDENT", "DEDENT")


def test_characters_that_are_no_python_are_single_tokens() -> None:
    assert labels("x = “a” ? $\n") == "NAME = ERRORTOKEN NAME ERRORTOKEN ERRORTOKEN ERRORTOKEN NEWLINE ENDMARKER"


def _stock(text: str) -> list[tuple[str, str, tuple[int, int], str]]:
    version = parse_version_string("3.14")
    return [
        (token.type.name, token.string, token.start_pos, token.prefix)
        for token in stock_tokenize.tokenize(text, version_info=version)
        if token.type.name not in ("INDENT", "DEDENT")
    ]


def _ours(text: str) -> list[tuple[str, str, tuple[int, int], str]]:
    tokens = tokenizer.tokenize(text)
    found = []
    for label, leaf, start in zip(tokens.labels, tokens.leaves, tokens.starts, strict=True):
        assert tokens.line_starts[leaf.line] + leaf.column == start
        if label in ("INDENT", "DEDENT") or (label == "NEWLINE" and not leaf.value):
            continue
        kind = label if label.isupper() else "NAME" if label.isidentifier() and label in lexical.KEYWORDS else "OP"
        found.append((kind, leaf.value, leaf.start_pos, leaf.prefix))
    return found


@pytest.mark.parametrize("path", parsing.library_files(97), ids=lambda path: path.name)
def test_tokens_are_those_of_stock_parso(path: object) -> None:
    text = parsing.read(path)  # type: ignore[arg-type]
    if text is not None and "f'" not in text and 'f"' not in text and "\f" not in text:
        assert _ours(text) == _stock(text)


@pytest.mark.parametrize("text", ["   \\\n  # c", "if x:\n  y\n \\\n\nz\n", "  \\\n\\\n\n"])
def test_a_continued_line_that_holds_nothing_has_no_indentation(text: str) -> None:
    found = tokenizer.tokenize(text).labels
    assert found.count("INDENT") == ("if" in found)
    assert "ERROR_DEDENT" not in found
