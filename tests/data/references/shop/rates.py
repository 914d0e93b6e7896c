__all__ = ("Rate",)  # rates.Rate
__all__ += ("standard",)  # rates.standard


class Rate:  # =rates.Rate
    """A share of a price, :attr:`value`; :meth:`Rate.of` gives it."""  # Rate.value rates.Rate Rate.of

    def __init__(self, value):
        self.value = value  # =Rate.value

    def of(self, cost):  # =Rate.of
        return self.value * cost  # Rate.value


def standard():  # =rates.standard
    """A :class:`Rate`, as in :func:`shop.prices.total` for a :class:`~shop.base.Item`: not an Item or `Item`."""  # rates.Rate mod.prices prices.total mod.base base.Item -base.Item
    return Rate(0.2)  # rates.Rate
