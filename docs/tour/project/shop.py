"""A small shop."""

from dataclasses import dataclass


@dataclass
class Item:
    """Something for sale."""

    name: str
    price: float
    stock: int | None = None


def cheapest(items: list[Item], budget: float) -> Item | None:
    """The item with the lowest price, if anybody can pay for it."""
    affordable = [item for item in items if item.price <= budget]
    affordable.sort(key=lambda item: item.price)
    return affordable[0] if affordable else None
