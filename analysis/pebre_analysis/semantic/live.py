"""States of module and class bodies, as values that cross queries: they name entities, never numbers of a chunk.

    LiveState        what may have reached a place, in source order
    LiveAlternative  a definition (or UNBOUND, MEMBER, OUTER of `use_def`) under constraints and a path
    LiveConstraint   (region, n, positive): the test n of that region came out so
    LivePath         a condition that holds where the alternative arrives, over another one; () = nothing
                     known against it

Always: equal content compares equal (definitions and regions by identity), and nothing here changes
while the code it speaks of stays the same. To judge a constraint or a path, read the named region.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from pebre_analysis.semantic import use_def

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.semantic.region import Region

LiveConstraint: TypeAlias = "tuple[Region, int, bool]"
# (kind, region, n, parent) for the kinds STATIC_FALSE … EXHAUSTED of `use_def`: holds if the parent does and the
# condition of that kind for node n of the region; (EITHER, a, b), (BOTH, a, b) of two paths; () always; NEVER_PATH.
LivePath: TypeAlias = "tuple[()] | tuple[int, Region, int, LivePath] | tuple[int, LivePath, LivePath] | tuple[int]"

NEVER_PATH: Final[tuple[int]] = (-1,)
MAX_CONDITIONS: Final = 64
"""A path with more of them is cut, parts that occur twice counted twice: what is cut counts as holding."""


class LiveAlternative(NamedTuple):
    """`rest`, of a star import only: what the place is if the module does not export the name.

    `constraints`: None for so many that nobody took note of them; nothing is known of what they leave.
    """

    definition: Definition | int
    constraints: tuple[LiveConstraint, ...] | None
    path: LivePath
    rest: LiveState


LiveState: TypeAlias = tuple[LiveAlternative, ...]


class Entry(NamedTuple):
    """What reaches a statement region from the code before it.

    `path`: under which the region runs. `places`: the states of the places it reads, as far as anything
    is known of them: a name that is not listed was not bound before (nor by a star import); a member place
    that is not listed is looked up plainly. `outer`: in class bodies, for names that the class has not
    surely bound, their states outside the class where it stands; not listed: not bound there before.
    """

    path: LivePath
    places: tuple[tuple[str, LiveState], ...]
    outer: tuple[tuple[str, LiveState], ...]


NO_ENTRY: Final = Entry((), (), ())


class SymbolState(NamedTuple):
    """Everything that can give a name of a scope a value or a declared type.

    `declarations`: bindings that declare, in source order. `bindings`: at the end of a module or class
    body; of a function, and of what nested functions see of it: all bindings of the name. `others`: bound
    from elsewhere through `global` or `nonlocal`. `stars`: star imports among the bindings. `declared`: at the
    end, where not just the last declaration counts: those that may be passed, UNBOUND for a way without one;
    () else.
    """

    declarations: tuple[Definition, ...]
    bindings: LiveState
    others: tuple[Definition, ...]
    stars: tuple[Definition, ...]
    declared: LiveState = ()

    def last_made(self) -> Definition | None:
        """The last `def` or `class` among the declarations."""
        made = (use_def.FUNCTION, use_def.CLASS)
        return next((each for each in reversed(self.declarations) if each.kind in made), None)

    def is_of_stars(self) -> bool:
        """Whether it is star imports alone that may bind the name."""
        if not self.stars or self.declarations or self.others or self.declared:
            return False
        stack = list(self.bindings)
        while stack:
            definition, _, _, rest = stack.pop()
            if not isinstance(definition, int) and definition not in self.stars:
                return False
            stack.extend(rest)
        return True
