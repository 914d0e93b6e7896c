"""Fields written as annotations in a class body: of dataclasses, named tuples and typed dictionaries.

In:  a class literal (a `class` statement).
Out: its own fields in source order; those of its bases are added by whoever knows how they combine.
Always: `ClassVar` names are no fields; what a call of a field specifier says (`field(default=…)`) is in
the field, not in its type.
"""

from __future__ import annotations

from typing import Final

import msgspec

from pebre_analysis.engine import query
from pebre_analysis.semantic import definition as definitions
from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds, queries
from pebre_analysis.types.algebra import known, signatures, sources

# Functions of the standard library that describe a field. Others are named by `dataclass_transform`.
_SPECIFIERS: Final = (("field", ("dataclasses",)),)


class Body(msgspec.Struct, frozen=True, gc=False):
    fields: tuple[queries.Field, ...]


def _no_fields(db: queries.Db, definition: definitions.Definition) -> Body:
    return Body(())


@query.query(definitions.Definition, cycle_initial=_no_fields)
def body_fields(db: queries.Db, definition: definitions.Definition) -> Body:
    """The annotated names of a class body."""
    scope = definition.body_scope
    if scope is None:
        return Body(())
    found: dict[str, queries.Field] = {}
    keyword_only = False
    for made in sources.class_definitions(db, scope):
        if made.kind != use_def.ANNOTATED or "." in made.place or "[" in made.place:
            continue
        if not db.infer.can_run(db, made):
            continue  # `if sys.version_info >= …` around it says no
        record = db.infer.definition_type(db, made)
        declared = kinds.UNKNOWN if record.declared is None else record.declared
        if known.is_instance(db, declared, "KW_ONLY", "dataclasses"):
            keyword_only = True
            continue
        if record.qualifiers & queries.CLASS_VAR:
            continue
        found.pop(made.name, None)
        found[made.name] = _field(db, made, declared, record, keyword_only)
    return Body(tuple(found.values()))


def declared(db: queries.Db, literal: kinds.ClassLiteral) -> tuple[queries.Field, ...]:
    return body_fields(db, literal.anchor).fields if literal.kind == kinds.STATEMENT else ()


def _field(
    db: queries.Db,
    made: definitions.Definition,
    declared_type: kinds.Type,
    record: queries.DefinitionType,
    keyword_only: bool,
) -> queries.Field:
    node = made.binding.node
    value = node.value if isinstance(node, ir.AnnAssign) else None
    default = None if value is None else (record.binding or kinds.UNKNOWN)
    init, alias = True, None
    if isinstance(value, ir.Call):
        names = db.infer.names(db, made.region)
        if is_specifier(db, names.value(value.func)):
            default = None
            for argument in value.args:
                name = argument.name
                if name in ("default", "default_factory", "factory"):
                    default = names.value(argument.value) if name == "default" else kinds.UNKNOWN
                elif name == "init":
                    init = names.value(argument.value) is not kinds.FALSE
                elif name == "kw_only":
                    keyword_only = names.value(argument.value) is not kinds.FALSE
                elif name == "alias":
                    given = names.value(argument.value)
                    alias = given.value if isinstance(given, kinds.StrLiteral) else None
                elif name == "converter":
                    declared_type = _converted(db, names.value(argument.value))
                elif name is None and argument.stars == 2:
                    # Unknown options: as lenient as can be.
                    default = kinds.UNKNOWN
    return queries.Field(made.name, declared_type, default, record.qualifiers, alias, keyword_only, init, made)


def _converted(db: queries.Db, converter: kinds.Type) -> kinds.Type:
    """What `__init__` takes where a converter makes the field's value of it."""
    found = signatures.of(db, converter)
    if found is None or len(found) != 1 or found[0].type_params or not found[0].params:
        return kinds.UNKNOWN
    return found[0].params[0].type or kinds.UNKNOWN


def is_specifier(db: queries.Db, function: kinds.Type) -> bool:
    """Does a call of it describe a field? Any function of a library that has `default` options in mind counts."""
    if not isinstance(function, kinds.Function):
        return False
    if any(known.is_global(db, function.definition, name, modules) for name, modules in _SPECIFIERS):
        return True
    # Field specifiers of attrs, pydantic and the like; their transforms list them by name.
    names = ("field", "attrib", "Field", "attr", "ib", "mapped_column")
    return function.definition.name in names
