"""Literals as values: string, bytes and number literals decoded without evaluating anything.

In:  the exact text of one literal, prefix and quotes included.
Out: its value; None for a string or bytes value longer than MAX_LENGTH; 0 for an integer that is
     malformed or written with more than MAX_DIGITS characters (it is still an `int`, only its
     literal value is lost; the number is CPython's own limit for decimal digits).
Always
  - nothing raises, whatever the text; time is linear in the text;
  - a malformed escape stays in the value as written and is reported by its place;
    an unknown escape such as `\\d` stays too and is no fault.
Does not know: f-strings, which are expressions with text between them, not literals.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

MAX_LENGTH: Final = 4096
MAX_DIGITS: Final = 4300
# An escape takes at most some 100 characters (\N{…}) for one code point, usually 10 at most.
_MAX_SOURCE: Final = MAX_LENGTH * 16

_PREFIX = re.compile(r"[A-Za-z]*")
_NEWLINES = re.compile(r"\r\n?")
# A backslash before a non-character of the escape alphabet matches too (`other`) so that `\\\\` is read as a pair.
_STR_ESCAPE = re.compile(
    r"\\(?:(?P<line>\n)|(?P<octal>[0-7]{1,3})|x(?P<x>[0-9a-fA-F]{2})|u(?P<u>[0-9a-fA-F]{4})"
    r"|U(?P<U>[0-9a-fA-F]{8})|N\{(?P<N>[^{}]+)\}|(?P<other>.))",
    re.DOTALL,
)
_BYTES_ESCAPE = re.compile(r"\\(?:(?P<line>\n)|(?P<octal>[0-7]{1,3})|x(?P<x>[0-9a-fA-F]{2})|(?P<other>.))", re.DOTALL)
_SIMPLE: Final = {
    "\\": "\\",
    "'": "'",
    '"': '"',
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}


class Fault(NamedTuple):
    """Something wrong inside a literal, in offsets of the literal."""

    start: int
    end: int
    message: str


class Literal(NamedTuple):
    """A decoded literal.

    `content_at`: where the text inside the quotes starts, if that text is the value character by
    character; else -1. `fault`: the first thing wrong in it.
    """

    value: str | bytes | None
    content_at: int
    fault: Fault | None


def is_bytes(literal: str) -> bool:
    """Whether the literal gives bytes, by its prefix alone."""
    first = literal[:1]
    if first in "bB":
        return True
    return first in "rR" and literal[1:2] in ("b", "B")


def decode(literal: str) -> Literal:
    """The value of one string or bytes literal; one without its closing quote counts as ending with the text."""
    matched = _PREFIX.match(literal)
    at = matched.end() if matched is not None else 0
    prefix = literal[:at].lower()
    quote = literal[at : at + 1]
    if literal.startswith(quote * 3, at) and len(literal) >= at + 6:
        quote *= 3
    start = at + len(quote)
    end = len(literal)
    if end - len(quote) >= start and literal.endswith(quote):
        end -= len(quote)
    source = literal[start:end]
    returns = "\r" in source
    body = _NEWLINES.sub("\n", source) if returns else source
    is_plain = "\\" not in body or "r" in prefix
    fault: Fault | None = None
    value: str | bytes | None
    if "b" in prefix:
        value, fault = _bytes(body, is_plain, start)
    elif is_plain:
        value = body if len(body) <= MAX_LENGTH else None
    else:
        value, fault = _text(body, start)
    if fault is not None and returns:
        fault = Fault(0, len(literal), fault.message)  # its place was counted after `\r\n` had become `\n`
    return Literal(value, start if is_plain and not returns else -1, fault)


def fault_in(text: str) -> Fault | None:
    """The first malformed escape in a piece of an f-string that is not raw."""
    return _text(text, 0)[1] if "\\" in text else None


def _text(body: str, start: int) -> tuple[str | None, Fault | None]:
    if len(body) > _MAX_SOURCE:
        return None, None
    faults: list[Fault] = []

    def replace(match: re.Match[str]) -> str:
        kind = match.lastgroup
        written = match[0]
        if kind == "other":
            letter = written[1]
            if letter in "xuUN":
                faults.append(_fault(match, start, f"Malformed `\\{letter}` escape in a string"))
            return _SIMPLE.get(letter, written)
        if kind == "line":
            return ""
        if kind == "octal":
            return chr(int(written[1:], 8))
        if kind == "N":
            try:
                return unicodedata.lookup(match["N"])
            except KeyError:
                faults.append(_fault(match, start, f"No character is named `{match['N']}`"))
                return written
        code = int(written[2:], 16)
        if code > 0x10FFFF:
            faults.append(_fault(match, start, f"`{written}` is beyond the last character, `\\U0010ffff`"))
            return written
        return chr(code)

    value = _STR_ESCAPE.sub(replace, body)
    return (value if len(value) <= MAX_LENGTH else None), (faults[0] if faults else None)


def _bytes(body: str, is_plain: bool, start: int) -> tuple[bytes | None, Fault | None]:
    if not body.isascii():
        at = next(i for i, character in enumerate(body) if ord(character) > 127)
        message = "Bytes can only hold ASCII characters; write others as `\\x` escapes"
        return None, Fault(start + at, start + at + 1, message)
    if len(body) > _MAX_SOURCE:
        return None, None
    faults: list[Fault] = []

    def replace(match: re.Match[str]) -> str:
        kind = match.lastgroup
        written = match[0]
        if kind == "other":
            if written[1] == "x":
                faults.append(_fault(match, start, "Malformed `\\x` escape in bytes"))
            return _SIMPLE.get(written[1], written)
        if kind == "line":
            return ""
        if kind == "octal":
            return chr(int(written[1:], 8) & 0xFF)
        return chr(int(written[2:], 16))

    text = body if is_plain else _BYTES_ESCAPE.sub(replace, body)
    return (text.encode("latin-1") if len(text) <= MAX_LENGTH else None), (faults[0] if faults else None)


def _fault(match: re.Match[str], start: int, message: str) -> Fault:
    return Fault(start + match.start(), start + match.end(), message)


def integer(literal: str) -> int:
    """The value of an integer literal in any base; 0 if it is malformed or too long to be worth a value."""
    if len(literal) > MAX_DIGITS:
        return 0
    try:
        return int(literal, 0)
    except ValueError:
        return 0
