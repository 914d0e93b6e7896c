"""Member access: along the MRO, through descriptors, on unions and modules."""

from tests.types import cases

test_case = cases.made_from({
    "the nearest class wins": '''
class A:
    x: int
    def f(self) -> int: ...
class B(A):
    x: bool
class C(B):
    def f(self) -> bool: ...
reveal_type(C().x)  # revealed: bool
reveal_type(C().f())  # revealed: bool
reveal_type(B().f())  # revealed: int
''',
    "diamonds follow C3": '''
class Top:
    v: int
class L(Top):
    v: str
class R(Top):
    v: bytes
class D(L, R): ...
class E(R, L): ...
reveal_type(D().v)  # revealed: str
reveal_type(E().v)  # revealed: bytes
''',
    "bases that contradict each other give Unknown": '''
class A: ...
class B(A): ...
class C(A, B): ...
class Loop(Loop): ...  # error: [unresolved-reference]
reveal_type(C().anything)  # revealed: Unknown
''',
    "an unknown base may have anything": '''
from nowhere import Base
class A(Base):
    x: int
reveal_type(A().x)  # revealed: int
reveal_type(A().y)  # revealed: Unknown
reveal_type(A.z)  # revealed: Unknown
''',
    "attributes set in methods": '''
class A:
    z = None
    def __init__(self, n: int):
        self.x = n
        self.y: str = ""
        self.z = n
    def other(self):
        self.x = "later"
reveal_type(A(1).x)  # revealed: int | str
reveal_type(A(1).y)  # revealed: str
reveal_type(A(1).z)  # revealed: None | int
''',
    "a declaration above governs assignments below": '''
class A:
    x: int | None = None
class B(A):
    def __init__(self) -> None:
        self.x = 1
reveal_type(B().x)  # revealed: int | None
''',
    "properties": '''
class A:
    @property
    def p(self) -> int: ...
    @p.setter
    def p(self, value: str) -> None: ...
class B(A):
    def __init__(self) -> None:
        self.p = "x"
reveal_type(A().p)  # revealed: int
reveal_type(B().p)  # revealed: int
''',
    "descriptors": '''
from typing import overload, Self, Any
class Desc:
    @overload
    def __get__(self, instance: None, owner: type) -> "Desc": ...
    @overload
    def __get__(self, instance: object, owner: type) -> int: ...
class A:
    d = Desc()
reveal_type(A().d)  # revealed: int
reveal_type(A.d)  # revealed: Desc
''',
    "cached properties": '''
from functools import cached_property
class A:
    @cached_property
    def c(self) -> list[int]: ...
reveal_type(A().c)  # revealed: list[int]
''',
    "__getattr__ is the last resort": '''
class A:
    x: int
    def __getattr__(self, name: str) -> bytes: ...
reveal_type(A().x)  # revealed: int
reveal_type(A().y)  # revealed: bytes
''',
    "class objects ask their metaclass last": '''
class M(type):
    def make(cls) -> int: ...
    @property
    def size(cls) -> str: ...
class A(metaclass=M):
    y: bytes
reveal_type(A.make())  # revealed: int
reveal_type(A.size)  # revealed: str
reveal_type(A.y)  # revealed: bytes
reveal_type(A.__name__)  # revealed: str
''',
    "members of unions": '''
class A:
    x: int
class B:
    x: str
def f(u: A | B):
    reveal_type(u.x)  # revealed: int | str
''',
    "Self is the receiver": '''
from typing import Self
class A:
    def me(self) -> Self: ...
    @classmethod
    def make(cls) -> Self:
        reveal_type(cls)  # revealed: type[Self@make]
        return cls()
    @property
    def p(self) -> list[Self]: ...
    next: Self | None
class B(A): ...
reveal_type(B().me())  # revealed: B
reveal_type(B.make())  # revealed: B
reveal_type(B().p)  # revealed: list[B]
reveal_type(B().next)  # revealed: B | None
''',
    "super": '''
class A:
    def f(self) -> int: ...
    @classmethod
    def c(cls) -> str: ...
class B(A):
    def f(self) -> str: ...
class C(B):
    def g(self):
        reveal_type(super().f())  # revealed: str
        reveal_type(super(B, self).f())  # revealed: int
        reveal_type(super().c())  # revealed: str
''',
    "generic members are specialised": '''
from typing import Generic, TypeVar
T = TypeVar("T")
U = TypeVar("U")
class Pair(Generic[T, U]):
    left: T
    def swap(self) -> "Pair[U, T]": ...
    @property
    def right(self) -> U: ...
class Ints(Pair[int, T]): ...
reveal_type(Pair[int, str]().swap())  # revealed: Pair[str, int]
reveal_type(Ints[bytes]().left)  # revealed: int
reveal_type(Ints[bytes]().right)  # revealed: bytes
reveal_type(Ints[bytes]().swap().left)  # revealed: bytes
reveal_type(Pair.swap)  # revealed: def swap(self) -> Pair[Unknown, Unknown]
''',
    "functions and methods are objects": '''
class A:
    def f(self) -> int: ...
def g() -> None: ...
reveal_type(g.__name__)  # revealed: str
reveal_type(A().f.__self__)  # revealed: A
''',
    "modules": '''
import types
reveal_type(types.NoneType)  # revealed: <class 'NoneType'>
reveal_type(types.__name__)  # revealed: str
''',
    "class objects hold what instances use": '''
class A:
    n = 3
    def f(self) -> int: ...
reveal_type(A.n)  # revealed: int
reveal_type(A().n)  # revealed: int
reveal_type(A.__eq__)  # revealed: def __eq__(self, value: object, /) -> bool
reveal_type(A().__class__)  # revealed: type[A]
''',
    "classes inside functions": '''
def f():
    class Local:
        x: int
        def m(self) -> str: ...
    reveal_type(Local().x)  # revealed: int
    reveal_type(Local().m())  # revealed: str
''',
})  # fmt: skip
