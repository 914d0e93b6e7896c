"""Type arguments: putting types in for variables.

In:  a type and a mapping from (bound) type variables to types; or a class and the arguments written.
Out: the type with the variables replaced, the same object when none occurs in it.
Always
  - a type without variables (`generic` false) is returned at once;
  - a TypeVarTuple's value is a Tuple and is spliced, a ParamSpec's value is a CallableType whose
    parameters replace `*args: P.args, **kwargs: P.kwargs`;
  - missing arguments are the variable's default, else Unknown; too many are dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import aliases, classes, known, tuples, union

if TYPE_CHECKING:
    from pebre_analysis.types import queries

Types: TypeAlias = Mapping[kinds.TypeVar, kinds.Type]


# ---- classes -------------------------------------------------------------------------------------


def mapping(db: queries.Db, cls: kinds.ClassType) -> dict[kinds.TypeVar, kinds.Type]:
    """The class's parameters and its arguments for them."""
    return dict(zip(classes.type_params(db, cls.literal), cls.args, strict=False))


def as_argument(db: queries.Db, param: kinds.TypeVar) -> kinds.Type:
    """The variable itself in the form of an argument."""
    if param.kind == kinds.PARAM_SPEC:
        return build.callable_type(db, (spec_signature(db, (), param),))
    if param.kind == kinds.TYPE_VAR_TUPLE:
        return build.tuple_(db, (), param)
    return param


def spec_signature(
    db: queries.Db, prefix: tuple[kinds.Parameter, ...], param: kinds.TypeVar, returns: kinds.Type | None = None
) -> kinds.Signature:
    """`(prefix…, *args: P.args, **kwargs: P.kwargs) -> returns`."""
    return build.signature(
        db,
        (
            *prefix,
            build.parameter(db, "args", kinds.VARIADIC, param),
            build.parameter(db, "kwargs", kinds.KEYWORDS, param),
        ),
        kinds.UNKNOWN if returns is None else returns,
    )


def gradual_callable(db: queries.Db, returns: kinds.Type = kinds.UNKNOWN) -> kinds.CallableType:
    """`(...) -> returns`."""
    return build.callable_type(db, (build.signature(db, (), returns, (), True),))


def top_callable(db: queries.Db, returns: kinds.Type | None = None) -> kinds.CallableType:
    """`Top[(...) -> returns]`: all that can be called."""
    given = known.object_(db) if returns is None or isinstance(returns, kinds.Dynamic) else returns
    return build.callable_type(db, (build.signature(db, (), given, (), True),), kinds.TOP)


def unknown_argument(db: queries.Db, param: kinds.TypeVar) -> kinds.Type:
    if param.kind == kinds.PARAM_SPEC:
        return gradual_callable(db)
    return tuples.homogeneous(db, kinds.UNKNOWN) if param.kind == kinds.TYPE_VAR_TUPLE else kinds.UNKNOWN


def specialise(
    db: queries.Db, literal: kinds.ClassLiteral, args: tuple[kinds.Type, ...], shape: kinds.Tuple | None = None
) -> kinds.ClassType:
    """The class with the arguments as written: packed, completed with defaults, cut."""
    params = classes.type_params(db, literal)
    if not params:
        return build.class_type(db, literal)
    return build.class_type(db, literal, complete(db, params, args), shape)


def complete(db: queries.Db, params: tuple[kinds.TypeVar, ...], args: tuple[kinds.Type, ...]) -> tuple[kinds.Type, ...]:
    """Arguments as written, made to fit the parameters."""
    args = _packed(db, params, args)
    done: list[kinds.Type] = []
    values: dict[kinds.TypeVar, kinds.Type] = {}
    for at, param in enumerate(params):
        if at < len(args):
            value = _fitting(db, param, args[at])
        else:
            value = default(db, param, values)
        done.append(value)
        values[param] = value
    return tuple(done)


