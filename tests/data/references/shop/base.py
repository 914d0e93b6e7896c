from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

T = TypeVar("T", bound="Item")  # =base.T base.Item


class Colour(enum.Enum):  # =base.Colour
    RED = 1  # =Colour.RED
    BLUE = 2  # =Colour.BLUE


class Priced(Protocol):  # =base.Priced
    def price(self, amount: int = 1) -> float: ...  # =Priced.price =Priced.price.amount


@dataclass
class Item:  # =base.Item
    name: str  # =Item.name
    cost: float = 0.0  # =Item.cost
    colour: Colour = Colour.RED  # =Item.colour base.Colour base.Colour Colour.RED
    tags: list[str] = field(default_factory=list)  # =Item.tags

    def price(self, amount: int = 1) -> float:  # =Item.price =Item.price.amount
        """The price of `amount` of `self`; amount is a number."""
        return self.cost * amount  # Item.cost Item.price.amount

    @property
    def label(self) -> str:  # =Item.label
        return f"{self.name}: {self.price()!r}"  # Item.name Item.price

    @classmethod
    def free(cls, name: str) -> Item:  # =Item.free =Item.free.name base.Item
        return cls(name, cost=0.0)  # Item.free.name Item.cost

    @staticmethod
    def parse(text: str) -> "Item":  # =Item.parse base.Item
        name, _, cost = text.partition("=")  # =parse.name =parse.cost
        return Item(name=name, cost=float(cost))  # base.Item Item.name parse.name Item.cost parse.cost


class Box(Generic[T]):  # =base.Box base.T
    size = 1  # =Box.size

    def __init__(self, *items: T) -> None:  # =Box.__init__.items base.T
        self.items = list(items)  # =Box.items Box.__init__.items
        self.size = len(self.items)  # =Box.size Box.items

    def first(self) -> T | None:  # =Box.first base.T
        return self.items[0] if self.items else None  # Box.items Box.items
