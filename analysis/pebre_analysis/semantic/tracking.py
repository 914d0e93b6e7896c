"""Member places while a body is walked: which of them have a state, and what binding another place does to them."""

from __future__ import annotations

from pebre_analysis.semantic import declarations
from pebre_analysis.semantic import place as places
from pebre_analysis.semantic.use_def import PLAIN_MEMBER


class Tracking(declarations.Declarations):
    """A walk that knows the member places it has met, by the name they begin with."""

    __slots__ = ("members",)

    def __init__(self) -> None:
        super().__init__()
        self.members: dict[str, dict[str, None]] = {}

    def track(self, place: str) -> None:
        """A member place may have a state from here on; its own members are unknown again."""
        root = places.root(place)
        found = self.members.get(root)
        if found is None:
            self.members[root] = {place: None}
            return
        if place not in found:
            found[place] = None
        if len(found) > 1:
            self.kill(found, place)

    def kill(self, members: dict[str, None], prefix: str | None) -> None:
        """Forget the members (all, or those that hang on a place)."""
        env = self.env
        for member in members:
            if env.get(member, PLAIN_MEMBER) != PLAIN_MEMBER and (prefix is None or hangs_on(member, prefix)):
                self.set(member, PLAIN_MEMBER)

    def set(self, place: str, state: int) -> None:
        self.env[place] = state
        self.log.append(place)
        self.log.append(state)


def hangs_on(member: str, place: str) -> bool:
    """Whether a member place belongs to an object that is found through `place`."""
    return member.startswith(place) and member[len(place) : len(place) + 1] in (".", "[")
