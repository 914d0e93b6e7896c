"""Words for tokens that are no Python anywhere: characters, numbers, prefixes, operators of other languages.

Each rule takes a Place and gives a problem or None.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from pebre_analysis.syntax import place, problems

_QUOTES: Final = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "‹": "'", "›": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"',
}  # fmt: skip
_SIGNS: Final = {"–": "-", "—": "-", "−": "-", "×": "*", "÷": "/", "…": "...", "≤": "<=", "≥": ">=", "≠": "!="}

# Operators of other languages: the token before (it must be adjacent), the rejected one.
_FOREIGN: Final = {
    ("&", "&"): "Python writes `&&` as `and`",
    ("|", "|"): "Python writes `||` as `or`",
    ("<", ">"): "Python writes `<>` as `!=`",
    ("=", ">"): "`=>` is no operator; did you mean `>=`?",
    ("=", "<"): "`=<` is no operator; did you mean `<=`?",
    ("=", "!"): "`=!` is no operator; did you mean `!=`?",
    ("==", "="): "Python writes `===` as `==` or `is`",
    ("!=", "="): "Python writes `!==` as `!=` or `is not`",
}


def character(at: place.Place) -> problems.Problem | None:
    """A character that begins no token."""
    if at.label != "ERRORTOKEN":
        return None
    value = at.value_at(0)
    sign = value[0]
    if sign == "\\":
        if at.label_at(1) in place.LAYOUT:
            return at.problem("Nothing follows the `\\` that continues the line")
        return at.problem("Only the end of the line may follow a `\\`", at.at, at.at + 1)
    if sign == "`":
        return at.problem("Backticks are not Python; use `repr(…)`")
    if sign == "?":
        return at.problem("`?` is not an operator; a choice is written `a if condition else b`")
    if sign in ")]}":
        return at.problem(f"Unmatched `{sign}`")
    start = at.start_of(at.at)
    return problems.Problem(start, start + 1, _character_message(sign))


def _character_message(sign: str) -> str:
    number = f"U+{ord(sign):04X}"
    if sign in _QUOTES:
        return f"Invalid character `{sign}` ({number}); a string is quoted by `{_QUOTES[sign]}`"
    if sign in _SIGNS:
        return f"Invalid character `{sign}` ({number}); did you mean `{_SIGNS[sign]}`?"
    name = unicodedata.name(sign, "").lower()
    if not sign.isprintable() or unicodedata.category(sign) == "Zs":
        return f"Invalid invisible character {number}" + (f" ({name})" if name else "")
    usual = unicodedata.normalize("NFKC", sign)
    if usual != sign and len(usual) == 1 and usual.isascii() and usual.isprintable():
        return f"Invalid character `{sign}` ({number}); did you mean `{usual}`?"
    if sign.isascii():
        return f"`{sign}` has no meaning in Python"
    return f"Invalid character `{sign}` ({number})"


def number(at: place.Place) -> problems.Problem | None:
    """A number that goes on where it should have ended: `1_`, `0777`, `1abc`, `0b12`."""
    if at.label == "NUMBER" and at.value_at(0)[0] == "." and at.label_at(-1) in ("NAME", ")", "]"):
        return at.problem("Expected a name after `.`")
    if at.label not in ("NAME", "NUMBER", "ERRORTOKEN") or at.label_at(-1) != "NUMBER" or not at.is_adjacent():
        return None
    first = at.at - 1
    while at.labels[first - 1] == "NUMBER" and not at.leaves[first].prefix and first > at.first:
        first -= 1
    last = at.at
    while at.labels[last + 1] in ("NAME", "NUMBER") and not at.leaves[last + 1].prefix:
        last += 1
    text = "".join(at.leaves[i].value for i in range(first, last + 1))
    return at.problem(_number_message(text), first, last)


def _number_message(text: str) -> str:
    kind = {"x": "hexadecimal", "b": "binary", "o": "octal"}.get(text[1:2].lower() if text[0] == "0" else "", "")
    if kind:
        if kind != "hexadecimal":
            digit = re.search(r"[2-9]" if kind == "binary" else "[89]", text[2:])
            if digit is not None and text[2:].replace("_", "").isdigit():
                return f"Invalid digit `{digit[0]}` in {'an' if kind == 'octal' else 'a'} {kind} number"
        return f"Invalid {kind} number `{text}`"
    if text.replace("_", "").isdigit() and text[0] == "0" and not text.endswith("_") and "__" not in text:
        return f"A decimal number has no leading zeros; an octal one begins with `0o`: `0o{text.lstrip('0_')}`"
    if re.fullmatch(r"[0-9]+[lL]", text):
        return f"A number has no `{text[-1]}` at its end: integers are of any size"
    if text.endswith("_") or "__" in text or "_." in text or "._" in text:
        return f"Invalid number `{text}`: an underscore stands between two digits"
    if re.fullmatch(r"[0-9._]+[eE]", text):
        return f"Invalid number `{text}`: the exponent has no digits"
    if text[-1] in "jJ" or "j" in text.lower():
        return f"Invalid imaginary number `{text}`"
    if not text[0].isdigit() or text.replace(".", "").isdigit():
        return f"Invalid number `{text}`"
    return f"Invalid number `{text}`: a name cannot begin with a digit"


def prefix(at: place.Place) -> problems.Problem | None:
    """A string right after a name that is no prefix of strings."""
    if at.label not in ("STRING", "FSTRING_START") or at.label_at(-1) != "NAME" or not at.is_adjacent():
        return None
    name = at.value_at(-1)
    if len(name) > 3 or not set(name.lower()) <= set("bfrtu"):
        return None
    return at.problem(f"`{name}` is not a prefix of strings", at.at - 1, at.at)


def operator(at: place.Place) -> problems.Problem | None:
    """Operators of other languages."""
    sign, before = at.value_at(0), at.value_at(-1)
    if at.label == "->":
        return at.problem("`->` stands only before the return type of a function")
    message = _FOREIGN.get((before, sign))
    if message is not None and at.is_adjacent():
        return at.problem(message, at.at - 1, at.at)
    if sign == "!" and at.label == "!":
        if at.label_at(1) not in place.LAYOUT and at.rules[0] != "fstring_expr" and not _ends_operand(at.label_at(-1)):
            return at.problem("Python writes `!` as `not`")
        return at.problem("`!` stands only in `!=`, and before the conversion in an f-string")
    if at.label == "NEWLINE" and before in ("+", "-") and at.value_at(-2) == before and at.is_adjacent(-1):
        if at.labels[at.statement] == "NAME" and at.statement == at.at - 3:
            name = at.leaves[at.statement].value
            return at.problem(f"Python has no `{before * 2}`; write `{name} {before}= 1`", at.at - 2, at.at - 1)
    return None


def _ends_operand(label: str) -> bool:
    return label in ("NAME", "NUMBER", "STRING", "FSTRING_END", ")", "]", "}", "...", "None", "True", "False")
