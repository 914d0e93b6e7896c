"""What there is."""

import shop.base  # mod.base
from shop import rates as shares  # =alias.shares
from shop.base import Box, Colour, Item  # mod.base base.Box base.Colour base.Item
from .prices import Discounted  # mod.prices prices.Discounted

DEFAULT = "main"  # =stock.DEFAULT
_count = 0  # =stock._count


class Stock(Box[Item]):  # =stock.Stock base.Box base.Item
    def add(self, item: Item) -> None:  # =Stock.add =Stock.add.item base.Item
        global _count  # stock._count
        _count += 1  # =stock._count
        self.items.append(item)  # Box.items Stock.add.item
        self.size += item.price(amount=2) > 1  # =Box.size Stock.add.item Item.price Item.price.amount

    def first(self) -> Item | None:  # =Box.first base.Item
        found = super().first()  # =first.found Box.first
        if isinstance(found, Discounted):  # first.found prices.Discounted
            found.rate = 0.5  # first.found =Discounted.rate
        return found  # first.found


def find(name, key):  # =stock.find =find.name =find.key
    item = Item.parse(key)  # =find.item base.Item Item.parse find.key
    label = [item for item in name if item]  # =find.label -find.item find.name

    def inner():  # =find.inner
        nonlocal item  # find.item
        item = shop.base.Item(name)  # =find.item mod.base base.Item find.name
        return item.label, label  # find.item Item.label find.label

    return inner()  # find.inner


def paint(colour: Colour) -> str:  # =stock.paint =paint.colour base.Colour
    match colour:  # paint.colour
        case Colour.RED:  # base.Colour Colour.RED
            return "red"
        case other:  # =paint.other
            return other.name  # paint.other -Item.name


def sell(*, colour=None, **rest):  # =stock.sell =sell.colour
    return paint(colour=colour), rest  # stock.paint paint.colour sell.colour


sell(colour=Colour.BLUE)  # stock.sell sell.colour base.Colour Colour.BLUE
if (width := len(DEFAULT)) > 1:  # =stock.width stock.DEFAULT
    print(width)  # stock.width


def taxed(item: Item) -> float:  # =stock.taxed =taxed.item base.Item
    """What :meth:`Stock.add` takes; see :class:`Box`."""  # stock.Stock Stock.add base.Box
    rate: shares.Rate = shares.standard()  # =taxed.rate alias.shares rates.Rate alias.shares rates.standard
    return rate.of(item.cost) + rate.value  # taxed.rate Rate.of taxed.item Item.cost taxed.rate Rate.value
