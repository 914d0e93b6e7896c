"""Calls: arguments, constructors, overloads, decorators."""

from tests.types import cases

test_case = cases.made_from({
    "constructors": '''
class A:
    def __init__(self, x: int) -> None: ...
class B:
    def __new__(cls, x: int) -> "B": ...
class C:
    def __new__(cls) -> int: ...
class D(A): ...
reveal_type(A(1))  # revealed: A
reveal_type(B(1))  # revealed: B
reveal_type(C())  # revealed: int
reveal_type(D(1))  # revealed: D
def f(t: type[A]):
    reveal_type(t(1))  # revealed: A
''',
    "generic constructors": '''
from typing import Generic, Iterable, TypeVar
T = TypeVar("T")
class Box(Generic[T]):
    def __init__(self, x: T) -> None: ...
class Many(Generic[T]):
    def __init__(self, xs: Iterable[T] = ()) -> None: ...
class Sub(Box[T]): ...
reveal_type(Box(1))  # revealed: Box[int]
reveal_type(Box[str]("a"))  # revealed: Box[str]
reveal_type(Many([1]))  # revealed: Many[int]
reveal_type(Many())  # revealed: Many[Unknown]
reveal_type(Sub("a"))  # revealed: Sub[str]
reveal_type(list((1, "a")))  # revealed: list[int | str]
reveal_type(dict(a=1))  # revealed: dict[str, int]
x: Box[int | None] = Box(1)
reveal_type(x)  # revealed: Box[int | None]
''',
    "overloads by argument": '''
reveal_type(open("f"))  # revealed: str
reveal_type(open("f", "rb"))  # revealed: bytes
def f(mode: str):
    reveal_type(open("f", mode))  # revealed: Any
d = {"a": 1}
reveal_type(d.get("a"))  # revealed: int | None
reveal_type(d.get("a", 2))  # revealed: int
reveal_type(d.get("a", "x"))  # revealed: int | Literal["x"]
reveal_type(d.get("a", None))  # revealed: int | None
''',
    "unions are tried part by part": '''
from typing import overload
@overload
def f(x: int) -> str: ...
@overload
def f(x: str) -> bytes: ...
def f(x): ...
def g(u: int | str, b: bool):
    reveal_type(f(u))  # revealed: str | bytes
    reveal_type(f(b))  # revealed: str
''',
    "a gradual argument that fits several overloads says nothing": '''
from typing import Any, overload
@overload
def f(x: int) -> str: ...
@overload
def f(x: str) -> bytes: ...
def f(x): ...
@overload
def same(x: int) -> str: ...
@overload
def same(x: str) -> str: ...
def same(x): ...
def g(a: Any):
    reveal_type(f(a))  # revealed: Unknown
    reveal_type(same(a))  # revealed: str
''',
    "callbacks": '''
reveal_type(sorted([3, 1]))  # revealed: list[int]
reveal_type(sorted(["a"], key=len))  # revealed: list[str]
reveal_type(sorted([(1, "a")], key=lambda pair: pair[1]))  # revealed: list[tuple[int, str]]
reveal_type(max(1, 2))  # revealed: Literal[1, 2]
reveal_type(max([1.5]))  # revealed: float
reveal_type(map(len, ["a"]))  # revealed: map[int]
reveal_type(map(lambda s: s + "x", ["a"]))  # revealed: map[str]
''',
    "parameter specifications": '''
from typing import Awaitable, Callable, Concatenate, ParamSpec, TypeVar
P = ParamSpec("P")
T = TypeVar("T")
def same(f: Callable[P, T]) -> Callable[P, T]: ...
def many(f: Callable[P, T]) -> Callable[P, list[T]]: ...
def given(f: Callable[Concatenate[int, P], T]) -> Callable[P, T]: ...
def twice(n: int) -> Callable[[Callable[P, T]], Callable[P, T]]: ...
def run(f: Callable[P, Awaitable[T]]) -> Callable[P, T]: ...
@same
def a(x: int, *, k: str = "") -> bool: ...
@many
def b(x: int) -> bool: ...
@given
def c(r: int, x: str) -> bool: ...
@twice(2)
def d(x: int) -> bool: ...
@run
async def e(x: int) -> bool: ...
reveal_type(a)  # revealed: (x: int, *, k: str = "") -> bool
reveal_type(b(1))  # revealed: list[bool]
reveal_type(c)  # revealed: (x: str) -> bool
reveal_type(d(1))  # revealed: bool
reveal_type(e)  # revealed: (x: int) -> bool
class A:
    @same
    def m(self, x: int) -> str: ...
reveal_type(A().m(1))  # revealed: str
''',
    "decorators that return what they get": '''
from typing import Any, Callable, TypeVar
F = TypeVar("F", bound=Callable[..., Any])
def keep(f: F) -> F: ...
def factory() -> Callable[[F], F]: ...
@keep
def a(x: int) -> str: ...
@factory()
def b(x: int) -> str: ...
reveal_type(a)  # revealed: def a(x: int) -> str
reveal_type(b)  # revealed: def b(x: int) -> str
''',
    "variadic type variables": '''
from typing import Callable, TypeVarTuple, Unpack
Ts = TypeVarTuple("Ts")
def pack(*args: Unpack[Ts]) -> tuple[Unpack[Ts]]: ...
def call(f: Callable[[*Ts], int], *args: *Ts) -> tuple[*Ts]: ...
def g(x: int, y: str) -> int: ...
reveal_type(pack(1, "a"))  # revealed: tuple[Literal[1], Literal["a"]]
reveal_type(call(g, 1, "a"))  # revealed: tuple[int, str]
''',
    "calling instances and unions": '''
class A:
    def __call__(self, x: int) -> str: ...
class B:
    def __call__(self, x: int) -> bytes: ...
def f(u: A | B):
    reveal_type(A()(1))  # revealed: str
    reveal_type(u(1))  # revealed: str | bytes
''',
    "async functions": '''
async def f(x: int) -> str: ...
async def main():
    reveal_type(f(1))  # revealed: CoroutineType[Any, Any, str]
    reveal_type(await f(1))  # revealed: str
''',
    "special functions": '''
reveal_type(type(1))  # revealed: <class 'int'>
reveal_type(len((1, 2)))  # revealed: Literal[2]
reveal_type(len("abc"))  # revealed: Literal[3]
reveal_type(bool(1))  # revealed: Literal[True]
reveal_type(getattr(1, "real"))  # revealed: int
reveal_type(tuple((1, "a")))  # revealed: tuple[Literal[1], Literal["a"]]
''',
    "casts": '''
from typing import cast
def f(x):
    reveal_type(cast("list[int]", x))  # revealed: list[int]
    reveal_type(cast(int | None, x))  # revealed: int | None
    reveal_type(cast("Later", x))  # revealed: Later
class Later: ...
''',
    "a gradual argument that leaves the overload open says nothing": '''
from typing import Any, overload
@overload
def f(x: int) -> list[int]: ...
@overload
def f(x: str) -> list[str]: ...
def f(x): ...
def g(a: Any):
    reveal_type(f(a))  # revealed: Unknown
    reveal_type(a + 1)  # revealed: Any
    reveal_type(1 + a)  # revealed: Any
''',
    "constructors that give something else": '''
class A:
    def __new__(cls, x: int) -> tuple[int, str]: ...
    def __init__(self, x: int) -> None: ...
class B:
    def __new__(cls) -> "B":
        new = super().__new__(cls)
        reveal_type(new)  # revealed: Self@__new__
        return new
reveal_type(A(1))  # revealed: tuple[int, str]
reveal_type(object.__new__(B))  # revealed: B
''',
    "overloads pass through decorators": '''
from typing import Callable, ParamSpec, TypeVar, overload
P = ParamSpec("P")
T = TypeVar("T")
def many(f: Callable[P, T]) -> Callable[P, list[T]]: ...
@overload
def f(x: int) -> str: ...
@overload
def f(x: str) -> bytes: ...
def f(x): ...
g = many(f)
reveal_type(g(1))  # revealed: list[str]
reveal_type(g(""))  # revealed: list[bytes]
''',
    "arguments of unknown length": '''
from typing import overload
@overload
def f(a: int, /) -> str: ...
@overload
def f(*a: int) -> bytes: ...
def f(*a): ...
def g(xs: list[int], pair: tuple[int], kw: dict[str, int]):
    reveal_type(f(*xs))  # revealed: bytes
    reveal_type(f(*pair))  # revealed: str
    reveal_type(dict(**kw))  # revealed: dict[str, int]
''',
    "calls of what is no function": '''
x = 1
reveal_type(x())  # revealed: Unknown
''',
})  # fmt: skip
