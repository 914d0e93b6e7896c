"""States of module and class bodies, as values that cross queries: they name entities, never numbers of a chunk.

    LiveState        what may have reached a place, in source order
    LiveAlternative  a definition (or UNBOUND, MEMBER, OUTER of `use_def`) under constraints and a path
    LiveConstraint   (region, n, positive): the test n of that region came out so
    LivePath         conditions that all hold where the alternative arrives; () = nothing known against it

Always: equal content compares equal (definitions and regions by identity), and nothing here changes
while the code it speaks of stays the same. To judge a constraint or a path, read the named region.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.semantic.region import Region

LiveConstraint: TypeAlias = "tuple[Region, int, bool]"
# (kind, region, n) for the kinds STATIC_FALSE … EXHAUSTED of use_def, or (EITHER, path a, path b).
LiveAtom: TypeAlias = "tuple[int, Region, int] | tuple[int, LivePath, LivePath]"
LivePath: TypeAlias = "tuple[LiveAtom, ...]"

MAX_ATOMS: Final = 64
MAX_EITHER: Final = 16
"""Longer paths and deeper EITHER are cut: what is cut counts as holding."""


class LiveAlternative(NamedTuple):
    definition: Definition | int
    constraints: tuple[LiveConstraint, ...]
    path: LivePath


LiveState: TypeAlias = tuple[LiveAlternative, ...]


class Entry(NamedTuple):
    """What reaches a statement region from the code before it.

    `path`: under which the region runs. `places`: the states of the places it reads, as far as anything
    is known of them: a name that is not listed was not bound before (nor by a star import), a member place
    that is not listed is looked up plainly. `outer`: in class bodies, for names that the class has not
    surely bound: their states in the module (or the enclosing function's region looks itself).
    """

    path: LivePath
    places: tuple[tuple[str, LiveState], ...]
    outer: tuple[tuple[str, LiveState], ...]


NO_ENTRY: Final = Entry((), (), ())


class SymbolState(NamedTuple):
    """Everything that can give a name of a scope a value or a declared type.

    `bindings`: at the end of a module or class body; for a function: all bindings of the name.
    `others`: bound from function bodies elsewhere through `global` or `nonlocal`.
    `stars`: star imports that may bind it though nothing else does.
    """

    declarations: tuple[Definition, ...]
    bindings: LiveState
    others: tuple[Definition, ...]
    stars: tuple[Definition, ...]
