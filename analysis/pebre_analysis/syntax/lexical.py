"""The token rules of Python as regular expressions, and the record of what they find wrong.

`TOKEN` matches blanks and one token; its last closed group says which kind. It matches at every
offset of every text, the end included. All repetitions are possessive: no text makes it backtrack.
Names may hold any character above ASCII, as in parso; what is no identifier is sorted out later.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

BOM: Final = "\ufeff"

KEYWORDS: Final = frozenset(
    re.findall(
        r"\w+",
        "False None True and as assert async await break class continue def del elif else except finally for from"
        " global if import in is lambda nonlocal not or pass raise return try while with yield",
    )
)
# Labels that begin an operand but never follow one.
ONLY_BEGIN: Final = frozenset(
    ("NAME", "NUMBER", "STRING", "FSTRING_START", "{", "~", "...", "lambda", "await", "None", "True", "False")
)
OPENING: Final = frozenset("([{")
CLOSING: Final = frozenset(")]}")

# Groups of TOKEN. NEWLINE has five: blanks before (1), comment, line end, blank lines after it, and the
# blanks that begin the next line.
BLANKS: Final = 1
NAME: Final = 2
OPERATOR: Final = 3
OPEN: Final = 4
CLOSE: Final = 5
COMMENT_OF_LINE: Final = 6
LINE_END: Final = 7
BLANK_LINES: Final = 8
NEWLINE: Final = 9
NUMBER: Final = 10
STRING: Final = 11
FSTRING_START: Final = 12
CONTINUATION: Final = 13
UNTERMINATED: Final = 14
UNTERMINATED_TRIPLE: Final = 15
ANY_NAME: Final = 16
COMMENT: Final = 17
END: Final = 18
OTHER: Final = 19

_NL: Final = r"(?:\r\n?|\n)"
_BLANK_LINES: Final = rf"(?:[ \t\f]*+(?:\#[^\r\n]*+)?{_NL})*+"
_PREFIX: Final = r"(?:[bB][rR]?|[rR][bB]?|[uU])?"


def _single(quote: str) -> str:
    """A string of one line after its opening quote, without the closing one; `\\` takes what follows."""
    return rf"(?!{quote}{quote})[^{quote}\\\r\n]*+(?:\\(?:\r\n|.)[^{quote}\\\r\n]*+)*+"


def _triple(quote: str) -> str:
    return rf"[^{quote}\\]*+(?:(?:\\.|{quote}(?!{quote}{quote}))[^{quote}\\]*+)*+"


_DIGITS: Final = r"[0-9](?:_?[0-9])*+"
_EXPONENT: Final = rf"[eE][-+]?{_DIGITS}"
_POINT: Final = rf"(?:{_DIGITS}\.(?:{_DIGITS})?|\.{_DIGITS})(?:{_EXPONENT})?"

TOKEN: Final = re.compile(
    rf"""([ \t\f]*+)(?:
    ([A-Za-z_][A-Za-z0-9_]*+)(?![^\x00-!\#-&(-\x7f])
  | ([,;~]|\.(?:\.\.|(?![0-9]))|:=?|->|\*\*=?|//=?|>>=?|<<=?|[-+*/%&@|^!=<>]=?)
  | ([(\[{{])
  | ([)\]}}])
  | (\#[^\r\n]*+)?({_NL})({_BLANK_LINES})(?=([ \t\f]*+))
  | ((?:{_POINT}|{_DIGITS}{_EXPONENT}|{_DIGITS}(?=[jJ]))[jJ]?
     |0[xX](?:_?[0-9a-fA-F])++|0[bB](?:_?[01])++|0[oO](?:_?[0-7])++|0(?:_?0)*+|[1-9](?:_?[0-9])*+)
  | ({_PREFIX}(?:
        "{_single('"')}"
      | '{_single("'")}'
      | \"\"\"{_triple('"')}\"\"\"
      | '''{_triple("'")}'''))
  | ((?:[fFtT][rR]?|[rR][fFtT])(?:\"\"\"|'''|"|'))
  | (\\{_NL})
  | ({_PREFIX}(?:"{_single('"')}|'{_single("'")}))
  | ({_PREFIX}(?:\"\"\"|''').*+)
  | ([^\x00-/:-@\[-^`{{-\x7f]++)
  | (\#[^\r\n]*+)
  | (\Z)
  | (.))""",
    re.X | re.S,
)

LINE_ENDS: Final = re.compile(_NL)
BLANK_LINES_AT: Final = re.compile(_BLANK_LINES)
# Backslashes that continue a line which then holds nothing.
CONTINUED_BLANK: Final = re.compile(rf"(?:\\{_NL}[ \t\f]*+)++(?=[#\r\n]|\Z)")
BLANKS_AT: Final = re.compile(r"[ \t\f]*+")

# What can stand between an f-string's quotes, outside of `{…}`, by (quote, raw); and in a format spec.
_NAMED: Final = r"\\N\{[^}\r\n]*+\}"


def _literal(quote: str, raw: bool) -> re.Pattern[str]:
    q = quote[0]
    plain = rf"[^{{}}\\{q}]" if len(quote) == 3 else rf"[^{{}}\\{q}\r\n]"
    escape = r"\\(?:\r\n|[^{}])" if raw else rf"{_NAMED}|\\(?:\r\n|[^{{}}])"
    single_quotes = rf"|{q}(?!{q}{q})" if len(quote) == 3 else ""
    return re.compile(rf"(?:{plain}++|\{{\{{|\}}\}}|{escape}|\\(?=[{{}}]){single_quotes})*+", re.S)


def _format_spec(quote: str) -> re.Pattern[str]:
    q = quote[0]
    plain = rf"[^{{}}\\{q}]" if len(quote) == 3 else rf"[^{{}}\\{q}\r\n]"
    single_quotes = rf"|{q}(?!{q}{q})" if len(quote) == 3 else ""
    return re.compile(rf"(?:{plain}++|\\(?:\r\n|[^{{}}])|\\(?=[{{}}]){single_quotes})*+", re.S)


LITERALS: Final = {(quote, raw): _literal(quote, raw) for quote in ("'", '"', "'''", '"""') for raw in (False, True)}
FORMAT_SPECS: Final = {quote: _format_spec(quote) for quote in ("'", '"', "'''", '"""')}

# A line that begins so is no part of an open bracket …
BREAK: Final = re.compile(
    r"(?:import|class|def|try|except|finally|while|with|return|continue|break|del|pass|global|assert|nonlocal"
    r"|raise|elif)\b(?!\s*=[^=])"
)
# … and, if the bracket is never closed, one that looks so neither.
STATEMENT: Final = re.compile(
    r"@|(?:async|await|yield|if|for|from)\b"
    r"|[^\W\d][\w.]*+(?:\[[^\]\r\n]*+\])?[ \t]*+(?:(?:[-+*/%&|^@]|//|\*\*|>>|<<)?=(?!=)|\()"
    r"|[^\W\d]\w*+:[ \t]++[^\W\d]"
    r"|\*?[^\W\d][\w.]*+(?:[ \t]*+,[ \t]*+\*?[^\W\d][\w.]*+)++[ \t]*+=(?!=)"
)


class Fault(NamedTuple):
    """Something wrong that is seen without the grammar. Offsets from the start of the text."""

    kind: str  # one of the constants below
    start: int
    end: int
    other: int  # offset of the bracket, quote or field it is about; -1 for none


NEVER_CLOSED: Final = "never closed"
MISMATCH: Final = "mismatch"  # `other` is the bracket that was open
UNMATCHED: Final = "unmatched"
OPEN_STRING: Final = "open string"
OPEN_TRIPLE: Final = "open triple"
OPEN_FSTRING: Final = "open f-string"
OPEN_FIELD: Final = "open field"  # `other` is its `{`
TABS: Final = "tabs"