def default(db: queries.Db, param: kinds.TypeVar, values: Types) -> kinds.Type:
    """The variable's default in terms of the arguments before it, else Unknown."""
    declared = db.infer.type_variable(db, param.definition).default if param.kind != kinds.SELF else None
    if declared is None:
        return unknown_argument(db, param)
    # The default was read without knowing what binds its variables: match those by definition.
    bound = {build.type_var(db, var.name, var.definition, var.kind): value for var, value in values.items()}
    return _fitting(db, param, substitute(db, declared, {**bound, **values}))


def _fitting(db: queries.Db, param: kinds.TypeVar, arg: kinds.Type) -> kinds.Type:
    if param.kind == kinds.PARAM_SPEC:
        if isinstance(arg, kinds.TypeVar) and arg.kind == kinds.PARAM_SPEC:
            return as_argument(db, arg)
        return arg if isinstance(arg, kinds.CallableType) else gradual_callable(db)
    if param.kind == kinds.TYPE_VAR_TUPLE:
        return arg if isinstance(arg, kinds.Tuple) else tuples.homogeneous(db, kinds.UNKNOWN)
    return arg


def _packed(db: queries.Db, params: tuple[kinds.TypeVar, ...], args: tuple[kinds.Type, ...]) -> tuple[kinds.Type, ...]:
    """Collect the arguments of a TypeVarTuple into one tuple, unless they are one already."""
    at = next((at for at, param in enumerate(params) if param.kind == kinds.TYPE_VAR_TUPLE), -1)
    if at < 0 or not args:
        return args
    if at < len(args) <= len(params) and isinstance(args[at], kinds.Tuple):
        return args
    n_after = len(params) - at - 1
    end = max(at, len(args) - n_after)
    middle = args[at:end]
    return (*args[:at], build.tuple_(db, middle), *args[end:])


# ---- substitution --------------------------------------------------------------------------------


def substitute(db: queries.Db, ty: kinds.Type, values: Types) -> kinds.Type:
    """`ty` with the variables replaced."""
    if not ty.generic or not values:
        return ty
    return _SUBSTITUTE[ty.__class__](db, ty, values)


def substitute_class(db: queries.Db, cls: kinds.ClassType, values: Types) -> kinds.ClassType:
    if not cls.generic:
        return cls
    shape = cls.shape
    if shape is not None:
        replaced = _tuple(db, shape, values)
        return tuples.class_type(db, replaced) or cls
    return build.class_type(db, cls.literal, tuple(substitute(db, arg, values) for arg in cls.args))


def substitute_signature(db: queries.Db, signature: kinds.Signature, values: Types) -> kinds.Signature:
    """The signature with the variables replaced; replaced ones are no longer its parameters."""
    if not signature.generic or not values:
        return signature
    gradual = signature.gradual
    own: tuple[kinds.TypeVar, ...] = ()  # the variables of a function whose parameters stand for a ParamSpec
    params: list[kinds.Parameter] = []
    for param in signature.params:
        ty = param.type
        if ty is not None and ty.generic:
            if isinstance(ty, kinds.TypeVar) and ty.kind == kinds.PARAM_SPEC and ty in values:
                spliced = values[ty]
                if isinstance(spliced, kinds.TypeVar):
                    params.append(build.parameter(db, param.name, param.kind, spliced))
                elif param.kind == kinds.VARIADIC:
                    if isinstance(spliced, kinds.CallableType) and len(spliced.signatures) == 1:
                        params.extend(spliced.signatures[0].params)
                        gradual = gradual or spliced.signatures[0].gradual
                        own = spliced.signatures[0].type_params
                    else:
                        gradual = True
                continue
            if param.unpacked and param.kind == kinds.VARIADIC:
                params.extend(unpacked_parameters(db, param.name, substitute(db, ty, values)))
                continue
            ty = substitute(db, ty, values)
        default_ = param.default
        if default_ is not None and default_.generic:
            default_ = substitute(db, default_, values)
        if ty is param.type and default_ is param.default:
            params.append(param)
        else:
            params.append(build.parameter(db, param.name, param.kind, ty, default_, param.unpacked))
    returns = None if signature.returns is None else substitute(db, signature.returns, values)
    type_params = tuple(var for var in (*signature.type_params, *own) if var not in values)
    return build.signature(db, tuple(params), returns, type_params, gradual, signature.definition)


