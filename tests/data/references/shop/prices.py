from collections.abc import Callable, Iterable

from . import base  # mod.base
from .base import Item, Priced  # mod.base base.Item base.Priced


class Discounted(Item):  # =prices.Discounted base.Item
    rate: float = 0.1  # =Discounted.rate

    def price(self, amount: int = 1) -> float:  # =Item.price =Discounted.price.amount
        rate = 1 - self.rate  # =price.rate Discounted.rate
        return super().price(amount) * rate  # Item.price Discounted.price.amount price.rate


def total(things: "Iterable[Priced]", by: Callable[[Priced], float] | None = None) -> float:  # =prices.total =total.things base.Priced =total.by base.Priced
    result = 0.0  # =total.result
    for each in things:  # =total.each total.things
        try:
            result += by(each) if by else each.price()  # =total.result total.by total.each total.by total.each Priced.price
        except ValueError as error:  # =total.error
            print(error, each)  # total.error total.each
    return result  # total.result


cheapest = min([Discounted("a"), base.Item.free(name="b")], key=lambda item: item.price())  # =prices.cheapest prices.Discounted mod.base base.Item Item.free Item.free.name Item.price =lambda.item lambda.item
