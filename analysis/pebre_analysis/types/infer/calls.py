"""Calls.

In:  a region's inference, a Call, and the type expected of it.
Out: the result's type. Arguments that depend on what is expected of them (lambdas, displays) are
     inferred with each parameter they may fill, the last one counts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, display, findings, kinds, queries
from pebre_analysis.types.algebra import (
    aliases,
    arguments,
    constructors,
    equivalence,
    generics,
    gradual,
    known,
    signatures,
    sources,
    special_calls,
    truth,
    union,
)
from pebre_analysis.types.algebra import call as calling
from pebre_analysis.types.infer import (
    annotation,
    call_findings,
    class_use_findings,
    containers,
    deprecations,
    function_facts,
    item_findings,
    made_findings,
    protocol_findings,
    type_makers,
    type_questions,
    typed_dict_calls,
    variable_scopes,
)

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference

# What depends on the type it is expected to have.
_EXPECTING: Final = frozenset((ir.Lambda, ir.List, ir.Set, ir.Dict, ir.Tuple, ir.Comprehension))
_TYPING: Final = ("typing", "typing_extensions", "builtins")
MAX_LAMBDAS: Final = 3  # in each other, as arguments


def call(r: RegionInference, node: ir.Call, expected: kinds.Type | None) -> kinds.Type:
    callee = r.infer(node.func)
    if not r.check:
        made = _always_given(r.db, callee)
        if made is not None:
            return made
    if isinstance(callee, kinds.ClassLiteral) and not node.args and known.is_class(r.db, callee, "super"):
        return _super(r)
    if len(node.args) == 2 and special_calls.is_cast(r.db, callee):
        return _cast(r, node)
    if len(node.args) == 2 and special_calls.is_known(r.db, callee, "assert_type"):
        return _assert_type(r, node)
    if node.args and special_calls.is_known(r.db, callee, "static_assert", ("ty_extensions",)):
        _static_assert(r, node.args[0])
    answer = type_questions.answer(r, node, callee)
    if answer is not None:
        return answer
    if isinstance(callee, kinds.SpecialForm) and callee.name == "TypedDict":
        return made_findings.typed_dict(r, node)
    if callee.__class__ is kinds.ClassLiteral and r.check and r.named_call != node.n:
        assert isinstance(callee, kinds.ClassLiteral)
        if callee.name in type_makers.VARIABLES:
            type_makers.loose(r, node, callee)
    if node.args and _is_reveal(r, callee):
        return _reveal(r, node, callee, expected)
    if isinstance(callee, kinds.ClassLiteral) and node.args:
        found = typed_dict_calls.made_by_dict(r, node, callee, expected)
        if found is not None:
            return found
    given: list[arguments.Argument] = []
    before = node.func.n
    for each in node.args:
        if not each.stars and _expects(r, each.value, callee):
            infer = _choosing if isinstance(each.value, ir.Dict) and _is_overloaded(r, callee) else _expecting
            given.append(arguments.Argument(None, each.name, 0, infer(r, before, each.value)))
        else:
            written = _keywords_written(r, each.value) if each.stars == 2 else None
            ty = _spread(r, each) if each.stars else r.infer(each.value)
            given.append(arguments.Argument(ty, each.name, each.stars, items=written))
        before = each.n
    if len(given) > 1 and isinstance(callee, kinds.ClassLiteral):
        typed_dict_calls.spread_first(r, callee, given)
    result = calling.call(r.db, callee, given, expected)
    if result.errors:
        result = _again(r, node, callee, given, result, expected)
        if result.errors and not typed_dict_calls.report(r, node, callee, given):
            call_findings.report(r, node, callee, given, result)
    if isinstance(callee, kinds.BoundMethod) and isinstance(callee.function, kinds.CallableType) and given:
        typed_dict_calls.update(r, node, callee, given[0].type)
    if r.check and not r.muted:
        class_use_findings.called(r, node, callee)
        if callee.generic and isinstance(node.func, ir.Subscript) and isinstance(callee, kinds.ClassObject):
            variable_scopes.constructed(r, node.func, callee)
    deprecations.called(r, node, callee, result.signature)
    for each in node.args:
        r.store(each.n, r.infer(each.value))
    return aliases.unfolded(r.db, _without_strays(r, result.type))


def _always_given(db: queries.Db, callee: kinds.Type) -> kinds.Type | None:
    """What a call gives whatever its arguments are, if only the result matters; None if they have a part in it."""
    if isinstance(callee, kinds.ClassLiteral):
        return constructors.always_made(db, callee)
    if isinstance(callee, kinds.BoundMethod):
        callee = callee.function
    if not isinstance(callee, kinds.Function) or callee.durable:
        return None
    definition = callee.definition
    if definition.name == "__new__" or signatures.definitions_of(db, callee) != (definition,):
        return None
    return function_facts.plain_result(db, definition)


def _expects(r: RegionInference, value: ir.Expr, callee: kinds.Type) -> bool:
    """Does the type of an argument depend on the one it is expected to have?

    That of `x or []` does, too; but where there are overloads, each of its outcomes may be meant for another.
    """
    if value.__class__ in _EXPECTING:
        return True
    pending = [value]
    while pending:
        each = pending.pop()
        if each.__class__ in _EXPECTING:
            return not _is_overloaded(r, callee)
        if isinstance(each, ir.BoolOp):
            pending.append(each.values[-1])
        elif isinstance(each, ir.Conditional):
            pending += (each.body, each.orelse)
        elif isinstance(each, ir.Binary) and isinstance(each.first, containers.DISPLAYS):  # `[…] + […]`
            pending.append(each.first)
    return False


def _spread(r: RegionInference, given: ir.Argument) -> kinds.Type:
    """What is given as `*value` or `**value`. What was found to be in a container is for several parameters: of which
    kind the item for each is, the author knows."""
    value = given.value
    ty = r.infer(value)
    if given.stars == 1:
        protocol_findings.iterated(r, value, ty)
    else:
        protocol_findings.spread(r, value, ty)
    if isinstance(ty, kinds.Instance) and ty.cls.args and isinstance(ty.cls.args[-1], kinds.Union):
        if not item_findings.is_declared(r, value):
            args = (*ty.cls.args[:-1], union.undeclared(r.db, ty.cls.args[-1]))
            return build.instance(r.db, build.class_type(r.db, ty.cls.literal, args))
    return ty


def _keywords_written(r: RegionInference, value: ir.Expr) -> tuple[tuple[str, kinds.Type], ...] | None:
    """The keywords of `**{"a": x, "b": y}`; None when a key is anything but a constant, or comes twice."""
    if not isinstance(value, ir.Dict):
        return None
    r.infer(value)
    found: dict[str, kinds.Type] = {}
    for each in value.items:
        if isinstance(each.key, ir.Str) and each.key.value is not None:
            found[each.key.value] = r.infer(each.value)
    return tuple(found.items()) if len(found) == len(value.items) else None


def _reveal(r: RegionInference, node: ir.Call, callee: kinds.Type, expected: kinds.Type | None) -> kinds.Type:
    """`reveal_type(x)`: what is expected of the call is expected of its argument."""
    if special_calls.is_known(r.db, callee, "reveal_type", ("builtins",)):
        r.report(findings.UNDEFINED_REVEAL, node.func)
    only, *further = node.args
    shown = r.infer(only.value, expected)
    for each in node.args:
        r.store(each.n, r.infer(each.value))
    if further:
        told = "function `reveal_type`", "1", str(len(node.args))
        r.report(findings.TOO_MANY_POSITIONAL_ARGUMENTS, further[0], *told)
    r.report(findings.REVEALED_TYPE, only.value, display.text(r.db, shown))
    return shown


def _without_strays(r: RegionInference, ty: kinds.Type) -> kinds.Type:
    """A class's own variables mean nothing outside of it: one that a call did not settle (`run(list)`) is Unknown."""
    if not ty.generic:
        return ty
    strays = [
        var
        for var in generics.variables([ty])
        if var.kind == kinds.TYPE_VAR and var.binding is not None and var.binding.exists
        if var.binding.kind == use_def.CLASS and not _is_taken(ty, var)
    ]
    if not strays:
        return ty
    around = sources.outer_definitions(r.scope)
    values = {var: kinds.UNKNOWN for var in strays if var.binding not in around}
    return generics.substitute(r.db, ty, values) if values else ty


