"""Where a string literal ends, without a tokenizer.

In:  text, and the offset of an opening quote.
Out: the offset after the closing quote, or -1 if it has none; and how far the text was read to know.
Always
  - plain strings end as CPython ends them, whatever their prefix;
  - an f-string or t-string ends as PEP 701 has it: a replacement field may hold the same quotes, and
    comments and line ends. If that finds no end (the field was left open), the string ends where a
    plain string of the same quotes would, so that a `{` just typed costs one string and not the file;
  - work is linear: an open field is given up after MAX_FIELD code points. What nests deeper than
    MAX_NESTING ends with its line; so at most MAX_NESTING open strings look at the same place.
Does not know: what is in a literal; `strings` decodes.

The fragments below are for regular expressions of others, written for `re.X`. All their repetitions
are possessive: no text makes them backtrack.
"""

from __future__ import annotations

import re
from typing import Final

from pebre_analysis.syntax import lexical

MAX_FIELD: Final = 8_000
MAX_NESTING: Final = 60  # strings, fields and format specs in each other; CPython allows 150 strings

LINE_END: Final = r"(?:\r\n?+|\n)"
BLANK_LINES: Final = rf"(?:[ \t\f]*+(?:\#[^\r\n]*+)?{LINE_END})*+"
ESCAPED: Final = r"\\(?:\r\n|[\s\S])?+"
# A string of one line that is never closed takes the rest of its line, and the next after a backslash.
REST_OF_LINE: Final = r"""(?:[^\\\r\n]|\\(?:\r\n|[\s\S]))*+"""
_NOT_FORMATTED: Final = r"(?<![fFtT])(?<![fFtT][rR])"


def _single(quote: str) -> str:
    return rf"{quote}(?!{quote}{quote})[^{quote}\\\r\n]*+(?:\\(?:\r\n|[\s\S])[^{quote}\\\r\n]*+)*+{quote}"


def _triple(quote: str) -> str:
    inside = rf"[^{quote}\\]*+(?:(?:\\[\s\S]|{quote}(?!{quote}{quote}))[^{quote}\\]*+)*+"
    return rf"{quote}{quote}{quote}{inside}{quote}{quote}{quote}"


def _simple(quote: str, is_triple: bool) -> str:
    """An f-string whose fields hold no quote of its own kind, no comment, no backslash, no deeper brace."""
    other = "'" if quote == '"' else '"'
    code = rf"(?:[^{{}}'\"\\\#\r\n]|{other}[^{{}}'\"\\\r\n]*+{other})*+"
    field = rf"\{{{code}(?:\{{{code}\}}{code})*+\}}"
    plain = rf"[^{quote}\\{{}}]" if is_triple else rf"[^{quote}\\{{}}\r\n]"
    lone = rf"|{quote}(?!{quote}{quote})" if is_triple else ""
    inside = rf"(?:{plain}++|\{{\{{|\}}\}}|\\(?:\r\n|[^{{}}N])|{field}{lone})*+"
    opening = quote * 3 if is_triple else rf"{quote}(?!{quote}{quote})"
    return opening + inside + (quote * 3 if is_triple else quote)


SIMPLE_ON_A_LINE: Final = "|".join(_simple(quote, False) for quote in "\"'")
# A whole string. It may not match where a string does end; then `string_end` knows.
ON_A_LINE: Final = rf"(?:{_NOT_FORMATTED}(?:{_single(chr(34))}|{_single(chr(39))})|{SIMPLE_ON_A_LINE})"
STRING: Final = (
    rf"(?:{_NOT_FORMATTED}(?:{_single(chr(34))}|{_single(chr(39))}|{_triple(chr(34))}|{_triple(chr(39))})"
    rf"|{SIMPLE_ON_A_LINE}|{_simple(chr(34), True)}|{_simple(chr(39), True)})"
)
_PLAIN: Final = {
    quote: re.compile(pattern)
    for quote, pattern in (
        ('"', _single('"')),
        ("'", _single("'")),
        ('"""', _triple('"')),
        ("'''", _triple("'")),
    )
}
# What an entry of the stack of an f-string is.
_LITERAL: Final = 0
_FIELD_ENTRY: Final = 1
_SPEC: Final = 2
_REST_OF_LINE: Final = re.compile(REST_OF_LINE)
_WORD_BEFORE: Final = re.compile(r"(?:[fFtT][rR]?|[rR][fFtT])\Z")


