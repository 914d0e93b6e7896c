"""Operations on types. Everything is total: depth is counted, what is not understood gives Unknown.

What others call (each module's docstring says more; `db` is always first):

    union.of(db, types), two, parts(ty), map_parts, filtered; intersect(db, positive, negative=()), excluded
    relation.is_subtype, is_assignable, is_equivalent, is_disjoint, is_singleton, is_single_valued, generic_arguments
    known.instance(db, "str", args=(), module="builtins"), literal, value, none, object_, is_class, is_none, is_global
    classes.facts(db, literal), default_type, identity, type_params, of_instance(db, ty), of_value, scope, is_final
    mro.of(db, literal), specialised(db, cls), find(db, cls, literal), has, has_unknown
    members.member(db, ty, name) -> Member | None (bound); class_member (raw); special (dunder, bound); bind
    attributes.settable(db, ty, name): what may be assigned
    signatures.of(db, ty) -> tuple | None, of_def(db, definition), returns(db, signature), bound, flags
    constructors.of(db, class_object)
    call.call(db, callee, [arguments.Argument(...)], expected) -> CallResult; call_types; method(db, ty, name, types)
    generics.substitute(db, ty, mapping), specialise(db, literal, args), mapping(db, cls), subclass_of, variables
    solve.Solver(db, type_params): infer(formal, actual), solution()
    operators.binary, augmented, unary, compare, contains, subscript, sliced -> Type | None
    truth.truthiness(db, ty) -> bool | None
    iteration.iterate, aiterate, await_, enter, aenter, may_swallow, unpack, generator_return, mapping_value
    decorators.apply(db, decorator, decorated), flag
    special_forms.value(db, definition): globals of `typing`
    enums, dataclasses, named_tuples, typed_dicts, protocols, tuples, literals, aliases, type_variables

`None` as an operation's result says that it is not supported; callers report it or use Unknown.
"""
