from shop import Item, cheapest

items = [Item("pen", 2.5), Item("book", "12")]
found = cheapest(items, budget=10)

prices = {item.name: (item.price, item.stock) for item in items}
print(found.name, prices)
