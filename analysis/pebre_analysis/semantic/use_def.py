"""What one region binds and what each of its uses sees: the records that the builder fills.

A *binding* gives a place a value (or declares it, or deletes it). A *use* reads a place. For each use
the builder knows the *state* of its place there: the alternatives that may have reached it.

    Alternative = (binding, constraint, path)
      binding     number of a binding of the region, or one of ENTRY, UNBOUND, MEMBER, OUTER
      constraint  index into `RegionIndex.constraints`; 0 = none
      path        index into `RegionIndex.paths`; ALWAYS = nothing known against it

Always
  - all numbers are local to the region; nothing here knows a file, a chunk, an entity or a position;
  - equal states, constraints and paths of a region are one index;
  - alternatives of a state are sorted, each (binding, constraint) occurs once;
  - the records are made once per region text and never changed afterwards.
Does not know: types. Whether a test narrows, a call returns or a version test holds is asked there.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Final, TypeAlias

import msgspec

from pebre_analysis.syntax import ir

# ---- what an alternative may name besides a binding ----------------------------------------------

ENTRY: Final = -1
"""The value the name has where the region is entered; in a function body: a name of an outer scope."""

UNBOUND: Final = -2
"""Not bound: never assigned on this way, or deleted."""

MEMBER: Final = -3
"""Of a member place (`x.a`, `x[0]`): not assigned since `x` was; what looking up the member gives."""

OUTER: Final = -4
"""In a class body: the name as seen from outside the class, at the point where the class stands."""

DEFERRED: Final = -5
"""In a lambda of a module or class body: the name as a function defined there would see it, when it runs."""

Alternative: TypeAlias = tuple[int, int, int]
State: TypeAlias = tuple[Alternative, ...]
Atom: TypeAlias = int
"""Part of a constraint: `2 * n + positive`; n is the ordinal of the test, of the Case, or of the Guard.

The first of a long constraint is negative: `-4 * c` stands for all of constraint c, a smaller one; CUT for tests that
nobody took note of, since there are too many: nothing is known of what they leave."""

CUT: Final[Atom] = -2

# Indices of the states every region has. 0 means "no state": not a use, or a member place of which
# nothing but a plain look-up is known.
NO_STATE: Final = 0
AT_ENTRY: Final = 1
NOT_BOUND: Final = 2
FROM_OUTSIDE: Final = 3
PLAIN_MEMBER: Final = 4
WHEN_RUN: Final = 5

FIRST_STATES: Final[tuple[State, ...]] = (
    (),
    ((ENTRY, 0, 0),),
    ((UNBOUND, 0, 0),),
    ((OUTER, 0, 0),),
    ((MEMBER, 0, 0),),
    ((DEFERRED, 0, 0),),
)
NO_CONSTRAINTS: Final[tuple[tuple[Atom, ...], ...]] = ((),)
CUT_CONSTRAINT: Final[tuple[Atom, ...]] = (CUT,)


def went_on_from(atoms: tuple[Atom, ...]) -> int:
    """The constraint that this one goes on from; 0 = none."""
    return atoms[0] // -4 if atoms and atoms[0] < CUT else 0


def all_atoms(constraints: Sequence[tuple[Atom, ...]], atoms: tuple[Atom, ...]) -> tuple[Atom, ...]:
    """The tests of a constraint, first to last, with those of the ones that it goes on from."""
    while before := went_on_from(atoms):
        atoms = (*constraints[before], *atoms[1:])
    return atoms


# ---- paths ---------------------------------------------------------------------------------------

ALWAYS: Final = 0
NEVER: Final = 1

Path: TypeAlias = tuple[int, int, int]
"""(kind, n, parent): holds if `parent` holds and the condition of the kind holds for node n.
For EITHER and BOTH: (kind, path a, path b), both smaller than the path's own index."""

STATIC_FALSE: Final = 0  # the static-looking test n is false
STATIC_TRUE: Final = 1  # … is true
CALL: Final = 2  # the call (or await) n returns
SWALLOW: Final = 3  # the with item n may swallow exceptions
EXHAUSTED: Final = 4  # the cases of Match n leave something over; so does the last test n of an `if` without `else`
EITHER: Final = 5
BOTH: Final = 6

