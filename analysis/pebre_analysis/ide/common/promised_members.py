"""Members that must keep their names, since a library may ask for them: those of its classes that a class is made of.

In:  a member's name, classes that have it. Out: why it keeps its name, for people; empty if it need not.
Does not know: values that are handed to a library for one of its protocols, without naming it as a base.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pebre_analysis.ide.common import identity, name_conflicts, navigation, subclasses
from pebre_analysis.semantic import scope
from pebre_analysis.types.algebra import classes, mro

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.types import kinds


def class_of(db: database.ProjectDatabase, of: identity.Identity) -> kinds.ClassLiteral | None:
    """The class of which something is a member."""
    own = of.scope.definition if isinstance(of, identity.Name) and of.scope.kind == scope.CLASS else None
    return None if own is None else subclasses.literal_of(db, own)


def refusal(db: database.ProjectDatabase, name: str, among: Iterable[kinds.ClassLiteral]) -> str:
    """See the module's docstring."""
    for literal in among:
        for base in mro.of(db, literal):
            body = None if base is None else classes.scope(base.literal)
            if base is not None and body is not None and navigation.is_library(db, body.file):
                if name_conflicts.member_of(db, body, name) is not None:
                    return f"`{name}` is also a member of `{base.literal.name}`, which is not defined in this project"
    return ""