def unpacked_parameters(db: queries.Db, name: str, ty: kinds.Type) -> list[kinds.Parameter]:
    """`*args: *tuple[…]` as plain parameters, as far as the tuple is known."""
    if not isinstance(ty, kinds.Tuple):
        return [build.parameter(db, name, kinds.VARIADIC, kinds.UNKNOWN)]
    if (isinstance(ty.variadic, kinds.TypeVar) and ty.variadic.kind == kinds.TYPE_VAR_TUPLE) or ty.suffix:
        return [build.parameter(db, name, kinds.VARIADIC, ty, None, True)]
    params = [build.parameter(db, f"{name}_{at}", kinds.POSITIONAL_ONLY, each) for at, each in enumerate(ty.prefix)]
    if ty.variadic is not None:
        params.append(build.parameter(db, name, kinds.VARIADIC, ty.variadic))
    return params


def subclass_of(db: queries.Db, of: kinds.Type) -> kinds.Type:
    """`type[of]`, simplified: distributes over unions, also those that name themselves."""
    of = aliases.unfolded(db, of)
    if isinstance(of, kinds.Union):
        return union.of(db, [subclass_of(db, part) for part in of.parts])
    if isinstance(of, (kinds.Instance, kinds.TypeVar, kinds.Dynamic, kinds.Tuple, kinds.Intersection)):
        if isinstance(of, kinds.Instance) and classes.is_final(db, of.cls.literal):
            return build.class_object(db, of.cls)
        return build.subclass_of(db, of)
    if of is kinds.NEVER:
        return of
    cls = classes.of_instance(db, of)
    return build.subclass_of(db, kinds.UNKNOWN) if cls is None else subclass_of(db, tuples.instance(db, cls))


def _type_var(db: queries.Db, ty: kinds.TypeVar, values: Types) -> kinds.Type:
    return values.get(ty, ty)


def _instance(db: queries.Db, ty: kinds.Instance, values: Types) -> kinds.Type:
    return tuples.instance(db, substitute_class(db, ty.cls, values))


def _class_object(db: queries.Db, ty: kinds.ClassObject, values: Types) -> kinds.Type:
    return build.class_object(db, substitute_class(db, ty.cls, values))


def _subclass_of(db: queries.Db, ty: kinds.SubclassOf, values: Types) -> kinds.Type:
    return subclass_of(db, substitute(db, ty.of, values))


def _tuple(db: queries.Db, ty: kinds.Tuple, values: Types) -> kinds.Tuple:
    prefix = tuple(substitute(db, each, values) for each in ty.prefix)
    suffix = tuple(substitute(db, each, values) for each in ty.suffix)
    variadic = ty.variadic
    if variadic is None:
        return build.tuple_(db, prefix)
    replaced = substitute(db, variadic, values)
    if isinstance(variadic, kinds.TypeVar) and variadic.kind == kinds.TYPE_VAR_TUPLE:
        if isinstance(replaced, kinds.Tuple):
            if replaced.variadic is None:
                return build.tuple_(db, prefix + replaced.prefix + suffix)
            return build.tuple_(db, prefix + replaced.prefix, replaced.variadic, replaced.suffix + suffix)
    return build.tuple_(db, prefix, replaced, suffix)


def _function(db: queries.Db, ty: kinds.Function, values: Types) -> kinds.Type:
    if ty.owner is None:
        return ty
    return build.function(db, ty.definition, substitute_class(db, ty.owner, values))


def _bound_method(db: queries.Db, ty: kinds.BoundMethod, values: Types) -> kinds.Type:
    return build.bound_method(db, substitute(db, ty.function, values), substitute(db, ty.receiver, values))


def substitute_callable(db: queries.Db, ty: kinds.CallableType, values: Types) -> kinds.CallableType:
    return build.callable_type(db, tuple(substitute_signature(db, each, values) for each in ty.signatures), ty.kind)


