import json
from shop import Item, cheapest

items = [Item("pen", 2.5), Item("book", "12")]
prices = {item.name: (item.price, item.stock) for item in items}
print(prices)

found = cheapest(items, budget=10)
print(found.name)
