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
from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import arguments, call, dataclasses, known, signatures, sources, union

# Functions of the standard library that describe a field. Others are named by `dataclass_transform`.
_SPECIFIERS: Final = (("field", ("dataclasses",)),)


class Body(msgspec.Struct, frozen=True, gc=False):
    fields: tuple[queries.Field, ...]
    is_open: bool = False  # `x = attr.ib()`: there are more fields, without annotations


def _no_fields(db: queries.Db, definition: definitions.Definition) -> Body:
    return Body(())


@query.query(definitions.Definition, cycle_initial=_no_fields)
def body_fields(db: queries.Db, definition: definitions.Definition) -> Body:
    """The annotated names of a class body."""
    scope = definition.body_scope
    if scope is None:
        return Body(())
    found: dict[str, queries.Field] = {}
    literal = build.class_literal(db, definition, kinds.STATEMENT, definition.name)
    specifiers: tuple[kinds.Type, ...] | None = None
    keyword_only: bool | None = None
    is_open = False
    for made in sources.class_definitions(db, scope):
        if made.kind == use_def.ASSIGN and _is_called(made):
            if specifiers is None:
                specifiers = dataclasses.specifiers(db, literal)
            is_open = is_open or _is_specified(db, made, specifiers)
            continue
        if made.kind != use_def.ANNOTATED or "." in made.place or "[" in made.place:
            continue
        if not db.infer.can_run(db, made) and db.infer.can_run(db, definition):
            continue  # `if sys.version_info >= …` around it says no; in a module that ends before the class, all count
        record = db.infer.definition_type(db, made)
        declared = kinds.UNKNOWN if record.declared is None else record.declared
        if known.is_instance(db, declared, "KW_ONLY", "dataclasses"):
            keyword_only = True
            continue
        if record.qualifiers & queries.CLASS_VAR:
            continue
        found.pop(made.name, None)
        if specifiers is None and _is_called(made):
            specifiers = dataclasses.specifiers(db, literal)
        found[made.name] = _field(db, made, declared, record, keyword_only, specifiers or ())
    return Body(tuple(found.values()), is_open)


def _is_called(made: definitions.Definition) -> bool:
    node = made.binding.node
    return isinstance(node, ir.AnnAssign | ir.Assign) and isinstance(node.value, ir.Call)


def _is_specified(db: queries.Db, made: definitions.Definition, specifiers: tuple[kinds.Type, ...]) -> bool:
    """Is a call of a field specifier assigned to it?"""
    node = made.binding.node
    if not specifiers or not isinstance(node, ir.Assign) or not isinstance(node.value, ir.Call):
        return False
    return db.infer.names(db, made.region).value(node.value.func) in specifiers


def is_open(db: queries.Db, literal: kinds.ClassLiteral) -> bool:
    """Has it fields without annotations, of which kind and order are for its library to say?"""
    return literal.kind == kinds.STATEMENT and body_fields(db, literal.anchor).is_open


def declared(db: queries.Db, literal: kinds.ClassLiteral) -> tuple[queries.Field, ...]:
    return body_fields(db, literal.anchor).fields if literal.kind == kinds.STATEMENT else ()


def _field(
    db: queries.Db,
    made: definitions.Definition,
    declared_type: kinds.Type,
    record: queries.DefinitionType,
    keyword_only: bool | None,
    specifiers: tuple[kinds.Type, ...],
) -> queries.Field:
    node = made.binding.node
    value = node.value if isinstance(node, ir.AnnAssign) else None
    default = None if value is None else (record.binding or kinds.UNKNOWN)
    init, alias = True, None
    set_type: kinds.Type | None = None
    if isinstance(value, ir.Call):
        names = db.infer.names(db, made.region)
        called = names.value(value.func)
        if called in specifiers:
            init = _default_of_init(db, called, [names.value(each.value) for each in value.args], value)
        if called in specifiers or is_specifier(db, called):
            default = None
            for at, argument in enumerate(value.args):
                name = argument.name
                if not at and name is None and not argument.stars and _takes_default_first(db, called):
                    # `Field(...)` says that there is none.
                    default = None if _is_ellipsis(argument.value) else names.value(argument.value)
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
                    set_type = _converted(db, names.value(argument.value))
                elif name is None and argument.stars == 2:
                    # Unknown options: as lenient as can be.
                    default = kinds.UNKNOWN
    return queries.Field(
        made.name, declared_type, default, record.qualifiers, alias, keyword_only, init, made, set_type
    )


def _is_ellipsis(node: ir.Expr) -> bool:
    return isinstance(node, ir.Constant) and node.value is ...


def _takes_default_first(db: queries.Db, called: kinds.Type) -> bool:
    for form in signatures.of(db, called) or ():
        first = form.params[0] if form.params else None
        if first is not None and first.kind <= kinds.POSITIONAL_OR_KEYWORD and first.name == "default":
            return True
    return False


def _default_of_init(db: queries.Db, called: kinds.Type, given: list[kinds.Type], node: ir.Call) -> bool:
    """Whether `init` is true where the call does not say so: the form that is meant has a default for it."""
    passed = [arguments.Argument(ty, each.name, each.stars) for ty, each in zip(given, node.args, strict=True)]
    chosen = call.call(db, called, passed).signature
    for param in chosen.params if chosen is not None else ():
        if param.name == "init":
            return kinds.FALSE not in (param.default, param.type)
    return True


def _converted(db: queries.Db, converter: kinds.Type) -> kinds.Type:
    """What `__init__` takes where a converter makes the field's value of it: what any of its forms takes first."""
    types: list[kinds.Type] = []
    for form in signatures.of(db, converter) or ():
        first = form.params[0] if form.params else None
        if first is None or first.kind > kinds.VARIADIC or first.type is None or form.type_params:
            return kinds.UNKNOWN
        types.append(first.type)
    return union.of(db, types) if types else kinds.UNKNOWN


def is_specifier(db: queries.Db, function: kinds.Type) -> bool:
    """Does a call of it describe a field? Any function of a library that has `default` options in mind counts."""
    if not isinstance(function, kinds.Function):
        return False
    if any(known.is_global(db, function.definition, name, modules) for name, modules in _SPECIFIERS):
        return True
    # Field specifiers of attrs, pydantic and the like; their transforms list them by name.
    names = ("field", "attrib", "Field", "attr", "ib", "mapped_column")
    return function.definition.name in names
