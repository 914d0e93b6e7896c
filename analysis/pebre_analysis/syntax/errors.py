"""From what the parser rejected to one clear problem per cause.

In:  a parsed text.
Out: problems in source order, at most one per logical line, with offsets from the start of the text.
Always: what only follows from an error above (an indentation, an `else` or `except` without its
head, a line that begins with `)` or `:`) is not reported after that error. Text without error nodes
gives only what the grammar lets through and Python does not (`as` inside brackets, `except A, B as c`).
Does not know: lines, files, the target version. Syntax that only newer versions accept is `features`' part.
"""

from __future__ import annotations

from bisect import bisect_right

from pebre_analysis.syntax import (
    driver,
    fstring_errors,
    layout_errors,
    lexical,
    nodes,
    place,
    problems,
    recovery,
    statement_errors,
    token_errors,
    tokenizer,
)

Problem = problems.Problem

# Faults that are the cause of whatever else is wrong in their line.
_STRINGS = frozenset((lexical.OPEN_STRING, lexical.OPEN_TRIPLE, lexical.OPEN_FSTRING, lexical.OPEN_FIELD))

# What a line can only begin with because of the line above.
_CONTINUES = frozenset((")", "]", "}", ":"))


def found_in(parsed: driver.Parsed) -> tuple[Problem, ...]:
    """The problems of a text."""
    tokens = parsed.tokens
    found = _let_through(tokens)
    if parsed.failures or tokens.faults:
        found += _of_lines(tokens, parsed.failures)
        found.sort(key=lambda problem: problem.start)
    return tuple(found)


def _of_lines(tokens: tokenizer.Tokens, failures: list[recovery.Failure]) -> list[Problem]:
    lines: dict[int, tuple[list[lexical.Fault], list[recovery.Failure]]] = {}
    for failure in failures:
        lines.setdefault(_line_end(tokens, failure.index), ([], []))[1].append(failure)
    for fault in tokens.faults:
        index = bisect_right(tokens.starts, fault.start) - 1
        lines.setdefault(_line_end(tokens, max(index, 0)), ([], []))[0].append(fault)
    found: list[Problem] = []
    run: list[Problem] = []  # of lines one right after the other
    last = -2
    for end in sorted(lines):
        line_faults, line_failures = lines[end]
        problem, is_layout = _of_line(tokens, line_faults, line_failures)
        first = end
        while first > 0 and tokens.labels[first - 1] not in place.LAYOUT:
            first -= 1
        while first > 0 and tokens.labels[first - 1] in place.LAYOUT - {"NEWLINE"}:
            first -= 1
        if first != last + 1:
            found += _of_run(run)
            run = []
        last = end
        if problem is not None and not (is_layout and (found or run)):
            run.append(problem)
            if line_failures and _is_quoting(tokens, line_failures[0].index):
                break
    return found + _of_run(run)


def _of_run(run: list[Problem]) -> list[Problem]:
    """Three broken lines in a row are text that is no code: one cause."""
    return run[:1] if len(run) > 2 else run


def _is_quoting(tokens: tokenizer.Tokens, index: int) -> bool:
    """Does the failure come from a misplaced quote? Then what follows may be text taken for code, and code for text."""
    is_string = tokens.labels[index] in ("STRING", "FSTRING_START")
    if index == 0 or not (is_string or tokens.labels[index - 1] in ("STRING", "FSTRING_END")):
        return False
    quoted = tokens.leaves[index if is_string else index - 1].value
    return not tokens.leaves[index].prefix or "\n" in quoted or quoted.endswith(('"""', "'''"))


def _line_end(tokens: tokenizer.Tokens, index: int) -> int:
    """The NEWLINE that ends the logical line of a token."""
    labels = tokens.labels
    last = len(labels) - 1
    while index < last and labels[index] != "NEWLINE":
        index += 1
    return index


