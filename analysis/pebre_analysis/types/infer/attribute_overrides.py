"""Does an annotated attribute of a class stay what its base declares: of the class, or of each instance?

In:  a region's inference and an annotated name of a class body.
Out: nothing; findings of the rule `invalid-attribute-override` at the name.
Always: only declarations count, on both sides; behind a base that is not understood nothing is said; names that a
class keeps to itself, `Final` ones and fields of typed dictionaries are free.
Source: the typing specification, "ClassVar" and "Class type assignability".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import build, findings, kinds, queries
from pebre_analysis.types.algebra import class_members, classes, mro, sources

if TYPE_CHECKING:
    from pebre_analysis.syntax import ir
    from pebre_analysis.types.infer.region import RegionInference


def check(r: RegionInference, target: ir.Name, number: int) -> None:
    """See the module's docstring."""
    db = r.db
    definition = r.definition(number)
    name = target.id
    owner = sources.owner_class(definition)
    if owner is None or (name.startswith("__") and not name.endswith("__")):
        return
    literal = build.class_literal(db, owner, kinds.STATEMENT, owner.name)
    said = db.infer.definition_type(db, definition)
    if said.declared is None or said.qualifiers & queries.FINAL:
        return
    if classes.facts(db, literal).flags & (classes.TYPED_DICT | classes.ENUM):
        return
    for base in mro.of(db, literal)[1:]:
        if base is None:
            return
        above = class_members.own_member(db, base, name, False)
        if above is not None:
            break
    else:
        return
    if not above.declared or above.definition is None or above.qualifiers & queries.FINAL:
        return
    if isinstance(above.type, (kinds.Function, kinds.Property, kinds.Wrapper)):
        return
    if (above.qualifiers ^ said.qualifiers) & queries.CLASS_VAR:
        how = "class" if said.qualifiers & queries.CLASS_VAR else "instance"
        related = findings.Related(above.definition, f"`{name}` is declared here")
        r.report(findings.INVALID_ATTRIBUTE_OVERRIDE, target, name, base.literal.name, how, related=(related,))
