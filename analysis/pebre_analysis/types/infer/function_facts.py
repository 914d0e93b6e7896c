"""What the headers of functions say: signatures, flags, overloads. `class_facts` is what those of classes say.

In:  the definition of a `def`.
Out: the records of `queries`.
Always: only the header is read, through the code of the region it stands in; bodies play no part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.engine import contents, query
from pebre_analysis.semantic import definition as definitions
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import bodies, ir
from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import decorators, generics, known, literals, sources, union
from pebre_analysis.types.infer import (
    annotation,
    annotation_context,
    annotation_forms,
    annotation_problems,
    annotation_strings,
    states,
)

if TYPE_CHECKING:
    from pebre_analysis.types.infer.annotation_context import Context

_EMPTY: Final = queries.Overloads((), None)


def _no_facts(db: queries.Db, definition: definitions.Definition) -> queries.FunctionFacts:
    return queries.FunctionFacts(build.signature(db, (), kinds.DIVERGENT, (), True, definition), 0)


@query.query(definitions.Definition, common=True, cycle_initial=_no_facts)
def function_facts(db: queries.Db, definition: definitions.Definition) -> queries.FunctionFacts:
    """The signature and flags of one `def`."""
    region = definition.region
    region.code.get(db)
    node = definition.binding.node
    if not isinstance(node, ir.FunctionDef):
        return _no_facts(db, definition)
    names = db.infer.names(db, region)
    flags, transform = _decorator_flags(db, names, node)
    if node.is_async:
        flags |= queries.ASYNC
    if node.body.is_generator:
        flags |= queries.GENERATOR
    if bodies.says_nothing(node.body):
        flags |= queries.STUB_BODY
    c = annotation_context.Context(names, definition)
    if flags & queries.NO_TYPE_CHECK:  # as if it were not annotated
        params = tuple(
            build.parameter(db, param.name, kind, None, _default(c, param)) for param, kind in _kinds(node.params)
        )
        returns = None
    else:
        params = tuple(_parameter(c, param, kind) for param, kind in _kinds(node.params))
        returns = _returns(c, node, flags)
    of_params = generics.variables([param.type for param in params if param.type is not None])
    if returns is not None and returns.generic:
        returns = _rescoped(db, returns, definition, of_params)
    found = dict.fromkeys([*of_params, *_free(returns)])
    declared = [
        annotation_context.parameter_variable(db, each, definition)
        for each in annotation_context.own_parameters(definition)
    ]
    type_params = dict.fromkeys([*declared, *(var for var in found if var.binding is definition)])
    signature = build.signature(db, params, returns, tuple(type_params), False, definition)
    return queries.FunctionFacts(signature, flags, transform)


def parameter_facts(
    db: queries.Db, definition: definitions.Definition, param: ir.Parameter
) -> queries.ParameterFacts | None:
    """What `function_facts` would say of a parameter, without a look at the annotations of the others: what is needed
    of a header where little of a body is asked for. None where those facts are known, or a default counts.
    """
    if _is_known(definition):
        return None
    if param.annotation is None and param.default is not None:
        return None
    region = definition.region
    region.code.get(db)
    node = definition.binding.node
    if not isinstance(node, ir.FunctionDef):
        return None
    names = db.infer.names(db, region)
    flags, _ = _decorator_flags(db, names, node)
    if flags & queries.NO_TYPE_CHECK:
        return None
    kind = next((kind for own, kind in _kinds(node.params) if own.name == param.name), None)
    if kind is None:
        return None
    ty, unpacked = None, False
    if param.annotation is not None:
        ty, unpacked = _parameter_type(annotation_context.Context(names, definition), param.annotation, kind)
    return queries.ParameterFacts(flags, build.parameter(db, param.name, kind, ty, None, unpacked))


def plain_result(db: queries.Db, definition: definitions.Definition) -> kinds.Type | None:
    """What a call gives whatever is given, without a look at the parameters: of a `def` in plain code whose result is
    annotated with classes. None for others, and where `function_facts` are known.
    """
    region = definition.region
    if region.scope.file.is_stub or _is_known(definition):
        return None
    region.code.get(db)
    node = definition.binding.node
    if not isinstance(node, ir.FunctionDef) or node.returns is None:
        return None
    if node.decorators or node.is_async or node.type_params:
        return None
    returns = _returns(annotation_context.Context(db.infer.names(db, region), definition), node, 0)
    if returns is None or returns.generic or not all(isinstance(part, kinds.Instance) for part in union.parts(returns)):
        return None
    return returns


def _is_known(definition: definitions.Definition) -> bool:
    return any(each.query is function_facts.ingredient for each in contents.memos(definition))


def _free(ty: kinds.Type | None) -> list[kinds.TypeVar]:
    """Variables of a result that callables in it do not bind themselves."""
    if ty is None or not ty.generic:
        return []
    own = {
        var
        for part in union.parts(ty)
        if isinstance(part, kinds.CallableType)
        for signature in part.signatures
        for var in signature.type_params
    }
    return [var for var in generics.variables([ty]) if var not in own]


def _rescoped(
    db: queries.Db, returns: kinds.Type, definition: definitions.Definition, of_params: list[kinds.TypeVar]
) -> kinds.Type:
    """Variables that only a returned callable has are that callable's: `def decorate() -> Callable[[F], F]`."""

    def one(part: kinds.Type) -> kinds.Type:
        if not isinstance(part, kinds.CallableType):
            return part
        own = tuple(
            var
            for var in generics.variables([part])
            if var.binding is definition and var not in of_params and var.kind != kinds.SELF
        )
        if not own:
            return part
        return build.callable_type(
            db,
            tuple(
                build.signature(db, each.params, each.returns, own, each.gradual, each.definition)
                for each in part.signatures
            ),
            part.kind,
        )

    return union.map_parts(db, returns, one)


