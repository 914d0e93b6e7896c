"""Questions about types and objects, for tests of a checker: `static_assert(is_subtype_of(bool, int))`.

Arguments called `type_…` are type expressions, in which `A & B` and `~A` may stand. It exists for checkers only.
"""

from typing import Any, _SpecialForm

TypeOf: _SpecialForm
"""`TypeOf[x]`: the type of the value of the expression."""

CallableTypeOf: _SpecialForm
"""`CallableTypeOf[f]`: how the value can be called; of a function, something that binds as a method does."""

RegularCallableTypeOf: _SpecialForm
"""`RegularCallableTypeOf[f]`: how the value can be called, as a `Callable`."""

Unknown: _SpecialForm
"""The type of what is not known."""

class ConstraintSet:
    """What must hold of type variables; of these nothing is worked out."""

    @staticmethod
    def lower_bound(type_bound: Any, type_variable: Any) -> Any: ...
    @staticmethod
    def upper_bound(type_variable: Any, type_bound: Any) -> Any: ...
    @staticmethod
    def equality(type_variable: Any, type_value: Any) -> Any: ...
    @staticmethod
    def range(type_lower: Any, type_variable: Any, type_upper: Any) -> Any: ...
    @staticmethod
    def always() -> Any: ...
    @staticmethod
    def never() -> Any: ...
    def __getattr__(self, name: str, /) -> Any: ...

def is_equivalent_to(type_a: Any, type_b: Any) -> Any:
    """Do both types say the same?"""

def is_subtype_of(type_a: Any, type_b: Any) -> Any:
    """Is every value of the one type a value of the other?"""

def is_assignable_to(type_a: Any, type_b: Any) -> Any:
    """May a value of the one type be given where the other is wanted?"""

def is_constraint_set_assignable_to(type_a: Any, type_b: Any) -> Any:
    """For which type variables is it assignable?"""

def is_disjoint_from(type_a: Any, type_b: Any) -> Any:
    """Can no value be of both types?"""

def is_singleton(type_a: Any) -> bool:
    """Is there exactly one value of the type?"""

def generic_context(value: Any) -> Any:
    """The type variables that the object binds."""

def into_callable(value: Any) -> Any:
    """How the value can be called; of a function, something that binds as a method does."""

def into_regular_callable(value: Any) -> Any:
    """How the value can be called, as a `Callable`."""

def dunder_all_names(module: Any) -> Any:
    """What `__all__` of the module lists, in the order of letters; None where it is not understood."""

def enum_members(enum: Any) -> Any:
    """The names of the members."""

def all_members(value: Any) -> Any:
    """The names of all attributes."""

def has_member(value: Any, name: Any) -> bool:
    """Has the value an attribute of that name?"""

def reveal_protocol_interface(protocol: Any) -> None:
    """What a protocol asks for."""

def reveal_mro(cls: Any) -> None:
    """Reports the classes in which attributes are looked for, in their order."""