FIRST_PATHS: Final[tuple[Path, ...]] = ((BOTH, 0, 0), (BOTH, 1, 1))


class Guard(ir.Node):
    """A predicate that is no test of its own: where `path` cannot be taken, the test of `atom` came out so.

    It stands where two outcomes of a test meet again and one of the ways has a condition, as after
    `if x is None: die()`. Its `n` lies beyond the ordinals of the region; in constraints it is positive.
    """

    atom: Atom
    path: int


# ---- bindings ------------------------------------------------------------------------------------

IMPORT: Final = 0
IMPORT_FROM: Final = 1
STAR: Final = 2
ASSIGN: Final = 3
ANNOTATED: Final = 4
AUGMENTED: Final = 5
FOR: Final = 6
WITH: Final = 7
EXCEPT: Final = 8
FUNCTION: Final = 9
CLASS: Final = 10
PARAMETER: Final = 11
WALRUS: Final = 12
CAPTURE: Final = 13
TYPE_ALIAS: Final = 14
TYPE_PARAM: Final = 15
COMPREHENSION: Final = 16
DELETE: Final = 17
LOOP: Final = 18
CAPTURED: Final = 19

KIND_NAMES: Final = (
    "import", "import from", "star", "assign", "annotated", "augmented", "for", "with", "except", "function",
    "class", "parameter", "walrus", "capture", "type alias", "type parameter", "comprehension", "delete", "loop",
    "captured",
)  # fmt: skip

# Bits of Binding.flags.
BINDS: Final = 1  # gives a value
DECLARES: Final = 2  # sets the widest type: annotation, def, class, import, parameter with annotation
GLOBAL: Final = 4  # the name is declared `global` here: the binding is the module's
NONLOCAL: Final = 8  # the name is declared `nonlocal` here: the binding is an enclosing function's


class Binding(msgspec.Struct, gc=False, eq=False):
    """One binding, declaration or deletion of a place, in walk order of the region.

    `n`: ordinal of the target: the Name, Attribute or Subscript; the Alias of an import; the name node of
    a `def`, `class` or `type`; the Parameter or TypeParam; the statement of STAR and LOOP; the Lambda of
    CAPTURED. For the parameters of a function body, n counts in the region of the function's header.
    `node`: what makes the binding: Assign, AnnAssign, AugAssign, For, WithItem, Handler, Alias (IMPORT),
    ImportFrom, FunctionDef, ClassDef, TypeAliasDef, Parameter, TypeParam, Walrus, CompClause, Case
    (CAPTURE), Delete; While, For or Comprehension of a LOOP; Lambda of CAPTURED.
    `scope`: region-local scope, 0 = the region's own.

    LOOP and CAPTURED stand for others, which `RegionIndex.sources` names: what a loop carries round (or
    what many ways brought together), and what a name of an outer scope may be when a lambda runs.
    """

    place: str
    kind: int
    n: int
    scope: int
    flags: int
    node: ir.Node


# Kinds of region-local scopes.
OWN: Final = 0
LAMBDA: Final = 1
COMPREHENSION_SCOPE: Final = 2
CLASS_SCOPE: Final = 3
TYPE_PARAMS: Final = 4


class LocalScope(msgspec.Struct, gc=False, eq=False, array_like=True):
    """A scope that is no region: lambda, comprehension, class inside a function, type parameters.

    `n`: ordinal of its Lambda, Comprehension, ClassDef, FunctionDef or TypeAliasDef.
    `names`: names bound in it. `end`: of a class, (place, state) of what it binds at the end of its body.
    """

    kind: int
    parent: int
    n: int
    names: tuple[str, ...]
    end: tuple[tuple[str, int], ...]


