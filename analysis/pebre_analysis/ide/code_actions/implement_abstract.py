"""*Implement abstract methods*: those that a class inherits and leaves without a body, written out at its end.

Offered on the name of a class; each method has the signature of the one it implements and says that it is still to
be written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.code_actions import action
from pebre_analysis.ide.common import edits, overrides, reshape, target
from pebre_analysis.semantic import definition, navigation
from pebre_analysis.source import ranges
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import abstract, class_members, classes

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

KIND: Final = "quickfix"
_DECORATORS: Final = frozenset(("property", "staticmethod", "classmethod", "cached_property"))


def actions(db: database.ProjectDatabase, file: files.File, wanted: ranges.TextRange) -> list[action.Action]:
    """One action where the header of a class is, if it leaves methods without a body."""
    at = target.at(db, file, wanted.start)
    node = at.above(ir.ClassDef) if at is not None else None
    if at is None or not isinstance(node, ir.ClassDef):
        return []
    found = _class_at(at, node)
    scope = found.body_scope if found is not None else None
    if found is None or scope is None:
        return []
    literal = build.class_literal(db, found, kinds.STATEMENT, found.name)
    names = abstract.unimplemented(db, literal)
    own = abstract.own(db, found)
    names = tuple([name for name in names if name not in own])
    if not names:
        return []
    text = at.region.scope.index.outline.text if at.region.scope.index.outline is not None else ""
    where = navigation.span(at.region, node.n)
    indent = _member_indent(text, where, node)
    newline = reshape.newline_of(text)
    members_text: list[str] = []
    cls = classes.identity(db, literal)
    for name in names:
        meant = class_members.class_member(db, cls, name)
        method = meant.definition if meant is not None else None
        of = method.binding.node if method is not None and method.exists else None
        if method is None or not isinstance(of, ir.FunctionDef):
            continue
        lines = _decorators(of)
        head = "async def" if of.is_async else "def"
        lines += f"{head} {overrides.text_of(db, scope, name, method, of)}".split("\n")
        members_text.append(newline.join([f"{indent}{line}" for line in lines]))
    if not members_text:
        return []
    title = f"Implement `{names[0]}`" if len(names) == 1 else f"Implement {len(names)} abstract methods"
    return [action.Action(title, KIND, _edits(file, text, where, node, members_text, newline))]


def _class_at(at: target.Target, node: ir.ClassDef) -> definition.Definition | None:
    """The definition of the class, if what the cursor is on belongs to its header."""
    for number, binding in enumerate(at.region.index.bindings):
        if binding.node is node:
            return at.region.definition(number)
    return None


def _decorators(node: ir.FunctionDef) -> list[str]:
    return [f"@{each.id}" for each in node.decorators if isinstance(each, ir.Name) and each.id in _DECORATORS]


def _member_indent(text: str, where: ranges.TextRange, node: ir.ClassDef) -> str:
    """The indentation of the class's members."""
    lines = text[where.start : where.end].splitlines()
    own = reshape.indentation(text, where.start)
    for line in lines[1:]:
        blanks = line[: len(line) - len(line.lstrip())]
        if line.strip() and len(blanks) > len(own) and not line.lstrip().startswith((")", "#")):
            return blanks
    return own + reshape.unit_of(text, "", "")


def _edits(
    file: files.File, text: str, where: ranges.TextRange, node: ir.ClassDef, found: list[str], newline: str
) -> tuple[edits.Edit, ...]:
    code = (2 * newline).join(found)
    source = text[where.start : where.end]
    last = source.rpartition("\n")[2].strip()
    if last in ("pass", "...") and source.count("\n") and len(source[source.rfind(":") :].split()) == 2:
        start = reshape.line_start(text, where.end)
        return (edits.Edit(file.path, ranges.TextRange(start, where.end), code),)
    head, colon, rest = source.rpartition(":")
    if colon and rest.strip() in ("pass", "..."):  # on the line of the header
        return (edits.Edit(file.path, ranges.TextRange(where.start + len(head) + 1, where.end), newline + code),)
    return (edits.insert(file.path, reshape.line_end(text, where.end), 2 * newline + code),)
