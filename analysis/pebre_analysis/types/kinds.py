"""The closed union of types: small immutable values, one object per content.

In:  classes, functions, aliases and type variables named by `Definition` (a key of the engine with
     a stable identity), never by content; everything that is known *about* them is asked for by
     query. So types hold no cycles, and a type stays the same object while the code it names changes.
Out: values compared with `is`. Identity is not equivalence: `algebra.relation.is_equivalent` is.
Always
  - types are made by `build` only, which gives one object per content;
  - `durable` is true when every class in the type comes from a file that cannot change (typeshed);
    only then may facts derived from the type be kept beside it, in `memo`.
Does not know: names, files, inference, databases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.types import table

if TYPE_CHECKING:
    from pebre_analysis.modules.module import Module as ModuleKey
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.source.files import File


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


TRUE: Final = BoolLiteral(True)
FALSE: Final = BoolLiteral(False)


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
TOP: Final = 5  # all that can be called with this result, whatever they take: `Top[(...) -> T]`; fits no call


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
