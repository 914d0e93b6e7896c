"""A shop."""

from shop import stock as store  # mod.stock =alias.store
from shop.base import Item, Priced  # mod.base base.Item base.Priced
from shop.prices import *  # mod.prices
from .stock import Stock, find as look_up  # mod.stock stock.Stock stock.find =alias.look_up

__all__ = ["Item", "Stock", "look_up", "store"]  # base.Item stock.Stock alias.look_up alias.store

look_up(store.DEFAULT, "tea")  # alias.look_up alias.store stock.DEFAULT
total([])  # prices.total
