"""What a class is: bases, type parameters, metaclass and the flags that give it a special meaning.

In:  a class literal.
Out: `Facts`, computed once per class by a query over its header (never its body).
Always
  - type parameters are found without evaluating the bases, so `class str(Sequence[str])` is no cycle;
  - a base that is not understood is None in `bases`: then any member may exist.
Does not know: members (`members`), fields (`fields`), the order of resolution (`mro`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.engine import query
from pebre_analysis.semantic import definition as definitions
from pebre_analysis.types import build, kinds, queries, remembered
from pebre_analysis.types.algebra import (
    dataclasses,
    enums,
    fields,
    generics,
    known,
    mro,
    slots,
    sources,
    tuples,
    type_variables,
)

if TYPE_CHECKING:
    from pebre_analysis.semantic import scope as scopes

# Flags.
PROTOCOL: Final = 1
TYPED_DICT: Final = 2
NAMED_TUPLE: Final = 4
ENUM: Final = 8
FINAL: Final = 16
UNKNOWN_BASE: Final = 32  # itself or an ancestor has a base that is not understood
NOT_TOTAL: Final = 64  # TypedDict with total=False
ABSTRACT_META: Final = 128
NEW_TYPE: Final = 256
RUNTIME_CHECKABLE: Final = 512
LAYOUT: Final = 1024  # `@disjoint_base`: fixes the layout of instances

# Flags that derived classes have too.
_INHERITED: Final = TYPED_DICT | ENUM | UNKNOWN_BASE | ABSTRACT_META


class Facts(msgspec.Struct, frozen=True, gc=False):
    """See the module's docstring. `metaclass` is None for plain `type`, UNKNOWN when not understood."""

    bases: tuple[kinds.ClassType | None, ...]
    type_params: tuple[kinds.TypeVar, ...]
    metaclass: kinds.Type | None
    flags: int
    decorators: tuple[kinds.Type, ...] = ()
    keywords: tuple[tuple[str, kinds.Type], ...] = ()
    extra_items: queries.Field | None = None  # of a typed dictionary, as written


_NO_FACTS: Final = Facts((), (), None, 0)
_UNKNOWN_FACTS: Final = Facts((None,), (), None, UNKNOWN_BASE)


def _no_statement_facts(db: queries.Db, definition: definitions.Definition) -> Facts:
    return _NO_FACTS


@query.query(definitions.Definition, cycle_initial=_no_statement_facts)
def statement_facts(db: queries.Db, definition: definitions.Definition) -> Facts:
    """Facts of a `class` statement."""
    header = db.infer.class_header(db, definition)
    type_params = db.infer.class_type_params(db, definition)
    flags, bases = _read_bases(db, header.bases)
    for name, value in header.keywords:
        if name == "total" and value is kinds.FALSE:
            flags |= NOT_TOTAL
    for decorator in header.decorators:
        if isinstance(decorator, kinds.Function):
            if known.is_global(db, decorator.definition, "final", ("typing", "typing_extensions")):
                flags |= FINAL
            elif known.is_global(db, decorator.definition, "runtime_checkable", ("typing", "typing_extensions")):
                flags |= RUNTIME_CHECKABLE
            elif known.is_global(db, decorator.definition, "disjoint_base", ("typing_extensions", "typing")):
                flags |= LAYOUT
    explicit = next((value for name, value in header.keywords if name == "metaclass"), None)
    found = _completed(db, bases, type_params, explicit, flags, header.decorators, header.keywords)
    return found if header.extra_items is None else msgspec.structs.replace(found, extra_items=header.extra_items)


@query.query(definitions.Definition, cycle_initial=_no_statement_facts)
def synthesised_facts(db: queries.Db, definition: definitions.Definition) -> Facts:
    """Facts of a class that a call makes, by the definition that binds it."""
    content = db.infer.synthesised(db, definition)
    flags, bases = _read_bases(db, content.bases)
    for name, value in content.options:
        if name == "total" and value is kinds.FALSE:
            flags |= NOT_TOTAL
    found = _completed(db, bases, (), None, flags, (), content.options)
    return found if content.extra_items is None else msgspec.structs.replace(found, extra_items=content.extra_items)


