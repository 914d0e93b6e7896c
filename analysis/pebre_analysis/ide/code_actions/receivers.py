"""Whether code that is taken out of a method needs its object or class, so that it must become a method as well.

In:  the code, the function around it, and the names that the code takes from outside.
Out: a `Receiver`: without a name where a function of the module will do.
Always: a method is static as types say it is, whatever its decorator is called.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pebre_analysis.ide.common import lookup, selection
from pebre_analysis.semantic import definition, scope
from pebre_analysis.syntax import ir, visit
from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import classes, relation

if TYPE_CHECKING:
    from pebre_analysis.project import database


class Receiver(NamedTuple):
    """`annotation`: what its method says of it; `refusal`: why no method can be called on it."""

    name: str = ""
    is_class: bool = False
    annotation: ir.Expr | None = None
    refusal: str = ""


def of(
    db: database.ProjectDatabase,
    piece: selection.Selected,
    function: ir.FunctionDef | None,
    inputs: Iterable[str],
) -> Receiver:
    """What the code of a method is a method of."""
    inside = piece.place.region.scope
    method = inside.definition
    if function is None or method is None or inside.parent is None or inside.parent.kind != scope.CLASS:
        return Receiver()
    flags = db.infer.function_facts(db, method).flags
    if not function.params or flags & queries.STATIC_METHOD or function.name == "__new__":
        return Receiver()
    first = function.params[0]
    if first.kind not in (ir.POSITIONAL_ONLY, ir.POSITIONAL_OR_KEYWORD):
        return Receiver()
    used = names(list(piece.inside()))
    needs = first.name in inputs or "super" in used or "__class__" in used
    if not needs and not any(is_private(name) for name in used):
        return Receiver()
    if any(binding.place == first.name for binding in piece.place.region.index.bindings[1:]):
        return Receiver()  # it does not stay the same object
    is_class = bool(flags & queries.CLASS_METHOD) or function.name in ("__init_subclass__", "__class_getitem__")
    refusal = ""
    if first.annotation is not None and not _is_of_its_class(db, inside, first.name, is_class=is_class):
        refusal = f"`{first.name}` is said to be something else than what its class makes"
    return Receiver(first.name, is_class, first.annotation, refusal)


def _is_of_its_class(db: database.ProjectDatabase, inside: scope.Scope, name: str, *, is_class: bool) -> bool:
    """Whether what is said of the first parameter has the methods of the class."""
    own = inside.parent.definition if inside.parent is not None else None
    says = [each for each in lookup.at_end(db, inside, name) if isinstance(each, definition.Definition)]
    said = db.infer.definition_type(db, says[0]).declared if len(says) == 1 else None
    if own is None or said is None:
        return False
    cls = build.class_literal(db, own, kinds.STATEMENT, own.name)
    wanted: kinds.Type = build.instance(db, classes.default_type(db, cls))
    return relation.is_assignable(db, said, build.subclass_of(db, wanted) if is_class else wanted)


def names(nodes: Sequence[ir.Node]) -> set[str]:
    """All names and attributes in the code, those of inner functions too."""
    found: set[str] = set()
    for root in nodes:
        for node in visit.walk(root) if isinstance(root, ir.FunctionDef) else (root,):
            if isinstance(node, ir.Name):
                found.add(node.id)
            elif isinstance(node, ir.Attribute):
                found.add(node.attr)
    return found


def is_private(name: str) -> bool:
    """Whether a name means something of the class it is written in."""
    return name.startswith("__") and not name.endswith("__")