def _of_line(
    tokens: tokenizer.Tokens, faults: list[lexical.Fault], failures: list[recovery.Failure]
) -> tuple[Problem | None, bool]:
    """The problem of one logical line, and whether it may follow from an error above."""
    at = place.Place(tokens, failures[0]) if failures else None
    rejected = at.start_of(at.at) if at is not None else -1
    continues = at is not None and at.is_first and at.value_at(0)[:1] in _CONTINUES
    for fault in faults:
        if fault.kind in _STRINGS:
            return _of_fault(tokens, fault), False
    for fault in faults:
        if fault.kind != lexical.TABS and (at is None or fault.start <= rejected):
            return _of_fault(tokens, fault), continues
    if at is not None:
        if at.is_first:
            found = layout_errors.problem_of(at)
            if found is not None:
                for fault in faults:
                    if fault.kind == lexical.TABS:
                        return _of_fault(tokens, fault), True
                return found, True
        return _of_failure(at), continues
    if faults:
        return _of_fault(tokens, faults[0]), True
    return None, False


def _of_failure(at: place.Place) -> Problem:
    for rule in (
        token_errors.character,
        token_errors.number,
        token_errors.prefix,
        token_errors.operator,
        fstring_errors.problem_of,
        *statement_errors.RULES,
    ):
        found = rule(at)
        if found is not None:
            return found
    if at.label in place.LAYOUT:
        return at.problem("Unexpected end of the line")
    return at.problem(f"Unexpected {at.shown()}")


def _of_fault(tokens: tokenizer.Tokens, fault: lexical.Fault) -> Problem:
    kind, start, end, other = fault
    text = tokens.text[start:end]
    if kind == lexical.NEVER_CLOSED:
        return Problem(start, end, f"`{text}` was never closed")
    if kind == lexical.MISMATCH:
        opener = tokens.text[other]
        return Problem(
            start, end, f"`{text}` does not match the open `{opener}`", other, other + 1, f"`{opener}` opens here"
        )
    if kind == lexical.UNMATCHED:
        return Problem(start, end, f"Unmatched `{text}`")
    if kind == lexical.OPEN_STRING:
        return Problem(start, end, "The string is not closed in its line")
    if kind == lexical.OPEN_TRIPLE:
        quoted = text.lstrip("bBrRuU")
        opening = len(text) - len(quoted) + 3
        return Problem(start, start + opening, f"The string that begins with this `{quoted[:3]}` is never closed")
    if kind == lexical.OPEN_FSTRING:
        return Problem(start, end, "The f-string is not closed")
    if kind == lexical.OPEN_FIELD:
        if start == end:
            return Problem(other, other + 1, "This `{` of the f-string is never closed")
        return Problem(start, end, "Expected `}` before the end of the f-string", other, other + 1, "this `{` is open")
    return Problem(start, end, "Tabs and spaces are mixed in the indentation")


def _let_through(tokens: tokenizer.Tokens) -> list[Problem]:
    """What the grammar takes because one token of lookahead cannot tell."""
    found: list[Problem] = []
    present = _SUPERSET.intersection(tokens.labels)
    for i, label in enumerate(tokens.labels) if present else ():
        if label not in present:
            continue
        leaf = tokens.leaves[i]
        parent = getattr(leaf, "parent", None)
        if parent is None:
            continue
        start = tokens.starts[i]
        if label == "except":
            if parent.type == "except_clause":
                kinds = [child.type for child in parent.children]
                if "testlist" in kinds and len(kinds) > 3:
                    found.append(Problem(start, start + 6, "Several exception types with `as` stand in parentheses"))
        elif parent.type == "with_item" and not _is_item(parent):
            found.append(Problem(start, start + 2, "`as` cannot be used here"))
    return found


_SUPERSET = frozenset(("except", "as"))


def _is_item(item: nodes.Tree) -> bool:
    """Does the `with_item` stand in a `with`, alone in its parentheses?"""
    holder = item.parent
    if holder.type == "testlist_comp":
        if holder.children[-1].type in ("comp_for", "sync_comp_for"):
            return False
        holder = holder.parent
    if holder.type == "atom":
        around = holder.parent
        return holder.children[0].value == "(" and around.type == "with_stmt" and len(around.children) == 4
    return bool(holder.type in ("with_stmt", "error_node"))
