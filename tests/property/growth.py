"""Programs whose types grow without end: a generic class that gives itself with larger arguments, in every way.

One program for each special name, form and shape of growth; each is used by all operations, also in functions that need
each other, so that it grows inside of cycles too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

NAMES: Final = (
    "__new__", "__init__", "__call__", "__get__", "__set__", "__getattr__", "__getattribute__", "__getitem__",
    "__iter__", "__next__", "__enter__", "__aenter__", "__await__", "__aiter__", "__anext__", "__add__",
    "__radd__", "__iadd__",
    "__neg__", "__lt__", "__eq__", "__contains__", "__bool__", "__len__", "__hash__", "__class_getitem__", "__or__",
    "__init_subclass__", "__set_name__", "__index__", "__reversed__", "keys", "a",
)  # fmt: skip
GROWTHS: Final = ("A[A[T]]", "A[list[T]]", "A[tuple[T, T]]", "A[A[A[T]] | T]")
FORMS: Final = (
    "    {name}: '{grown}'",
    "    def {name}(self, *a) -> '{grown}': ...",
    "    @property\n    def {name}(self) -> '{grown}': ...",
    "    @classmethod\n    def {name}(cls, *a) -> '{grown}': return cls()",
    "    def {name}(self, *a): return A([self])",
    "    {name}: 'type[{grown}]'",
    "    {name}: 'Callable[[{grown}], {grown}]'",
)
_PROGRAM: Final = """\
from collections.abc import Callable
from typing import Protocol
class A[T]:
{member}
    @property
    def b(self) -> 'A[A[T]]': return A()
class P[T](Protocol):
{member}
class D(A[int]):
    c = A()
    d: A[str]
    def e(self, other: 'A[list[int]]') -> P[int]:
        return other
def f(x: A[int], y: D):
    x(); x.a; x.b.b.b; x[1]; x + x; 1 + x; -x; x < x; x == x; 1 in x; not x; [*x]; {{**x}}; x[1:x]; x | x; hash(x)
    for each in x: each.a
    with x as opened: opened.a
    x.a = x; x += x; y.c; y.d; y.c = 1; A(x); A[int](x); D(y); x.missing; list(x); tuple(x); reversed(x)
    a, *b = x
    p: P[str] = x; q: P[P[int]] = y; p = q; p.a
    match x:
        case A(a=1): x
        case [1, *rest]: rest
    return g(x(x))
async def h(x: A[int]):
    await x
    async with x as opened: opened.a
    async for each in x: each.a
def g(x):
    while x:
        x = f(x, x) or x() or x.a or x + x or x[x] or A(x) or x.b
    for y in x:
        x = y
    return f(x, D(x))
def k(x=None):
    x = [k(x)] or A(k) or (x, x) or {{x: k}} or (lambda: x) or k()
    return x
"""


def programs() -> Iterator[tuple[str, dict[str, str]]]:
    """Each with what tells it from the others."""
    for name in NAMES:
        for form in FORMS:
            for grown in GROWTHS:
                member = form.format(name=name, grown=grown)
                yield " ".join(member.split()), {"main.py": _PROGRAM.format(member=member)}
