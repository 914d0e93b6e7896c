"""Classes with a meaning of their own: enums, dataclasses, named tuples, typed dictionaries, NewType."""

from tests.types import cases

test_case = cases.made_from({
    "enums": '''
from enum import Enum, IntEnum, auto
class Color(Enum):
    RED = 1
    BLUE = auto()
    CRIMSON = 1
    _ignore_ = "tmp"
    tmp = 3
    def shade(self) -> str: ...
reveal_type(Color.RED)  # revealed: Literal[Color.RED]
reveal_type(Color.RED.value)  # revealed: Literal[1]
reveal_type(Color.BLUE.value)  # revealed: Literal[2]
reveal_type(Color.RED.name)  # revealed: Literal["RED"]
reveal_type(Color.CRIMSON)  # revealed: Literal[Color.RED]
reveal_type(Color.RED.shade())  # revealed: str
reveal_type(Color(1))  # revealed: Literal[Color.RED]
reveal_type([c for c in Color])  # revealed: list[Color]
def f(c: Color):
    reveal_type(c.value)  # revealed: Literal[1, 2]
    if c is Color.RED:
        reveal_type(c)  # revealed: Literal[Color.RED]
    else:
        reveal_type(c)  # revealed: Literal[Color.BLUE]
Animal = Enum("Animal", "CAT DOG")
reveal_type(Animal.CAT)  # revealed: Literal[Animal.CAT]
''',
    "dataclasses": '''
from dataclasses import KW_ONLY, InitVar, dataclass, field
from typing import ClassVar
@dataclass
class A:
    x: int
    count: ClassVar[int] = 0
    y: str = ""
    z: list[int] = field(default_factory=list)
    hidden: int = field(default=0, init=False)
@dataclass(frozen=True, order=True)
class B(A):
    _: KW_ONLY
    w: bytes = b""
reveal_type(A(1, "a"))  # revealed: A
reveal_type(A(1).z)  # revealed: list[int]
reveal_type(A.__init__)  # revealed: (self: A, x: int, y: str = "", z: list[int] = ...) -> None
reveal_type(B.__init__)  # revealed: (self: B, x: int, y: str = "", z: list[int] = ..., *, w: bytes = b"") -> None
reveal_type(B(1) < B(2))  # revealed: bool
reveal_type(A.__match_args__)  # revealed: tuple[Literal["x"], Literal["y"], Literal["z"]]
''',
    "generic dataclasses": '''
from dataclasses import dataclass
from typing import Generic, TypeVar
T = TypeVar("T")
@dataclass
class Box(Generic[T]):
    value: T
reveal_type(Box(1))  # revealed: Box[int]
reveal_type(Box("a").value)  # revealed: str
''',
    "dataclass transforms": '''
from typing import dataclass_transform
@dataclass_transform(kw_only_default=True)
def model(cls): return cls
@dataclass_transform()
class Base: ...
@model
class A:
    x: int
class B(Base):
    y: str
reveal_type(A.__init__)  # revealed: (self: A, *, x: int) -> None
reveal_type(B.__init__)  # revealed: (self: B, y: str) -> None
''',
    "named tuples": '''
from collections import namedtuple
from typing import NamedTuple
class P(NamedTuple):
    x: int
    y: str = ""
    def both(self) -> str: ...
Q = namedtuple("Q", "a, b", defaults=[0])
R = NamedTuple("R", [("a", int), ("b", "str")])
class S(namedtuple("S", ["u"])):
    def v(self) -> int: ...
p = P(1)
reveal_type(p.x)  # revealed: int
reveal_type(p[1])  # revealed: str
reveal_type(p.both())  # revealed: str
reveal_type(list(p))  # revealed: list[int | str]
a, b = p
reveal_type(b)  # revealed: str
reveal_type(P._fields)  # revealed: tuple[Literal["x"], Literal["y"]]
reveal_type(p._replace(x=2))  # revealed: P
reveal_type(p._asdict())  # revealed: dict[str, Any]
reveal_type(Q(1).a)  # revealed: Any
reveal_type(R(1, "")[1])  # revealed: str
reveal_type(S(1).v())  # revealed: int
reveal_type(S(1).u)  # revealed: Any
reveal_type(len(p))  # revealed: Literal[2]
''',
    "named tuples may hold themselves": '''
from typing import NamedTuple, Optional
class Node(NamedTuple):
    kids: "list[Node]"
    up: "Optional[Node]" = None
reveal_type(Node([]).kids[0].up)  # revealed: Node | None
''',
    "typed dictionaries": '''
from typing import NotRequired, Required, TypedDict
class Movie(TypedDict, total=False):
    title: Required[str]
    year: int
class Rated(Movie):
    stars: float
Point = TypedDict("Point", {"x": int, "y": NotRequired[int]})
def f(m: Movie, r: Rated, p: Point):
    reveal_type(m["title"])  # revealed: str
    reveal_type(m.get("title"))  # revealed: str
    reveal_type(m.get("year"))  # revealed: int | None
    reveal_type(m.get("year", 0))  # revealed: int
    reveal_type(r["stars"])  # revealed: float
    reveal_type(p["x"])  # revealed: int
    reveal_type(p)  # revealed: Point
    reveal_type(m.keys())  # revealed: Iterable[str]
reveal_type(Movie(title="a"))  # revealed: Movie
''',
    "new types": '''
from typing import NewType
UserId = NewType("UserId", int)
u = UserId(1)
reveal_type(u)  # revealed: UserId
reveal_type(u.bit_length())  # revealed: int
reveal_type(u + 1)  # revealed: int
''',
    "classes made by type()": '''
class A:
    x: int
B = type("B", (A,), {"y": 1})
reveal_type(B().x)  # revealed: int
C = type("Other", (A,), {})
reveal_type(C)  # revealed: <class 'Other'>
reveal_type(C())  # revealed: Other
def f(name: str):
    made = type(name, (A,), {})
    reveal_type(made().x)  # revealed: int
    reveal_type(made)  # revealed: <class 'made'>
''',
})  # fmt: skip
