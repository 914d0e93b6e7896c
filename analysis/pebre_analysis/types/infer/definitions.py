"""The type that each kind of binding gives its place.

In:  a region's inference, the number of a binding, its record.
Out: the type of the place after the binding.
Always: handlers of targets infer the whole statement's value once and set all targets it has.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import fillable, use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import iteration, operators
from pebre_analysis.types.infer import (
    annotation,
    containers,
    declared,
    displays,
    functions,
    growth,
    handlers,
    imports,
    parameters,
    patterns,
    synthesised,
    unpack,
)

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference


def assign(r: RegionInference, number: int, record: use_def.Binding) -> kinds.Type:
    node = record.node
    assert isinstance(node, ir.Assign)
    if len(node.targets) == 1 and isinstance(node.targets[0], ir.Name):
        made = synthesised.assigned(r, number, node.targets[0], node.value)
        if made is not None:
            return made
    expected = declared.of_target(r, node.targets[0]) if len(node.targets) == 1 else None
    value = r.infer(node.value, expected)
    if expected is None and r.in_function and len(node.targets) == 1 and fillable.is_fillable(node.value):
        if isinstance(node.targets[0], ir.Name):
            value = growth.grown(r, number, record, value)
    for target in node.targets:
        unpack.assign(r, target, value)
    return _set(r, number)


def annotated(r: RegionInference, number: int, record: use_def.Binding) -> kinds.Type:
    node = record.node
    if isinstance(node, ir.Assign):
        return assign(r, number, record)
    if isinstance(node, ir.For):
        return for_(r, number, record)
    if not isinstance(node, ir.AnnAssign):
        return kinds.UNKNOWN
    said = annotation.declared_type(r, node.annotation)
    if said.is_alias and node.value is not None:
        return annotation.alias_object(r, number, node.value)
    wanted = said.type
    if node.value is None:
        return wanted or kinds.UNKNOWN
    value = r.infer(node.value, wanted)
    if isinstance(node.target, ir.Attribute):
        r.infer(node.target.value)
    if wanted is None:
        return value
    if wanted is kinds.ANY:
        return wanted  # said on purpose: until it is assigned again nothing is known of it
    if r.is_stub and isinstance(node.value, ir.Constant) and node.value.value is ...:
        return wanted
    return declared.first_type(r, number, wanted, value)


def augmented(r: RegionInference, number: int, record: use_def.Binding) -> kinds.Type:
    node = record.node
    assert isinstance(node, ir.AugAssign)
    before = r.infer(node.target)
    value = containers.added(r, before, node, None)
    result = operators.augmented(r.db, before, node.op, value) or kinds.UNKNOWN
    if isinstance(node.target, ir.Attribute):
        return declared.read_back(r, node.target, result)
    return declared.bound_type(r, number, result)


def for_(r: RegionInference, number: int, record: use_def.Binding) -> kinds.Type:
    """A target of `for` or of a comprehension's clause."""
    node = record.node
    assert isinstance(node, ir.For | ir.CompClause)
    iterable = r.infer(node.iterable)
    item = displays.iterated(r, node.iterable)
    if item is None:
        item = iteration.aiterate(r.db, iterable) if node.is_async else iteration.iterate(r.db, iterable)
    unpack.assign(r, node.target, item or kinds.UNKNOWN)
    return _set(r, number)


def with_(r: RegionInference, number: int, record: use_def.Binding) -> kinds.Type:
    node = record.node
    assert isinstance(node, ir.WithItem)
    context = r.infer(node.context)
    is_async = r.is_async_item(node)
    enter = iteration.aenter if is_async else iteration.enter
    entered = enter(r.db, context) or kinds.UNKNOWN
    if node.target is not None:
        unpack.assign(r, node.target, entered)
    return _set(r, number)


def except_(r: RegionInference, number: int, record: use_def.Binding) -> kinds.Type:
    node = record.node
    assert isinstance(node, ir.Handler)
    if node.type is None:
        return kinds.UNKNOWN
    return handlers.caught(r.db, r.infer(node.type), node.is_star)


def walrus(r: RegionInference, number: int, record: use_def.Binding) -> kinds.Type:
    node = record.node
    assert isinstance(node, ir.Walrus)
    return declared.bound_type(r, number, r.infer(node.value, declared.of_binding(r, number)))


def type_alias(r: RegionInference, number: int, record: use_def.Binding) -> kinds.Type:
    return annotation.alias_statement(r, r.definition(number))


def type_param(r: RegionInference, number: int, record: use_def.Binding) -> kinds.Type:
    return annotation.type_parameter(r, r.definition(number))


def unknown(r: RegionInference, number: int, record: use_def.Binding) -> kinds.Type:
    """A star import gives no single name; a deletion gives nothing."""
    return kinds.UNKNOWN


def captured(r: RegionInference, number: int, record: use_def.Binding) -> kinds.Type:
    """A name of the function around, as a lambda may find it when it runs."""
    found, _ = r.state(r.index.sources[number], record.place)
    return kinds.UNKNOWN if found is None else found


def _set(r: RegionInference, number: int) -> kinds.Type:
    """What unpacking gave the binding."""
    found = r.bindings[number]
    return kinds.UNKNOWN if found is None else found


def capture(r: RegionInference, number: int, record: use_def.Binding) -> kinds.Type:
    """What a pattern binds; the module is imported where there is one."""
    return patterns.capture(r, number, record)


HANDLERS: Final[dict[int, Callable[[RegionInference, int, use_def.Binding], kinds.Type]]] = {
    use_def.IMPORT: imports.import_,
    use_def.IMPORT_FROM: imports.import_from,
    use_def.STAR: unknown,
    use_def.ASSIGN: assign,
    use_def.ANNOTATED: annotated,
    use_def.AUGMENTED: augmented,
    use_def.FOR: for_,
    use_def.WITH: with_,
    use_def.EXCEPT: except_,
    use_def.FUNCTION: functions.function,
    use_def.CLASS: functions.class_,
    use_def.PARAMETER: parameters.parameter,
    use_def.WALRUS: walrus,
    use_def.CAPTURE: capture,
    use_def.TYPE_ALIAS: type_alias,
    use_def.TYPE_PARAM: type_param,
    use_def.COMPREHENSION: for_,
    use_def.DELETE: unknown,
    use_def.CAPTURED: captured,
}
