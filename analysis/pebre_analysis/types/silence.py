"""Which findings a comment asks to leave out.

In:  a chunk and the place of a finding in it.
Out: bool.
Always: a comment speaks for its logical line; `# type: ignore` speaks for all rules, whatever codes of
other tools it names; alone at the top of a file, without codes, it speaks for the whole file, alone elsewhere for
nothing. `# pebre: ignore` alone on a line speaks for the next one.
Source: the typing specification, "type: ignore comments".
"""

from __future__ import annotations

from pebre_analysis.syntax import chunk, outlined, suppression, trivia


def is_silenced(part: chunk.Chunk, start: int, end: int, rule: str, honours_type: bool) -> bool:
    """`start` to `end`: the finding, from the start of the chunk."""
    return bool(silencing(part, start, end, rule, honours_type))


def silencing(part: chunk.Chunk, start: int, end: int, rule: str, honours_type: bool) -> list[int]:
    """The numbers of the suppressions of the chunk that speak for a finding."""
    found: list[int] = []
    for number, each in enumerate(trivia.suppressions(part)):
        if each.tool == suppression.TYPE:
            if not honours_type or each.stands_alone:
                continue
        elif each.rules is not None and all(named.name != rule for named in each.rules):
            continue
        if each.line_start <= start <= each.line_end or each.line_start <= end <= each.line_end:
            found.append(number)
    return found


def is_whole_file(outline: outlined.Outline, honours_type: bool) -> bool:
    """Does a comment at the top silence the whole file?"""
    if not honours_type or not outline.chunks:
        return False
    first = outline.chunks[0]
    return any(
        each.tool == suppression.TYPE and each.rules is None and each.stands_alone and each.end <= first.first
        for each in trivia.suppressions(first)
    )
