"""What a statement of a module needs of its module: the imports that bring the same names to another one.

In:  a file, the range of a statement of its body, the name that it binds.
Out: `Needed`s: for each name of the module that is read in it, where it comes from.
Always: a name is told by what it means where it stands; what comes from more than one place is a refusal.
Does not know: where the statement goes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from pebre_analysis.ide.common import import_statements, imports, lookup, origins, refusals, target
from pebre_analysis.modules import names
from pebre_analysis.semantic import definition, scope
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.source import ranges, source_text
from pebre_analysis.syntax import covering, ir, outline, outlined

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files


class Needed(NamedTuple):
    """A name of the module. `wish`: the import of it; `is_own`: the module itself defines it; `for_types`: it is
    imported for type checkers only."""

    name: str
    wish: imports.Wish
    is_own: bool
    for_types: bool
    origin: definition.Definition | lookup.Starred


_TYPE: Final = re.compile(r"[\w.\[\]|, ]+")
_WORD: Final = re.compile(r"(?<![\w.])[^\W\d]\w*")


def needed(db: database.ProjectDatabase, file: files.File, where: ranges.TextRange, own: str) -> list[Needed]:
    """What the statement needs, in order of first use."""
    text = source_text.source_text(db, file).text
    of = outline.outline(db, file)
    module = semantic_index.semantic_index(db, file).module
    known = module.names.get(db)
    has_stars = any(
        isinstance(each.node, ir.ImportFrom) and each.node.is_star for each in import_statements.of_file(db, file)
    )
    found: dict[str, Needed] = {}
    for match in _WORD.finditer(text, where.start, where.end):
        word = match[0]
        if word == own or word in found or not (has_stars or word in known):
            continue
        meant = _of_module(_meant(db, file, of, match.start(), word, module), module)
        if meant:
            found[word] = _needed(db, file, text, word, meant)
    return list(found.values())


def _meant(
    db: database.ProjectDatabase, file: files.File, of: outlined.Outline, offset: int, word: str, module: scope.Scope
) -> list[lookup.Origin]:
    """What a word means where it stands. In a text that could be a type it may be one (`TypeVar(bound="A")`)."""
    at = target.at(db, file, offset)
    if at is not None and at.range.start == offset:
        if at.role not in (target.Role.READ, target.Role.TEXT):
            return []
        return origins.of_target(db, at) or lookup.at_end(db, at.region.scope, word)
    around = covering.node_at(of, offset)
    node = around.node if around is not None else None
    if isinstance(node, ir.Str) and node.value is not None and _TYPE.fullmatch(node.value):
        return lookup.of_symbol(db, module.symbol(word))
    return []


def _of_module(found: list[lookup.Origin], module: scope.Scope) -> list[definition.Definition | lookup.Starred]:
    kept: list[definition.Definition | lookup.Starred] = []
    for each in found:
        if isinstance(each, definition.Definition):
            if each.exists and each.scope is module and not each.local_scope:
                kept.append(each)
        elif isinstance(each, lookup.Starred):
            kept.append(each)
    return kept


def _needed(
    db: database.ProjectDatabase,
    file: files.File,
    text: str,
    word: str,
    meant: list[definition.Definition | lookup.Starred],
) -> Needed:
    [first, *others] = meant
    if others:
        raise refusals.RefusalError(f"`{word}` comes from more than one place")
    statement = first.star if isinstance(first, lookup.Starred) else first
    node = statement.binding.node
    own = import_statements.module_name(db, file)
    if isinstance(node, ir.Alias | ir.ImportFrom):
        written = _statement(db, file, statement)
        guard = import_statements.guard_of(text, written.range.start)
        if guard is None:
            raise refusals.RefusalError(f"`{word}` is imported on some ways only")
        return Needed(word, _wish(file, own, node, statement, word), False, guard, first)
    return Needed(word, imports.Wish(own, word), True, False, first)


def _statement(
    db: database.ProjectDatabase, file: files.File, found: definition.Definition
) -> import_statements.Written:
    node = found.binding.node
    for written in import_statements.of_file(db, file):
        if written.node is node or any(each is node for each in written.node.names):
            return written
    raise refusals.RefusalError(f"`{found.place}` is not imported by a statement")


def _wish(
    file: files.File, own: str, node: ir.Alias | ir.ImportFrom, found: definition.Definition, word: str
) -> imports.Wish:
    if isinstance(node, ir.Alias):
        if node.as_node is not None:
            return imports.Wish(node.name, "", node.as_node.id)
        return imports.Wish(node.name, "")
    is_package = file.path.rpartition("/")[2].startswith("__init__.")
    of = names.absolute(node.level, node.module, own, is_package)
    if node.is_star and of is not None:
        return imports.Wish(of, word)
    alias = next((each for each in node.names if each.n == found.binding.n), None)
    if alias is None or of is None:
        raise refusals.RefusalError(f"it is not known where `{word}` comes from")
    return imports.Wish(of, alias.name, alias.as_node.id if alias.as_node is not None else "")
