"""Literals are decoded as Python does, without evaluating anything."""

import ast
import io
import tokenize
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pebre_analysis.syntax import strings

_PREFIXES = ("", "r", "u", "b", "rb", "bR", "R", "U", "Br")


def python(literal: str) -> str | bytes | None:
    """What Python makes of the literal; None if it refuses."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = ast.literal_eval(literal)
        except (SyntaxError, ValueError):
            return None
    assert isinstance(value, (str, bytes))
    return value


@pytest.mark.parametrize(
    "literal",
    [
        "''", '""', "''''''", '"a"', "'''a'''", "'''a'b''c\\''''",
        r"'\n\t\\\'\"\a\b\f\r\v\0\7\77\377\400'", r"'\x41\u0041\U00000041'",
        r"'\N{LATIN SMALL LETTER A}\N{BULLET}'", r"'\d\w\ '", r"r'\n\x'", r"b'\x41\377\400\d\u0041\N'",
        "'a\\\nb'", "'''a\nb'''",
        "'é'", r"rb'\x'", "'\\\\'", r"'\\x'",
    ],
)  # fmt: skip
def test_value(literal: str) -> None:
    found = strings.decode(literal)
    assert found.fault is None
    assert found.value == python(literal)
    assert isinstance(found.value, bytes) == strings.is_bytes(literal)


@pytest.mark.parametrize(
    ("literal", "start", "message"),
    [
        (r"'ab\x4'", 3, "Malformed `\\x` escape in a string"),
        (r"'\u12'", 1, "Malformed `\\u` escape in a string"),
        (r"'\N'", 1, "Malformed `\\N` escape in a string"),
        (r"'\N{}'", 1, "Malformed `\\N` escape in a string"),
        (r"'\N{no such}'", 1, "No character is named `no such`"),
        (r"'\U00110000'", 1, "`\\U00110000` is beyond the last character, `\\U0010ffff`"),
        (r"b'a\xg'", 3, "Malformed `\\x` escape in bytes"),
        ("b'aé'", 3, "Bytes can only hold ASCII characters; write others as `\\x` escapes"),
    ],
)
def test_fault(literal: str, start: int, message: str) -> None:
    found = strings.decode(literal)
    assert found.fault is not None
    assert (found.fault.start, found.fault.message) == (start, message)
    assert python(literal) is None


def test_line_ends_are_one() -> None:
    assert strings.decode("'''a\r\nb\rc\\\r\nd'''").value == "a\nb\ncd"
    assert strings.decode(r"'\r\n'").value == "\r\n"


def test_long_values_are_not_kept() -> None:
    assert strings.decode("'" + "a" * 4096 + "'").value == "a" * 4096
    assert strings.decode("'" + "a" * 4097 + "'").value is None
    assert strings.decode("'" + r"\x41" * 4096 + "'").value == "A" * 4096
    assert strings.decode("b'" + "\\n" * 5000 + "'").value is None
    assert strings.decode("'" + "\\n" * 1_000_000 + "'").value is None


def test_integers() -> None:
    for literal in ("0", "00", "1_000", "0xFf", "0b1_0", "0o17", "9" * 4300, "0x_1"):
        assert strings.integer(literal) == int(literal, 0)
    for literal in ("9" * 4301, "0x" + "f" * 10_000, "0777", "0b2", "1__0", "0xg"):
        assert strings.integer(literal) == 0


def test_an_unfinished_literal_ends_with_the_text() -> None:
    for literal in ("'", '"a', "'''a", "r'", "b'''a'", "'''", "''''"):
        strings.decode(literal)
    assert strings.decode("'ab").value == "ab"


_BODY = st.text(st.sampled_from("ab'\"\\nxuUN{}0179 \n\té"), max_size=12)


def is_one_token(literal: str) -> bool:
    """Not several literals in a row."""
    try:
        return next(tokenize.generate_tokens(io.StringIO(literal).readline)).string == literal
    except tokenize.TokenError:
        return False


@given(st.sampled_from(_PREFIXES), st.sampled_from(("'", '"', "'''", '"""')), _BODY)
def test_any_literal_is_read_as_python_does(prefix: str, quote: str, body: str) -> None:
    literal = prefix + quote + body + quote
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            is_one = len(list(ast.walk(ast.parse(f"({literal})", mode="eval")))) == 2
    except (SyntaxError, ValueError):
        is_one = False
    if is_one and is_one_token(literal):
        found = strings.decode(literal)
        assert found.fault is None
        assert found.value == python(literal)
        if found.content_at >= 0:
            assert found.value == (body.encode("latin-1") if strings.is_bytes(literal) else body)
    else:
        strings.decode(literal)


@given(_BODY)
def test_a_fault_is_what_python_refuses(body: str) -> None:
    literal = '"""' + body.replace('"', "").rstrip("\\") + '"""'
    assert (strings.decode(literal).fault is not None) == (python(literal) is None)
