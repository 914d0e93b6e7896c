"""Subscripted type expressions: `list[int]`, `Callable[[int], str]`, `Literal["a"]`, `Alias[T]`.

In:  a Subscript node and its context.
Out: the type it means, variables free.
Always: each argument is looked at once; wrong numbers of arguments are completed or cut, never an error.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pebre_analysis.syntax import ir
from pebre_analysis.types import build, display, findings, kinds
from pebre_analysis.types.algebra import (
    classes,
    enums,
    generics,
    gradual,
    known,
    literals,
    tuples,
    type_forms,
    union,
)
from pebre_analysis.types.infer import annotation, annotation_callables, annotation_problems
from pebre_analysis.types.infer import type_arguments as type_arguments_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pebre_analysis.types import queries
    from pebre_analysis.types.infer.annotation_context import Context


def arguments(node: ir.Subscript) -> tuple[ir.Expr, ...]:
    """The expressions between the brackets."""
    return node.index.items if isinstance(node.index, ir.Tuple) else (node.index,)


def first_argument(node: ir.Subscript) -> ir.Expr:
    found = arguments(node)
    return found[0] if found else node.index


def is_subscriptable(db: queries.Db, value: kinds.Type) -> bool:
    """Does subscribing the value give a type object?"""
    if isinstance(value, kinds.SpecialForm):
        return True
    if isinstance(value, kinds.ClassLiteral):
        return bool(classes.type_params(db, value)) or known.is_class(db, value, "type") or _is_special_class(db, value)
    if isinstance(value, kinds.ClassObject):
        return bool(type_forms.free_variables(value))
    return isinstance(value, kinds.KnownObject) and value.kind in (kinds.ALIAS_OBJECT, kinds.FORM_OBJECT)


def _is_special_class(db: queries.Db, value: kinds.ClassLiteral) -> bool:
    return known.is_class(db, value, "tuple")


def form_name(db: queries.Db, value: kinds.Type) -> str:
    """The spelling that the object of a subscripted form remembers; "class" for classes."""
    if isinstance(value, kinds.SpecialForm):
        return type_forms.UNION_TYPE if value.name in ("Optional", "Union") else value.name
    if isinstance(value, kinds.KnownObject):
        return value.form
    return "class"


def subscript(c: Context, node: ir.Subscript, depth: int) -> kinds.Type:
    value = c.value(node.value)
    result = _subscript(c, node, value, depth)
    if not c.in_string:
        c.names.store(node.n, type_forms.as_value(c.db, result, form_name(c.db, value)))
    return result


def _subscript(c: Context, node: ir.Subscript, value: kinds.Type, depth: int) -> kinds.Type:
    db = c.db
    if isinstance(value, kinds.SpecialForm):
        handler = _FORMS.get(value.name)
        if value.name in _PLAIN:
            annotation_problems.say(c, node, f"`{value.name}` takes no type arguments")
        return kinds.UNKNOWN if handler is None else handler(c, node, depth)
    if isinstance(value, kinds.ClassLiteral):
        return _class(c, node, value, depth)
    if isinstance(value, kinds.KnownObject) and value.kind == kinds.ALIAS_OBJECT and isinstance(value.of, kinds.Alias):
        params = db.infer.alias_value(db, value.of.definition).type_params
        if _takes_none(value.of, params):
            c.report(findings.NOT_SUBSCRIPTABLE, node, display.text(db, value), "")
        args = type_arguments(c, node, params, depth, value)
        return build.alias(db, value.of.definition, generics.complete(db, params, args))
    if isinstance(value, (kinds.KnownObject, kinds.ClassObject)):
        meant = type_forms.meaning(db, value)
        if meant is not None:
            free = tuple(type_forms.free_variables(meant))
            if not free and not meant.generic and not isinstance(meant, kinds.Dynamic):
                c.report(findings.NOT_SUBSCRIPTABLE, node, display.text(db, value), "")
            args = type_arguments(c, node, free, depth, value)
            return type_forms.with_arguments(db, meant, args) if free else meant
    annotation.unread(c, arguments(node), depth)
    if not c.quiet and type_forms.meaning(db, value) is None:
        annotation_problems.value(c, node.value, value)
    return kinds.UNKNOWN


def _takes_none(alias: kinds.Alias, params: tuple[kinds.TypeVar, ...]) -> bool:
    """Has an alias that says which parameters it has none, or its arguments already?"""
    node = alias.definition.binding.node if alias.definition.exists else None
    return isinstance(node, ir.TypeAliasDef) and (bool(alias.args) or not params)


def _class(c: Context, node: ir.Subscript, value: kinds.ClassLiteral, depth: int) -> kinds.Type:
    db = c.db
    if known.is_class(db, value, "tuple"):
        return _tuple(c, node, depth)
    if known.is_class(db, value, "type"):
        return _type(c, node, depth)
    params = classes.type_params(db, value)
    if not params:
        annotation.unread(c, arguments(node), depth)
        return tuples.instance(db, classes.default_type(db, value))
    args = type_arguments(c, node, params, depth, value)
    return tuples.instance(db, generics.specialise(db, value, args))


def type_arguments(
    c: Context, node: ir.Subscript, params: tuple[kinds.TypeVar, ...], depth: int, of: kinds.Type
) -> tuple[kinds.Type, ...]:
    """The arguments for these parameters of `of`, each in the form its kind of parameter wants."""
    nodes = arguments(node)
    if len(params) == 1 and params[0].kind == kinds.PARAM_SPEC:
        if len(nodes) != 1 or not annotation_callables.is_parameter_list(c, nodes[0]):
            # `Z[int, str]` is short for `Z[[int, str]]`.
            return (annotation_callables.parameters_argument(c, nodes, depth),)
    at_tuple = next((at for at, param in enumerate(params) if param.kind == kinds.TYPE_VAR_TUPLE), -1)
    n_behind = _n_behind(c, nodes, params[at_tuple + 1 :]) if at_tuple >= 0 else 0
    found: list[type_arguments_.Given] = []
    spreads: set[int] = set()  # numbers of those that stand for several
    for at, each in enumerate(nodes):
        if 0 <= at_tuple <= at:
            behind = at - len(nodes) + n_behind
            at = at_tuple + 1 + behind if behind >= 0 else at_tuple
        param = params[at] if at < len(params) else params[-1] if params else None
        if param is not None and param.kind == kinds.PARAM_SPEC:
            spec = annotation_callables.spec_argument(c, each, depth, type_arguments_.NOT_PARAMETERS)
            found.append((each, spec))
            continue
        spread = annotation.unpacked(c, each, depth)
        if isinstance(spread, kinds.Tuple):
            if spread.variadic is None:
                found += [(each, part) for part in spread.prefix]
            else:
                spreads.add(len(found))
                found.append((each, spread))
        elif isinstance(each, ir.List) and param is None:
            found.append((each, annotation_callables.spec_argument(c, each, depth)))
        else:
            variable = annotation.special_variable(c, each, kinds.PARAM_SPEC)  # judged below
            found.append((each, variable or annotation.evaluate(c, each, depth)))
    if c.judges and params:
        type_arguments_.check(c, node, of, params, found, spreads)
    if at_tuple < 0:
        return tuple([ty for _, ty in found])
    return _packed(c, found, spreads, at_tuple, n_behind)


def _n_behind(c: Context, nodes: tuple[ir.Expr, ...], behind: tuple[kinds.TypeVar, ...]) -> int:
    """How many of the parameters behind a TypeVarTuple are given: lists of parameters can be told from types."""
    n_given = len(behind)
    for param, node in zip(reversed(behind), reversed(nodes), strict=False):
        if param.kind != kinds.PARAM_SPEC or annotation_callables.is_parameter_list(c, node):
            break
        n_given -= 1
    return n_given


def _packed(
    c: Context, found: Sequence[type_arguments_.Given], spreads: set[int], at_tuple: int, n_behind: int
) -> tuple[kinds.Type, ...]:
    """The arguments with those for the TypeVarTuple as one tuple; what is spread takes the places it can reach."""
    whole = build.tuple_(c.db, ())
    for number, (_, ty) in enumerate(found):
        is_spread = number in spreads and isinstance(ty, kinds.Tuple)
        part = ty if is_spread and isinstance(ty, kinds.Tuple) else build.tuple_(c.db, (ty,))
        whole = tuples.concatenated(c.db, whole, part)
    if whole.variadic is None:
        given = whole.prefix
        end = max(at_tuple, len(given) - n_behind)
        if len(given) < at_tuple:
            return given
        return (*given[:at_tuple], build.tuple_(c.db, given[at_tuple:end]), *given[end:])
    is_variable = isinstance(whole.variadic, kinds.TypeVar) and whole.variadic.kind == kinds.TYPE_VAR_TUPLE
    filler = kinds.UNKNOWN if is_variable else whole.variadic
    before = (*whole.prefix[:at_tuple], *(filler for _ in range(at_tuple - len(whole.prefix))))
    n_suffix = min(n_behind, len(whole.suffix))
    after = (*(filler for _ in range(n_behind - n_suffix)), *whole.suffix[len(whole.suffix) - n_suffix :])
    rest = whole.suffix[: len(whole.suffix) - n_suffix]
    return (*before, build.tuple_(c.db, whole.prefix[at_tuple:], whole.variadic, rest), *after)


# ---- forms -------------------------------------------------------------------------------------------


def only(c: Context, node: ir.Subscript, name: str) -> ir.Expr:
    """The argument of a form that takes one."""
    n_given = len(arguments(node))
    if n_given != 1:
        annotation_problems.say(c, node, f"`{name}` takes one type argument, not {n_given}")
    return first_argument(node)


def _optional(c: Context, node: ir.Subscript, depth: int) -> kinds.Type:
    return union.two(c.db, annotation.evaluate(c, only(c, node, "Optional"), depth), known.none(c.db))


def _union(c: Context, node: ir.Subscript, depth: int) -> kinds.Type:
    return united(c, [annotation.evaluate(c, each, depth) for each in arguments(node)])


def united(c: Context, parts: list[kinds.Type]) -> kinds.Type:
    """The union of what is written."""
    return type_forms.written_union(c.db, parts) if c.is_value else union.of(c.db, parts)


def _inner(c: Context, node: ir.Subscript, depth: int) -> kinds.Type:
    """Qualifiers where no declaration is: what they qualify."""
    annotation_problems.qualifier(c, node)
    return annotation.evaluate(c, first_argument(node), depth)


def _annotated(c: Context, node: ir.Subscript, depth: int) -> kinds.Type:
    result = annotation.evaluate(c, first_argument(node), depth)
    visit_metadata(c, node)
    return result


def visit_metadata(c: Context, node: ir.Subscript) -> None:
    """The further arguments of `Annotated` are ordinary expressions."""
    if len(arguments(node)) < 2 and not (c.is_value and _may_be_several(c, node.index)):
        annotation_problems.say(c, node, "`Annotated` takes a type and at least one value that says more of it")
    if not c.is_late:
        for each in arguments(node)[1:]:
            c.names.value(each)


def _may_be_several(c: Context, index: ir.Expr) -> bool:
    """May it hold a tuple, the arguments of a form that is made by an expression: `Annotated[args]`?"""
    ty = c.names.value(index)
    return isinstance(ty, kinds.Dynamic) or tuples.shape(c.db, ty) is not None


def _tuple(c: Context, node: ir.Subscript, depth: int) -> kinds.Type:
    nodes = arguments(node)
    db = c.db
    if len(nodes) == 2 and isinstance(nodes[1], ir.Constant) and nodes[1].value is ...:
        if isinstance(nodes[0], ir.Starred):
            annotation_problems.say(c, nodes[1], "`...` in a tuple stands after exactly one type: `tuple[int, ...]`")
        return tuples.homogeneous(db, annotation.evaluate(c, nodes[0], depth))
    prefix: list[kinds.Type] = []
    variadic: kinds.Type | None = None
    suffix: list[kinds.Type] = []
    for each in nodes:
        if isinstance(each, ir.Constant) and each.value is ...:
            annotation_problems.say(c, each, "`...` in a tuple stands after exactly one type: `tuple[int, ...]`")
            continue
        spread = annotation.unpacked(c, each, depth)
        if isinstance(spread, kinds.Tuple) and spread.variadic is not None and variadic is not None:
            annotation_problems.say(c, each, "A tuple has at most one unpacked part of unknown length")
        if isinstance(spread, kinds.Tuple):
            (prefix if variadic is None else suffix).extend(spread.prefix)
            if spread.variadic is not None:
                if variadic is None:
                    variadic = spread.variadic
                suffix.extend(spread.suffix)
        else:
            (prefix if variadic is None else suffix).append(annotation.evaluate(c, each, depth))
    return build.tuple_(db, tuple(prefix), variadic, tuple(suffix))


def _type(c: Context, node: ir.Subscript, depth: int) -> kinds.Type:
    return generics.subclass_of(c.db, annotation.evaluate(c, only(c, node, "type"), depth))


def _type_guard(c: Context, node: ir.Subscript, depth: int) -> kinds.Type:
    return build.guard(c.db, annotation.evaluate(c, only(c, node, "TypeGuard"), depth), False)


def _type_is(c: Context, node: ir.Subscript, depth: int) -> kinds.Type:
    return build.guard(c.db, annotation.evaluate(c, only(c, node, "TypeIs"), depth), True)


def _unpack(c: Context, node: ir.Subscript, depth: int) -> kinds.Type:
    """Where no spread is allowed; the parameters of a `def` are read by `function_facts`."""
    inner = first_argument(node)
    if annotation.special_variable(c, inner, kinds.TYPE_VAR_TUPLE) is not None:
        return kinds.UNKNOWN
    return annotation.evaluate(c, inner, depth)


def _unknown(c: Context, node: ir.Subscript, depth: int) -> kinds.Type:
    annotation.unread(c, arguments(node), depth)
    return kinds.UNKNOWN


def _intersection(c: Context, node: ir.Subscript, depth: int) -> kinds.Type:
    return union.intersect(c.db, [annotation.evaluate(c, each, depth) for each in arguments(node)])


def _not(c: Context, node: ir.Subscript, depth: int) -> kinds.Type:
    return annotation.complement(c.db, annotation.evaluate(c, only(c, node, "Not"), depth))


def _type_of(c: Context, node: ir.Subscript, depth: int) -> kinds.Type:
    """`TypeOf[x]`: the argument is a value."""
    inner = first_argument(node)
    return c.value(inner) if isinstance(inner, (ir.Name, ir.Attribute)) or not c.is_late else kinds.UNKNOWN


def _callable_of(kind: int) -> Callable[[Context, ir.Subscript, int], kinds.Type]:
    return lambda c, node, depth: annotation.callable_of(c.db, _type_of(c, node, depth), kind)


def _materialised(c: Context, node: ir.Subscript, depth: int) -> kinds.Type:
    """`Bottom[T]`: T itself, unless it has gradual parts; what those come to is not worked out."""
    ty = annotation.evaluate(c, first_argument(node), depth)
    return kinds.UNKNOWN if gradual.is_gradual(ty) else ty


def _top(c: Context, node: ir.Subscript, depth: int) -> kinds.Type:
    """`Top[T]`: T itself; where it has gradual parts, what they come to is worked out of `Callable[..., T]` alone."""
    ty = _materialised(c, node, depth)
    if isinstance(ty, kinds.CallableType) and ty.kind == kinds.PLAIN and len(ty.signatures) == 1:
        signature = ty.signatures[0]
        if signature.gradual:
            return kinds.UNKNOWN if signature.params else generics.top_callable(c.db, signature.returns)
    return ty


# ---- Literal -----------------------------------------------------------------------------------------


def _literal(c: Context, node: ir.Subscript, depth: int) -> kinds.Type:
    if isinstance(node.index, ir.Tuple) and node.index.parenthesised:
        annotation_problems.say(c, node.index, _NO_LITERAL)
    return union.of(c.db, [literal_value(c, each, depth) for each in arguments(node)])


_NO_LITERAL: Final = "`Literal` takes `None`, constants of type int, bool, str or bytes, and members of enums"


def literal_value(c: Context, node: ir.Expr, depth: int) -> kinds.Type:
    """One argument of `Literal`."""
    db = c.db
    if isinstance(node, ir.Int):
        return literals.integer(db, node.value)
    if isinstance(node, ir.Unary) and node.op in ("-", "+") and isinstance(node.operand, ir.Int):
        return literals.unary(db, node.op, build.int_literal(db, node.operand.value)) or kinds.UNKNOWN
    if isinstance(node, ir.Str):
        return kinds.UNKNOWN if node.value is None else literals.text(db, node.value)
    if isinstance(node, ir.Bytes):
        return kinds.UNKNOWN if node.value is None else literals.data(db, node.value)
    if isinstance(node, ir.Constant):
        if isinstance(node.value, bool):
            return build.bool_literal(node.value)
        if node.value is None:
            return known.none(db)
    if isinstance(node, ir.Attribute):
        member = _enum_member(c, node)
        if member is not None:
            return member
    if isinstance(node, ir.Tuple):
        annotation_problems.say(c, node, _NO_LITERAL)
        return union.of(db, [literal_value(c, each, depth) for each in node.items])
    # A nested Literal or an alias of one.
    if not isinstance(node, (ir.Name, ir.Attribute, ir.Subscript, ir.Missing)):
        annotation_problems.say(c, node, _NO_LITERAL)
        return kinds.UNKNOWN
    c.quiet += 1
    found = annotation.evaluate(c, node, depth)
    c.quiet -= 1
    if (
        not isinstance(found, kinds.Dynamic)
        and not all(
            literals.is_literal(part) or known.is_none(db, part) or isinstance(part, (kinds.Alias, kinds.Dynamic))
            for part in union.parts(found)
        )
    ) or (isinstance(found, kinds.Dynamic) and _is_no_constant(c, node)):
        annotation_problems.say(c, node, _NO_LITERAL)
    is_constant = all(literals.is_literal(part) or known.is_none(db, part) for part in union.parts(found))
    return found if is_constant else kinds.UNKNOWN


def _is_no_constant(c: Context, node: ir.Expr) -> bool:
    """Is it a name of something that surely is no alias of a `Literal`?"""
    if not isinstance(node, (ir.Name, ir.Attribute)):
        return False
    value = c.value(node)
    if isinstance(value, kinds.SpecialForm):
        return True
    return type_forms.meaning(c.db, value) is None and not isinstance(value, kinds.Dynamic)


def _enum_member(c: Context, node: ir.Attribute) -> kinds.Type | None:
    """`Literal[Color.RED]`, without going through the member's value; or what a class attribute is declared to be."""
    owner = c.value(node.value)
    if isinstance(owner, kinds.ClassLiteral):
        found = enums.member(c.db, owner, node.attr)
        if found is None and isinstance(value := c.value(node), kinds.EnumLiteral):
            return value
        if found is not None and not c.in_string:
            c.names.store(node.n, found)
        return found
    return None


