"""How types are shown."""

from tests.types import cases

test_case = cases.made_from({
    "literals": '''
reveal_type(1)  # revealed: Literal[1]
reveal_type("a")  # revealed: Literal["a"]
reveal_type('say "hi"\\n')  # revealed: Literal['say "hi"\\n']
reveal_type("it's \\"x\\"")  # revealed: Literal["it's \\"x\\""]
reveal_type(b"\\x00a")  # revealed: Literal[b"\\x00a"]
reveal_type(True)  # revealed: Literal[True]
reveal_type(None)  # revealed: None
reveal_type(...)  # revealed: EllipsisType
''',
    "literals are gathered where the first stands": '''
from typing import Literal
def f(x: Literal[1, "a"] | None | Literal[True]):
    reveal_type(x)  # revealed: Literal[1, "a", True] | None
''',
    "classes": '''
class A: ...
reveal_type(A)  # revealed: <class 'A'>
reveal_type(A())  # revealed: A
reveal_type(list[int])  # revealed: <class 'list[int]'>
reveal_type(tuple[int, str])  # revealed: <class 'tuple[int, str]'>
def f(x: type[A], y: type[int | str]):
    reveal_type(x)  # revealed: type[A]
    reveal_type(y)  # revealed: type[int | str]
''',
    "tuples": '''
def f(a: tuple[int, ...], b: tuple[()], c: tuple[int, *tuple[str, ...], bytes]):
    reveal_type(a)  # revealed: tuple[int, ...]
    reveal_type(b)  # revealed: tuple[()]
    reveal_type(c)  # revealed: tuple[int, *tuple[str, ...], bytes]
''',
    "functions": '''
from typing import Any
def f(a, /, b: int = 1, *args: str, c: "list[int] | None" = None, d=2, **kw: Any) -> str: ...
def g(x: int, *, y: str = "", z: float = 1.5) -> None: ...
reveal_type(f)  # revealed: def f(a, /, b: int = 1, *args: str, c: list[int] | None = None, d=2, **kw: Any) -> str
reveal_type(g)  # revealed: def g(x: int, *, y: str = "", z: float = ...) -> None
reveal_type(lambda x, y=1: x)  # revealed: (x, y=1) -> Unknown
''',
    "callables": '''
from typing import Callable, Concatenate, ParamSpec, TypeVar
P = ParamSpec("P")
T = TypeVar("T")
def f(a: Callable, b: Callable[..., int], c: Callable[[int, str], None] | None, d: Callable[P, T],
      e: Callable[Concatenate[int, P], Callable[[], T]]) -> None:
    reveal_type(a)  # revealed: (...) -> Unknown
    reveal_type(b)  # revealed: (...) -> int
    reveal_type(c)  # revealed: ((int, str, /) -> None) | None
    reveal_type(d)  # revealed: (**P@f) -> T@f
    reveal_type(e)  # revealed: (int, /, *args: P@f.args, **kwargs: P@f.kwargs) -> (() -> T@f)
reveal_type(f)  # revealed: def f[**P, T](a: (...) -> Unknown, b: (...) -> int, c: ((int, str, /) -> None) | None, d: (**P) -> T, e: (int, /, *args: P.args, **kwargs: P.kwargs) -> (() -> T)) -> None
''',  # noqa: E501
    "methods": '''
class A:
    def f(self, x: int) -> int: ...
    @classmethod
    def c(cls) -> "A": ...
    @staticmethod
    def s(x: int) -> str: ...
    @property
    def p(self) -> int: ...
reveal_type(A.f)  # revealed: def f(self, x: int) -> int
reveal_type(A().f)  # revealed: bound method A.f(x: int) -> int
reveal_type(A.c)  # revealed: bound method <class 'A'>.c() -> A
reveal_type(A().c)  # revealed: bound method type[A].c() -> A
reveal_type(A.s)  # revealed: def s(x: int) -> str
reveal_type(A.p)  # revealed: property
''',
    "generic functions": '''
from typing import TypeVar
T = TypeVar("T")
def f(x: T) -> list[T]:
    reveal_type(x)  # revealed: T@f
    return [x]
def g[U: int, *Ts, **P](x: U) -> U: ...
reveal_type(f)  # revealed: def f[T](x: T) -> list[T]
reveal_type(g)  # revealed: def g[U, *Ts, **P](x: U) -> U
''',
    "type objects": '''
from typing import Annotated, Callable, Literal, NewType, Optional, TypeVar
T = TypeVar("T")
N = NewType("N", int)
type A = int
type B[X] = list[X]
reveal_type(T)  # revealed: TypeVar
reveal_type(N)  # revealed: <NewType pseudo-class 'N'>
reveal_type(A)  # revealed: TypeAliasType
reveal_type(B[int])  # revealed: <type alias 'B[int]'>
reveal_type(int | str)  # revealed: <types.UnionType special-form 'int | str'>
reveal_type(Optional[int])  # revealed: <types.UnionType special-form 'int | None'>
reveal_type(Optional)  # revealed: <special-form 'typing.Optional'>
reveal_type(Annotated[int, 1])  # revealed: <special-form 'typing.Annotated[int, <metadata>]'>
reveal_type(Callable[[int], str])  # revealed: <Callable special-form '(int, /) -> str'>
reveal_type(Literal[1, "a"])  # revealed: <special-form 'Literal[1, "a"]'>
''',
    "overloads": '''
reveal_type({1: "a"}.get)  # revealed: Overload[(key: int, default: None = None, /) -> str | None, (key: int, default: str, /) -> str, [_T](key: int, default: _T, /) -> str | _T]
''',  # noqa: E501
})  # fmt: skip
