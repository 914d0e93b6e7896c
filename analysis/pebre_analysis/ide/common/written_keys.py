"""The keys that a file writes to a dictionary, so far as it is seen in its text.

In:  a cursor, and the expression in front of the bracket.
Out: keys that are strings, in the order in which they are written.
What counts: the display or the `dict(…)` that the name or attribute is given, and keys that are read or written behind
the same words, in the function if the name is its own, else in the file.
Does not know: types, other files, keys that are computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.common import cursor, lookup, origins, target
from pebre_analysis.semantic import definition, navigation, scope
from pebre_analysis.source import ranges
from pebre_analysis.syntax import ir, outline

if TYPE_CHECKING:
    from pebre_analysis.project import database

_LONGEST: Final = 200  # of the words in front of a bracket
_LONGEST_KEY: Final = 80
_PATH: Final = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*\Z")


def keys(db: database.ProjectDatabase, at: cursor.Cursor, value: ir.Expr) -> Iterator[str]:
    """The keys of what `value` stands for, each once."""
    if at.region is None or not isinstance(value, ir.Name | ir.Attribute):
        return
    where = navigation.span(at.region, value.n)
    text = outline.outline(db, at.file).text
    found = dict.fromkeys(_given(db, at, where))
    words = text[where.start : where.end]
    if where.length <= _LONGEST and _PATH.match(words):
        low, high = _around(at, value, len(text))
        behind = re.compile(rf"(?<![\w.]){re.escape(words)}\[\s*([\"'])((?:(?!\1)[^\\\r\n])*)\1\s*\]")
        for match in behind.finditer(text, low, high):
            if not match.start(2) <= at.offset <= match.end(2):
                found[match[2]] = None
    yield from [each for each in found if len(each) <= _LONGEST_KEY]


def _given(db: database.ProjectDatabase, at: cursor.Cursor, where: ranges.TextRange) -> Iterator[str]:
    """The keys of the dictionaries that the name or attribute is given."""
    meant = target.at(db, at.file, where.end)
    for each in lookup.followed(db, origins.of_target(db, meant)) if meant is not None else ():
        if not isinstance(each, definition.Definition) or not each.exists:
            continue
        node = each.binding.node
        value = node.value if isinstance(node, ir.Assign | ir.AnnAssign) else None
        if isinstance(value, ir.Dict):
            for item in value.items:
                if isinstance(item.key, ir.Str) and item.key.value is not None:
                    yield item.key.value
        elif isinstance(value, ir.Call) and isinstance(value.func, ir.Name) and value.func.id == "dict":
            yield from [argument.name for argument in value.args if argument.name]


def _around(at: cursor.Cursor, value: ir.Expr, size: int) -> tuple[int, int]:
    """The part of the text in which the same words mean the same."""
    own = at.scope.definition
    if isinstance(value, ir.Name) and at.scope.kind == scope.FUNCTION and own is not None:
        whole = navigation.definition_range(own)
        if whole is not None and value.id in at.scope.index.names_of(at.scope):
            return whole[0].start, whole[0].end
    return 0, size
