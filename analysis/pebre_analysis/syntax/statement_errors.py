"""Words for tokens that the grammar rejects inside a line.

Each rule takes a Place and gives a problem or None; `RULES` lists them in the order they are asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pebre_analysis.syntax import lexical, place, problems, spelling

_STARTS: Final = lexical.ONLY_BEGIN | {"(", "[", "not", "-", "+", "*", "**"}
_ENDS: Final = frozenset(("NAME", "NUMBER", "STRING", "FSTRING_END", ")", "]", "}", "...", "None", "True", "False"))
_CONDITIONS: Final = frozenset(("if", "elif", "while"))
_HEADERS: Final = frozenset(
    ("if", "elif", "else", "while", "for", "try", "except", "finally", "with", "def", "class", "match", "case", "async")
)
_WORDS: Final = {
    "elseif": "Python writes `elseif` as `elif`",
    "elsif": "Python writes `elsif` as `elif`",
    "function": "A function begins with `def`",
    "func": "A function begins with `def`",
    "fn": "A function begins with `def`",
    "fun": "A function begins with `def`",
    "var": "A variable needs no `var`",
    "let": "A variable needs no `let`",
    "const": "A variable needs no `const`",
    "switch": "Python writes `switch` as `match`",
    "foreach": "Python writes `foreach` as `for`",
}
_OPERATORS_BEFORE_OPERAND: Final = frozenset(("(", "[", "{", ",", ":"))


def _else_if(at: place.Place) -> problems.Problem | None:
    if at.label == "if" and at.label_at(-1) == "else" and at.at - 1 == at.first:
        return at.problem("Python writes `else if` as `elif`", at.at - 1, at.at)
    return None


def _old_statement(at: place.Place) -> problems.Problem | None:
    """`print x`, `exec x`, and words of other languages."""
    first = at.statement
    if at.at != first + 1 or at.labels[first] != "NAME":
        return None
    word = at.leaves[first].value
    if word in ("print", "exec") and at.label in _STARTS:
        return at.problem(f"`{word}` is a function: its arguments stand in parentheses", first, at.statement_end())
    if word in _WORDS and at.label in _STARTS:
        return at.problem(_WORDS[word], first)
    return None


def _misspelt(at: place.Place) -> problems.Problem | None:
    """`ef f():`, `whiel x:`."""
    if at.at != at.first + 1 or at.labels[at.first] != "NAME" or at.labels[at.end - 1] != ":" or at.at + 1 > at.end:
        return None
    meant = spelling.keyword_meant(at.leaves[at.first].value, at.label, at.label_at(1))
    return at.problem(f"Did you mean `{meant}`?", at.first) if meant else None


def _raise_pair(at: place.Place) -> problems.Problem | None:
    if at.label == "," and at.labels[at.statement] == "raise" and not at.brackets:
        return at.problem("`raise` takes one exception: write `raise Error(value)`", at.statement, at.statement_end())
    return None


def _import_from(at: place.Place) -> problems.Problem | None:
    if at.label == "from" and at.labels[at.statement] == "import":
        return at.problem("Write `from … import …`", at.statement, at.statement_end())
    return None


def _keyword_as_name(at: place.Place) -> problems.Problem | None:
    label, before, after = at.label, at.label_at(-1), at.label_at(1)
    message = "`{}` is a keyword and cannot be used as a name"
    if label in lexical.KEYWORDS and "NAME" in at.expected and label not in at.expected:
        is_name = before in (".", "def", "class", "import", "as", "global", "nonlocal")
        if is_name or after in ("=", ".", ",", ")", "]", "}", "NEWLINE", "+=", ":"):
            if not (label in ("for", "if", "in", "is", "and", "or", "as", "else", "from") and not is_name):
                return at.problem(message.format(label))
    if before in lexical.KEYWORDS and at.at - 1 == at.statement and before not in ("return", "yield", "lambda"):
        if label in ("=", ".", "+=", "-=") or (label == "(" and before in ("class", "import", "from", "def")):
            if label == "(" or "NAME" in at.expected or "NEWLINE" in at.expected or ":" in at.expected:
                if label != "(":
                    return at.problem(message.format(before), at.at - 1)
    return None


def _assignment(at: place.Place) -> problems.Problem | None:
    """`=` where a comparison was meant, `:=` where an assignment was."""
    if at.label == ":=" and not at.brackets:
        return at.problem("`:=` stands only inside an expression in parentheses; a statement assigns with `=`")
    if at.label != "=" or at.label_at(-1) not in _ENDS:
        return None
    if at.brackets:
        if at.labels[at.brackets[-1]] == "{":
            return at.problem("A key and its value are parted by `:`, not `=`")
        return at.problem("`=` does not compare: did you mean `==` or `:=`?")
    if at.labels[at.statement] in _CONDITIONS | {"assert", "return", "not"}:
        return at.problem("`=` does not compare: did you mean `==` or `:=`?")
    return None


def _missing_else(at: place.Place) -> problems.Problem | None:
    if "else" in at.expected and ("test" in at.rules or at.label_at(-1) in _ENDS):
        return at.problem("Expected `else` after the condition: a choice is written `a if condition else b`")
    return None


def _missing_in(at: place.Place) -> problems.Problem | None:
    if "in" in at.expected and "is" not in at.expected:
        if "for_stmt" in at.rules or "sync_comp_for" in at.rules:
            return at.problem("Expected `in` after the target of `for`")
        return at.problem("Expected `in` after `not`")
    return None


def _missing_import(at: place.Place) -> problems.Problem | None:
    if "import" in at.expected and at.labels[at.statement] == "from":
        return at.problem("Expected `import` after the name of the module")
    return None


def _missing_colon(at: place.Place) -> problems.Problem | None:
    if ":" not in at.expected:
        return None
    if at.brackets:
        if at.rules[0] == "dictorsetmaker":
            return at.problem("Expected `:` and a value after the key")
        if at.rules[0] != "lambdef":
            return None
    if at.rules[0] == "lambdef":
        if "," in at.expected and at.label in _STARTS and ":" in at.labels[at.at : at.end]:
            return at.problem("Perhaps a comma is missing here", at.at - 1, at.at)
        return at.problem("Expected `:` after the parameters of the `lambda`")
    keyword = at.labels[at.first]
    if keyword not in _HEADERS or at.labels[at.statement] != keyword:
        return None
    if at.label != "NEWLINE" and at.has_colon():
        return None
    if keyword == "async":
        keyword = at.labels[at.first + 1]
    return at.problem(f"Expected `:` at the end of the `{keyword}` line", max(at.at - 1, at.first))


def _missing_comma(at: place.Place) -> problems.Problem | None:
    if at.brackets and at.label in _STARTS and at.label_at(-1) in _ENDS and "," in at.expected:
        same_line = at.leaves[at.at].line == at.leaves[at.at - 1].line
        return at.problem("Perhaps a comma is missing here", at.at - 1, at.at if same_line else at.at - 1)
    return None


def _after_async(at: place.Place) -> problems.Problem | None:
    if at.label_at(-1) == "async" and "def" in at.expected:
        return at.problem("`async` stands before `def`, `for` or `with`", at.at - 1)
    return None


def _parameters(at: place.Place) -> problems.Problem | None:
    if at.expected <= {"(", "["} and "(" in at.expected and at.labels[at.at - 1] == "NAME":
        return at.problem("Expected `(` after the name of the function")
    if at.label == "(" and at.rules[0] in ("parameters", "typedargslist") and at.brackets:
        return at.problem("A parameter is a name; it cannot be unpacked here")
    return None


def _alias(at: place.Place) -> problems.Problem | None:
    if at.rules[0] == "type_stmt" and "=" in at.expected:
        return at.problem("Expected `=` and a type after the name", max(at.at - 1, at.statement))
    return None


def _block_in_line(at: place.Place) -> problems.Problem | None:
    if at.label_at(-1) == ":" and at.label in _HEADERS | {"@"} and "pass" in at.expected:
        return at.problem(f"`{at.label}` begins a line of its own")
    return None


def _missing_operand(at: place.Place) -> problems.Problem | None:
    if "NAME" not in at.expected:
        return None
    before = at.shown(at.at - 1) if at.at > at.first else ""
    what = "an expression" if "NUMBER" in at.expected or "(" in at.expected else "a name"
    if at.label in ("NEWLINE", ")", "]", "}") or before == "":
        if not before:
            return None
        return at.problem(f"Expected {what} after {before}", at.at - 1)
    if at.label in _STARTS or at.label in lexical.KEYWORDS:
        return at.problem(f"Expected {what} after {before}, not {at.shown()}")
    return at.problem(f"Expected {what} between {before} and {at.shown()}", at.at)


def _statement_over(at: place.Place) -> problems.Problem | None:
    if at.brackets or at.label_at(-1) not in _ENDS:
        return None
    if at.label in ("else", "elif", "except", "finally"):
        return at.problem(f"`{at.label}` begins a line of its own")
    if ":" in at.expected and at.label in _STARTS and at.labels[at.first] in _HEADERS:
        return at.problem(f"Expected an operator or `:` before {at.shown()}")
    if "NEWLINE" in at.expected and at.label in _STARTS | lexical.KEYWORDS:
        if at.labels[at.statement] in ("import", "from", "global", "nonlocal"):
            return at.problem(f"Expected `,` or a new line before {at.shown()}")
        return at.problem(f"Expected an operator or a new line before {at.shown()}")
    return None


def _closing(at: place.Place) -> problems.Problem | None:
    if at.label in lexical.CLOSING:
        return at.problem(f"Unexpected {at.shown()}")
    if at.label == "NEWLINE" and at.brackets:
        bracket = at.brackets[-1]
        return at.problem(f"`{at.labels[bracket]}` was never closed", bracket)
    return None


RULES: Final[tuple[Callable[[place.Place], problems.Problem | None], ...]] = (
    _else_if,
    _old_statement,
    _misspelt,
    _raise_pair,
    _import_from,
    _keyword_as_name,
    _assignment,
    _missing_else,
    _missing_in,
    _missing_import,
    _missing_colon,
    _missing_comma,
    _after_async,
    _parameters,
    _alias,
    _block_in_line,
    _missing_operand,
    _statement_over,
    _closing,
)