def _read_bases(db: queries.Db, values: tuple[kinds.Type, ...]) -> tuple[int, tuple[kinds.ClassType | None, ...]]:
    flags = 0
    bases: list[kinds.ClassType | None] = []
    for value in values:
        if isinstance(value, kinds.ClassLiteral):
            if known.is_class(db, value, "NamedTuple", "typing"):
                flags |= NAMED_TUPLE
                value = known.literal(db, "NamedTupleFallback", "_typeshed._type_checker_internals") or value
            bases.append(default_type(db, value))
        elif isinstance(value, kinds.ClassObject):
            bases.append(value.cls)
        elif isinstance(value, kinds.SpecialForm):
            if value.name == "TypedDict":
                flags |= TYPED_DICT
                bases.append(known.class_type(db, "TypedDictFallback", (), "_typeshed._type_checker_internals"))
            elif value.name == "Protocol":
                flags |= PROTOCOL
            elif value.name != "Generic":
                bases.append(form_class(db, value.name))
        elif isinstance(value, kinds.KnownObject):
            if value.form == "Protocol":
                flags |= PROTOCOL
            elif value.form != "Generic":
                bases.append(_object_class(value))
        else:
            bases.append(None)
    return flags, tuple(bases)


def form_class(db: queries.Db, name: str) -> kinds.ClassType | None:
    """The class to which a bare special form corresponds as a base: `Tuple`, `Type`, `Callable`."""
    if name == "Tuple":
        return known.class_type(db, "tuple", (kinds.UNKNOWN,))
    if name == "Type":
        return known.class_type(db, "type")
    return None


def _object_class(value: kinds.KnownObject) -> kinds.ClassType | None:
    """The class meant by a base that is an object: a NewType, an alias, `Annotated[C, …]`."""
    of = value.of
    if isinstance(of, kinds.Instance):
        return of.cls
    return None


def _completed(
    db: queries.Db,
    bases: tuple[kinds.ClassType | None, ...],
    type_params: tuple[kinds.TypeVar, ...],
    explicit: kinds.Type | None,
    flags: int,
    decorators: tuple[kinds.Type, ...],
    keywords: tuple[tuple[str, kinds.Type], ...],
) -> Facts:
    """Add what the bases hand down: flags and the most derived metaclass."""
    metaclass = explicit
    if isinstance(metaclass, kinds.ClassObject):
        metaclass = metaclass.cls.literal
    elif metaclass is not None and not isinstance(metaclass, kinds.ClassLiteral):
        metaclass = kinds.UNKNOWN
    for base in bases:
        if base is None:
            flags |= UNKNOWN_BASE
            continue
        above = facts(db, base.literal)
        flags |= above.flags & _INHERITED
        metaclass = _more_derived(db, metaclass, above.metaclass)
    if isinstance(metaclass, kinds.ClassLiteral):
        if mro.has(db, metaclass, known.literal(db, "EnumMeta", "enum")):
            flags |= ENUM
        if mro.has(db, metaclass, known.literal(db, "ABCMeta", "abc")):
            flags |= ABSTRACT_META
    return Facts(bases, type_params, metaclass, flags, decorators, keywords)


def _more_derived(db: queries.Db, left: kinds.Type | None, right: kinds.Type | None) -> kinds.Type | None:
    if left is None or right is None:
        return left or right
    if isinstance(left, kinds.ClassLiteral) and isinstance(right, kinds.ClassLiteral):
        return right if mro.has(db, right, left) else left
    return left if isinstance(left, kinds.ClassLiteral) else right