def _property(db: queries.Db, ty: kinds.Property, values: Types) -> kinds.Type:
    getter, setter, deleter = (
        None if part is None else substitute(db, part, values) for part in (ty.getter, ty.setter, ty.deleter)
    )
    return build.property_(db, getter, setter, deleter)


def _wrapper(db: queries.Db, ty: kinds.Wrapper, values: Types) -> kinds.Type:
    return build.wrapper(db, substitute(db, ty.wrapped, values), ty.static)


def _decorator(db: queries.Db, ty: kinds.Decorator, values: Types) -> kinds.Type:
    return ty


def _known_object(db: queries.Db, ty: kinds.KnownObject, values: Types) -> kinds.Type:
    if ty.kind == kinds.TYPE_VAR_OBJECT:
        return ty
    return build.known_object(db, ty.kind, substitute(db, ty.of, values), ty.form)


def _alias(db: queries.Db, ty: kinds.Alias, values: Types) -> kinds.Type:
    return build.alias(db, ty.definition, tuple(substitute(db, arg, values) for arg in ty.args))


def _guard(db: queries.Db, ty: kinds.Guard, values: Types) -> kinds.Type:
    return build.guard(db, substitute(db, ty.of, values), ty.exact)


def _super(db: queries.Db, ty: kinds.Super, values: Types) -> kinds.Type:
    return build.super_(db, substitute(db, ty.pivot, values), substitute(db, ty.owner, values))


def _union(db: queries.Db, ty: kinds.Union, values: Types) -> kinds.Type:
    parts = [substitute(db, part, values) for part in ty.parts]
    if any(isinstance(part, kinds.Alias) for part in ty.parts):
        # What the alias stands for is not asked: it may hold this union, and each part would ask about all others.
        return union.unsimplified(db, parts)
    return union.of(db, parts)


def _intersection(db: queries.Db, ty: kinds.Intersection, values: Types) -> kinds.Type:
    return union.intersect(
        db,
        [substitute(db, part, values) for part in ty.positive],
        [substitute(db, part, values) for part in ty.negative],
    )


# Only kinds that can hold a variable. `Any`: each function takes the class of types that it is listed for.
_SUBSTITUTE: Final[dict[type[kinds.Type], Callable[[queries.Db, Any, Types], kinds.Type]]] = {
    kinds.TypeVar: _type_var,
    kinds.Instance: _instance,
    kinds.ClassObject: _class_object,
    kinds.SubclassOf: _subclass_of,
    kinds.Tuple: _tuple,
    kinds.Function: _function,
    kinds.BoundMethod: _bound_method,
    kinds.CallableType: substitute_callable,
    kinds.Property: _property,
    kinds.Wrapper: _wrapper,
    kinds.Decorator: _decorator,
    kinds.KnownObject: _known_object,
    kinds.Alias: _alias,
    kinds.Guard: _guard,
    kinds.Super: _super,
    kinds.Union: _union,
    kinds.Intersection: _intersection,
}


# ---- looking for variables -----------------------------------------------------------------------


def variables(parts: list[kinds.Type]) -> list[kinds.TypeVar]:
    """The variables in these types, in order of first occurrence."""
    found: dict[kinds.TypeVar, None] = {}
    for part in parts:
        _collect(part, found)
    return list(found)


def _collect(value: object, found: dict[kinds.TypeVar, None]) -> None:
    """Depth first over the fields of values; what holds no variable is skipped at once."""
    if isinstance(value, tuple):
        for each in value:
            _collect(each, found)
    elif isinstance(value, kinds.TypeVar):
        found[value] = None
    elif isinstance(value, kinds.Signature):
        if value.generic:
            _collect(value.params, found)
            _collect(value.returns, found)
    elif isinstance(value, (kinds.Type, kinds.ClassType, kinds.Parameter)) and value.generic:
        for name in value.fields:
            _collect(getattr(value, name), found)
