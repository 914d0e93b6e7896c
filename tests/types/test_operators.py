"""Operators, subscripts, iteration, unpacking."""

from tests.types import cases

test_case = cases.made_from({
    "constants are folded": '''
reveal_type(1 + 2)  # revealed: Literal[3]
reveal_type(7 // 2)  # revealed: Literal[3]
reveal_type(-3)  # revealed: Literal[-3]
reveal_type("a" + "b")  # revealed: Literal["ab"]
reveal_type("ab" * 2)  # revealed: Literal["abab"]
reveal_type((1,) + ("a",))  # revealed: tuple[Literal[1], Literal["a"]]
reveal_type(2 ** 10)  # revealed: Literal[1024]
reveal_type(1 << 100)  # revealed: Unknown
reveal_type(10 ** 10 ** 10)  # revealed: Unknown
reveal_type("x" * 10_000_000)  # revealed: LiteralString
reveal_type("abc"[1])  # revealed: Literal["b"]
reveal_type(1 < 2)  # revealed: Literal[True]
''',
    "methods and reflected methods": '''
class A:
    def __add__(self, other: int) -> str: ...
    def __radd__(self, other: int) -> bytes: ...
class B(A):
    def __radd__(self, other: object) -> float: ...
reveal_type(A() + 1)  # revealed: str
reveal_type(1 + A())  # revealed: bytes
reveal_type(A() + B())  # revealed: float
def f(u: int | A, x):
    reveal_type(1 + u)  # revealed: int | bytes
    reveal_type(x + 1)  # revealed: Unknown
''',
    "in place": '''
class A:
    def __iadd__(self, other: int) -> "A": ...
    def __add__(self, other: int) -> str: ...
a = A()
a += 1
reveal_type(a)  # revealed: A
n = 1
n += 1
reveal_type(n)  # revealed: Literal[2]
''',
    "comparison and membership": '''
class A:
    def __lt__(self, other: "A") -> int: ...
    def __contains__(self, x: object) -> bool: ...
reveal_type(A() < A())  # revealed: int
reveal_type(A() > A())  # revealed: int
reveal_type(1 in A())  # revealed: bool
reveal_type(A() == 1)  # revealed: bool
reveal_type(A() is None)  # revealed: Literal[False]
''',
    "subscripts": '''
t = (1, "a", b"")
reveal_type(t[0])  # revealed: Literal[1]
reveal_type(t[-1])  # revealed: Literal[b""]
reveal_type(t[1:])  # revealed: tuple[Literal["a"], Literal[b""]]
reveal_type([1][0])  # revealed: int
reveal_type([1][:])  # revealed: list[int]
def f(v: tuple[int, *tuple[str, ...]], i: int):
    reveal_type(v[0])  # revealed: int
    reveal_type(v[1])  # revealed: str
    reveal_type(v[-1])  # revealed: int | str
    reveal_type(t[i])  # revealed: Literal[1, "a", b""]
''',
    "iteration": '''
class It:
    def __iter__(self) -> "It": ...
    def __next__(self) -> int: ...
class Old:
    def __getitem__(self, i: int) -> str: ...
for a in It(): reveal_type(a)  # revealed: int
for b in Old(): reveal_type(b)  # revealed: str
for c in (1, "x"): reveal_type(c)  # revealed: Literal[1, "x"]
for d in {"k": 1}: reveal_type(d)  # revealed: str
def f(u: list[int] | tuple[str, ...]):
    for e in u: reveal_type(e)  # revealed: int | str
''',
    "unpacking": '''
a, *b, c = (1, "x", b"", None)
reveal_type(a)  # revealed: Literal[1]
reveal_type(b)  # revealed: list[str | bytes]
reveal_type(c)  # revealed: None
def f(v: tuple[int, *tuple[str, ...]], l: list[int]):
    x, *y = v
    reveal_type(x)  # revealed: int
    reveal_type(y)  # revealed: list[str]
    p, q = l
    reveal_type(q)  # revealed: int
''',
    "with": '''
from typing import Self
class A:
    def __enter__(self) -> Self: ...
    def __exit__(self, *args: object) -> None: ...
class B(A): ...
with B() as b:
    reveal_type(b)  # revealed: B
''',
})  # fmt: skip
