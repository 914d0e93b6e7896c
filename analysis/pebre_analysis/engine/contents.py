"""What a database holds, by ingredient. For memory reports and statistics; inside queries only to choose between two
ways to the same answer, for what is looked at here is recorded nowhere.

Inputs are listed once a query was asked about them, and those that are attributes of the database, as settings are.
Memos of keys that nobody holds any more are gone already.
"""

from collections.abc import Iterable, Iterator

from pebre_analysis.engine import cells, ingredient, inputs, interned, memo, runtime


def keys(db: runtime.Runtime) -> Iterator[memo.Keyed]:
    """Every living key: inputs, interned objects, and the entities of all owners."""
    references = list(db.inputs)
    for table in list(db.interned.values()):
        references.extend(table.values())
    waiting = [key for reference in references if (key := reference()) is not None]
    asked = {id(key) for key in waiting}
    waiting.extend(key for key in vars(db).values() if isinstance(key, inputs.Input) and id(key) not in asked)
    while waiting:
        key = waiting.pop()
        yield key
        for each in memos(key):
            waiting.extend(each.owned or ())


def memos(key: memo.Keyed) -> list[memo.Memo]:
    return [] if key.memos is key.blank_memos else [each for each in key.memos if each is not memo.ABSENT]


def cells_of(key: memo.Keyed) -> Iterator[tuple[str, cells.Cell[object]]]:
    """The cells of an input or entity, with the names of the slots they stand in."""
    for cls in type(key).__mro__:
        own = vars(cls).get("__slots__", ())
        for name in (own,) if isinstance(own, str) else own:
            if name != "__weakref__" and type(found := getattr(key, name, None)) is cells.Cell:
                yield name, found


def dismantle(keys: Iterable[memo.Keyed]) -> None:
    """Take the results of some keys apart, when their database is given up.

    Results hold keys and keys hold results, partly through records that the garbage collector does not see, so that
    none would ever be freed.
    """
    for key in keys:
        for each in memos(key):
            each.value = memo.NO_VALUE
            each.edges = ()
            each.readers = None
            each.owned = None
            each.key = None
            each.hot = each.valid = memo.DEAD
        memo.set_memos(key, key.blank_memos)


def ingredients(db: runtime.Runtime) -> list[ingredient.IngredientInfo]:
    """One line per class of keys and per query, sorted by kind and name."""
    objects: dict[type[memo.Keyed], list[memo.Keyed]] = {}
    results: dict[ingredient.QueryIngredient, list[memo.Memo]] = {}
    for key in keys(db):
        objects.setdefault(type(key), []).append(key)
        for each in memos(key):
            results.setdefault(each.query, []).append(each)
    found = [_of_class(cls, held) for cls, held in objects.items()]
    found.extend(_of_query(query, held) for query, held in results.items())
    return sorted(found, key=lambda info: (info.kind, info.name))


def _of_class(cls: type[memo.Keyed], held: list[memo.Keyed]) -> ingredient.IngredientInfo:
    if issubclass(cls, inputs.Input):
        return ingredient.IngredientInfo("input", cls.__name__, len(held), len(held), lambda: iter(held))
    if issubclass(cls, interned.Interned):
        return ingredient.IngredientInfo("interned", cls.__name__, len(held), len(held), lambda: iter(held))
    return ingredient.IngredientInfo("entity", cls.__name__, len(held), len(held), lambda: iter(held))


def _of_query(query: ingredient.QueryIngredient, held: list[memo.Memo]) -> ingredient.IngredientInfo:
    values = [each.value for each in held if each.value is not memo.NO_VALUE]
    return ingredient.IngredientInfo("query", query.name, len(held), len(values), lambda: iter(values))
