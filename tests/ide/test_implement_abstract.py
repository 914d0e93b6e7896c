"""Methods that a class has to have, written out."""

from tests.harness import project
from tests.ide import harness
from tests.ide.test_code_actions import applied, offered

BASE = """
#- base.py
from abc import ABC, abstractmethod
class Base(ABC):
    @abstractmethod
    def run(self, n: int, *, deep: bool = False) -> str: ...
    @property
    @abstractmethod
    def size(self) -> int: ...
    @abstractmethod
    async def wait(self, *args: int): ...
    def done(self) -> None: ...
#- main.py
from base import Base
"""


def test_all_that_is_missing_is_written_below() -> None:
    changed = applied(f"{BASE}class A(<|>Base):\n    x = 1\n\nprint(A)\n", "Implement 3 abstract methods")
    assert changed == (
        "from base import Base\nclass A(Base):\n    x = 1\n\n"
        "    def run(self, n: int, *, deep: bool = False) -> str:\n        raise NotImplementedError\n\n"
        "    @property\n    def size(self) -> int:\n        raise NotImplementedError\n\n"
        "    async def wait(self, *args: int):\n        raise NotImplementedError\n\nprint(A)\n"
    )
    at = harness.Project(f"{BASE.partition('#- main.py')[0]}#- main.py\n{changed}A()\n")
    assert not at.host.diagnostics(f"{project.ROOT}/main.py")


def test_an_empty_body_goes() -> None:
    wanted = (
        "from base import Base\nclass A(Base):\n    def run(self): ...\n    def size(self): ...\nclass B(A):\n"
        "    async def wait(self, *args: int):\n        raise NotImplementedError\n"
    )
    above = "class A(Base):\n    def run(self): ...\n    def size(self): ...\n"
    assert applied(f"{BASE}{above}class <|>B(A):\n    pass\n", "Implement `wait`") == wanted
    assert applied(f"{BASE}{above}class <|>B(A): ...\n", "Implement `wait`") == wanted


def test_of_overloads_what_they_have_in_common() -> None:
    text = """
#- base.pyi
from abc import ABC, abstractmethod
from typing import overload
class Base(ABC):
    @overload
    @abstractmethod
    def same(self, n: int, of: int, /, *, deep: int) -> str: ...
    @overload
    @abstractmethod
    def same(self, n: str, of: int = 3, /, *, deep: int) -> str: ...
    @overload
    @abstractmethod
    def other(self) -> int: ...
    @overload
    @abstractmethod
    def other(self, n: int) -> str: ...
#- main.py
from base import Base
class <|>A(Base):
    pass
A()
"""
    changed = applied(text, "Implement 2 abstract methods")
    assert changed == (
        "from base import Base\nclass A(Base):\n"
        "    def same(self, n, of: int = 3, /, *, deep: int) -> str:\n        raise NotImplementedError\n\n"
        "    def other(self, *args, **kwargs):\n        raise NotImplementedError\nA()\n"
    )
    at = harness.Project(f"{text.partition('#- main.py')[0]}#- main.py\n{changed}")
    assert not at.host.diagnostics(f"{project.ROOT}/main.py")


def test_nothing_is_missing() -> None:
    for text in ("class <|>A: ...\n", "class A(Base):\n    def done(self):\n        <|>x\n"):
        assert not [each for each in offered(BASE + text)[1] if each.title.startswith("Implement")]
