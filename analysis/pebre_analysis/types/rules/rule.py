"""What a rule is: its name, how loud it is, and what it says.

A rule's file holds one `RULE`; `rules/__init__.py` lists them. Levels: "error", "warning", "ignore".
"""

from collections.abc import Callable

import msgspec

from pebre_analysis.source import diagnostic


class Rule(msgspec.Struct, frozen=True):
    """`message` gets the arguments of a finding, in the order the explanation of the rule's file gives."""

    id: str
    level: str
    summary: str  # one line, for lists
    explanation: str  # Markdown with an example, for `pebre explain`
    message: Callable[..., str]
    tags: tuple[diagnostic.Tag, ...] = ()  # how editors draw what breaks it


def of(callee: str) -> str:
    """The callee in the middle of a sentence: " of function `f`"; nothing when it has no name."""
    return f" of {callee}" if callee else ""
