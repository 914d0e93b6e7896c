"""What an extracted function says of its parameters and its result, where the function around it says such things.

In:  the code that is taken out, the function around it, and where the new one will stand.
Out: annotations as text, empty where none can be written.
Always
  - what is said holds for the code: of a name about which more is known there, that is said;
  - names in it mean the same in the new place, in quotes where what they name may stand below it.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from pebre_analysis.ide.common import lookup, origins, selection, written_types
from pebre_analysis.semantic import definition, use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import literals
from pebre_analysis.types.infer import results, returns

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.semantic import scope

_IMPORTS: Final = (use_def.IMPORT, use_def.IMPORT_FROM)
_SELF: Final = re.compile(r"\bSelf\b")
_BUILTINS: Final = frozenset(dir(builtins))


class Around(NamedTuple):
    """`function`: the one around the code, in `header`; `inside`, `at`: where the new one will stand; `is_method`: it
    will be a method of the same class."""

    piece: selection.Selected
    function: ir.FunctionDef
    header: selection.Place
    inside: scope.Scope
    at: int
    is_method: bool

    @property
    def says_types(self) -> bool:
        """Whether the function around has annotations."""
        return self.function.returns is not None or any(each.annotation for each in self.function.params)


def of_parameter(db: database.ProjectDatabase, around: Around, name: str) -> str:
    """What a parameter of this name holds."""
    place = around.piece.place
    read = next((each for each in _as_given(around) if each.id == name), None)
    if read is None:
        return ""
    ty = db.infer.expression_type(db, place.region, read.n)
    own = next((each for each in around.function.params if each.name == name), None)
    if own is not None and own.annotation is not None and own.kind not in (ir.VARIADIC, ir.KEYWORDS):
        says = [each for each in lookup.at_end(db, place.region.scope, name) if isinstance(each, definition.Definition)]
        if len(says) == 1 and db.infer.definition_type(db, says[0]).declared is ty:
            return source(db, around, own.annotation)
    return of_type(db, around, ty)


def _as_given(around: Around) -> Iterator[ir.Name]:
    """Names in the code of which no test in it has said anything where they stand."""
    index = around.piece.place.region.index
    nodes = list(around.piece.inside())
    inside = {node.n for node in nodes}
    for node in nodes:
        mark = index.marks[node.n] if isinstance(node, ir.Name) else 0
        states = index.states[mark] if 0 < mark < len(index.states) else ()
        tests = [
            atom for _, each, _ in states for atom in use_def.all_atoms(index.constraints, index.constraints[each])
        ]
        if isinstance(node, ir.Name) and not any(atom >> 1 in inside for atom in tests):
            yield node


def of_type(db: database.ProjectDatabase, around: Around, ty: kinds.Type) -> str:
    """A type as it can be written there without further imports; not of constants, which may be what is wanted."""
    if literals.promoted(db, ty) is not ty:
        return ""
    made = written_types.written(
        db,
        around.piece.place.file,
        around.inside,
        around.at,
        ty,
        evaluated=not written_types.is_lazy(db, around.piece.place.file),
    )
    return made.text if made is not None and not made.imports else ""


def of_end(db: database.ProjectDatabase, around: Around) -> str:
    """What one says that returns nothing: what the one around says, if that never ends and the code is its end."""
    said = around.function.returns
    if said is not None and around.function.body.block.statements[-1] is around.piece.nodes[-1]:
        if returns.declared(origins.of_region(db, around.piece.place.region)) is kinds.NEVER:
            return source(db, around, said)
    return "None"


def source(db: database.ProjectDatabase, around: Around, annotation: ir.Expr) -> str:
    """An annotation of the function around as it is written."""
    text = around.header.source(annotation)
    names = {each.id for each in selection.below(annotation) if isinstance(each, ir.Name)}
    params = {each.name for each in around.piece.place.region.scope.type_params()}
    if params & names or "\n" in text or _is_reported(db, around, annotation):
        return ""
    if not around.is_method and _SELF.search(text):
        return ""  # outside of a class it has no meaning
    if (
        around.is_method
        or written_types.is_lazy(db, around.piece.place.file)
        or all(_is_known(db, around, each) for each in names)
    ):
        return text
    return "" if "'" in text or '"' in text else f'"{text}"'


def _is_reported(db: database.ProjectDatabase, around: Around, annotation: ir.Expr) -> bool:
    """Whether something is wrong with an annotation: nobody wants it twice."""
    nodes = {each.n for each in selection.below(annotation)}
    return any(each.n in nodes for each in results.infer_region(db, around.header.region).findings)


def _is_known(db: database.ProjectDatabase, around: Around, name: str) -> bool:
    """Whether a name means something wherever in the module it stands: it is imported, or a builtin."""
    bound = lookup.of_symbol(db, around.inside.index.module.symbol(name))
    if not bound:
        return name in _BUILTINS
    return all(isinstance(each, definition.Definition) and each.kind in _IMPORTS for each in bound)
