"""Functions that are taken for protocols of callables: what these call their parameters the functions must call so too.

In:  a function, or the `__call__` of a protocol; the name of a parameter of it; the project's files.
Out: the `__call__`s of protocols for which the function is taken; the functions that are taken for the protocol.
A function is taken where it is named, and neither called nor imported, as an argument, as the value of a name that has
an annotation, behind `return`; and where it is decorated.
Cost: looking through the texts that hold the function's name; types only where it is a value.
Does not know: lambdas, and functions that become values by other ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.common import file_words, lookup, origins, promised_members, subclasses, target, words
from pebre_analysis.semantic import definition, use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types.algebra import classes, mro, signatures
from pebre_analysis.types.infer import returns

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files
    from pebre_analysis.types import kinds

CALL: Final = "__call__"
_CALLED: Final = re.compile(r"[ \t]*\(")


def protocols_of(
    db: database.ProjectDatabase, function: definition.Definition, places: Iterable[files.File]
) -> Iterator[definition.Definition]:
    """The `__call__`s of the protocols for which a function is taken."""
    node = function.binding.node
    header = function.region
    for decorator in node.decorators if isinstance(node, ir.FunctionDef) else ():
        yield from _calls(db, _taken(db, origins.value_type(db, header, decorator), is_decorator=True))
    offsets = words.finder(function.name)
    for file, text in file_words.holding(db, places, function.name):
        bodies = origins.Bodies()
        for offset in offsets(text):
            if _CALLED.match(text, offset + len(function.name)) is not None:
                continue
            db.check_cancelled()
            at = target.at(db, file, offset, bodies)
            if at is None or at.role not in (target.Role.READ, target.Role.ATTRIBUTE):
                continue
            found = list(_calls(db, _wanted(db, at)))
            if found and function in lookup.followed(db, origins.of_target(db, at)):
                yield from found


def functions_for(
    db: database.ProjectDatabase, call: definition.Definition, name: str, places: Iterable[files.File]
) -> Iterator[definition.Definition]:
    """The functions with a parameter of a name that are taken for the protocol of a `__call__`."""
    searched = list(places)
    offsets = words.finder(name)
    for file, text in file_words.holding(db, searched, name):
        for offset in offsets(text):
            at = target.at(db, file, offset)
            if at is None or at.role is not target.Role.PARAMETER:
                continue
            for each in origins.of_target(db, at):
                function = each.scope.definition if isinstance(each, definition.Definition) else None
                if function is None or function is call or function.kind != use_def.FUNCTION:
                    continue
                if call in protocols_of(db, function, searched):
                    yield function


def is_of_protocol(db: database.ProjectDatabase, method: definition.Definition) -> bool:
    """Whether it is the `__call__` of a protocol."""
    owner = method.scope.definition
    literal = None if owner is None or method.name != CALL else subclasses.literal_of(db, owner)
    return literal is not None and classes.is_protocol(db, literal)


def _wanted(db: database.ProjectDatabase, at: target.Target) -> Iterator[kinds.Type]:
    """The types that are asked for where a value stands."""
    above = [step.node for step in at.steps[-3:-1]]
    match above:
        case [ir.Call() as call, ir.Argument() as argument] if argument.value is at.node:
            yield from _taken(db, origins.value_of(db, at, call.func), argument.name)
        case [*_, ir.AnnAssign() as assigned] if assigned.value is at.node:
            own = origins.binding_at(at.region, assigned.target.n)
            declared = None if own is None else db.infer.definition_type(db, own).declared
            if declared is not None:
                yield declared
        case [*_, ir.Return()]:
            declared = returns.declared(origins.of_region(db, at.region))
            if declared is not None:
                yield declared


def _taken(
    db: database.ProjectDatabase, callee: kinds.Type, name: str | None = None, *, is_decorator: bool = False
) -> Iterator[kinds.Type]:
    """What parameters ask for: that of a name, or all, or the one that takes what is decorated."""
    for signature in signatures.of(db, callee) or ():
        for param in signature.params[:1] if is_decorator else signature.params:
            if param.type is not None and name in (None, param.name):
                yield param.type


def _calls(db: database.ProjectDatabase, asked: Iterable[kinds.Type]) -> Iterator[definition.Definition]:
    """The `__call__`s of the protocols among types."""
    for ty in asked:
        for literal in promised_members.classes_of(db, ty):
            if not classes.is_protocol(db, literal):
                continue
            for base in mro.of(db, literal):
                body = None if base is None else classes.scope(base.literal)
                found = [] if body is None else lookup.of_symbol(db, body.symbol(CALL))
                if found:
                    yield from [each for each in found if isinstance(each, definition.Definition)]
                    break
