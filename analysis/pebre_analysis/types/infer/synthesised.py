"""Names made at their assignment: `T = TypeVar("T")`, `Point = NamedTuple("Point", …)`, aliases of themselves.

In:  a region's inference, the binding of a single name, and the assigned expression.
Out: the class or object that the definition stands for; None for an ordinary value.
Always: what such a class holds is asked later, by its definition (`queries.Inference.synthesised`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import classes, known, mro
from pebre_analysis.types.infer import made_findings, recursive_aliases

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference

_VARIABLES: Final = {
    "TypeVar": kinds.TYPE_VAR, "ParamSpec": kinds.PARAM_SPEC, "TypeVarTuple": kinds.TYPE_VAR_TUPLE,
}  # fmt: skip
_TYPING: Final = ("typing", "typing_extensions")


def assigned(r: RegionInference, number: int, target: ir.Name, value: ir.Expr) -> kinds.Type | None:
    """See the module's docstring."""
    if not isinstance(value, ir.Call):
        return recursive_aliases.assigned(r, number, target, value)
    if not value.args:
        return None
    callee = r.infer(value.func)
    made = _made(r, number, target.id, callee, value)
    if made is None:
        return None
    r.named_call = value.n
    r.infer(value)
    made_findings.assigned(r, r.definition(number), made, value)
    r.set_binding(number, made)
    r.store(value.n, made)
    r.store(target.n, made)
    return made


def _made(r: RegionInference, number: int, name: str, callee: kinds.Type, value: ir.Call) -> kinds.Type | None:
    db = r.db
    if isinstance(callee, kinds.SpecialForm):
        if callee.name == "TypedDict":
            return build.class_literal(db, r.definition(number), kinds.TYPED_DICT, name)
        if callee.name == "NamedTuple":
            return build.class_literal(db, r.definition(number), kinds.NAMED_TUPLE, name)
        return None
    if isinstance(callee, kinds.Function):
        if known.is_global(db, callee.definition, "namedtuple", ("collections",)):
            return build.class_literal(db, r.definition(number), kinds.NAMED_TUPLE, name)
        if known.is_global(db, callee.definition, "NewType", _TYPING):
            return _new_type(r, number, name)
        if known.is_global(db, callee.definition, "TypedDict", _TYPING):
            return build.class_literal(db, r.definition(number), kinds.TYPED_DICT, name)
        return None
    if not isinstance(callee, kinds.ClassLiteral):
        return None
    if callee.name in _VARIABLES and _is_from_typing(r, callee):
        variable = build.type_var(db, name, r.definition(number), _VARIABLES[callee.name])
        return build.known_object(db, kinds.TYPE_VAR_OBJECT, variable)
    if callee.name == "NewType" and _is_from_typing(r, callee):
        return _new_type(r, number, name)
    if callee.name == "TypeAliasType" and _is_from_typing(r, callee):
        return build.known_object(db, kinds.ALIAS_OBJECT, build.alias(db, r.definition(number)))
    if callee.name == "NamedTuple" and _is_from_typing(r, callee):
        return build.class_literal(db, r.definition(number), kinds.NAMED_TUPLE, name)
    if len(value.args) == 3 and known.is_class(db, callee, "type"):
        said = r.infer(value.args[0].value)
        name = (said.value if isinstance(said, kinds.StrLiteral) else "") or name
        return build.class_literal(db, r.definition(number), kinds.DYNAMIC, name)
    if len(value.args) >= 2 and mro.has(db, callee, known.literal(db, "Enum", "enum")):
        if not classes.is_final(db, callee):  # an enum with members is called with a value, not to make a class
            return build.class_literal(db, r.definition(number), kinds.ENUM, name)
    return None


def _new_type(r: RegionInference, number: int, name: str) -> kinds.Type:
    literal = build.class_literal(r.db, r.definition(number), kinds.NEW_TYPE, name)
    made = build.instance(r.db, build.class_type(r.db, literal))
    return build.known_object(r.db, kinds.NEW_TYPE_OBJECT, made)


def _is_from_typing(r: RegionInference, callee: kinds.ClassLiteral) -> bool:
    return any(known.is_class(r.db, callee, callee.name, module) for module in _TYPING)
