"""Making types: one object per database and content, for as long as somebody holds it.

In:  a database, and what the type is made of.
Out: the types of `kinds`, compared with `is`.
Always
  - nothing is simplified: `algebra.union.of` does that;
  - the table is weak: a type goes when nobody holds it, never by age;
  - what would be larger than `table` allows is made with Unknown for its large parts: types that double or nest at
    each step come to an end.
Hot: for the kinds that are made in inner loops the look into their table is written out: no further call, a short key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from pebre_analysis.types import kinds, table

if TYPE_CHECKING:
    from pebre_analysis.modules.module import Module
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.source.files import File

_T = TypeVar("_T", bound=table.Part)


class Table:
    """The types of one database. Kinds made in inner loops have a table each, the others share one."""

    __slots__ = ("class_types", "functions", "instances", "methods", "others", "tuples", "unions")

    def __init__(self) -> None:
        self.class_types: Final[dict[tuple[object, ...], table.Entry[kinds.ClassType]]] = {}
        self.instances: Final[dict[kinds.ClassType, table.Entry[kinds.Instance]]] = {}
        self.tuples: Final[dict[tuple[object, ...], table.Entry[kinds.Tuple]]] = {}
        self.functions: Final[dict[tuple[object, ...], table.Entry[kinds.Function]]] = {}
        self.methods: Final[dict[tuple[object, ...], table.Entry[kinds.BoundMethod]]] = {}
        self.unions: Final[dict[tuple[kinds.Type, ...], table.Entry[kinds.Union]]] = {}
        # Key: (class, *fields); the value is of that class.
        self.others: Final[dict[tuple[object, ...], table.Entry[Any]]] = {}

    def compact(self) -> None:
        """Have each table as large as what is in it."""
        for name in self.__slots__:
            table.compact(getattr(self, name))


class Db(Protocol):
    """What this module needs of a database."""

    @property
    def types(self) -> Table: ...


def _one(db: Db, cls: type[_T], *values: object) -> _T:
    key = (cls, *values)
    known = db.types.others
    entry = known.get(key)
    if entry is not None:
        found: _T | None = entry()
        if found is not None:
            return found
    made: _T = cls(*values)
    table.keep(known, key, made)
    return made


def class_literal(db: Db, anchor: Definition, kind: int, name: str) -> kinds.ClassLiteral:
    return _one(db, kinds.ClassLiteral, anchor, kind, name)


def class_type(
    db: Db, literal: kinds.ClassLiteral, args: tuple[kinds.Type, ...] = (), shape: kinds.Tuple | None = None
) -> kinds.ClassType:
    known = db.types.class_types
    key = (literal, args, shape)
    entry = known.get(key)
    if entry is not None and (found := entry()) is not None:
        return found
    if table.are_large(args):
        return class_type(db, literal, table.cut(args, kinds.CUT), shape)
    return table.keep(known, key, kinds.ClassType(literal, args, shape))


def instance(db: Db, cls: kinds.ClassType) -> kinds.Instance:
    """Callers that may meet the class `tuple` use `algebra.tuples.instance`."""
    known = db.types.instances
    entry = known.get(cls)
    if entry is not None and (found := entry()) is not None:
        return found
    return table.keep(known, cls, kinds.Instance(cls))


def class_object(db: Db, cls: kinds.ClassType) -> kinds.ClassObject | kinds.ClassLiteral:
    """The literal itself when the class has no arguments."""
    return _one(db, kinds.ClassObject, cls) if cls.args else cls.literal


def subclass_of(db: Db, of: kinds.Type) -> kinds.SubclassOf:
    return _one(db, kinds.SubclassOf, of)


def tuple_(
    db: Db,
    prefix: tuple[kinds.Type, ...],
    variadic: kinds.Type | None = None,
    suffix: tuple[kinds.Type, ...] = (),
) -> kinds.Tuple:
    known = db.types.tuples
    key = (prefix, variadic, suffix)
    entry = known.get(key)
    if entry is not None and (found := entry()) is not None:
        return found
    if table.are_large((*prefix, *suffix)) or table.bounded(variadic, kinds.CUT) is not variadic:
        prefix, suffix = table.cut(prefix, kinds.CUT), table.cut(suffix, kinds.CUT)
        return tuple_(db, prefix, table.bounded(variadic, kinds.CUT), suffix)
    return table.keep(known, key, kinds.Tuple(prefix, variadic, suffix))


def int_literal(db: Db, value: int) -> kinds.IntLiteral:
    return _one(db, kinds.IntLiteral, value)


def bool_literal(value: bool) -> kinds.BoolLiteral:
    return kinds.TRUE if value else kinds.FALSE


def str_literal(db: Db, value: str) -> kinds.StrLiteral:
    return _one(db, kinds.StrLiteral, value)


def bytes_literal(db: Db, value: bytes) -> kinds.BytesLiteral:
    return _one(db, kinds.BytesLiteral, value)


def enum_literal(db: Db, cls: kinds.ClassLiteral, name: str) -> kinds.EnumLiteral:
    return _one(db, kinds.EnumLiteral, cls, name)


def parameter(
    db: Db,
    name: str,
    kind: int,
    type_: kinds.Type | None,
    default: kinds.Type | None = None,
    unpacked: bool = False,
) -> kinds.Parameter:
    type_, default = table.bounded(type_, kinds.CUT), table.bounded(default, kinds.CUT)
    return _one(db, kinds.Parameter, name, kind, type_, default, unpacked)


def signature(
    db: Db,
    params: tuple[kinds.Parameter, ...],
    returns: kinds.Type | None,
    type_params: tuple[kinds.TypeVar, ...] = (),
    gradual: bool = False,
    definition: Definition | None = None,
) -> kinds.Signature:
    return _one(db, kinds.Signature, params, table.bounded(returns, kinds.CUT), type_params, gradual, definition)


def function(db: Db, definition: Definition, owner: kinds.ClassType | None = None) -> kinds.Function:
    known = db.types.functions
    key = (definition, owner)
    entry = known.get(key)
    if entry is not None and (found := entry()) is not None:
        return found
    return table.keep(known, key, kinds.Function(definition, owner))


def bound_method(db: Db, function: kinds.Type, receiver: kinds.Type) -> kinds.BoundMethod:
    known = db.types.methods
    key = (function, receiver)
    entry = known.get(key)
    if entry is not None and (found := entry()) is not None:
        return found
    return table.keep(known, key, kinds.BoundMethod(function, receiver))


def callable_type(db: Db, signatures: tuple[kinds.Signature, ...], kind: int = kinds.PLAIN) -> kinds.CallableType:
    return _one(db, kinds.CallableType, signatures, kind)


def property_(
    db: Db, getter: kinds.Type | None, setter: kinds.Type | None = None, deleter: kinds.Type | None = None
) -> kinds.Property:
    return _one(db, kinds.Property, getter, setter, deleter)


def wrapper(db: Db, wrapped: kinds.Type, static: bool) -> kinds.Wrapper:
    return _one(db, kinds.Wrapper, wrapped, static)


def decorator(db: Db, kind: str, options: tuple[tuple[str, kinds.Type], ...]) -> kinds.Decorator:
    return _one(db, kinds.Decorator, kind, options)


def module(db: Db, key: Module, importer: File | None = None) -> kinds.Module:
    return _one(db, kinds.Module, key, importer)


def special_form(db: Db, name: str) -> kinds.SpecialForm:
    return _one(db, kinds.SpecialForm, name)


def known_object(db: Db, kind: str, of: kinds.Type, form: str = "") -> kinds.KnownObject:
    return _one(db, kinds.KnownObject, kind, of, form)


def type_var(db: Db, name: str, definition: Definition, kind: int, binding: Definition | None = None) -> kinds.TypeVar:
    return _one(db, kinds.TypeVar, name, definition, kind, binding)


def alias(db: Db, definition: Definition, args: tuple[kinds.Type, ...] = ()) -> kinds.Alias:
    return _one(db, kinds.Alias, definition, table.cut(args, kinds.CUT) if table.are_large(args) else args)


def guard(db: Db, of: kinds.Type, exact: bool) -> kinds.Guard:
    return _one(db, kinds.Guard, of, exact)


def super_(db: Db, pivot: kinds.Type, owner: kinds.Type) -> kinds.Super:
    return _one(db, kinds.Super, pivot, owner)


def union(db: Db, parts: tuple[kinds.Type, ...]) -> kinds.Type:
    """The union of exactly these, which are already simplified; see `algebra.union.of`."""
    if len(parts) < 2:
        return parts[0] if parts else kinds.NEVER
    known = db.types.unions
    entry = known.get(parts)
    if entry is not None and (found := entry()) is not None:
        return found
    return table.keep(known, parts, kinds.Union(parts))


def intersection(db: Db, positive: tuple[kinds.Type, ...], negative: tuple[kinds.Type, ...] = ()) -> kinds.Type:
    """The intersection of exactly these, already simplified; see `algebra.union.intersect`."""
    if len(positive) == 1 and not negative:
        return positive[0]
    return _one(db, kinds.Intersection, positive, negative)
