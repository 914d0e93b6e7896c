"""What a text names: an entry of `__all__` or `__slots__`, and a role in a docstring or comment (:meth:`Box.open`).

In:  a file, the offset of a word in it. Out: the origins that the word means; empty where that is not certain.
Always
  - a role's name is looked for in its scopes, in the class around it, among all modules; that of a method or attribute
    in the class first;
  - an entry of `__slots__` is the attribute of its class;
  - plain words, and words in backticks alone, are prose.
Source of the forms: Sphinx's documentation, "The Python domain", "Cross-referencing Python objects".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.common import attributes, lookup
from pebre_analysis.modules import module, resolve
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import navigation, scope
from pebre_analysis.source import files, source_text
from pebre_analysis.types import kinds

if TYPE_CHECKING:
    from pebre_analysis.project import database

_GAP: Final = r"(?:[ \t]|\\\r?\n)*"
_ITEM: Final = r"(?:\[[^\]]*\]|\([^)]*\)|\{[^}]*\}|[\"'][^\"'\r\n]*[\"']|[\w.]+)"
_LIST: Final = rf"\s*{_ITEM}(?:{_GAP}[,+]{_GAP}{_ITEM})*"  # also without parentheses, and a sum
_ALL: Final = re.compile(r"^[ \t]*__all__\b(?:[^=\r\n]*=|\.(?:extend|append|remove)\()" + _LIST, re.M)
_SLOTS: Final = re.compile(r"^(?:[ \t]+|[ \t]*class\b[^#\r\n]*:[ \t]*)__slots__\b[^=\r\n]*=" + _LIST, re.M)
_NAMES: Final = "attr|any|class|const|data|deco|exc|func|meth|mod|obj|type"
_BEFORE: Final = re.compile(rf":(?:py:)?({_NAMES}):`(?:[^`<]*<)?[~.]?((?:[^\W\d]\w*\.)*)\Z")
_BEHIND: Final = re.compile(r"(?:\.[\w.]+)?(?:\(\))?>?`")
_LONGEST: Final = 300  # code points between a role and the word


def at(db: database.ProjectDatabase, file: files.File, offset: int, word: str) -> list[lookup.Origin]:
    """See the module's docstring. `word` stands at the offset."""
    text = source_text.source_text(db, file).text
    end = offset + len(word)
    quote = text[offset - 1 : offset]
    if quote and quote in "\"'" and text.startswith(quote, end):
        if "__all__" in text and any(found.start() < offset < found.end() for found in _ALL.finditer(text)):
            return lookup.of_symbol(db, semantic_index.semantic_index(db, file).module.symbol(word))
        if "__slots__" in text and any(found.start() < offset < found.end() for found in _SLOTS.finditer(text)):
            return _of_class(db, navigation.scope_at(semantic_index.semantic_index(db, file), offset), [word])
        return []
    if _BEHIND.match(text, end) is None:
        return []
    role = _BEFORE.search(text, max(0, offset - _LONGEST), offset)
    return [] if role is None else _named(db, file, offset, role[1], [*role[2].split(".")[:-1], word])


def _named(
    db: database.ProjectDatabase, file: files.File, offset: int, role: str, names: list[str]
) -> list[lookup.Origin]:
    inside = navigation.scope_at(semantic_index.semantic_index(db, file), offset)
    own = _of_class(db, inside, names)
    if own and role in ("attr", "meth"):
        return own
    return _along(db, lookup.at_end(db, inside, names[0]), names[1:]) or own or _of_modules(db, names)


def _of_class(db: database.ProjectDatabase, inside: scope.Scope, names: list[str]) -> list[lookup.Origin]:
    at: scope.Scope | None = inside
    while at is not None and at.kind != scope.CLASS:
        at = at.parent
    own = None if at is None else at.definition
    return [] if own is None or not own.exists else _along(db, [own], names)


def _along(db: database.ProjectDatabase, found: list[lookup.Origin], names: list[str]) -> list[lookup.Origin]:
    """Members of members of what was found."""
    for name in names:
        values = [lookup.type_of(db, each) for each in lookup.followed(db, found)]
        found = [each for value in values for each in _member(db, value, name)]
    return found


def _member(db: database.ProjectDatabase, value: kinds.Type, name: str) -> list[lookup.Origin]:
    """A member of a module or class, or of its instances."""
    found = attributes.of_attribute(db, value, name)
    if not found and isinstance(value, kinds.ClassLiteral):
        body = value.anchor.body_scope if value.anchor.exists else None
        return [] if body is None else list(attributes.weightiest(db, body.symbol(name).sites.get(db)))
    return found


def _of_modules(db: database.ProjectDatabase, names: list[str]) -> list[lookup.Origin]:
    for n in range(len(names), 0, -1):
        found = resolve.resolve(db, ".".join(names[:n]), resolve.Mode.TYPING)
        if isinstance(found, module.Module):
            if n == len(names):
                return [found]
            return _along(db, lookup.in_module(db, found, names[n]), names[n + 1 :])
    return []