def _is_taken(ty: kinds.Type, var: kinds.TypeVar) -> bool:
    """Is it a variable of the callable itself, as of a class that was made a function?"""
    return isinstance(ty, kinds.CallableType) and all(var in each.type_params for each in ty.signatures)


def _again(
    r: RegionInference,
    node: ir.Call,
    callee: kinds.Type,
    given: list[arguments.Argument],
    result: calling.CallResult,
    expected: kinds.Type | None,
) -> calling.CallResult:
    """The call once more, its arguments that are calls inferred with what is expected of them.

    `f(frozenset({"a"}))` fits `Set[Literal["a"]]` only then. It is tried only when they did not fit by
    themselves, and not inside of itself, so that nested calls are not inferred again and again.
    """
    numbers = [
        number
        for number, each in enumerate(node.args)
        if isinstance(each.value, ir.Call) and not each.stars and _may_narrow(r, each.value, given[number].type)
    ]
    if r.is_trying or not numbers or not any(_may_depend(error, numbers) for error in result.errors):
        return result
    before = list(given)
    r.is_trying = True
    for number in numbers:
        each = node.args[number]
        start = node.args[number - 1].n if number else node.func.n
        given[number] = arguments.Argument(None, each.name, 0, _expecting(r, start, each.value))
    found = calling.call(r.db, callee, given, expected)
    if not found.errors:
        r.is_trying = False
        return found
    r.is_trying = False
    for number in numbers:
        start = node.args[number - 1].n if number else node.func.n
        r.forget(start + 1, node.args[number].value.n)
        r.infer(node.args[number].value)
    given[:] = before
    return result


