"""Values that mean types: what `int`, `List[int]`, `int | None`, `T`, `Any` stand for in an annotation.

In:  the type of a value.
Out: the type it means, or None when it means none; and back, the value that a type expression gives.
Always: `float` means `float | int` and `complex` means `complex | float | int`, as the typing
specification says; variables come out unbound, whoever evaluates an annotation binds them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import classes, generics, known, tuples, union

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pebre_analysis.types import queries

UNION_TYPE: Final = "UnionType"


def meaning(db: queries.Db, value: kinds.Type) -> kinds.Type | None:
    """The type that the value means where a type is wanted."""
    if isinstance(value, kinds.ClassLiteral):
        return _class(db, value)
    if isinstance(value, kinds.ClassObject):
        return tuples.instance(db, value.cls)
    if isinstance(value, kinds.KnownObject):
        return value.of
    if isinstance(value, kinds.SpecialForm):
        return _form(db, value.name)
    if isinstance(value, kinds.Dynamic):
        return value
    if known.is_none(db, value):
        return value
    if isinstance(value, kinds.Union):
        # Bound differently on different ways: `try: from a import C` / `except ImportError: from b import C`.
        found = [meaning(db, part) for part in value.parts if not known.is_none(db, part)]
        return None if None in found else union.of(db, [each for each in found if each is not None])
    return None


def _class(db: queries.Db, value: kinds.ClassLiteral) -> kinds.Type:
    if known.is_class(db, value, "float"):
        return union.of(db, (known.instance(db, "float"), known.instance(db, "int")))
    if known.is_class(db, value, "complex"):
        parts = (known.instance(db, "complex"), known.instance(db, "float"), known.instance(db, "int"))
        return union.of(db, parts)
    return tuples.instance(db, classes.default_type(db, value))


_PLAIN_EXTENSIONS: Final = {
    "AlwaysTruthy": kinds.ALWAYS_TRUTHY,
    "AlwaysFalsy": kinds.ALWAYS_FALSY,
    "Unknown": kinds.UNKNOWN,
}


def _form(db: queries.Db, name: str) -> kinds.Type | None:
    """A special form without arguments."""
    if name == "Any":
        return kinds.ANY
    if name in ("Never", "NoReturn"):
        return kinds.NEVER
    if name == "LiteralString":
        return kinds.LITERAL_STRING
    if name in _PLAIN_EXTENSIONS:
        return _PLAIN_EXTENSIONS[name]
    if name in ("JustFloat", "JustComplex"):
        return known.instance(db, name.removeprefix("Just").lower())
    if name == "Tuple":
        return tuples.homogeneous(db, kinds.UNKNOWN)
    if name == "Type":
        return known.instance(db, "type")
    if name == "Callable":
        return generics.gradual_callable(db)
    return None


# Special forms without arguments that `|` takes.
_JOINED: Final = frozenset((
    "Any", "LiteralString", "Never", "NoReturn", "Self", "AlwaysTruthy", "AlwaysFalsy", "JustFloat", "JustComplex",
    "Unknown",
))  # fmt: skip


def is_form(db: queries.Db, value: kinds.Type) -> bool:
    """Is the value an object that `|` makes a type of?"""
    if isinstance(value, (kinds.ClassLiteral, kinds.ClassObject)):
        return True
    if isinstance(value, kinds.KnownObject):
        return True
    return isinstance(value, kinds.SpecialForm) and value.name in _JOINED


def union_of(db: queries.Db, left: kinds.Type, right: kinds.Type) -> kinds.Type | None:
    """The value of `left | right` between type objects; None when it is an ordinary operator."""
    left_is, right_is = is_form(db, left), is_form(db, right)
    if not (left_is or right_is):
        return None
    if not (left_is or known.is_none(db, left) or isinstance(left, kinds.Dynamic)):
        return None
    if not (right_is or known.is_none(db, right) or isinstance(right, (kinds.Dynamic, kinds.StrLiteral))):
        return None
    if _has_operator(db, left) or _has_operator(db, right):
        return None
    a, b = meaning(db, left), meaning(db, right)
    both = written_union(db, (a or kinds.UNKNOWN, b or kinds.UNKNOWN))
    return build.known_object(db, kinds.FORM_OBJECT, both, UNION_TYPE)


def written_union(db: queries.Db, parts: Sequence[kinds.Type]) -> kinds.Type:
    """The union that an alias may mean: with all its parameters, also those of a part that another contains."""
    result = union.of(db, parts)
    if not any(part.generic for part in parts):
        return result
    written = dict.fromkeys(part for each in parts for part in union.parts(each))
    if len(generics.variables(list(written))) == len(generics.variables([result])):
        return result
    return build.union(db, tuple(written))


def _has_operator(db: queries.Db, value: kinds.Type) -> bool:
    """Does the class's own metaclass define `|`?"""
    literal = classes.of_value(db, value)
    if literal is None:
        return False
    metaclass = classes.facts(db, literal).metaclass
    if not isinstance(metaclass, kinds.ClassLiteral) or metaclass.durable:
        return False
    scope = classes.scope(metaclass)
    return scope is not None and any(scope.symbol(name).state.get(db) is not None for name in ("__or__", "__ror__"))


def as_value(db: queries.Db, ty: kinds.Type, form: str) -> kinds.Type:
    """The object that a type expression of that spelling gives: a class where it is one, else a KnownObject."""
    if isinstance(ty, kinds.Instance) and form in ("", "class"):
        return build.class_object(db, ty.cls)
    if isinstance(ty, kinds.Tuple) and form in ("", "class", "Tuple"):
        cls = tuples.class_type(db, ty)
        return kinds.UNKNOWN if cls is None else build.class_object(db, cls)
    if isinstance(ty, kinds.Dynamic) and form in ("", "class"):
        return ty
    return build.known_object(db, kinds.FORM_OBJECT, ty, form)


def free_variables(ty: kinds.Type) -> list[kinds.TypeVar]:
    """Variables of an alias's value that nobody bound yet, in order: its parameters."""
    return [var for var in generics.variables([ty]) if var.binding is None and var.kind != kinds.SELF]


def with_arguments(db: queries.Db, ty: kinds.Type, args: tuple[kinds.Type, ...]) -> kinds.Type:
    """An alias's value with arguments for its free variables; missing ones are Unknown."""
    free = tuple(free_variables(ty))
    if not free:
        return ty
    return generics.substitute(db, ty, dict(zip(free, generics.complete(db, free, args), strict=True)))
