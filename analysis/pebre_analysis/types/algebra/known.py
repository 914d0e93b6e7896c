"""Well-known classes and functions of the standard library, by name.

In:  a name and the module that holds it ("builtins" unless said).
Out: its class literal, an instance, or None/Unknown when typeshed has no such name.
Always: a hit on a name of a file that cannot change costs one dictionary look-up and records no edge;
other typesheds (the `typeshed` setting) are asked through a query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.engine import interned, query
from pebre_analysis.types import build, kinds, queries, remembered
from pebre_analysis.types.algebra import sources, tuples

if TYPE_CHECKING:
    from pebre_analysis.semantic import definition as definitions


class KnownName(interned.Interned):
    """A global of a standard library module."""

    __slots__ = ("module", "name")

    module: str
    name: str


def _no_value(db: queries.Db, key: KnownName) -> kinds.Type | None:
    return None


@query.query(KnownName, cycle_initial=_no_value)
def known_value(db: queries.Db, key: KnownName) -> kinds.Type | None:
    """The public type of the global; None when there is none."""
    file = sources.stdlib_file(db, key.module)
    if file is None:
        return None
    place = db.infer.module_attribute(db, file, key.name)
    return None if place is None else place.type


def value(db: queries.Db, name: str, module: str = "builtins") -> kinds.Type:
    """What the global holds; Unknown when there is none."""
    found = remembered.heeded(db).known.get((module, name))
    if found is not None:
        return found
    result = known_value(db, KnownName.intern(db, module, name))
    if result is None:
        return kinds.UNKNOWN
    if result.durable and isinstance(result, kinds.ClassLiteral) and not db.guesses:
        db.memos.known[module, name] = result
    return result


def literal(db: queries.Db, name: str, module: str = "builtins") -> kinds.ClassLiteral | None:
    found = remembered.heeded(db).known.get((module, name)) or value(db, name, module)
    return found if isinstance(found, kinds.ClassLiteral) else None


def class_type(
    db: queries.Db, name: str, args: tuple[kinds.Type, ...] = (), module: str = "builtins"
) -> kinds.ClassType | None:
    """The class with exactly these arguments; the caller knows how many it takes."""
    found = literal(db, name, module)
    return None if found is None else build.class_type(db, found, args)


def instance(db: queries.Db, name: str, args: tuple[kinds.Type, ...] = (), module: str = "builtins") -> kinds.Type:
    """An instance of the class with exactly these arguments; Unknown when typeshed lacks it."""
    found = literal(db, name, module)
    if found is None:
        return kinds.UNKNOWN
    return tuples.instance(db, build.class_type(db, found, args))


def none(db: queries.Db) -> kinds.Type:
    return instance(db, "NoneType", (), "types")


def object_(db: queries.Db) -> kinds.Type:
    return instance(db, "object")


def is_class(db: queries.Db, cls: kinds.ClassLiteral, name: str, module: str = "builtins") -> bool:
    """Is it that well-known class? The name is compared first, so a mismatch costs nothing."""
    return cls.name == name and cls is literal(db, name, module)


def is_instance(db: queries.Db, ty: kinds.Type, name: str, module: str = "builtins") -> bool:
    """Is the type an instance of exactly that class?"""
    return isinstance(ty, kinds.Instance) and is_class(db, ty.cls.literal, name, module)


def is_none(db: queries.Db, ty: kinds.Type) -> bool:
    return is_instance(db, ty, "NoneType", "types")


def is_not_implemented(db: queries.Db, ty: kinds.Type) -> bool:
    """Is it `NotImplemented`? Stubs say that its class may be anything, so that methods can return it."""
    return is_instance(db, ty, "NotImplementedType", "types")


def is_object(db: queries.Db, ty: kinds.Type) -> bool:
    return is_instance(db, ty, "object")


def is_global(db: queries.Db, definition: definitions.Definition, name: str, modules: tuple[str, ...]) -> bool:
    """Is the definition the global `name` of one of these standard library modules?"""
    if definition.name != name:
        return False
    file = sources.file(definition)
    return any(file is sources.stdlib_file(db, module) for module in modules)