def _may_narrow(r: RegionInference, node: ir.Call, ty: kinds.Type | None) -> bool:
    """May the call give something narrower where that is wanted: other arguments of a class, constants for a class?"""
    if isinstance(ty, kinds.Instance) and ty.cls.args:
        return True
    return any(each.type_params for each in signatures.of(r.db, r.infer(node.func)) or ())


def _may_depend(error: arguments.Error, numbers: list[int]) -> bool:
    return error.kind == arguments.NO_OVERLOAD or (
        error.kind == arguments.WRONG_TYPE and (error.argument in numbers or error.argument < 0)
    )


def _cast(r: RegionInference, node: ir.Call) -> kinds.Type:
    """`cast(T, value)`: the first argument is a type expression."""
    meant, value = node.args
    if meant.stars or value.stars:
        return kinds.UNKNOWN
    if meant.name == "val":
        meant, value = value, meant
    wanted = annotation.type_of(r, meant.value)
    r.store(meant.n, r.infer(meant.value))
    given = r.infer(value.value)
    r.store(value.n, given)
    if r.check and _is_same(r, given, wanted):
        r.report(findings.REDUNDANT_CAST, node, display.text(r.db, wanted))
    return wanted


def _is_same(r: RegionInference, given: kinds.Type, wanted: kinds.Type) -> bool:
    """Does the cast say nothing new? A gradual type is worth a cast, and so is what was only inferred."""
    return given is wanted and not gradual.is_gradual(given)


