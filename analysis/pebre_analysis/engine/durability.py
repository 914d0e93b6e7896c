"""How rarely a leaf of the dependency graph changes.

LOW: files of the project. MEDIUM: settings, sets of files. HIGH: the environment. FROZEN: never (bundled stubs).
Always
  - a memo is as durable as the least durable thing it read; one that read nothing is FROZEN;
  - reading something FROZEN leaves no edge; writing it is an error.
Why: after a write of durability d, results more durable than d are proven by one comparison.
"""

from typing import Final, NewType

Durability = NewType("Durability", int)

LOW: Final = Durability(0)
MEDIUM: Final = Durability(1)
HIGH: Final = Durability(2)
FROZEN: Final = Durability(3)

NAMES: Final = ("low", "medium", "high", "frozen")
ALL: Final = frozenset((LOW, MEDIUM, HIGH, FROZEN))


def check(durability: object) -> None:
    """TypeError if it is none."""
    if type(durability) is not int or durability not in ALL:
        raise TypeError(f"a durability is LOW, MEDIUM, HIGH or FROZEN, not {durability!r}")
