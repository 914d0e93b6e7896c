"""What the algebra of types may ask of inference, which lies above it: names, keys and result types.

In:  keys of the engine (definitions, symbols, regions, scopes).
Out: types, and small immutable records of them.
Always: each function of `Inference` is a query or a cheap function over one, so asking records an edge;
an unfinished cycle answers DIVERGENT (or an empty record), never an exception.
Does not know: how anything is inferred. `infer` implements `Inference`; the database carries it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

import msgspec

from pebre_analysis.modules import db as modules_db
from pebre_analysis.types import build, kinds, table

if TYPE_CHECKING:
    from pebre_analysis.semantic import definition as definitions
    from pebre_analysis.semantic import region as regions
    from pebre_analysis.semantic import scope as scopes
    from pebre_analysis.source import files
    from pebre_analysis.syntax import ir
    from pebre_analysis.types import findings

_K = TypeVar("_K")
_V = TypeVar("_V")

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


MAX_REMEMBERED: Final = 8192
# Types that are one object for all databases of the process: nothing that one of them found is kept beside them.
SHARED: Final[frozenset[kinds.Type]] = frozenset((
    kinds.UNKNOWN, kinds.ANY, kinds.DIVERGENT, kinds.UNDECLARED, kinds.NEVER, kinds.ALWAYS_TRUTHY,
    kinds.ALWAYS_FALSY, kinds.LITERAL_STRING, kinds.TRUE, kinds.FALSE,
))  # fmt: skip


MAX_UNFOLDED: Final = 64


class Unfolding:
    """What the running query looks behind: a callable for its signatures, a descriptor for what it gives.

    What leads back to itself, or on and on, is cut off: whoever may not `enter` takes it for Unknown.
    """

    __slots__ = ("_is_cut", "_open")

    def __init__(self) -> None:
        self._open: set[object] = set()
        self._is_cut = False

    def enter(self, what: object) -> bool:
        """Whether to look behind it; then `leave` follows."""
        if what in self._open or len(self._open) >= MAX_UNFOLDED:
            self._is_cut = True
            return False
        self._open.add(what)
        return True

    def leave(self, what: object) -> bool:
        """Whether what was found rests on something further out being taken for Unknown."""
        self._open.discard(what)
        if self._open:
            return self._is_cut
        self._is_cut = False
        return False


class Memos:
    """Facts about types whose classes cannot change, kept while the target stays the same.

    A hit records no edge but those to the target (`heed_target`), so nothing may be kept here that was
    read from a file that can change, nor anything keyed by a type that is not `durable`.
    """

    __slots__ = ("active", "assumed", "beside", "bodies", "called", "found", "frame", "frame_push", "frames", "heeded",
                 "known", "merged", "narrowed", "related", "seen", "target", "unfolding")  # fmt: skip

    def __init__(self) -> None:
        # Version, platform and search paths that all this holds for; the reads of the query that last heeded them.
        self.target: tuple[object, ...] | None = None
        self.heeded: object = None
        self.known: Final[dict[tuple[str, str], kinds.ClassLiteral]] = {}  # (module, name)
        self.merged: Final[dict[tuple[kinds.Type, ...], kinds.Type]] = {}  # parts -> simplified union
        self.related: Final[dict[tuple[kinds.Type, kinds.Type, int], bool]] = {}  # (a, b, relation or disjoint)
        self.narrowed: Final[dict[tuple[object, ...], kinds.Type]] = {}  # (type, tested types, outcome) -> what is left
        self.found: Final[dict[tuple[object, str, int], object]] = {}  # (class, name, how) -> raw member or None
        self.called: Final[dict[tuple[object, ...], object]] = {}  # (callee, arguments …) -> result
        # Where nothing changes: (scope, name, with its own names) -> (type, may it be unbound).
        self.seen: Final[dict[tuple[object, str, bool], tuple[kinds.Type | None, bool]]] = {}
        # Facts about SHARED types; those about others are kept beside the type.
        self.beside: Final[dict[kinds.Type, dict[object, object]]] = {}
        # How bodies were inferred that had to be inferred again: region -> `steps.Steps`.
        self.bodies: Final[dict[object, object]] = {}
        # The memo of the query that runs, and of those below it on the stack: see `frame`.
        self.frame_push: object = None
        self.frame: dict[object, object] = {}
        self.frames: Final[list[tuple[object, dict[object, object]]]] = []
        # Questions being decided right now: (a, b, what is asked). Met again, they are taken to hold.
        self.active: Final[set[tuple[object, object, object]]] = set()
        # The same by the number of queries on the stack: what a query finds must not rest on a question that
        # was open when it was called, or its memo would depend on who asked first.
        self.assumed: Final[dict[int, set[tuple[object, object, object]]]] = {}
        self.unfolding: Final[dict[int, Unfolding]] = {}  # likewise

    def forget(self) -> None:
        """Drop all facts but those of the running query."""
        for kept in (
            self.known,
            self.merged,
            self.related,
            self.narrowed,
            self.found,
            self.called,
            self.seen,
            self.beside,
            self.bodies,
        ):
            kept.clear()


def heed_target(db: Db) -> None:
    """Let the running query depend on what typeshed's facts depend on; drop them all when that changed."""
    memos = db.memos
    memos.heeded = db.push
    program = db.program
    target = (program.python_version.get(db), program.platform.get(db), program.search_paths.get(db))
    if target != memos.target:
        if memos.target is not None:
            forget_facts(db)
        memos.target = target