def facts(db: queries.Db, literal: kinds.ClassLiteral) -> Facts:
    memo = remembered.facts(db, literal)
    if memo is not None:
        found = memo.get("<facts>")
        if found is not None:
            assert isinstance(found, Facts)
            return found
    frame = None if literal.durable else remembered.frame(db)
    if frame is not None:
        # Asked for very often: once per running query is enough, for speed and for the edges.
        found = frame.get(literal)
        if found is not None:
            return found  # type: ignore[return-value] # written below
    kind = literal.kind
    if kind == kinds.STATEMENT:
        result = statement_facts(db, literal.anchor)
    else:
        result = synthesised_facts(db, literal.anchor)
        if kind == kinds.NAMED_TUPLE:
            result = msgspec.structs.replace(result, flags=result.flags | NAMED_TUPLE)
        elif kind == kinds.TYPED_DICT:
            result = msgspec.structs.replace(result, flags=result.flags | TYPED_DICT)
        elif kind == kinds.NEW_TYPE:
            result = msgspec.structs.replace(result, flags=result.flags | NEW_TYPE)
    if literal.durable:
        remembered.keep_fact(db, literal, "<facts>", result)
    elif (frame := remembered.frame(db)) is not None:
        frame[literal] = result
    return result


def type_params(db: queries.Db, literal: kinds.ClassLiteral) -> tuple[kinds.TypeVar, ...]:
    """The parameters, bound to the class; asks nothing of the bases."""
    memo = remembered.facts(db, literal)
    if memo is not None:
        found = memo.get("<facts>")
        if found is not None:
            assert isinstance(found, Facts)
            return found.type_params
    return db.infer.class_type_params(db, literal.anchor) if literal.kind == kinds.STATEMENT else ()


def scope(literal: kinds.ClassLiteral) -> scopes.Scope | None:
    """The scope of the class's body; None when it has none."""
    return literal.anchor.body_scope if literal.kind == kinds.STATEMENT else None


def identity(db: queries.Db, literal: kinds.ClassLiteral) -> kinds.ClassType:
    """The class with its own parameters as arguments: what `self` is inside."""
    params = type_params(db, literal)
    return build.class_type(db, literal, tuple(generics.as_argument(db, param) for param in params))


def default_type(db: queries.Db, literal: kinds.ClassLiteral) -> kinds.ClassType:
    """The class as the bare name in an annotation means it: defaults, else Unknown, for the parameters."""
    params = type_params(db, literal)
    if not params:
        return build.class_type(db, literal)
    memo = remembered.facts(db, literal)
    found = None if memo is None else memo.get("<default>")
    if found is None:
        found = generics.specialise(db, literal, ())
        if literal.durable and found.durable:
            remembered.keep_fact(db, literal, "<default>", found)
    assert isinstance(found, kinds.ClassType)
    return found


def metaclass(db: queries.Db, literal: kinds.ClassLiteral) -> kinds.ClassType | None:
    """The class of the class object; None when not understood."""
    found = facts(db, literal).metaclass
    if found is None:
        return known.class_type(db, "type")
    return default_type(db, found) if isinstance(found, kinds.ClassLiteral) else None


def is_protocol(db: queries.Db, literal: kinds.ClassLiteral) -> bool:
    return bool(facts(db, literal).flags & PROTOCOL)


def is_final(db: queries.Db, literal: kinds.ClassLiteral) -> bool:
    """May the class have no subclasses? Enums with members may not either."""
    flags = facts(db, literal).flags
    return bool(flags & FINAL) or bool(flags & ENUM and enums.members(db, literal).values)


def layout_base(db: queries.Db, literal: kinds.ClassLiteral) -> kinds.ClassLiteral | None:
    """The nearest class that fixes how instances are laid out in memory; a class can have one such line only."""
    for base in mro.of(db, literal):
        if base is not None and _fixes_layout(db, base):
            return base.literal
    return None


def _fixes_layout(db: queries.Db, cls: kinds.ClassType) -> bool:
    if facts(db, cls.literal).flags & LAYOUT or slots.is_filled(db, cls):
        return True
    options = dataclasses.options(db, cls.literal)
    return options is not None and options.slots and bool(fields.declared(db, cls.literal))


def of_value(db: queries.Db, ty: kinds.Type) -> kinds.ClassLiteral | None:
    """The literal of a class object of known class."""
    if isinstance(ty, kinds.ClassLiteral):
        return ty
    return ty.cls.literal if isinstance(ty, kinds.ClassObject) else None