def _kinds(params: tuple[ir.Parameter, ...]) -> list[tuple[ir.Parameter, int]]:
    """Parameters with their kinds; leading names like `__x` are positional-only by an older convention."""
    if any(param.kind == ir.POSITIONAL_ONLY for param in params):
        return [(param, param.kind) for param in params]
    result: list[tuple[ir.Parameter, int]] = []
    leading = True
    for at, param in enumerate(params):
        kind = param.kind
        if leading and kind == ir.POSITIONAL_OR_KEYWORD:
            is_private = param.name.startswith("__") and not param.name.endswith("__")
            if is_private:
                kind = ir.POSITIONAL_ONLY
            elif at > 0 or (len(params) > 1 and not _is_private(params[1])):
                leading = False
        result.append((param, kind))
    if len(result) > 1 and result[1][1] == ir.POSITIONAL_ONLY and result[0][1] == ir.POSITIONAL_OR_KEYWORD:
        # `self` in front of positional-only parameters is one too.
        result[0] = (result[0][0], ir.POSITIONAL_ONLY)
    return result


def _is_private(param: ir.Parameter) -> bool:
    return param.name.startswith("__") and not param.name.endswith("__")


def _parameter(c: Context, param: ir.Parameter, kind: int) -> kinds.Parameter:
    ty: kinds.Type | None = None
    unpacked = False
    if param.annotation is not None:
        ty, unpacked = _parameter_type(c, param.annotation, kind)
    return build.parameter(c.db, param.name, kind, ty, _default(c, param), unpacked)


def _default(c: Context, param: ir.Parameter) -> kinds.Type | None:
    return None if param.default is None else default_type(c, param.default)


def _parameter_type(c: Context, node: ir.Expr, kind: int) -> tuple[kinds.Type, bool]:
    """Its type, and whether that is of all that it takes together."""
    if kind in (ir.VARIADIC, ir.KEYWORDS):
        spread = _unpacked(c, node, kind)
        if spread is not None:
            return c.bound(spread), True
        spec = _spec(c, node, "args" if kind == ir.VARIADIC else "kwargs")
        if spec is not None:
            return c.bound(spec), False
    said = annotation.declaration(c, node)
    annotation_problems.qualifiers(c, node, said.qualifiers)
    return (kinds.UNKNOWN if said.type is None else c.bound(said.type)), False


def _unpacked(c: Context, node: ir.Expr, kind: int) -> kinds.Type | None:
    """`*args: *Ts` and `**kwargs: Unpack[TD]`, in a string too; None for other annotations."""
    if isinstance(node, ir.Str):
        parsed = None if node.value is None else annotation_strings.expression(node.value)
        if not isinstance(parsed, ir.Subscript | ir.Starred):
            return None
        with c.reading(node):
            return _unpacked(c, parsed, kind)
    if kind == ir.VARIADIC:
        return annotation.unpacked(c, node, 0)
    if isinstance(node, ir.Subscript):
        value = c.value(node.value)
        if isinstance(value, kinds.SpecialForm) and value.name == "Unpack":
            return annotation.evaluate(c, annotation_forms.first_argument(node))
    return None


def look_at(c: Context, node: ir.FunctionDef) -> None:
    """Reads the annotations of a header once more, so that their names have types and mistakes are reported."""
    for param, kind in _kinds(node.params):
        if param.annotation is not None:
            _parameter_type(c, param.annotation, kind)
    if node.returns is not None:
        annotation.evaluate(c, node.returns)