NO_SCOPES: Final[tuple[LocalScope, ...]] = (LocalScope(OWN, -1, -1, (), ()),)
# What most regions have none of; shared, never filled.
NO_NUMBERS: Final[dict[int, int]] = {}
NO_STATES: Final[dict[str, int]] = {}
NO_MATCHES: Final[dict[int, ir.Match]] = {}
NOTHING_SEEN: Final[dict[int, dict[str, int]]] = {}


class RegionIndex(msgspec.Struct, gc=False, eq=False):
    """Use-def of one region. `marks` has one entry per ordinal, its meaning is that of the node there:

    - Name, Attribute, Subscript that is read (also the target of `x += 1` and `del x`): index of its state;
    - a target (see Binding.n; not of `x += 1`, STAR, LOOP, CAPTURED, DELETE): number of its binding + 1;
    - a statement: the path under which it runs.

    In a statement region the state AT_ENTRY of an Attribute or Subscript says: look for its place in the
    region's entry, else look the member up.
    """

    bindings: tuple[Binding, ...]
    states: tuple[State, ...]
    constraints: tuple[tuple[Atom, ...], ...]
    paths: tuple[Path, ...]
    marks: array[int]
    # Nodes named by constraints and paths (tests, Case, Guard, Call, Await, WithItem, Match), by ordinal.
    predicates: tuple[ir.Node, ...]
    scopes: tuple[LocalScope, ...]
    # Names read that the region's own scope does not bind, in order of first use.
    free: tuple[str, ...]
    # LOOP or CAPTURED binding -> state it stands for; NO_STATE: nothing.
    sources: dict[int, int]
    # n of an AugAssign -> number of its binding.
    augmented: dict[int, int]
    # n of an expression that is evaluated under another path than its statement -> that path.
    part_paths: dict[int, int]
    # n of a Case inside a function -> its Match.
    matches: dict[int, ir.Match]


class StatementIndex(RegionIndex, gc=False, eq=False):
    """A simple statement or compound header of a module or class body.

    `out`: (place, state) of every place it changes; for a test: where it holds, for a `for`: in the body,
    for a Case: where it matches. `out_else`: where it does not, the loop is over, no match.
    `path`, `path_else`: path added there; of a With, `path_else` is that of a swallowed exception, of a
    Match that of a subject no case matches.
    """

    entry_names: tuple[str, ...]  # names whose value at entry is read
    outer_names: tuple[str, ...]  # names whose value outside the class body is read
    out: tuple[tuple[str, int], ...]
    out_else: tuple[tuple[str, int], ...]
    path: int
    path_else: int
    globals: tuple[str, ...]  # names of a `global` statement
    nonlocals: tuple[str, ...]
    match_region: int  # of a Case: number of the Match's region in the chunk, else -1


class BodyIndex(RegionIndex, gc=False, eq=False):
    """A function body. Bindings 0 … are its parameters, in order."""

    names: tuple[str, ...]  # names bound in the function's own scope, parameters first
    globals: tuple[str, ...]
    nonlocals: tuple[str, ...]
    # (ordinal of the value or -1, path) of each `return`.
    returns: tuple[tuple[int, int], ...]
    yields: tuple[int, ...]
    end_path: int  # path on which the body falls off its end
    # (name, binding) of each `self.name = …`, by the first parameter's name.
    attributes: tuple[tuple[str, int], ...]
    # Binding that declares nothing -> state of the declarations of its name there, alternatives that are UNBOUND for
    # ways without one. Others see the declaration that is the last one before them in the text, if there is one.
    declared: dict[int, int]
    # The same at its end, by name; of names of which several hold there.
    declared_at_end: dict[str, int]
    # Binding of an inner `def` -> name -> state of what that function may find when it runs; names of which it
    # may find any binding are left out.
    seen_inside: dict[int, dict[str, int]]


def bind_alike(a: RegionIndex, b: RegionIndex) -> bool:
    """Whether two regions bind the same places in the same way, whatever they give them."""
    return a is b or (
        len(a.bindings) == len(b.bindings)
        and all(
            x.place == y.place and x.kind == y.kind and x.flags == y.flags and x.scope == y.scope
            for x, y in zip(a.bindings, b.bindings, strict=True)
        )
    )
