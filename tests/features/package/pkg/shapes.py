"""Shapes and a helper."""

from abc import ABC, abstractmethod
from typing import Literal, TypedDict


class Base(ABC):
    """What all shapes share."""

    @abstractmethod
    def run(self, n: int) -> str:
        """Run some steps."""

    def name(self) -> str:
        """What it is called."""
        return "base"


class Circle(Base):
    """A round one."""

    radius = 1.5

    def run(self, n: int) -> str:
        return helper(n, b="c")


class Square(Base):
    def run(self, n: int) -> str:
        return helper(n)


class Options(TypedDict):
    width: int
    colour: str


def helper(a: int, b: str = "x") -> str:
    """Repeat a text.

    Args:
        a: how often
        b: what
    """
    return b * a


def choose(mode: Literal["fast", "slow"]) -> None: ...
