"""Where what is at the cursor is defined: in source where there is source, else in a stub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.ide.common import calls, lookup, mentions, navigation, origins, source_mapping, target, words
from pebre_analysis.semantic import definition, use_def
from pebre_analysis.source import source_text
from pebre_analysis.syntax import ir

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files


def goto_definition(db: database.ProjectDatabase, file: files.File, offset: int) -> list[navigation.NavigationTarget]:
    """The definitions that reach the place, through imports and re-exports; several where several may. In `__all__` and
    in a role of a docstring, what is named there.

    Empty when no name is there, or nothing is known of it.
    """
    at = target.at(db, file, offset)
    found = _mentioned(db, file, offset) if at is None else origins.of_target(db, at)
    own = found if at is not None and at.role is target.Role.BOUND else ()
    ends = [
        end
        for origin in lookup.followed(db, found)
        for each in [origin if origin in own else lookup.made_before(db, origin) or origin]
        for end in source_mapping.source_of(db, each) or [each if at is None else _form(db, at, each)]
    ]
    return navigation.targets(db, dict.fromkeys(ends))


def _mentioned(db: database.ProjectDatabase, file: files.File, offset: int) -> list[lookup.Origin]:
    text = source_text.source_text(db, file).text
    word = words.at(text, offset)
    return [] if word is None else mentions.at(db, file, word.start, text[word.start : word.end])


def _form(db: database.ProjectDatabase, at: target.Target, origin: lookup.Origin) -> lookup.Origin:
    """Of a function that has nothing but overloads, the one that is called there, else the first."""
    if not isinstance(origin, definition.Definition) or not origin.exists or origin.kind != use_def.FUNCTION:
        return origin
    forms = db.infer.overloads(db, origin)
    if not forms.overloads or forms.implementation is not None or at.role is target.Role.BOUND:
        return origin
    callee = None
    if at.role in (target.Role.READ, target.Role.ATTRIBUTE) and isinstance(at.node, ir.Name | ir.Attribute):
        callee = calls.chosen(db, at, origins.value_type(db, at.region, at.node))
    if callee is not None and callee.definition in forms.overloads:
        return callee.definition
    return forms.overloads[0]
