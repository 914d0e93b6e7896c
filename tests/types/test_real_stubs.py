"""The standard library as people use it, with the bundled stubs."""

import pytest

from tests.types import cases

pytestmark = pytest.mark.slow

test_case = cases.made_from({
    "containers": '''
from collections import Counter, OrderedDict, defaultdict, deque
from typing import Any
d = {"a": 1}
numbers = [1, 2]
reveal_type(d.items())  # revealed: dict_items[str, int]
reveal_type(list(d.items()))  # revealed: list[tuple[str, int]]
reveal_type(d.pop("a"))  # revealed: int
reveal_type(d | d)  # revealed: dict[str, int]
reveal_type(sorted(numbers, key=lambda x: -x))  # revealed: list[int]
reveal_type(list(zip(numbers, "ab")))  # revealed: list[tuple[int, str]]
reveal_type(list(enumerate(numbers)))  # revealed: list[tuple[int, int]]
reveal_type(list(map(str, numbers)))  # revealed: list[str]
reveal_type(list(map(lambda x: x + 1, numbers)))  # revealed: list[int]
reveal_type(next(iter(numbers), None))  # revealed: int | None
reveal_type(sum(numbers))  # revealed: int
reveal_type(max({"a": 1}, key=lambda k: k))  # revealed: str
reveal_type(defaultdict(int))  # revealed: defaultdict[Unknown, int]
reveal_type(Counter("abc").most_common(1))  # revealed: list[tuple[str, int]]
reveal_type(deque([1]).popleft())  # revealed: int
reveal_type({k: v for k, v in zip("ab", [1])})  # revealed: dict[str, int]
''',
    "total ordering": '''
import functools
@functools.total_ordering
class Size:
    def __lt__(self, other: "Size") -> bool:
        return True
reveal_type(Size() >= Size())  # revealed: bool
''',
    "text and files": '''
import json
import re
from pathlib import Path
def f(s: str):
    reveal_type(s.split())  # revealed: list[str]
    reveal_type(s.encode())  # revealed: bytes
    reveal_type(s.partition(","))  # revealed: tuple[str, str, str]
    reveal_type(open(s))  # revealed: TextIOWrapper[_WrappedBuffer]
    reveal_type(open(s, "rb"))  # revealed: BufferedReader[_BufferedReaderStream]
    reveal_type(open(s).read())  # revealed: str
    for line in open(s): reveal_type(line)  # revealed: str
    reveal_type(Path(s) / "x")  # revealed: Path
    reveal_type(Path(s).read_text())  # revealed: str
    reveal_type(list(Path(s).iterdir()))  # revealed: list[Path]
    reveal_type(re.match("a", s))  # revealed: Match[str] | None
    reveal_type(re.sub("a", "b", s))  # revealed: str
    reveal_type(json.loads(s))  # revealed: Any
''',
    "the operating system": '''
import os
import subprocess
import sys
reveal_type(os.environ.get("x"))  # revealed: str | None
reveal_type(os.path.join("a", os.getcwd()))  # revealed: str
reveal_type(os.listdir("."))  # revealed: list[str]
reveal_type(sys.argv)  # revealed: list[str]
reveal_type(sys.modules)  # revealed: dict[str, ModuleType]
reveal_type(subprocess.run(["a"], text=True))  # revealed: CompletedProcess[str]
reveal_type(subprocess.check_output(["a"]))  # revealed: bytes
''',
    "functools, contextlib, itertools": '''
import contextlib
import functools
import itertools
from typing import Iterator
@functools.lru_cache(maxsize=None)
def cached(x: int) -> str: ...
@contextlib.contextmanager
def opened(x: int) -> Iterator[str]: yield ""
def plain(x: int) -> str: ...
@functools.wraps(plain)
def wrapper(*args): ...
class A:
    @functools.cached_property
    def p(self) -> list[int]: ...
reveal_type(cached(1))  # revealed: str
reveal_type(opened)  # revealed: (x: int) -> _GeneratorContextManager[str, None, None]
with opened(1) as name: reveal_type(name)  # revealed: str
reveal_type(A().p)  # revealed: list[int]
reveal_type(functools.partial(int, "1")())  # revealed: int
reveal_type(functools.reduce(lambda a, b: a + b, [1]))  # revealed: int
reveal_type(list(itertools.chain([1], [2])))  # revealed: list[int]
reveal_type(list(itertools.chain.from_iterable([[1]])))  # revealed: list[int]
''',
    "asyncio": '''
import asyncio
async def work(x: int) -> str: ...
async def main():
    reveal_type(await work(1))  # revealed: str
    reveal_type(await asyncio.gather(work(1), asyncio.sleep(1, 2)))  # revealed: tuple[str, int]
    reveal_type(asyncio.create_task(work(1)))  # revealed: Task[str]
    reveal_type(await asyncio.wait_for(work(1), 1))  # revealed: str
    async with asyncio.Lock() as lock: reveal_type(lock)  # revealed: None
''',
    "dataclasses and enums": '''
import dataclasses
import enum
@dataclasses.dataclass
class D:
    x: int
    y: list[int] = dataclasses.field(default_factory=list)
class Flags(enum.Flag):
    A = enum.auto()
    B = enum.auto()
class Kind(enum.IntEnum):
    ONE = 1
reveal_type(dataclasses.replace(D(1), x=2))  # revealed: D
reveal_type(dataclasses.asdict(D(1)))  # revealed: dict[str, Any]
reveal_type(D(1) == D(2))  # revealed: bool
reveal_type(Flags.A | Flags.B)  # revealed: Flags
reveal_type(Kind.ONE.value)  # revealed: Literal[1]
reveal_type(list(Kind))  # revealed: list[Kind]
''',
}, real_typeshed=True)  # fmt: skip
