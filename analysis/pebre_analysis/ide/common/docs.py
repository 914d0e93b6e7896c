"""What is written about a definition: its docstring, or that of what it overrides.

In:  origins. Out: the raw text of a docstring (escapes resolved), None where there is none.
Always
  - a thing's own docstring first, then that of the source or compiled module behind its stub, then the
    inherited one; never that of a value's type;
  - nothing is executed: docstrings are read from source, or from compiled files as data.
A variable or field has one if a string stands right below it (as Sphinx reads it), or comments `#:` above.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.engine import query
from pebre_analysis.ide.common import compiled_modules, lookup, navigation, source_mapping
from pebre_analysis.modules import module
from pebre_analysis.semantic import definition, occurrence, scope, use_def
from pebre_analysis.source import files
from pebre_analysis.syntax import ir, outline, parsed, strings
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import mro

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import db as source_db

_STRING_BELOW: Final = re.compile(r"[ \t]*(?:\#[^\r\n]*)?(?:\r\n|\r|\n)[ \t]*(?=[rRuU]?(?:\"|'))")
_COMMENT_ABOVE: Final = re.compile(r"(?:[ \t]*\#:[^\r\n]*(?:\r\n|\r|\n))+[ \t]*\Z")
_COMMENT_BESIDE: Final = re.compile(r"[ \t]*\#:[ \t]?([^\r\n]*)")
_PREFIX: Final = re.compile(r"[rRuU]?")
_BLANKS: Final = re.compile(r"(?:\s|\\\n|#[^\n]*)*")
_MAX_COMMENT: Final = 4_000


def of_origins(db: database.ProjectDatabase, found: list[lookup.Origin]) -> str | None:
    """The first docstring of the origins, which are behind imports."""
    for origin in found:
        own = _anywhere(db, origin)
        if own is not None:
            return own
    for origin in found:
        inherited = _inherited(db, origin)
        if inherited is not None:
            return inherited
    return None


def as_markdown(text: str) -> str:
    """A raw docstring as Markdown; what that takes is imported for the first one."""
    from pebre_analysis.ide.common import docstrings

    return docstrings.to_markdown(text)


def of_parameters(db: database.ProjectDatabase, function: definition.Definition) -> Mapping[str, str]:
    """What is written about the parameters of a function, by name, as Markdown; about those of `__init__` also what
    the class says."""
    text = of_origins(db, [function])
    if text is None and not (function.exists and function.place in ("__init__", "__new__")):
        return {}
    from pebre_analysis.ide.common import docstrings

    found = {} if text is None else docstrings.of_parameters(text)
    owner = function.scope.definition if function.exists and function.scope.kind == scope.CLASS else None
    if owner is not None and function.place in ("__init__", "__new__"):
        text = of_origins(db, [owner])
        found = {**(docstrings.of_parameters(text) if text is not None else {}), **found}
    return found


def of_attribute(db: database.ProjectDatabase, found: definition.Definition) -> str:
    """What the docstring of its class says about a variable of a class or instance, as Markdown."""
    if not found.exists or found.kind not in (use_def.ASSIGN, use_def.ANNOTATED):
        return ""
    _, dot, name = found.place.rpartition(".")
    inside = found.scope.parent if dot else found.scope
    owner = inside.definition if inside is not None and inside.kind == scope.CLASS else None
    text = None if owner is None else of_origins(db, [owner])
    if text is None:
        return ""
    from pebre_analysis.ide.common import docstrings

    return docstrings.of_attributes(text).get(name, "")


def _anywhere(db: database.ProjectDatabase, origin: lookup.Origin) -> str | None:
    """Its own docstring, or the one it has in source or in a compiled module."""
    if isinstance(origin, definition.Definition) and origin.exists and not origin.scope.file.is_stub:
        return of_origin(db, origin)  # it is source
    for each in (origin, *source_mapping.source_of(db, origin)):
        own = of_origin(db, each)
        if own is not None:
            return own
    return compiled_modules.docstring(db, origin)


def of_origin(db: database.ProjectDatabase, origin: lookup.Origin) -> str | None:
    """Its own docstring."""
    if isinstance(origin, module.Module):
        return of_module(db, origin.file).text if origin.file is not None else None
    if isinstance(origin, lookup.Starred) or not origin.exists:
        return None
    if origin.kind in (use_def.FUNCTION, use_def.CLASS):
        own = _of_definition(origin)
        if own is None and origin.kind == use_def.CLASS:
            return _of_constructor(db, origin)
        return own
    if origin.kind in (use_def.ASSIGN, use_def.ANNOTATED, use_def.TYPE_ALIAS):
        return _beside(db, origin)
    return None


class ModuleDoc(msgspec.Struct, frozen=True, gc=False):
    """The docstring of a module."""

    text: str | None = None


@query.query(files.File)
def of_module(db: source_db.Db, file: files.File) -> ModuleDoc:
    """The docstring of a module. Where files are kept track of it tells that the file was read for it."""
    for part in outline.outline(db, file).chunks:
        lowered = parsed.lowered_of(part)
        for region, _, start, end in lowered.docstrings:
            if region == ir.NO_REGION:
                return ModuleDoc(_value(part.text[start:end]))
        if lowered.block.statements:
            break
    return ModuleDoc()


def _of_definition(found: definition.Definition) -> str | None:
    node = found.binding.node
    at: occurrence.Occurrence = found.region.occurrence
    for region, n, start, end in at.lowered.docstrings:
        if region == found.region.number and n == node.n:
            return _value(at.chunk.text[start:end])
    if isinstance(node, ir.ClassDef) and node.body.hole != ir.NO_HOLE:
        for member in at.groups[node.body.hole][:1]:
            for region, _, start, end in member.lowered.docstrings:
                if region == ir.NO_REGION:
                    return _value(member.chunk.text[start:end])
    return None


def _of_constructor(db: database.ProjectDatabase, found: definition.Definition) -> str | None:
    body = found.body_scope
    if body is None:
        return None
    for made in lookup.of_symbol(db, body.symbol("__init__")):
        if isinstance(made, definition.Definition) and made.exists and made.kind == use_def.FUNCTION:
            return _of_definition(made)
    return None


def _beside(db: database.ProjectDatabase, found: definition.Definition) -> str | None:
    """The string below an assignment, or the comments `#:` beside or above it."""
    text = outline.outline(db, found.scope.file).text
    where = navigation.definition_ranges(db, found)
    if where is None:
        return None
    whole, _ = where
    below = _STRING_BELOW.match(text, whole.end)
    if below is not None and (found.scope.kind != scope.FUNCTION or "." in found.place):
        begin = below.end()
        line_start = max(text.rfind("\n", 0, whole.start), text.rfind("\r", 0, whole.start)) + 1
        margin = text[line_start : whole.start]
        quote = _PREFIX.match(text, begin)
        if quote is not None and not margin.strip() and text[:begin].endswith(f"\n{margin}"):
            from pebre_analysis.syntax import literals

            end, _ = literals.string_end(text, quote.end(), len(text))
            return _value(text[begin:end]) if end > 0 else None
    beside = _COMMENT_BESIDE.match(text, whole.end)
    if beside is not None:
        return beside[1]
    above = _COMMENT_ABOVE.search(text, max(0, whole.start - _MAX_COMMENT), whole.start)
    if above is None:
        return None
    return "\n".join(line.strip().removeprefix("#:").strip() for line in above[0].strip().splitlines())


def _inherited(db: database.ProjectDatabase, origin: lookup.Origin) -> str | None:
    """The docstring of the method that a method overrides."""
    if not isinstance(origin, definition.Definition) or not origin.exists or origin.kind != use_def.FUNCTION:
        return None
    owner = origin.scope.definition if origin.scope.kind == scope.CLASS else None
    if owner is None:
        return None
    literal = lookup.type_of(db, owner)
    if not isinstance(literal, kinds.ClassLiteral):
        return None
    for base in mro.of(db, literal)[1:]:
        above = base.literal.anchor.body_scope if base is not None and base.literal.anchor.exists else None
        if above is None:
            continue
        for each in lookup.of_symbol(db, above.symbol(origin.place)):
            if isinstance(each, definition.Definition) and each.exists and each.kind == use_def.FUNCTION:
                own = _anywhere(db, each)
                if own is not None:
                    return own
    return None


def _value(source: str) -> str:
    """The text of a string literal, also of several joined ones, and of one too long to be kept elsewhere."""
    from pebre_analysis.syntax import literals  # what is written in C needs it not

    parts: list[str] = []
    at = 0
    while at < len(source):
        prefix = _PREFIX.match(source, at)
        begin = prefix.end() if prefix is not None else at
        if source[begin : begin + 1] not in ("'", '"'):
            break
        end, _ = literals.string_end(source, begin, len(source))
        end = end if end > 0 else len(source)
        value = strings.decode(source[at:end]).value
        parts.append(value if isinstance(value, str) else source[begin:end].strip(source[begin]))
        blanks = _BLANKS.match(source, end)
        at = blanks.end() if blanks is not None else end
    return "".join(parts)
