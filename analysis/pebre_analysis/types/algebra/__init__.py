"""Operations on types. Everything is total: depth is counted, what is not understood gives Unknown.

The functions others call (each module's docstring has the details):

    union.of(db, types) -> Type                         simplified union; union.two(db, a, b)
    union.parts(ty) -> tuple[Type, ...]                 members of a union, or the type itself
    union.intersect(db, positive, negative=()) -> Type
    union.map_parts(db, ty, function) -> Type           union of the function over the parts
    relation.is_subtype(db, a, b), is_assignable(db, source, target), is_equivalent, is_disjoint -> bool
    known.literal(db, "list") -> ClassLiteral | None    well-known classes: builtins, else known.literal(db, name, module)
    known.instance(db, "str", args=(), module=…) -> Type    Unknown when typeshed lacks it
    known.class_name(db, literal) -> str                "builtins.int": canonical name of well-known classes, else ""
    classes.facts(db, literal) -> Facts                 bases, type parameters, metaclass, flags
    classes.scope(db, literal) -> Scope | None
    classes.default_type(db, literal) -> ClassType      with Unknown (or defaults) for the parameters
    classes.identity(db, literal) -> ClassType          with its own type parameters as arguments
    classes.of_instance(db, ty) -> ClassType | None     the class of an instance-like type (literals, tuples, modules too)
    mro.of(db, literal) -> tuple[ClassType | None, …]   in terms of the literal's parameters; None is an unknown class
    mro.specialised(db, cls) -> same, with the arguments put in
    mro.find(db, cls, literal) -> ClassType | None      the base of that literal, specialised
    members.member(db, ty, name) -> Member | None       what `ty.name` gives, bound (descriptors done)
    members.class_member(db, cls, name) -> Place | None raw lookup along the MRO, unbound
    members.names(db, ty) -> dict[str, …]               for completion
    signatures.of(db, ty) -> tuple[Signature, …] | None None: not callable; () never
    signatures.returns(db, signature) -> Type           inferred if not annotated
    call.call(db, callee, arguments) -> CallResult      type, errors, overload chosen; call.method(db, ty, name, arguments)
    generics.substitute(db, ty, mapping) -> Type; generics.specialise(db, cls, args); generics.solve(…)
    operators.binary(db, left, op, right), compare, unary, contains, subscript -> Type | None
    truth.truthiness(db, ty) -> bool | None             None: either
    iteration.iterate(db, ty) -> Type | None, await_, enter, async forms, unpack(db, ty, n_before, starred, n_after)
    decorators.apply(db, decorator, decorated, …) -> Type
    typing_values.…                                     TypeVar(…), NewType(…), NamedTuple(…), Enum(…) calls

`None` as an operation's result says "the operation is not supported"; callers report or use Unknown.
"""
