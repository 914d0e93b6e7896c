"""Which declarations of a name hold where control is: a state that flows beside that of its bindings.

What annotations of `x` have been passed is the state of the place `x:` (`key`). The walker of `flow` parts it, joins
it and carries it out of loops like any other; it costs nothing where no name is told what it may hold.

Always
  - NOT_BOUND among its alternatives says that a way passes no declaration;
  - what binds a name by declaring it (an import, a `def`, a `class`) ends what an annotation said of it;
  - a deletion changes nothing of it, nor do tests;
  - a `def` or `class` counts as a declaration where not every run of the body comes through it.
Known wrong: what a loop's body declares is not seen at its beginning.
"""

from __future__ import annotations

from pebre_analysis.semantic import flow
from pebre_analysis.semantic.flow import Env, Loop, Side
from pebre_analysis.semantic.use_def import DECLARES, IMPORT, IMPORT_FROM, NEVER, NOT_BOUND, Binding
from pebre_analysis.syntax import ir


def key(name: str) -> str:
    """The place whose state are the declarations of a name."""
    return name + ":"


def is_key(place: str) -> bool:
    return place.endswith(":")


def is_judged(binding: Binding) -> bool:
    """Has what it gives to hold to the declarations before it? Imports declare as well, but they say nothing."""
    return not binding.flags & DECLARES or binding.kind in (IMPORT, IMPORT_FROM)


class Declarations(flow.Flow):
    """A walk that knows of the names that were annotated where their last declaration in the text is."""

    __slots__ = ("annotated",)

    def __init__(self) -> None:
        super().__init__()
        self.annotated: dict[str, int] = {}  # name -> binding

    def declared_before(self, name: str) -> int:
        """The binding that declares a name for sure before it is first declared on one way only; -1: none."""
        raise AssertionError("a subclass knows its bindings")

    def declares(self, name: str, binding: int) -> None:
        """The binding says what the name may hold from here on."""
        self.annotated[name] = binding
        place = key(name)
        self.env[place] = state = self.plain[binding]
        self.log += (place, state)

    def declarations(self, name: str, env: Env) -> int:
        """The state of the declarations of a name."""
        state = env.get(key(name))
        return self.before_declared(name) if state is None else state

    def before_declared(self, name: str) -> int:
        """The same where none was passed that is flowed with."""
        before = self.declared_before(name)
        return NOT_BOUND if before < 0 else self.plain[before]

    def loop_body(self, body: ir.Block, places: dict[str, int], over: Env) -> Loop:
        start = len(self.log)
        loop = super().loop_body(body, places, over)
        if self.annotated:
            self._after_loop(start, [*loop.continues, (self.env, self.path)], over)
        return loop

    def _after_loop(self, start: int, ways: list[Side], over: Env) -> None:
        """What is declared in the body of a loop may be declared when it is over."""
        for place in dict.fromkeys(self.log[start::2]):
            if is_key(place):
                name = place[:-1]
                ends = [self.declarations(name, env) for env, path in ways if path != NEVER]
                over[place] = self.union_of([self.declarations(name, over), *ends])
