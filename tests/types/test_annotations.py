"""What annotations say."""

from tests.types import cases

test_case = cases.made_from({
    "forms": '''
from typing import Annotated, Any, Callable, ClassVar, Final, List, Literal, LiteralString, Never, Optional
from typing import Tuple, Type, Union
def f(a: Optional[int], b: Union[int, str, None], c: List[int], d: Tuple[int, ...], e: Type[int],
      f: Annotated[int, "m"], g: Any, h: Never, i: LiteralString, j: "int | 'str'", k: None, l: Literal[-1, b"x", None],
      m: float, n: list, o: type):
    reveal_type(a)  # revealed: int | None
    reveal_type(b)  # revealed: int | str | None
    reveal_type(c)  # revealed: list[int]
    reveal_type(d)  # revealed: tuple[int, ...]
    reveal_type(e)  # revealed: type[int]
    reveal_type(f)  # revealed: int
    reveal_type(g)  # revealed: Any
    reveal_type(h)  # revealed: Never
    reveal_type(i)  # revealed: LiteralString
    reveal_type(j)  # revealed: int | str
    reveal_type(k)  # revealed: None
    reveal_type(l)  # revealed: Literal[-1, b"x"] | None
    reveal_type(m)  # revealed: float
    reveal_type(n)  # revealed: list[Unknown]
    reveal_type(o)  # revealed: type
''',
    "what is no type is Unknown": '''
x = 3
def f(a: x, b: 1 + 2, c: [int], d: f(), e: "1 +", g: (int, str), i: int.real,
      h: 'undefined_name'):  # error: [unresolved-reference]
    reveal_type(a)  # revealed: Unknown
    reveal_type(b)  # revealed: Unknown
    reveal_type(c)  # revealed: Unknown
    reveal_type(d)  # revealed: Unknown
    reveal_type(e)  # revealed: Unknown
    reveal_type(g)  # revealed: Unknown
    reveal_type(h)  # revealed: Unknown
    reveal_type(i)  # revealed: Unknown
''',
    "names are looked up late": '''
from __future__ import annotations
def f(x: Later, y: list[Later]) -> Later:
    reveal_type(x)  # revealed: Later
    reveal_type(y)  # revealed: list[Later]
    return x
class Later:
    def g(self) -> Later: ...
    class Inner: ...
    def h(self, x: Inner) -> None:
        reveal_type(x)  # revealed: Inner
reveal_type(f(Later()).g())  # revealed: Later
''',
    "attributes of modules": '''
import typing
import types as t
def f(x: typing.Optional[t.NoneType], y: typing.List["typing.Any"]):
    reveal_type(x)  # revealed: None
    reveal_type(y)  # revealed: list[Any]
''',
    "qualifiers": '''
from typing import ClassVar, Final
class A:
    x: ClassVar[list[int]] = []
    y: Final = 3
    z: "ClassVar[int]" = 1
reveal_type(A.x)  # revealed: list[int]
reveal_type(A.z)  # revealed: int
''',
    "parameters": '''
from typing import TypedDict, Unpack
class Options(TypedDict, total=False):
    a: int
def f(*args: int, **kwargs: str):
    reveal_type(args)  # revealed: tuple[int, ...]
    reveal_type(kwargs)  # revealed: dict[str, str]
def g(**kwargs: Unpack[Options]):
    reveal_type(kwargs)  # revealed: Options
def h(*args: *tuple[int, str]):
    reveal_type(args)  # revealed: tuple[int, str]
''',
    "literals from enums and aliases": '''
from enum import Enum
from typing import Literal
class Color(Enum):
    RED = 1
    BLUE = 2
Mode = Literal["r", "w"]
def f(c: Literal[Color.RED], m: Mode, both: Literal[Mode, "a"]):
    reveal_type(c)  # revealed: Literal[Color.RED]
    reveal_type(m)  # revealed: Literal["r", "w"]
    reveal_type(both)  # revealed: Literal["r", "w", "a"]
''',
    "guards": '''
from typing import TypeGuard, TypeIs
def g(x: object) -> TypeGuard[int]: ...
def h(x: object) -> TypeIs[int]: ...
reveal_type(g)  # revealed: def g(x: object) -> TypeGuard[int]
reveal_type(h(1))  # revealed: TypeIs[int]
''',
})  # fmt: skip
