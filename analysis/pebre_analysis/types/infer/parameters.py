"""What a parameter holds in the body.

In:  a region's inference and a PARAMETER binding, of the function body or of a lambda in it.
Out: its type: the annotation; for `self` and `cls` the class; for `*args` a tuple, for `**kwargs` a
     dict; without annotation the default's type beside Unknown; for a lambda what is expected of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import known, sources, tuples, type_variables, union
from pebre_analysis.types.infer import comprehensions, function_facts

if TYPE_CHECKING:
    from pebre_analysis.semantic.definition import Definition
    from pebre_analysis.types.infer.region import RegionInference


def parameter(r: RegionInference, number: int, record: use_def.Binding) -> kinds.Type:
    node = record.node
    assert isinstance(node, ir.Parameter)
    if record.scope != 0:
        return comprehensions.lambda_parameter(r, record, node)
    definition = r.scope.definition
    if definition is None:
        return kinds.UNKNOWN
    said = function_facts.parameter_facts(r.db, definition, node)
    if said is None:
        facts = r.db.infer.function_facts(r.db, definition)
        own = (each for each in facts.signature.params if each.name == node.name)
        said = queries.ParameterFacts(facts.flags, next(own, None))
    if number == 0 and node.annotation is None and node.kind <= ir.POSITIONAL_OR_KEYWORD:
        receiver = _receiver(r, definition, said.flags)
        if receiver is not None:
            return receiver
    found = said.parameter
    return kinds.UNKNOWN if found is None else inside(r.db, found)


def _receiver(r: RegionInference, definition: Definition, flags: int) -> kinds.Type | None:
    """What `self` or `cls` holds; None when the function is no method."""
    owner = sources.owner_class(definition)
    if owner is None or flags & queries.STATIC_METHOD:
        return None
    made = type_variables.self_of(r.db, owner, definition)
    if flags & queries.CLASS_METHOD or definition.name in ("__new__", "__init_subclass__", "__class_getitem__"):
        return build.subclass_of(r.db, made)
    return made


def inside(db: queries.Db, param: kinds.Parameter) -> kinds.Type:
    """The type that the body sees of a parameter of its own signature."""
    ty = param.type
    if param.kind == kinds.VARIADIC:
        if param.unpacked and isinstance(ty, kinds.Tuple):
            return ty
        return tuples.homogeneous(db, ty or kinds.UNKNOWN)
    if param.kind == kinds.KEYWORDS:
        if param.unpacked and ty is not None:
            return ty
        return known.instance(db, "dict", (known.instance(db, "str"), ty or kinds.UNKNOWN))
    if ty is not None:
        return ty
    return kinds.UNKNOWN if param.default is None else union.of(db, (kinds.UNKNOWN, param.default))
