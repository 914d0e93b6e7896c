"""Words for errors of indentation and of blocks: what begins a line, or is missing before it.

Each rule takes a Place whose token begins its line, and gives a problem or None. These errors may
follow from another one above: `errors` drops them after the first problem of a text.
"""

from __future__ import annotations

from typing import Final

from pebre_analysis.syntax import place, problems

_OWNERS: Final = {
    "else": "`if`, `for`, `while` or `try`",
    "elif": "`if`",
    "except": "`try`",
    "finally": "`try`",
    "case": "`match`",
}


def problem_of(at: place.Place) -> problems.Problem | None:
    """The first rule that fits."""
    label = at.label
    if label == "INDENT":
        return at.problem("Unexpected indentation", at.at + 1)
    if label == "ERROR_DEDENT":
        return at.problem("This indentation matches no block around it", at.at + 1)
    if at.rules[0] in ("suite", "match_suite") and at.expected == {"INDENT"}:
        return _missing_block(at)
    if at.rules[0] == "try_stmt" and "except" in at.expected:
        return _try_alone(at)
    if at.rules[0] in ("decorators", "decorated") and "def" in at.expected:
        last = _line_end_before(at)
        if last >= 0:
            return at.problem("A decorator stands before a function or a class", _line_start(at, last), last - 1)
        return None
    if label == ">>" and at.value_at(1) == ">":
        return at.problem("`>>>` is the prompt of a Python session and no part of the code", at.at, at.at + 1)
    if label in _OWNERS:
        return at.problem(f"This `{label}` belongs to no {_OWNERS[label]}")
    if at.rules[0] == "match_suite":
        return at.problem("Only `case` blocks can stand in a `match` block")
    return None


def _line_end_before(at: place.Place) -> int:
    """The NEWLINE before the token; -1 for none."""
    i = at.at
    while i >= 0 and at.labels[i] != "NEWLINE":
        i -= 1
    return i


def _line_start(at: place.Place, end: int) -> int:
    i = end
    while i > 0 and at.labels[i - 1] not in place.LAYOUT:
        i -= 1
    return i


def _missing_block(at: place.Place) -> problems.Problem:
    newline = at.at - 1
    while at.labels[newline] != "NEWLINE":
        newline -= 1
    first = _line_start(at, newline)
    keyword = at.leaves[first].value
    if keyword == "async" and first + 1 < newline:
        first += 1
        keyword = at.leaves[first].value
    if keyword in ("def", "class") and at.labels[first + 1] == "NAME":
        keyword += " " + at.leaves[first + 1].value
    return at.problem(f"Expected an indented block after `{keyword}`", newline - 1)


def _try_alone(at: place.Place) -> problems.Problem:
    depth = 0
    i = at.at - 1
    while i > 0:
        label = at.labels[i]
        if label in ("DEDENT", "SKIPPED"):
            depth += 1
        elif label == "INDENT":
            depth -= 1
        elif label == "try" and depth <= 0:
            break
        i -= 1
    return at.problem("This `try` has neither `except` nor `finally`", i)
