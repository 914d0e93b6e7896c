"""What the algebra of types may ask of inference, which lies above it: names, keys and result types.

In:  keys of the engine (definitions, symbols, regions, scopes).
Out: types, and small immutable records of them.
Always: each function of `Inference` is a query or a cheap function over one, so asking records an edge;
an unfinished cycle answers DIVERGENT (or an empty record), never an exception.
Does not know: how anything is inferred. `infer` implements `Inference`; the database carries it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from pebre_analysis.types import kinds, remembered

if TYPE_CHECKING:
    from pebre_analysis.semantic import definition as definitions
    from pebre_analysis.semantic import region as regions
    from pebre_analysis.semantic import scope as scopes
    from pebre_analysis.source import files
    from pebre_analysis.syntax import ir
    from pebre_analysis.types import findings

# ---- bits ----------------------------------------------------------------------------------------

# Qualifiers of a declaration.
CLASS_VAR: Final = 1
FINAL: Final = 2
REQUIRED: Final = 4
NOT_REQUIRED: Final = 8
READ_ONLY: Final = 16
INIT_VAR: Final = 32
EXPLICIT_ALIAS: Final = 64  # `X: TypeAlias = …`

# What decorators and the header say of a function.
CLASS_METHOD: Final = 1
STATIC_METHOD: Final = 2
OVERLOAD: Final = 4
FINAL_METHOD: Final = 8
ABSTRACT: Final = 16
OVERRIDE: Final = 32
ASYNC: Final = 64
GENERATOR: Final = 128
DEPRECATED: Final = 256
NO_TYPE_CHECK: Final = 512
# A decorator that is none of the above: the value of the name is not the plain function.
DECORATED: Final = 1024
STUB_BODY: Final = 2048  # the body is `...`, `pass`, a docstring or `raise NotImplementedError`

# Variance of a type variable.
INVARIANT: Final = 0
COVARIANT: Final = 1
CONTRAVARIANT: Final = 2
BIVARIANT: Final = 3
INFERRED: Final = 4  # to be computed from the uses


# ---- records -------------------------------------------------------------------------------------


class Place(msgspec.Struct, frozen=True, gc=False):
    """What a name holds, seen from elsewhere. `type` is the declared type if `declared`, else the inferred one."""

    type: kinds.Type
    is_maybe_unbound: bool = False
    declared: bool = False
    qualifiers: int = 0
    definition: definitions.Definition | None = None  # the last one that gives it, for navigation


class DefinitionType(msgspec.Struct, frozen=True, gc=False):
    """What one definition gives. At least one of `binding` and `declared` is there.

    `binding`: the value's type (a function or class after its decorators). `declared`: the widest
    type that may be assigned, as the annotation says; for `def` and `class` equal to `binding`.
    """

    binding: kinds.Type | None
    declared: kinds.Type | None
    qualifiers: int = 0


class FunctionFacts(msgspec.Struct, frozen=True, gc=False):
    """One `def`: its own signature, before decorators; `self` unannotated has the type None."""

    signature: kinds.Signature
    flags: int
    transform: kinds.Decorator | None = None  # the arguments of @dataclass_transform


class ParameterFacts(msgspec.Struct, frozen=True, gc=False):
    """One parameter of a `def`, and the flags of that."""

    flags: int
    parameter: kinds.Parameter | None


class Overloads(msgspec.Struct, frozen=True, gc=False):
    """The definitions that one function value stands for; `overloads` is empty for a plain `def`."""

    overloads: tuple[definitions.Definition, ...]
    implementation: definitions.Definition | None


class ClassHeader(msgspec.Struct, frozen=True, gc=False):
    """A class's parentheses and decorators, as values.

    `bases`: for `Generic[T, …]` and `Protocol[T, …]` a KnownObject of form "Generic" or "Protocol"
    over a Tuple of TypeVars (unbound); an argument `*x` is UNKNOWN.
    """

    bases: tuple[kinds.Type, ...]
    keywords: tuple[tuple[str, kinds.Type], ...] = ()
    decorators: tuple[kinds.Type, ...] = ()
    type_params: tuple[kinds.TypeVar, ...] = ()  # PEP 695, bound to the class
    extra_items: Field | None = None  # of a typed dictionary: `extra_items=…`, or Never for `closed=True`


class Field(msgspec.Struct, frozen=True, gc=False):
    """One field of a NamedTuple, TypedDict, dataclass or functional enum."""

    name: str
    type: kinds.Type
    default: kinds.Type | None = None
    qualifiers: int = 0
    alias: str | None = None  # the name in `__init__`
    keyword_only: bool | None = None  # None: as the class says
    init: bool = True
    definition: definitions.Definition | None = None
    set_type: kinds.Type | None = None  # what may be assigned, where a converter makes the value of it


class Synthesised(msgspec.Struct, frozen=True, gc=False):
    """The content of a class made by a call (`NamedTuple("N", …)`, `NewType`, …)."""

    bases: tuple[kinds.Type, ...]
    fields: tuple[Field, ...] = ()
    options: tuple[tuple[str, kinds.Type], ...] = ()
    complete: bool = True  # False: the fields could not be read, any attribute may exist
    extra_items: Field | None = None  # as in `ClassHeader`


class TypeVarFacts(msgspec.Struct, frozen=True, gc=False):
    bound: kinds.Type | None = None
    constraints: tuple[kinds.Type, ...] = ()
    default: kinds.Type | None = None
    variance: int = INVARIANT


class AliasFacts(msgspec.Struct, frozen=True, gc=False):
    """A PEP 695 alias: `value` in terms of `type_params`."""

    value: kinds.Type
    type_params: tuple[kinds.TypeVar, ...] = ()


# ---- the upward interface ------------------------------------------------------------------------


class Names(Protocol):
    """Where an annotation, base or default stands: how its names are looked up.

    `deferred`: annotations of this file are not evaluated where they stand (stubs, `from __future__
    import annotations`, target 3.14), so names mean what they mean at the end of the scopes.
    """

    @property
    def db(self) -> Db: ...
    @property
    def region(self) -> regions.Region: ...
    @property
    def deferred(self) -> bool: ...
    @property
    def is_stub(self) -> bool: ...
    @property
    def check(self) -> bool: ...  # does anybody ask for findings?

    def name(self, node: ir.Name) -> kinds.Type:
        """The value of a name where it stands; UNKNOWN when it is not bound."""
        ...

    def late_name(self, name: str, scope: scopes.Scope) -> kinds.Type | None:
        """The value of a name at the end of the scopes from this one outward; None when it is nowhere bound."""
        ...

    def value(self, node: ir.Expr) -> kinds.Type:
        """The value of any expression of the region, where it stands."""
        ...

    def store(self, n: int, found: kinds.Type, /) -> None:
        """Note the type of a node that the evaluator looked up itself."""

    def mention(self, node: ir.Node, found: kinds.Type, /) -> None:
        """Note that a name which the evaluator looked up itself stands for a class: it may be deprecated."""

    def report(self, rule: str, node: ir.Node, /, *arguments: str, related: tuple[findings.Related, ...] = ()) -> None:
        """Note a finding at a node of the region, if anybody asks for findings."""


class Inference(Protocol):
    """Implemented by `infer`; reached as `db.infer`."""

    # By name: what a definition gives, and what is seen of it from elsewhere.
    def definition_type(self, db: Db, definition: definitions.Definition) -> DefinitionType: ...
    def public_type(self, db: Db, symbol: scopes.Symbol) -> Place | None:
        """The declaration, else the union of the bindings at the end of the scope; None when not bound there."""

    def captured_type(self, db: Db, symbol: scopes.Symbol) -> Place | None:
        """What a function finds under a name of the function around it, for a symbol of the inner function's scope.

        None where that is the public type: nothing tested the name before the inner `def`.
        """

    def instance_attribute(self, db: Db, symbol: scopes.Symbol) -> Place | None:
        """What `self.name = …` in the methods gives, for a symbol of a class scope; None without such a site."""

    def module_attribute(self, db: Db, file: files.File, name: str) -> Place | None:
        """A global of the module, star imports included; no submodules, no `__getattr__`."""

    def module_member(self, db: Db, module: kinds.Module, name: str) -> Place | None:
        """The same for a module object: submodules, `__getattr__` and what every module has included."""

    # By node.
    def expression_type(self, db: Db, region: regions.Region, n: int) -> kinds.Type: ...
    def return_type(self, db: Db, definition: definitions.Definition) -> kinds.Type:
        """The result of calling an unannotated function, as its body shows (a coroutine for `async def`)."""
        ...

    def names(self, db: Db, region: regions.Region) -> Names: ...
    def can_run(self, db: Db, definition: definitions.Definition) -> bool:
        """Does its statement, of a module or class body, stand where the settings let control come?"""
        ...

    # What headers say (implemented by `infer.annotation_*`).
    def function_facts(self, db: Db, definition: definitions.Definition) -> FunctionFacts: ...
    def overloads(self, db: Db, definition: definitions.Definition) -> Overloads: ...
    def class_type_params(self, db: Db, definition: definitions.Definition) -> tuple[kinds.TypeVar, ...]:
        """The class's parameters, bound to it; found in its header without evaluating the bases."""
        ...

    def class_header(self, db: Db, definition: definitions.Definition) -> ClassHeader: ...
    def synthesised(self, db: Db, definition: definitions.Definition) -> Synthesised:
        """`definition` is the anchor of a class literal whose kind is not STATEMENT."""
        ...

    def type_variable(self, db: Db, definition: definitions.Definition) -> TypeVarFacts: ...
    def alias_value(self, db: Db, definition: definitions.Definition) -> AliasFacts: ...


class Db(remembered.Db):
    """The database as this layer sees it."""

    infer: Inference