def _assert_type(r: RegionInference, node: ir.Call) -> kinds.Type:
    """`assert_type(value, T)`."""
    value, meant = node.args
    if meant.stars or value.stars:
        return kinds.UNKNOWN
    if meant.name in ("val",):
        meant, value = value, meant
    given = r.infer(value.value)
    wanted = annotation.type_of(r, meant.value)
    r.store(value.n, given)
    r.store(meant.n, r.infer(meant.value))
    if r.check and not equivalence.is_same(r.db, given, wanted):
        shown = display.two(r.db, given, wanted)
        r.report(findings.TYPE_ASSERTION_FAILURE, node, *shown)
    return given


def _static_assert(r: RegionInference, condition: ir.Argument) -> None:
    """`static_assert(condition)`: of what is not understood nothing is said."""
    if condition.stars:
        return
    given = r.infer(condition.value)
    outcome = truth.truthiness(r.db, given)
    if r.check and outcome is not True and _is_understood(r, condition.value):
        why = "is false" if outcome is False else "may be false"
        r.report(findings.STATIC_ASSERT_ERROR, condition.value, display.text(r.db, given), why)


def _is_understood(r: RegionInference, condition: ir.Expr) -> bool:
    """Whether no part of a condition is Unknown: `not` makes a `bool` of anything."""
    pending = [condition]
    while pending:
        each = pending.pop()
        if isinstance(each, ir.Unary):
            pending.append(each.operand)
        elif isinstance(each, ir.BoolOp):
            pending += each.values
        elif gradual.is_gradual(r.infer(each)):
            return False
    return True


def _expecting(r: RegionInference, before: int, value: ir.Expr) -> Callable[[kinds.Type | None], kinds.Type]:
    """Infers an argument anew for each type it is expected to have.

    Each form of a call expects another, and inside a lambda so do those of each call, so with each further one in it
    the work is multiplied. Below MAX_LAMBDAS a lambda is inferred once, as if nothing was known of its parameters.
    """

    def infer(expected: kinds.Type | None) -> kinds.Type:
        if not isinstance(value, ir.Lambda):
            if r.types[value.n] is not None:
                r.forget(before + 1, value.n)
            return r.infer(value, expected)
        if r.n_lambdas >= MAX_LAMBDAS:
            return r.infer(value)
        if r.types[value.n] is not None:
            r.forget(before + 1, value.n)
        r.n_lambdas += 1
        found = r.infer(value, expected)
        r.n_lambdas -= 1
        return found

    return infer


def _choosing(r: RegionInference, before: int, value: ir.Expr) -> Callable[[kinds.Type | None], kinds.Type]:
    """The same for an argument that tells which overload is meant: what does not fit is only that."""
    once = _expecting(r, before, value)

    def infer(expected: kinds.Type | None) -> kinds.Type:
        outer, r.is_choosing = r.is_choosing, True
        found = once(expected)
        r.is_choosing = outer
        return found

    return infer


def _is_overloaded(r: RegionInference, callee: kinds.Type) -> bool:
    return len(signatures.of(r.db, callee) or ()) > 1


def _is_reveal(r: RegionInference, callee: kinds.Type) -> bool:
    if isinstance(callee, kinds.SpecialForm):
        return callee.name == "reveal_type"
    return isinstance(callee, kinds.Function) and known.is_global(r.db, callee.definition, "reveal_type", _TYPING)


def _super(r: RegionInference) -> kinds.Type:
    """`super()`: the class around the method, and the method's first parameter."""
    scope = r.scope
    owner = scope.parent.definition if r.in_function and scope.parent and scope.parent.kind == scopes.CLASS else None
    if owner is None or not r.index.bindings or r.index.bindings[0].kind != use_def.PARAMETER:
        return kinds.UNKNOWN
    pivot = r.db.infer.definition_type(r.db, owner).binding
    if pivot is None:
        return kinds.UNKNOWN
    return build.super_(r.db, pivot, r.binding(0))