def _no_type(c: Context, node: ir.Subscript, depth: int) -> kinds.Type:
    """What stands among bases, or where parameters are given, means nothing as a type."""
    value = c.value(node.value)
    if isinstance(value, kinds.SpecialForm) and not c.is_value:
        annotation_problems.say(c, node, f"`{value.name}[…]` is no type and cannot stand here")
    return _unknown(c, node, depth)


_PLAIN: Final = frozenset(("Any", "LiteralString", "Never", "NoReturn", "Self"))
_FORMS: Final[dict[str, Callable[[Context, ir.Subscript, int], kinds.Type]]] = {
    "Annotated": _annotated,
    "Bottom": _materialised,
    "CallableTypeOf": _callable_of(kinds.FUNCTION_LIKE),
    "Callable": lambda c, node, depth: annotation_callables.callable_(c, node, depth),
    "ClassVar": _inner,
    "Concatenate": _no_type,
    "Final": _inner,
    "Generic": _no_type,
    "Intersection": _intersection,
    "Literal": _literal,
    "Not": _not,
    "NotRequired": _inner,
    "Optional": _optional,
    "Protocol": _no_type,
    "ReadOnly": _inner,
    "RegularCallableTypeOf": _callable_of(kinds.PLAIN),
    "Required": _inner,
    "Top": _top,
    "Tuple": _tuple,
    "Type": _type,
    "TypeForm": _unknown,
    "TypeGuard": _type_guard,
    "TypeIs": _type_is,
    "TypeOf": _type_of,
    "Union": _union,
    "Unpack": _unpack,
}
