"""The closed union of types: small immutable values, one object per database and content.

In:  classes, functions, aliases and type variables named by `Definition` (a key of the engine with
     a stable identity), never by content; everything that is known *about* them is asked for by
     query. So types hold no cycles, and a type stays the same object while the code it names changes.
Out: values compared with `is`. Identity is not equivalence: `algebra.relation.is_equivalent` is.
Always
  - types are made by the functions of this module only (`union`, `instance`, …), which do not
    simplify: `algebra.union.of` does that;
  - the table is weak: a type goes when nobody holds it, never by age;
  - what makes a type larger than `table` allows is Unknown: types that double or nest at each step come to an end;
  - `durable` is true when every class in the type comes from a file that cannot change (typeshed);
    only then may facts derived from the type be kept beside it, in `memo`.
Does not know: names, files, inference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol
from typing import TypeVar as _TypeVar

from pebre_analysis.types import table

if TYPE_CHECKING:
    from pebre_analysis.modules.module import Module as ModuleKey
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.source.files import File

_T = _TypeVar("_T", bound=table.Part)


class Table:
    """The types of one database. Kinds made in inner loops have a table each, the others share one."""

    __slots__ = ("class_types", "functions", "instances", "methods", "others", "tuples", "unions")

    def __init__(self) -> None:
        self.class_types: Final[dict[tuple[object, ...], table.Entry[ClassType]]] = {}
        self.instances: Final[dict[ClassType, table.Entry[Instance]]] = {}
        self.tuples: Final[dict[tuple[object, ...], table.Entry[Tuple]]] = {}
        self.functions: Final[dict[tuple[object, ...], table.Entry[Function]]] = {}
        self.methods: Final[dict[tuple[object, ...], table.Entry[BoundMethod]]] = {}
        self.unions: Final[dict[tuple[Type, ...], table.Entry[Union]]] = {}
        # Key: (class, *fields); the value is of that class.
        self.others: Final[dict[tuple[object, ...], table.Entry[Any]]] = {}


class Db(Protocol):
    """What this module needs of a database."""

    @property
    def types(self) -> Table: ...


class Type(table.Part):
    """Common base of types. `memo` holds facts about a durable type (members, calls); None until there is one."""

    __slots__ = ("memo",)

    memo: dict[object, object] | None

    def __init__(self, *values: object) -> None:
        super().__init__(*values)
        self.memo = None


# ---- gradual and extreme types -------------------------------------------------------------------


class Dynamic(Type):
    """`Any` as written, `Unknown` as not understood, `Divergent` as the value of an unfinished cycle.

    `UNDECLARED` stands last in a union that nobody declared, such as what an unannotated function returns here and
    there. Which of the others a value is, its author knows: nothing is reported that holds of some of them only.
    """

    __slots__ = ("name",)

    name: str


class Atom(Type):
    """A type without parts: Never, AlwaysTruthy, AlwaysFalsy, LiteralString."""

    __slots__ = ("name",)

    name: str


UNKNOWN: Final = Dynamic("Unknown")
CUT: Final = Dynamic("Unknown")  # instead of what grew too large; hovers say so
UNDECLARED: Final = Dynamic("Unknown")  # kept by `algebra.union`; not shown
ANY: Final = Dynamic("Any")
DIVERGENT: Final = Dynamic("Divergent")
NEVER: Final = Atom("Never")
ALWAYS_TRUTHY: Final = Atom("AlwaysTruthy")
ALWAYS_FALSY: Final = Atom("AlwaysFalsy")
LITERAL_STRING: Final = Atom("LiteralString")


# ---- classes and their instances -----------------------------------------------------------------

# Kinds of class literals.
STATEMENT: Final = 0  # a `class` statement
NAMED_TUPLE: Final = 1  # NamedTuple("N", …), namedtuple("N", …)
TYPED_DICT: Final = 2  # TypedDict("N", …)
ENUM: Final = 3  # Enum("N", …)
NEW_TYPE: Final = 4  # NewType("N", base)
DYNAMIC: Final = 5  # type("N", bases, body)


class ClassLiteral(Type):
    """A class object as written, not specialised: `<class 'list'>`.

    `anchor` is the definition of the statement, or of the assignment that binds a synthesised one.
    """

    __slots__ = ("anchor", "kind", "name")

    anchor: Definition
    kind: int
    name: str


class ClassType(table.Part):
    """A class with its type arguments, `()` when it has no parameters. Not a type: what types name.

    An argument for a TypeVarTuple is a `Tuple`, for a ParamSpec a `CallableType` with one signature
    whose result is Unknown. `shape` is given for the class `tuple` alone: the elements as known.
    """

    __slots__ = ("args", "literal", "shape")

    literal: ClassLiteral
    args: tuple[Type, ...]
    shape: Tuple | None


class Instance(Type):
    """An instance of the class or of a subclass. Tuples whose class is exactly `tuple` are `Tuple`."""

    __slots__ = ("cls",)

    cls: ClassType


class ClassObject(Type):
    """A specialised class as a value: `<class 'list[int]'>`. Without arguments it is the ClassLiteral."""

    __slots__ = ("cls",)

    cls: ClassType


class SubclassOf(Type):
    """`type[T]`: the class of `of` or any subclass. `of` is an Instance, Tuple, TypeVar or Dynamic."""

    __slots__ = ("of",)

    of: Type


class Tuple(Type):
    """An instance of `tuple` of known shape: prefix, then any number of `variadic`, then suffix.

    `variadic` None: fixed length. It may be a TypeVar of kind TYPE_VAR_TUPLE (`*Ts`).
    """

    __slots__ = ("prefix", "suffix", "variadic")

    prefix: tuple[Type, ...]
    variadic: Type | None
    suffix: tuple[Type, ...]


# ---- literals ------------------------------------------------------------------------------------


class IntLiteral(Type):
    __slots__ = ("value",)

    value: int


class BoolLiteral(Type):
    __slots__ = ("value",)

    value: bool


class StrLiteral(Type):
    __slots__ = ("value",)

    value: str


class BytesLiteral(Type):
    __slots__ = ("value",)

    value: bytes


class EnumLiteral(Type):
    """One member of an enum, by its canonical name (aliases are resolved before)."""

    __slots__ = ("cls", "name")

    cls: ClassLiteral
    name: str


# ---- callables -----------------------------------------------------------------------------------

POSITIONAL_ONLY: Final = 0
POSITIONAL_OR_KEYWORD: Final = 1
VARIADIC: Final = 2
KEYWORD_ONLY: Final = 3
KEYWORDS: Final = 4


class Parameter(table.Part):
    """`type` None: not annotated. `default` is the type of the default value, None when required.

    For VARIADIC and KEYWORDS `type` is that of one argument; `Unpack[TypedDict]` is kept as
    `unpacked` KEYWORDS, `*args: *Ts` as `unpacked` VARIADIC with a Tuple; `P.args` and `P.kwargs`
    have the ParamSpec as their type.
    """

    __slots__ = ("default", "kind", "name", "type", "unpacked")

    name: str
    kind: int
    type: Type | None
    default: Type | None
    unpacked: bool


class Signature(table.Part):
    """The parameters and result of one callable form.

    `returns` None: not annotated; then `definition` says whose body is asked (`signatures.returns`).
    `type_params`: the variables this signature binds, in order of first use.
    `gradual`: ends in `...`, further arguments of any kind fit (`(...) -> T`, `Concatenate[int, ...]`).
    """

    __slots__ = ("definition", "gradual", "params", "returns", "type_params")

    params: tuple[Parameter, ...]
    returns: Type | None
    type_params: tuple[TypeVar, ...]
    gradual: bool
    definition: Definition | None


class Function(Type):
    """What `def` binds, overloads and implementation together, named by the last definition.

    `owner` is given when the function was found in a specialised generic class: its type arguments
    apply to the signature.
    """

    __slots__ = ("definition", "owner")

    definition: Definition
    owner: ClassType | None


class BoundMethod(Type):
    """`function` is a Function or a CallableType; `receiver` becomes its first argument."""

    __slots__ = ("function", "receiver")

    function: Type
    receiver: Type


# Kinds of callables: do they bind as methods?
PLAIN: Final = 0
FUNCTION_LIKE: Final = 1  # has `__get__`: becomes a bound method on an instance
CLASS_METHOD_LIKE: Final = 2
STATIC_METHOD_LIKE: Final = 3
FUNCTIONS: Final = (FUNCTION_LIKE, CLASS_METHOD_LIKE, STATIC_METHOD_LIKE)
PARTIAL: Final = 4  # what `functools.partial` made: an object of that class, bound to nothing


class CallableType(Type):
    """A callable known by its signatures only; more than one means overloads."""

    __slots__ = ("kind", "signatures")

    signatures: tuple[Signature, ...]
    kind: int


class Property(Type):
    """A property object; each part is the function given for it. Each of the three may be a decorated callable."""

    __slots__ = ("deleter", "getter", "setter")

    getter: Type | None
    setter: Type | None
    deleter: Type | None


class Wrapper(Type):
    """`classmethod` or `staticmethod` (by `static`) over something that is not a plain `def`."""

    __slots__ = ("static", "wrapped")

    wrapped: Type
    static: bool


class Decorator(Type):
    """A special decorator with its arguments: `@dataclass(frozen=True)`, `@dataclass_transform(…)`, or what the
    latter made of a function or class. `kind` is "dataclass", "dataclass_transform" or "dataclass_like"."""

    __slots__ = ("kind", "options")

    kind: str
    options: tuple[tuple[str, Type], ...]


# ---- modules, forms, variables, aliases ----------------------------------------------------------


class Module(Type):
    """A module object. `importer` is the file whose imports make submodules attributes, else None."""

    __slots__ = ("importer", "module")

    module: ModuleKey
    importer: File | None


class SpecialForm(Type):
    """A form of the typing module as a value, by its canonical name: "Optional", "Callable", …"""

    __slots__ = ("name",)

    name: str


# Kinds of known objects.
TYPE_VAR_OBJECT: Final = "TypeVar"  # of: the TypeVar, unbound
ALIAS_OBJECT: Final = "TypeAliasType"  # of: a TypeAlias whose arguments are its own parameters, or given ones
NEW_TYPE_OBJECT: Final = "NewType"  # of: Instance of the synthesised class
FORM_OBJECT: Final = "form"  # of: the type that the expression `int | str`, `Optional[int]`, `Literal[1]` … means


class KnownObject(Type):
    """An object that means a type: a TypeVar, alias, NewType, or a type expression as a value.

    `form` names the spelling ("UnionType", "Optional", "Annotated", "Callable", "Literal", …) of a FORM_OBJECT.
    """

    __slots__ = ("form", "kind", "of")

    kind: str
    of: Type
    form: str


# Kinds of type variables.
TYPE_VAR: Final = 0
PARAM_SPEC: Final = 1
TYPE_VAR_TUPLE: Final = 2
SELF: Final = 3


class TypeVar(Type):
    """A type variable. `definition` binds its object; for Self it is the class.

    `binding` is the class, function or alias whose parameter it is, None while it is not bound.
    Bound, constraints, default and variance are asked from `queries.type_variable`.
    """

    __slots__ = ("binding", "definition", "kind", "name")

    name: str
    definition: Definition
    kind: int
    binding: Definition | None
    always_generic = True


class Alias(Type):
    """A PEP 695 alias (or `TypeAliasType` call) in a type; its value is asked from `queries.alias_value`."""

    __slots__ = ("args", "definition")

    definition: Definition
    args: tuple[Type, ...]


class Guard(Type):
    """The result of a TypeGuard or TypeIs (`exact`) function: a bool that tells something of the first argument."""

    __slots__ = ("exact", "of")

    of: Type
    exact: bool


class Super(Type):
    """`super(pivot, owner)`: lookup starts behind `pivot` in the MRO of the owner (an instance or class object)."""

    __slots__ = ("owner", "pivot")

    pivot: Type
    owner: Type


# ---- sets of types -------------------------------------------------------------------------------


class Union(Type):
    """Two parts or more, in first-seen order, no part a union."""

    __slots__ = ("parts",)

    parts: tuple[Type, ...]


class Intersection(Type):
    """All of `positive` and none of `negative`; no part a union or intersection. Empty `positive` means object."""

    __slots__ = ("negative", "positive")

    positive: tuple[Type, ...]
    negative: tuple[Type, ...]


# ---- construction --------------------------------------------------------------------------------


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


def class_literal(db: Db, anchor: Definition, kind: int, name: str) -> ClassLiteral:
    return _one(db, ClassLiteral, anchor, kind, name)


def class_type(db: Db, literal: ClassLiteral, args: tuple[Type, ...] = (), shape: Tuple | None = None) -> ClassType:
    known = db.types.class_types
    key = (literal, args, shape)
    entry = known.get(key)
    if entry is not None and (found := entry()) is not None:
        return found
    if table.are_large(args):
        return class_type(db, literal, table.cut(args, CUT), shape)
    return table.keep(known, key, ClassType(literal, args, shape))


def instance(db: Db, cls: ClassType) -> Instance:
    """Callers that may meet the class `tuple` use `algebra.tuples.instance`."""
    known = db.types.instances
    entry = known.get(cls)
    if entry is not None and (found := entry()) is not None:
        return found
    return table.keep(known, cls, Instance(cls))


def class_object(db: Db, cls: ClassType) -> ClassObject | ClassLiteral:
    """The literal itself when the class has no arguments."""
    return _one(db, ClassObject, cls) if cls.args else cls.literal


def subclass_of(db: Db, of: Type) -> SubclassOf:
    return _one(db, SubclassOf, of)


def tuple_(db: Db, prefix: tuple[Type, ...], variadic: Type | None = None, suffix: tuple[Type, ...] = ()) -> Tuple:
    known = db.types.tuples
    key = (prefix, variadic, suffix)
    entry = known.get(key)
    if entry is not None and (found := entry()) is not None:
        return found
    if table.are_large((*prefix, *suffix)) or table.bounded(variadic, CUT) is not variadic:
        prefix, suffix = table.cut(prefix, CUT), table.cut(suffix, CUT)
        return tuple_(db, prefix, table.bounded(variadic, CUT), suffix)
    return table.keep(known, key, Tuple(prefix, variadic, suffix))


def int_literal(db: Db, value: int) -> IntLiteral:
    return _one(db, IntLiteral, value)


TRUE: Final = BoolLiteral(True)
FALSE: Final = BoolLiteral(False)


def bool_literal(value: bool) -> BoolLiteral:
    return TRUE if value else FALSE


def str_literal(db: Db, value: str) -> StrLiteral:
    return _one(db, StrLiteral, value)


def bytes_literal(db: Db, value: bytes) -> BytesLiteral:
    return _one(db, BytesLiteral, value)


def enum_literal(db: Db, cls: ClassLiteral, name: str) -> EnumLiteral:
    return _one(db, EnumLiteral, cls, name)


def parameter(
    db: Db, name: str, kind: int, type_: Type | None, default: Type | None = None, unpacked: bool = False
) -> Parameter:
    return _one(
        db, Parameter, name, kind, table.bounded(type_, CUT), table.bounded(default, CUT), unpacked
    )  # fmt: skip


def signature(
    db: Db,
    params: tuple[Parameter, ...],
    returns: Type | None,
    type_params: tuple[TypeVar, ...] = (),
    gradual: bool = False,
    definition: Definition | None = None,
) -> Signature:
    return _one(db, Signature, params, table.bounded(returns, CUT), type_params, gradual, definition)


def function(db: Db, definition: Definition, owner: ClassType | None = None) -> Function:
    known = db.types.functions
    key = (definition, owner)
    entry = known.get(key)
    if entry is not None and (found := entry()) is not None:
        return found
    return table.keep(known, key, Function(definition, owner))


def bound_method(db: Db, function: Type, receiver: Type) -> BoundMethod:
    known = db.types.methods
    key = (function, receiver)
    entry = known.get(key)
    if entry is not None and (found := entry()) is not None:
        return found
    return table.keep(known, key, BoundMethod(function, receiver))


def callable_type(db: Db, signatures: tuple[Signature, ...], kind: int = PLAIN) -> CallableType:
    return _one(db, CallableType, signatures, kind)


def property_(db: Db, getter: Type | None, setter: Type | None = None, deleter: Type | None = None) -> Property:
    return _one(db, Property, getter, setter, deleter)


def wrapper(db: Db, wrapped: Type, static: bool) -> Wrapper:
    return _one(db, Wrapper, wrapped, static)


def decorator(db: Db, kind: str, options: tuple[tuple[str, Type], ...]) -> Decorator:
    return _one(db, Decorator, kind, options)


def module(db: Db, key: ModuleKey, importer: File | None = None) -> Module:
    return _one(db, Module, key, importer)


def special_form(db: Db, name: str) -> SpecialForm:
    return _one(db, SpecialForm, name)


def known_object(db: Db, kind: str, of: Type, form: str = "") -> KnownObject:
    return _one(db, KnownObject, kind, of, form)


def type_var(db: Db, name: str, definition: Definition, kind: int, binding: Definition | None = None) -> TypeVar:
    return _one(db, TypeVar, name, definition, kind, binding)


def alias(db: Db, definition: Definition, args: tuple[Type, ...] = ()) -> Alias:
    return _one(db, Alias, definition, table.cut(args, CUT) if table.are_large(args) else args)


def guard(db: Db, of: Type, exact: bool) -> Guard:
    return _one(db, Guard, of, exact)


def super_(db: Db, pivot: Type, owner: Type) -> Super:
    return _one(db, Super, pivot, owner)


def union(db: Db, parts: tuple[Type, ...]) -> Type:
    """The union of exactly these, which are already simplified; see `algebra.union.of`."""
    if len(parts) < 2:
        return parts[0] if parts else NEVER
    known = db.types.unions
    entry = known.get(parts)
    if entry is not None and (found := entry()) is not None:
        return found
    return table.keep(known, parts, Union(parts))


def intersection(db: Db, positive: tuple[Type, ...], negative: tuple[Type, ...] = ()) -> Type:
    """The intersection of exactly these, already simplified; see `algebra.union.intersect`."""
    if len(positive) == 1 and not negative:
        return positive[0]
    return _one(db, Intersection, positive, negative)
