"""The names of a file with what they are, for colours.

In:  a file, perhaps a range of it.
Out: tuples (start, length, kind, modifiers) in source order, without overlaps; offsets in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, TypeAlias

from pebre_analysis.ide.common import token_kinds
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.syntax import outline
from pebre_analysis.types import positions

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files, ranges

Token: TypeAlias = tuple[int, int, int, int]
_STARS: Final = re.compile(r"[*\s\\]*")
_PART: Final = re.compile(r"\w+")


def semantic_tokens(
    db: database.ProjectDatabase, file: files.File, within: ranges.TextRange | None = None
) -> list[Token]:
    """The tokens, of a range only those that touch it."""
    of = outline.outline(db, file)
    text = of.text
    found: list[Token] = []
    for head in semantic_index.semantic_index(db, file).heads.get(db):
        db.check_cancelled()
        if within is not None and positions.start_of(of, head.occurrence) > within.end:
            break
        for region, tokens in token_kinds.run_tokens(db, head):
            base = positions.start_of(of, region.occurrence)
            spans = region.lowered.spans
            if within is not None and base + len(region.occurrence.chunk.text) < within.start:
                continue
            for token in tokens:
                start, end = base + spans[2 * token.n], base + spans[2 * token.n + 1]
                if token.where == token_kinds.AT_END:
                    start = end - token.length
                elif token.where == token_kinds.BEHIND_STARS:
                    skipped = _STARS.match(text, start, end)
                    start = skipped.end() if skipped is not None else start
                elif token.where == token_kinds.DOTTED:
                    found += _parts(text, start, end, token)
                    continue
                if start + token.length <= end:
                    found.append((start, token.length, token.kind, token.modifiers))
    found.sort()
    if within is not None:
        found = [each for each in found if each[0] <= within.end and within.start <= each[0] + each[1]]
    return list(_apart(found))


def _parts(text: str, start: int, end: int, token: token_kinds.Token) -> Iterator[Token]:
    """Each part of a dotted name."""
    for match in _PART.finditer(text, start, end):
        yield match.start(), match.end() - match.start(), token.kind, token.modifiers


def _apart(found: list[Token]) -> Iterator[Token]:
    """Without tokens that overlap the one before, which broken code may give."""
    reach = -1
    for each in found:
        if each[0] >= reach:
            reach = each[0] + each[1]
            yield each
