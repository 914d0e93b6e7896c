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


def test_nothing_is_missing() -> None:
    for text in ("class <|>A: ...\n", "class A(Base):\n    def done(self):\n        <|>x\n"):
        assert not [each for each in offered(BASE + text)[1] if each.title.startswith("Implement")]