def of_instance(db: queries.Db, ty: kinds.Type) -> kinds.ClassType | None:
    """The class of a value: what `type(x)` gives, as a class type; None for unions, gradual types and the like."""
    cls = ty.__class__
    if cls is kinds.Instance:
        assert isinstance(ty, kinds.Instance)
        return ty.cls
    if isinstance(ty, kinds.EnumLiteral):
        return default_type(db, ty.cls)
    name = _CLASS_NAMES.get(cls)
    if name is not None:
        return known.class_type(db, name[1], (), name[0])
    if isinstance(ty, kinds.Tuple):
        return tuples.class_type(db, ty)
    if ty is kinds.LITERAL_STRING:
        return known.class_type(db, "str")
    if isinstance(ty, kinds.ClassLiteral):
        return metaclass(db, ty)
    if isinstance(ty, kinds.ClassObject):
        return metaclass(db, ty.cls.literal)
    if isinstance(ty, kinds.SubclassOf):
        bound = type_variables.upper_bound(db, ty.of) if isinstance(ty.of, kinds.TypeVar) else ty.of
        of = of_instance(db, bound)
        return known.class_type(db, "type") if of is None else metaclass(db, of.literal)
    if isinstance(ty, kinds.CallableType):
        return _class_of_callable(db, ty)
    if isinstance(ty, kinds.Wrapper):
        return known.class_type(db, "staticmethod" if ty.static else "classmethod", (kinds.UNKNOWN,) * (3 - ty.static))
    if isinstance(ty, kinds.KnownObject):
        return _class_of_object(db, ty)
    if isinstance(ty, kinds.SpecialForm):
        if ty.name in _FORMS_THAT_ARE_CLASSES:
            return known.class_type(db, "type")
        return known.class_type(db, "_SpecialForm", (), "typing")
    return None


def _class_of_callable(db: queries.Db, ty: kinds.CallableType) -> kinds.ClassType | None:
    if ty.kind in (kinds.PLAIN, kinds.TOP):
        return None
    if ty.kind == kinds.PARTIAL:
        results = {each.returns or kinds.UNKNOWN for each in ty.signatures}
        return known.class_type(db, "partial", (results.pop() if len(results) == 1 else kinds.UNKNOWN,), "functools")
    return known.class_type(db, "FunctionType", (), "types")


def _class_of_object(db: queries.Db, ty: kinds.KnownObject) -> kinds.ClassType | None:
    if ty.kind == kinds.TYPE_VAR_OBJECT and isinstance(ty.of, kinds.TypeVar):
        name = ("TypeVar", "ParamSpec", "TypeVarTuple", "TypeVar")[ty.of.kind]
        return known.class_type(db, name, (), "typing")
    if ty.kind == kinds.ALIAS_OBJECT:
        return known.class_type(db, "TypeAliasType", (), "typing")
    if ty.kind == kinds.NEW_TYPE_OBJECT:
        return known.class_type(db, "NewType", (), "typing")
    if ty.form == "UnionType":
        return known.class_type(db, "UnionType", (), "types")
    return known.class_type(db, "_SpecialForm", (), "typing")


# `collections.abc.Callable` is the same form, and a class; the others can be asked for with `isinstance` as well.
_FORMS_THAT_ARE_CLASSES: Final = frozenset(("Callable", "Generic", "Protocol", "Tuple", "Type"))

_CLASS_NAMES: Final[dict[type[kinds.Type], tuple[str, str]]] = {
    kinds.IntLiteral: ("builtins", "int"),
    kinds.BoolLiteral: ("builtins", "bool"),
    kinds.StrLiteral: ("builtins", "str"),
    kinds.BytesLiteral: ("builtins", "bytes"),
    kinds.Guard: ("builtins", "bool"),
    kinds.Function: ("types", "FunctionType"),
    kinds.BoundMethod: ("types", "MethodType"),
    kinds.Property: ("builtins", "property"),
    kinds.Module: ("types", "ModuleType"),
}


def owner(db: queries.Db, definition: definitions.Definition) -> kinds.ClassLiteral | None:
    """The class in whose body a function or other definition stands."""
    found = sources.owner_class(definition)
    return None if found is None else build.class_literal(db, found, kinds.STATEMENT, found.name)
