"""Solving for type variables, variance, PEP 695."""

from tests.types import cases

test_case = cases.made_from({
    "literals are widened where the result could be changed": '''
from typing import Iterator, Sequence, TypeVar
T = TypeVar("T")
def bare(x: T) -> T: ...
def listed(x: T) -> list[T]: ...
def seq(x: T) -> Sequence[T]: ...
reveal_type(bare(1))  # revealed: Literal[1]
reveal_type(listed(1))  # revealed: list[int]
reveal_type(seq(1))  # revealed: Sequence[Literal[1]]
''',
    "unions in parameters": '''
from typing import Iterable, TypeVar
T = TypeVar("T")
def first(xs: Iterable[T], default: T | None = None) -> T: ...
def maybe(x: T | None) -> T: ...
def one_or_many(x: T | list[T]) -> T: ...
def f(x: int | None, y: "int | list[int]"):
    reveal_type(first(["a"]))  # revealed: str
    reveal_type(first(["a"], None))  # revealed: str
    reveal_type(maybe(x))  # revealed: int
    reveal_type(one_or_many([1]))  # revealed: int
    reveal_type(one_or_many(y))  # revealed: int
''',
    "constraints and bounds": '''
from typing import TypeVar
A = TypeVar("A", str, bytes)
class Base:
    def f(self) -> int: ...
B = TypeVar("B", bound=Base)
class Derived(Base): ...
def cat(x: A, y: A) -> A: ...
def keep(x: B) -> B:
    reveal_type(x.f())  # revealed: int
    return x
reveal_type(cat("a", "b"))  # revealed: str
reveal_type(keep(Derived()))  # revealed: Derived
''',
    "protocols are matched by structure": '''
from typing import Protocol, TypeVar
T_co = TypeVar("T_co", covariant=True)
class Getter(Protocol[T_co]):
    def get(self) -> T_co: ...
class Ints:
    def get(self) -> int: ...
T = TypeVar("T")
def value(g: Getter[T]) -> T: ...
class Countdown:
    def __iter__(self) -> "Countdown": ...
    def __next__(self) -> int: ...
reveal_type(value(Ints()))  # revealed: int
reveal_type(list(Countdown()))  # revealed: list[int]
''',
    "parameters of the new syntax": '''
class Box[T]:
    def __init__(self, x: T) -> None: ...
    def get(self) -> T: ...
    def map[U](self, f: "Callable[[T], U]") -> "Box[U]": ...
from typing import Callable
def first[T](xs: list[T]) -> T:
    reveal_type(xs)  # revealed: list[T@first]
    return xs[0]
type Pairs[T] = list[tuple[T, T]]
def f(p: Pairs[int]):
    reveal_type(p)  # revealed: list[tuple[int, int]]
    reveal_type(p[0])  # revealed: tuple[int, int]
reveal_type(Box("a").map(len))  # revealed: Box[int]
reveal_type(first([1]))  # revealed: int
''',
    "defaults": '''
class Box[T = int]:
    x: T
reveal_type(Box().x)  # revealed: int
def f(b: Box):
    reveal_type(b)  # revealed: Box[int]
''',
    "aliases": '''
from typing import Optional, TypeVar
T = TypeVar("T")
Table = dict[str, T]
Maybe = Optional[T]
def f(a: Table, b: Table[int], c: Maybe[str], d: "Table[T]") -> T:
    reveal_type(a)  # revealed: dict[str, Unknown]
    reveal_type(b)  # revealed: dict[str, int]
    reveal_type(c)  # revealed: str | None
    reveal_type(d)  # revealed: dict[str, T@f]
    raise
''',
    "recursive aliases": '''
from typing import TypeAlias
Json: TypeAlias = "dict[str, Json] | list[Json] | str"
type Tree = list[Tree] | int
def f(j: Json, t: Tree):
    reveal_type(j)  # revealed: dict[str, Json] | list[Json] | str
    reveal_type(t)  # revealed: list[Tree] | int
''',
    "what is defined by itself has no end but an answer": '''
from typing import Generic, NamedTuple, NewType, Protocol, TypedDict, TypeVar
T = TypeVar("T", bound="T")
S = TypeVar("S", bound="list[S]")
type Loop = Loop
type Deep = list[Deep]
N = NewType("N", "N")
NT = NamedTuple("NT", [("next", "NT")])
TD = TypedDict("TD", {"next": "TD"})
class A(A): ...  # error: [unresolved-reference]
class P(Protocol):
    def other(self) -> "Q": ...
class Q(Protocol):
    def other(self) -> "P": ...
class Both:
    def other(self) -> "Both": ...
class Big(Generic[S]):
    def grow(self) -> "Big[Big[S]]": ...
def f(t: T, s: S, loop: Loop, deep: Deep, n: N, nt: NT, td: TD, p: P):
    reveal_type(t.x)  # revealed: Unknown # error: [unresolved-attribute]
    reveal_type(s[0])  # revealed: S
    reveal_type(loop.x)  # revealed: Unknown
    reveal_type(deep[0][0])  # revealed: list[Deep]
    reveal_type(n.x)  # revealed: Unknown
    reveal_type(nt.next.next)  # revealed: NT
    reveal_type(td["next"]["next"])  # revealed: TD
f(1, [], 1, [], 1, 1, {}, Both())
''',
    "a class may name itself in its bases": '''
from typing import Generic, Iterable, TypeVar
T = TypeVar("T")
class Node(Iterable["Node"]):
    kids: "list[Node]"
class Chain(Generic[T], Iterable["Chain[T]"]): ...
reveal_type([n for n in Node()])  # revealed: list[Node]
''',
})  # fmt: skip
