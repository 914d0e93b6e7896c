"""Types beyond those of `typing`, under the names that Astral's ty gives them.

The module exists for checkers only: import it under `if TYPE_CHECKING`.
"""

from typing import Any, ClassVar, LiteralString, Protocol, Self, _SpecialForm

Intersection: _SpecialForm
"""`Intersection[A, B]`: what is of all the types at once."""

Not: _SpecialForm
"""`Not[A]`: everything but what is of the type."""

Top: _SpecialForm
"""`Top[A]`: the smallest type above all that the gradual parts of `A` may stand for."""

Bottom: _SpecialForm
"""`Bottom[A]`: the largest type below all that the gradual parts of `A` may stand for."""

AlwaysTruthy: _SpecialForm
"""What is true whenever it is tested."""

AlwaysFalsy: _SpecialForm
"""What is false whenever it is tested."""

JustFloat: _SpecialForm
"""`float` without `int`, which the annotation `float` also takes."""

JustComplex: _SpecialForm
"""`complex` without `float` and `int`, which the annotation `complex` also takes."""

def static_assert(condition: object, msg: LiteralString | None = None) -> None:
    """Reports where the type of the condition is not always true."""

class NamedTupleLike(Protocol):
    """What every named tuple has."""

    _fields: ClassVar[tuple[Any, ...]]
    _field_defaults: ClassVar[dict[str, Any]]
    @classmethod
    def _make(cls: type[Self], iterable: Any) -> Self: ...
    def _asdict(self, /) -> dict[str, Any]: ...
    def _replace(self, *args: Any, **kwargs: Any) -> Self: ...