def string_end(text: str, at: int, end: int) -> tuple[int, int]:
    """(end, reach) of the string whose opening quote stands at `at`; the text counts as ending at `end`.

    The reach lies beyond the string's end only if it is an f-string with a field left open.
    """
    quote = text[at]
    if text.startswith(quote * 3, at, end):
        quote *= 3
    reach = at
    is_formatted, is_raw = _prefix(text, at)
    if is_formatted:
        found, reach = _formatted_end(text, at + len(quote), end, quote, is_raw)
        if found >= 0:
            return found, reach
    matched = _PLAIN[quote].match(text, at, end)
    if matched is None:
        return -1, reach
    return matched.end(), max(matched.end(), reach)


def after_string(text: str, at: int, end: int) -> tuple[int, int]:
    """`string_end`, but a string of one line without end ends with its line: -1 is for triple quotes only."""
    after, reach = string_end(text, at, end)
    if after < 0 and not text.startswith(text[at] * 3, at, end):
        after = _end_of_line(text, at, end)
    return after, reach


def _end_of_line(text: str, at: int, end: int) -> int:
    matched = _REST_OF_LINE.match(text, at, end)
    return at if matched is None else matched.end()


def _prefix(text: str, at: int) -> tuple[bool, bool]:
    """Whether the quote at `at` opens an f-string or t-string, and whether a raw one."""
    word = text[max(at - 2, 0) : at]
    matched = _WORD_BEFORE.search(word)
    if matched is None:
        return False, False
    before = at - len(word) + matched.start()
    if before and (text[before - 1] == "_" or text[before - 1].isalnum()):
        # `if"…"` is a keyword and a string; but the word may be one letter too long, as in `brf"…"`.
        return False, False
    return True, "r" in matched[0].lower()


def _formatted_end(text: str, at: int, end: int, quote: str, is_raw: bool) -> tuple[int, int]:
    """(end, reach) of an f-string by PEP 701; `at` is after the opening quote. The end is -1 if it is not closed."""
    from pebre_analysis.syntax import literal_fields

    literal, field, spec = _LITERAL, _FIELD_ENTRY, _SPEC
    # (kind, quote, raw, start); a field's entry counts its open brackets in `depths`
    stack: list[tuple[int, str, bool, int]] = [(literal, quote, is_raw, at)]
    depths: list[int] = []
    start_of_all = at
    while len(stack) < MAX_NESTING:
        kind, quote, is_raw, start = stack[-1]
        if kind == field:
            matched = literal_fields.CODE.match(text, at, end)
        elif kind == literal:
            matched = lexical.LITERALS[quote, is_raw].match(text, at, end)
        else:
            matched = lexical.FORMAT_SPECS[quote].match(text, at, end)
        if matched is not None:
            at = matched.end()
        if at >= end:
            return -1, at
        character = text[at]
        if kind != field:
            if character == "{":
                stack.append((field, quote, is_raw, at))
                depths.append(0)
                at += 1
            elif character == "}":
                at += 1
                if kind == spec:
                    _close_field(stack, depths)
            elif text.startswith(quote, at, end):
                at += len(quote)
                _close_string(stack, depths)
                if not stack:
                    return at, at
            else:
                return -1, at
            continue
        if at - start > MAX_FIELD:
            return -1, at
        if character in "\"'":
            if text.startswith(character * 3, at, end):
                character *= 3
            is_formatted, is_raw = _prefix(text, at)
            if not is_formatted:
                matched = _PLAIN[character].match(text, at, end)
                if matched is None:
                    return -1, end if len(character) == 3 else at
                at = matched.end()
                continue
            at += len(character)
            stack.append((literal, character, is_raw, at))
        elif character in "([{":
            depths[-1] += 1
            at += 1
        elif character == ":":
            at += 1
            if depths[-1] == 0:
                stack.append((spec, quote, is_raw, at))
        elif character in ")]}":
            at += 1
            if depths[-1]:
                depths[-1] -= 1
            elif character == "}":
                stack.pop()
                depths.pop()
        else:
            return -1, at
    return _end_of_line(text, start_of_all, end), at


def _close_field(stack: list[tuple[int, str, bool, int]], depths: list[int]) -> None:
    """Leave a format spec and the field it belongs to."""
    stack.pop()
    stack.pop()
    depths.pop()


def _close_string(stack: list[tuple[int, str, bool, int]], depths: list[int]) -> None:
    """Leave the innermost string; a quote in a format spec closes it with its fields."""
    while (kind := stack.pop()[0]) != _LITERAL:
        if kind == _FIELD_ENTRY:
            depths.pop()