def _spec(c: Context, node: ir.Expr, attr: str) -> kinds.Type | None:
    """`P.args` and `P.kwargs`."""
    if isinstance(node, ir.Str) and node.value is not None and node.value.endswith("." + attr):
        parsed = annotation_strings.expression(node.value)
        if parsed is not None:
            with c.reading(node):
                return _spec(c, parsed, attr)
    if isinstance(node, ir.Attribute) and node.attr == attr:
        value = c.value(node.value)
        if isinstance(value, kinds.KnownObject) and isinstance(value.of, kinds.TypeVar):
            if value.of.kind == kinds.PARAM_SPEC:
                return value.of
    return None


def default_type(c: Context, node: ir.Expr) -> kinds.Type:
    """The type of a default value; small constants are read off, `...` in a stub says nothing."""
    db = c.db
    if isinstance(node, ir.Constant):
        if node.value is ...:
            return kinds.UNKNOWN
        return known.none(db) if node.value is None else build.bool_literal(node.value)
    if isinstance(node, ir.Int):
        return literals.integer(db, node.value)
    if isinstance(node, ir.Str) and node.value is not None:
        return literals.text(db, node.value)
    if isinstance(node, ir.Bytes) and node.value is not None:
        return literals.data(db, node.value)
    if not c.names.is_stub or isinstance(node, ir.Unary):
        return c.names.value(node)
    # In a stub a default is there to be read: members of enums, nothing else.
    value = c.value(node) if isinstance(node, ir.Attribute) else kinds.UNKNOWN
    return value if isinstance(value, kinds.EnumLiteral) else kinds.UNKNOWN


def _returns(c: Context, node: ir.FunctionDef, flags: int) -> kinds.Type | None:
    db = c.db
    if node.returns is None:
        if c.names.is_stub:
            return known.none(db) if node.name == "__init__" else kinds.UNKNOWN
        return None
    returns = c.bound(annotation.evaluate(c, node.returns))
    if flags & queries.ASYNC and not flags & queries.GENERATOR:
        return coroutine(db, returns)
    return returns


def coroutine(db: queries.Db, returns: kinds.Type) -> kinds.Type:
    """What calling an `async def` with that result gives."""
    return known.instance(db, "CoroutineType", (kinds.ANY, kinds.ANY, returns), "types")


def _decorator_flags(db: queries.Db, names: queries.Names, node: ir.FunctionDef) -> tuple[int, kinds.Decorator | None]:
    flags = 0
    transform: kinds.Decorator | None = None
    for decorator in node.decorators:
        if isinstance(decorator, ir.Attribute) and decorator.attr in ("setter", "getter", "deleter"):
            flags |= queries.DECORATED
            continue
        value = names.value(decorator)
        bits = decorators.flag(db, value)
        if bits is None:
            flags |= queries.DECORATED
        else:
            flags |= bits
            if isinstance(value, kinds.Decorator) and value.kind == "dataclass_transform":
                transform = value
    return flags, transform


# ---- overloads -------------------------------------------------------------------------------------


def _no_overloads(db: queries.Db, definition: definitions.Definition) -> queries.Overloads:
    return _EMPTY


@query.query(definitions.Definition, common=True, cycle_initial=_no_overloads)
def overloads(db: queries.Db, definition: definitions.Definition) -> queries.Overloads:
    """The `@overload` definitions directly before a `def` of the same name, itself included if it is one."""
    scope = sources.enclosing(definition)
    state = scope.symbol(definition.name).state.get(db)
    if state is None:
        return _EMPTY
    same = [each for each in state.declarations if each.kind == use_def.FUNCTION]
    if len(same) < 2 or definition not in same:
        return _EMPTY
    if scope.kind != scopes.FUNCTION:
        same = [each for each in same if each is definition or can_run(db, each)]
    at = same.index(definition)
    is_overload = bool(db.infer.function_facts(db, definition).flags & queries.OVERLOAD)
    end = at + 1 if is_overload else at
    start = end
    while start > 0 and db.infer.function_facts(db, same[start - 1]).flags & queries.OVERLOAD:
        start -= 1
    if start == end:
        return _EMPTY
    return queries.Overloads(tuple(same[start:end]), None if is_overload else definition)


def can_run(db: queries.Db, definition: definitions.Definition) -> bool:
    """Does the statement stand where the settings let control come? Those of function bodies are taken to."""
    return definition.region.is_body or states.is_live(db, definition.region.entry.get(db).path)
