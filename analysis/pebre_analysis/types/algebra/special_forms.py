"""Names of `typing` that are no ordinary classes: which form or class each of them is.

In:  a definition of a global of `typing`, `typing_extensions` or `ty_extensions`.
Out: the type of its value: a SpecialForm, or the class that it is another name of; None for ordinary names.
Always: decided by the module and the name, so typeshed's placeholders (`Optional: _SpecialForm`,
`List = _Alias()`, `class Any`) are never looked into.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import scope as scopes
from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import known, sources

if TYPE_CHECKING:
    from pebre_analysis.semantic import definition as definitions
    from pebre_analysis.types import queries

_MODULES: Final = ("typing", "typing_extensions", "_typeshed")

FORMS: Final = frozenset((
    "Annotated", "Any", "Callable", "ClassVar", "Concatenate", "Final", "Generic", "Literal", "LiteralString",
    "Never", "NoReturn", "NotRequired", "Optional", "Protocol", "ReadOnly", "Required", "Self", "Tuple", "Type",
    "TypeAlias", "TypedDict", "TypeForm", "TypeGuard", "TypeIs", "Union", "Unpack",
))  # fmt: skip

# Those of the module `ty_extensions`, which exists for checkers only.
EXTENSIONS: Final = frozenset((
    "AlwaysFalsy", "AlwaysTruthy", "Bottom", "Intersection", "JustComplex", "JustFloat", "Not", "Top",
))  # fmt: skip
# Those of `ty_extensions._internal`, for tests of a checker.
INTERNAL: Final = frozenset(("CallableTypeOf", "RegularCallableTypeOf", "TypeOf", "Unknown"))

# Other names of ordinary classes.
ALIASES: Final = {
    "List": ("list", "builtins"),
    "Dict": ("dict", "builtins"),
    "Set": ("set", "builtins"),
    "FrozenSet": ("frozenset", "builtins"),
    "DefaultDict": ("defaultdict", "collections"),
    "Counter": ("Counter", "collections"),
    "Deque": ("deque", "collections"),
    "ChainMap": ("ChainMap", "collections"),
    "OrderedDict": ("OrderedDict", "collections"),
}


NAMES: Final = FORMS | EXTENSIONS | INTERNAL | frozenset(ALIASES)


def value(db: queries.Db, definition: definitions.Definition) -> kinds.Type | None:
    """What the global of `typing` holds, when it is special."""
    name = definition.name
    if name not in NAMES:
        return None
    scope = definition.scope
    if scope.kind != scopes.MODULE:
        return None
    file = sources.file(definition)
    if name in EXTENSIONS:
        return build.special_form(db, name) if file is sources.stdlib_file(db, "ty_extensions") else None
    if name in INTERNAL:
        return build.special_form(db, name) if file is sources.stdlib_file(db, "ty_extensions._internal") else None
    if not any(file is sources.stdlib_file(db, module) for module in _MODULES):
        return None
    if name in FORMS:
        if name == "Self" and file is sources.stdlib_file(db, "_typeshed"):
            return None  # a type variable
        return build.special_form(db, name)
    target = ALIASES[name]
    return known.value(db, target[0], target[1])


def is_form(ty: kinds.Type, name: str) -> bool:
    return isinstance(ty, kinds.SpecialForm) and ty.name == name
