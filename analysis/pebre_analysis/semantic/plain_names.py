"""Names that a module gives one value, in its straight code, and never tests: known without walking its flow.

In:  a file's index without a flow, and the bindings of a name. Out: what the name is at the end of the module, as the
     flow would find it; None where only that can tell.
Always
  - every run of the module comes through the binding, the only one: its chunk is a statement of the module itself, or a
    run of simple ones;
  - nothing else at the top level mentions the name, but definitions, which leave what is outside as it is; a name that
    is bound nowhere has a state, too, where it is tested;
  - a module with a star import, or with `global` in a class, is left to the flow.
Why: of most modules of a library a few names are asked, and their flow is a tenth of what it takes to know them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import pending, use_def
from pebre_analysis.semantic.live import LiveAlternative, LiveState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pebre_analysis.semantic.occurrence import Occurrence
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.semantic.scope import Scope

_GIVE_A_VALUE: Final = (use_def.IMPORT, use_def.IMPORT_FROM, use_def.ASSIGN, use_def.FUNCTION, use_def.CLASS)
_NOTHING: Final[LiveState] = ()


class PlainNames:
    """What one link of a module tells of its names."""

    __slots__ = ("_left", "_running")

    def __init__(self, module: Scope) -> None:
        """`module`: one without star imports."""
        occurrences = [each for body in module.bodies for each in body]
        self._running = [each for each in occurrences if not _is_definition(each)]
        # Each question looks at all of these; after so many the flow would have cost less.
        self._left = 0 if any(map(_binds_outside, occurrences)) else len(occurrences)

    def at_end(self, name: str, bound: Sequence[tuple[Region, int]]) -> LiveState | None:
        """See the module's text. `bound`: all bindings, declarations and deletions of the name."""
        if not self._left or len(bound) > 1:
            return None
        self._left -= 1
        region, number = bound[0] if bound else (None, 0)
        own = None if region is None else region.occurrence
        if any(each is not own and each.chunk.may_hold(name) for each in self._running):
            return None
        if region is None or own is None:
            return _NOTHING
        if own.parent is not None:
            return None
        if own.pending is None and not (_is_plain(region, number, name) and _is_alone(own, region, name)):
            return None
        return (LiveAlternative(region.definition(number), (), (), ()),)


def _is_definition(of: Occurrence) -> bool:
    """Whether the chunk is a function or a class."""
    scopes = of.index.scopes
    return bool(scopes) and scopes[0].region == pending.HEADER


def _binds_outside(of: Occurrence) -> bool:
    """Whether a class may bind names of the module, by `global`."""
    return _is_definition(of) and of.index.scopes[0].is_class and of.chunk.may_hold("global")


def _is_plain(region: Region, number: int, name: str) -> bool:
    """Whether a statement gives the name that value, whatever was before."""
    index = region.index
    if index.bindings[number].kind not in _GIVE_A_VALUE or not isinstance(index, use_def.StatementIndex):
        return False
    return any(place == name and index.states[state] == ((number, 0, 0),) for place, state in index.out)


def _is_alone(own: Occurrence, region: Region, name: str) -> bool:
    """Whether every run of the chunk comes through the statement, and no other one tests the name."""
    if _is_definition(own):
        return region.number == pending.HEADER
    if not any(each.region == region.number for each in own.lowered.block.statements):
        return False
    for other in own.regions:
        index = other.index
        if other is not region and isinstance(index, use_def.StatementIndex):
            if any(place == name for place, _ in (*index.out, *index.out_else)):
                return False
    return True
