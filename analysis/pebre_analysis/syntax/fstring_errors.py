"""Words for errors inside f-strings and t-strings."""

from __future__ import annotations

from pebre_analysis.syntax import place, problems


def problem_of(at: place.Place) -> problems.Problem | None:
    """The problem, if the innermost thing that is open belongs to an f-string."""
    label = at.label
    if at.rules[0] in ("fstring", "fstring_format_spec") and label == "}":
        return at.problem("A single `}` in an f-string is written `}}`")
    field = _field(at)
    if field < 0:
        return None
    before = at.label_at(-1)
    if at.at == field + 1 and label in ("}", "!", ":", "="):
        return at.problem("Expected an expression in the `{…}` of the f-string", field, at.at)
    if before == "!" and label != "NAME":
        return at.problem("Expected `s`, `r` or `a` after the `!` of the f-string")
    if label in ("FSTRING_END", "FSTRING_STRING", "NEWLINE"):
        found = at.problem("Expected `}` before the end of the f-string")
        return problems.Problem(
            found.start, found.end, found.message, at.start_of(field), at.end_of(field), "this `{` is open"
        )
    return None


def _field(at: place.Place) -> int:
    """The `{` of the replacement field that is open directly around the token; -1 for none."""
    if not at.brackets:
        return -1
    bracket = at.brackets[-1]
    if at.labels[bracket] == "{" and at.labels[bracket - 1] in ("FSTRING_START", "FSTRING_STRING", "}", ":"):
        leaf = at.leaves[bracket]
        parent = getattr(leaf, "parent", None)
        if parent is not None and parent.type == "fstring_expr":
            return bracket
    return -1