def forget_facts(db: Db) -> None:
    """Drop all that was kept of what was found about types; not while it is being looked for."""
    db.memos.forget()
    types = db.types
    known: tuple[dict[Any, table.Entry[Any]], ...] = (  # tables of every key and value type
        types.instances, types.tuples, types.functions, types.methods, types.unions, types.others,
    )  # fmt: skip
    for entries in known:
        for entry in list(entries.values()):
            found = entry()
            if isinstance(found, kinds.Type):
                found.memo = None


def heeded(db: Db) -> Memos:
    """The kept facts, for a query that depends on the target from now on."""
    memos = db.memos
    push = db.push
    if push is None or memos.heeded is not push:
        heed_target(db)
    return memos


def kept(db: Db, memo: dict[_K, _V], durable: bool) -> dict[_K, _V] | None:
    """Where a fact about types is looked up: `memo` if all of them are durable, else what the running query knows."""
    if durable:
        push = db.push
        if push is None or db.memos.heeded is not push:
            heed_target(db)
        return memo
    return frame(db)  # type: ignore[return-value]  # keys of different facts differ


def keep(db: Db, memo: dict[_K, _V], durable: bool, key: _K, value: _V) -> None:
    """Keep a fact where `kept` finds it."""
    if durable:
        remember(db, memo, key, value)
    elif (here := frame(db)) is not None:
        here[key] = value


def facts(db: Db, ty: kinds.Type) -> dict[object, object] | None:
    """What was kept about a durable type, likewise."""
    found = ty.memo
    if found is None:
        found = db.memos.beside.get(ty)
    if found:
        push = db.push
        if push is None or db.memos.heeded is not push:
            heed_target(db)
            return ty.memo or db.memos.beside.get(ty)
    return found


def remember(db: Db, memo: dict[_K, _V], key: _K, value: _V) -> None:
    """Keep a fact for the life of the database; a table that grew too large starts anew.

    Nothing found while a cycle is being solved is kept: it may rest on a guess.
    """
    if db.guesses:
        return
    if len(memo) >= MAX_REMEMBERED:
        memo.clear()
    memo[key] = value


def keep_fact(db: Db, ty: kinds.Type, key: object, fact: object) -> None:
    """Keep what was found about a durable type beside it, in `memo`; not within cycles, as above."""
    if db.guesses:
        return
    if ty in SHARED:
        db.memos.beside.setdefault(ty, {})[key] = fact
        return
    if ty.memo is None:
        ty.memo = {}
    ty.memo[key] = fact


def assumed(db: Db) -> set[tuple[object, object, object]]:
    """The questions that the running query has open: whoever adds one discards it when it is decided."""
    depth = len(db.stack)
    found = db.memos.assumed.get(depth)
    if found is None:
        found = db.memos.assumed[depth] = set()
    return found


def unfolding(db: Db) -> Unfolding:
    """Of the running query; inside of cycles too, where no facts are kept."""
    depth = len(db.stack)
    found = db.memos.unfolding.get(depth)
    if found is None:
        found = db.memos.unfolding[depth] = Unfolding()
    return found


MAX_FRAMES: Final = 64


def frame(db: Db) -> dict[object, object] | None:
    """Facts found in the running query, kept until it ends; None outside of queries and inside cycles.

    What is found again in one query need not be read again: the query has read it. A query is known
    by where its reads go. While a cycle is being solved values are provisional, so nothing is kept.
    """
    push = db.push
    if push is None or db.guesses:
        return None
    memos = db.memos
    if memos.frame_push is push:
        return memos.frame
    frames = memos.frames
    for at in range(len(frames) - 1, max(-1, len(frames) - MAX_FRAMES), -1):
        if frames[at][0] is push:
            del frames[at + 1 :]  # those queries have ended
            break
    else:
        if len(frames) >= MAX_FRAMES:
            del frames[: MAX_FRAMES // 2]
        frames.append((push, {}))
    memos.frame_push, memos.frame = frames[-1]
    return memos.frame


class Db(modules_db.Db):
    """The database as this layer sees it."""

    types: build.Table
    memos: Memos
    infer: Inference
