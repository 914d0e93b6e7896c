"""Random worlds of queries, and a naive evaluator of the same worlds.

A world has variables (input cells), owners (queries that make entities from a variable), and nodes (queries over all of
these and each other). Values are sets of small numbers as bit masks; everything a node does inside a cycle is monotone,
so the least fixed point is the one right answer, whatever the order of evaluation.
"""

from __future__ import annotations

import bisect
import random
from collections.abc import Callable
from dataclasses import dataclass

from pebre_analysis.engine import cancel, cells, database, durability, entity, events, inputs, interned, query

N_BITS = 6
ALL = (1 << N_BITS) - 1
CAUGHT = ALL  # what a node makes of a fault below it: the top, so that catching is monotone


class FaultError(Exception):
    """Raised by a node whose variable has its highest bit set."""


# What a node is made of. Each step reads something and adds bits to the result.


@dataclass(frozen=True)
class ReadVar:
    var: int


@dataclass(frozen=True)
class ReadNode:
    node: int
    mask: int
    shift: int
    kind: str  # how it is read: plain, catch, pair (through an interned key)


@dataclass(frozen=True)
class Choose:
    """Read one of two, depending on a variable."""

    var: int
    bit: int
    then: Step
    other: Step


@dataclass(frozen=True)
class AlsoIf:
    """If the result so far has the bit, read one more: monotone."""

    bit: int
    then: Step


@dataclass(frozen=True)
class ReadEntities:
    """The payloads of the entities of an owner, as far as they are named in `names`."""

    owner: int
    names: int
    through_query: bool


Step = ReadVar | ReadNode | Choose | AlsoIf | ReadEntities


@dataclass(frozen=True)
class NodeSpec:
    steps: tuple[Step, ...]
    keep: int  # the result is cut to these bits, so that changes often stop here
    fixpoint: bool
    option: str  # "", "lru", "reuse", "no_eq"
    fault_var: int | None  # raises if this variable has the highest bit


@dataclass(frozen=True)
class OwnerSpec:
    """Where the names of its entities and their payloads come from; nodes from `position` on may read them."""

    names: ReadVar | ReadNode
    payloads: ReadVar | ReadNode
    position: int


@dataclass(frozen=True)
class World:
    n_vars: int
    owners: tuple[OwnerSpec, ...]
    nodes: tuple[NodeSpec, ...]


def make_world(rng: random.Random) -> World:
    n_vars = rng.randint(2, 6)
    n_nodes = rng.randint(3, 14)
    n_base = rng.randint(0, n_nodes)  # nodes before this one read only earlier ones; owners read these
    fixpoint = [rng.random() < 0.45 for _ in range(n_nodes)]
    cyclic = rng.random() < 0.7
    heads = [n for n in range(n_nodes) if fixpoint[n]]

    def source(position: int) -> ReadVar | ReadNode:
        if position and rng.random() < 0.5:
            return ReadNode(rng.randrange(position), ALL, 0, "catch")
        return ReadVar(rng.randrange(n_vars))

    positions = sorted(rng.randint(0, n_base) for _ in range(rng.randint(0, 3)))
    owners = tuple(OwnerSpec(source(position), source(position), position) for position in positions)
    nodes: list[NodeSpec] = []
    for n in range(n_nodes):
        faulty = n < 3 and not fixpoint[n] and rng.random() < 0.3

        def target(n: int = n) -> int | None:
            # Forward to a fixpoint node, or backward to any: then every cycle has a fixpoint node.
            if cyclic and heads and n >= n_base and rng.random() < 0.4:
                return rng.choice(heads)
            return rng.randrange(n) if n else None

        def read(n: int = n) -> Step:
            found = target(n)
            if found is None or rng.random() < 0.25:
                return ReadVar(rng.randrange(n_vars))
            kind = rng.choice(("plain", "plain", "plain", "catch", "pair"))
            return ReadNode(found, rng.choice((ALL, rng.randint(0, ALL))), rng.choice((0, 0, 1, 3)), kind)

        steps: list[Step] = []
        for _ in range(rng.randint(1, 4)):
            roll = rng.random()
            if roll < 0.2:
                steps.append(Choose(rng.randrange(n_vars), rng.randrange(N_BITS), read(), read()))
            elif roll < 0.35:
                steps.append(AlsoIf(rng.randrange(N_BITS), read()))
            elif roll < 0.5 and (known := bisect.bisect_right(positions, n)):
                steps.append(ReadEntities(rng.randrange(known), rng.randint(0, ALL), rng.random() < 0.5))
            else:
                steps.append(read())
        if faulty:
            # A fault must not depend on a cycle, where there is no one right answer.
            steps = [step for step in steps if isinstance(step, ReadVar)]
        option = rng.choice(("", "", "", "lru", "reuse")) if not faulty else ""
        if option == "" and not fixpoint[n] and rng.random() < 0.15:
            option = "no_eq"
        nodes.append(
            NodeSpec(
                tuple(steps),
                rng.choice((ALL, ALL, rng.randint(0, ALL), 0b11)),
                fixpoint[n],
                option,
                rng.randrange(n_vars) if faulty else None,
            )
        )
    return World(n_vars, owners, tuple(nodes))


def shifted(mask: int, shift: int) -> int:
    """Every number moved up by `shift`, around the end: monotone."""
    return ((mask << shift) | (mask >> (N_BITS - shift))) & ALL


def read(step: ReadVar | ReadNode, var: Callable[[int], int], node: Callable[[int, str], int]) -> int:
    if isinstance(step, ReadVar):
        return var(step.var)
    try:
        return shifted(node(step.node, step.kind) & step.mask, step.shift)
    except FaultError:
        if step.kind == "catch":
            return CAUGHT
        raise


def run_steps(
    spec: NodeSpec,
    var: Callable[[int], int],
    node: Callable[[int, str], int],
    entities: Callable[[int, int, bool], int],
) -> int:
    """What a node computes; the same code for the engine and for the naive evaluator."""
    result = 0

    def do(step: Step) -> int:
        match step:
            case ReadVar() | ReadNode():
                return read(step, var, node)
            case Choose(which, bit, then, other):
                return do(then if var(which) >> bit & 1 else other)
            case AlsoIf(bit, then):
                return do(then) if result >> bit & 1 else 0
            case ReadEntities(owner, names, through_query):
                return entities(owner, names, through_query)

    if spec.fault_var is not None and var(spec.fault_var) >> (N_BITS - 1):
        raise FaultError
    for step in spec.steps:
        result |= do(step)
    return result & spec.keep


def payload(name: int, mask: int) -> int:
    return (mask >> name | name) & ALL


# The naive evaluator


def expected(world: World, values: list[int]) -> list[int | None]:
    """The result of every node; None: it raises."""
    found: list[int | None] = [0] * len(world.nodes)

    def node(which: int, kind: str) -> int:
        value = found[which]
        if value is None:
            raise FaultError
        return value

    def entities(owner: int, names: int, through_query: bool) -> int:
        spec = world.owners[owner]
        there = read(spec.names, values.__getitem__, node)
        mask = read(spec.payloads, values.__getitem__, node)
        result = 0
        for name in range(N_BITS):
            if there & names & 1 << name:
                result |= payload(name, mask)
        return result

    # Which nodes raise depends on variables and on the way there, but never on a value inside a cycle: settle it
    # together with the values, raising being the top of every node's lattice.
    while True:
        before = list(found)
        for n, spec in enumerate(world.nodes):
            try:
                value = run_steps(spec, values.__getitem__, node, entities)
            except FaultError:
                found[n] = None
                continue
            found[n] = None if found[n] is None else value
        if found == before:
            return found


# The same in the engine


class Db(database.Database):
    """A database with a world in it."""

    def __init__(self, world: World, values: list[int], durable: list[durability.Durability], **options: bool) -> None:
        super().__init__(**options)
        self.world = world
        self.vars = [Var(n, value, each) for n, (value, each) in enumerate(zip(values, durable, strict=True))]
        self.owners = [Owner(n) for n in range(len(world.owners))]
        self.nodes = [Node(n) for n in range(len(world.nodes))]

    def read_var(self, which: int) -> int:
        return self.vars[which].cell.get(self)

    def read_node(self, which: int, kind: str) -> int:
        if kind == "pair":
            return through_pair(self, Pair.intern(self, self.nodes[which], which % 2))
        return value_of(self, self.nodes[which])


class Var(inputs.Input):
    __slots__ = ("cell", "number")

    def __init__(self, number: int, value: int, durable: durability.Durability) -> None:
        super().__init__()
        self.number = number
        self.cell = cells.Cell(value, durable)


class Owner(inputs.Input):
    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def debug_name(self) -> str:
        return f"o{self.number}"


class Node(inputs.Input):
    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def debug_name(self) -> str:
        return f"n{self.number}"


class Part(entity.Entity):
    __slots__ = ("name", "payload")

    def __init__(self, db: Db, name: int, value: int) -> None:
        super().__init__(db)
        self.name = name
        self.payload = cells.Cell(value)

    def debug_name(self) -> str:
        return f"part{self.name}"


class Pair(interned.Interned):
    __slots__ = ("node", "salt")
    node: Node
    salt: int


@query.query(Owner, reuse=True)
def parts(db: Db, owner: Owner, previous: dict[int, Part] | None) -> dict[int, Part]:
    spec = db.world.owners[owner.number]
    old = previous or {}
    names = read(spec.names, db.read_var, db.read_node)
    mask = read(spec.payloads, db.read_var, db.read_node)
    made: dict[int, Part] = {}
    for name in range(N_BITS):
        if not names & 1 << name:
            if name in old:
                db.retire(old[name])
        elif name in old:
            made[name] = old[name]
            db.commit(old[name].payload, payload(name, mask))
        else:
            made[name] = Part(db, name, payload(name, mask))
    return made


@query.query(Part)
def part_payload(db: Db, part: Part) -> int:
    return part.payload.get(db)


@query.query(Pair)
def through_pair(db: Db, pair: Pair) -> int:
    return value_of(db, pair.node)


def compute(db: Db, key: Node, previous: int | None = None) -> int:
    def entities(owner: int, names: int, through_query: bool) -> int:
        result = 0
        for name, part in parts(db, db.owners[owner]).items():
            if names & 1 << name:
                result |= part_payload(db, part) if through_query else part.payload.get(db)
        return result

    return run_steps(db.world.nodes[key.number], db.read_var, db.read_node, entities)


def _compute(db: Db, key: Node) -> int:
    return compute(db, key)


def _bottom(db: Db, key: Node) -> int:
    return 0


plain = query.query(Node, name="plain")(_compute)
plain_lru = query.query(Node, name="plain_lru", lru=query.Lru(2))(_compute)
plain_no_eq = query.query(Node, name="plain_no_eq", no_eq=True)(_compute)
plain_reuse = query.query(Node, name="plain_reuse", reuse=True)(compute)
fixed = query.query(Node, name="fixed", cycle_initial=_bottom)(_compute)
fixed_lru = query.query(Node, name="fixed_lru", cycle_initial=_bottom, lru=query.Lru(2))(_compute)
fixed_reuse = query.query(Node, name="fixed_reuse", cycle_initial=_bottom, reuse=True)(compute)

QUERIES = {
    (False, ""): plain,
    (False, "lru"): plain_lru,
    (False, "no_eq"): plain_no_eq,
    (False, "reuse"): plain_reuse,
    (True, ""): fixed,
    (True, "lru"): fixed_lru,
    (True, "reuse"): fixed_reuse,
}


def value_of(db: Db, node: Node) -> int:
    spec = db.world.nodes[node.number]
    return QUERIES[spec.fixpoint, spec.option](db, node)


DURABILITIES = (durability.LOW, durability.LOW, durability.LOW, durability.MEDIUM, durability.HIGH)


def check_world(seed: int, *, n_steps: int = 12, check_suspects: bool = False) -> None:
    """Change a random world at random and compare what the engine says with the naive evaluator."""
    rng = random.Random(seed)
    world = make_world(rng)
    values = [rng.randint(0, ALL) for _ in range(world.n_vars)]
    durable = [rng.choice(DURABILITIES) for _ in range(world.n_vars)]
    db = Db(world, values, durable, debug=True, check_suspects=check_suspects, check_values=seed % 3 == 0)
    db.eager_owners = rng.choice((0, 1, 4))
    countdown = -1

    def cancel_some(event: events.Event) -> None:
        nonlocal countdown
        if isinstance(event, events.WillExecute | events.DidExecute | events.DidVerify):
            countdown -= 1
            if countdown == 0:
                db.request_cancel()

    if rng.random() < 0.5:  # else verification takes its fast path
        db.listen(cancel_some)
    for step in range(n_steps):
        _change(rng, db, values)
        right = expected(world, values)
        order = rng.sample(range(len(world.nodes)), rng.randint(1, len(world.nodes)))
        for n in order:
            countdown = rng.randint(1, 12) if rng.random() < 0.15 else -1
            try:
                found: int | None = value_of(db, db.nodes[n])
            except FaultError:
                found = None
            except cancel.Cancelled:
                db.clear_cancel()
                assert not db.stack
                continue
            finally:
                countdown = -1
                db.clear_cancel()
            assert found == right[n], f"seed {seed}, step {step}, node {n}: {found} for {right[n]}"
            assert_at_rest(db)
            if rng.random() < 0.05:
                db.evict()
            if rng.random() < 0.05:
                db.settle(rng.randint(0, 1))


def check_entries(seed: int) -> None:
    """Ask a random world from every node first, each time in a fresh database: the answers are the same."""
    rng = random.Random(seed)
    world = make_world(rng)
    values = [rng.randint(0, ALL) for _ in range(world.n_vars)]
    durable = [rng.choice(DURABILITIES) for _ in range(world.n_vars)]
    right = expected(world, values)
    rest = list(range(len(world.nodes)))
    for first in range(len(world.nodes)):
        rng.shuffle(rest)
        db = Db(world, values, durable, debug=True)
        for n in (first, *rest):
            try:
                found: int | None = value_of(db, db.nodes[n])
            except FaultError:
                found = None
            assert found == right[n], f"seed {seed}, {first} first, then {rest}, node {n}: {found} for {right[n]}"
        assert_at_rest(db)


def assert_at_rest(db: Db) -> None:
    """Nothing of a computation is left behind."""
    assert not db.stack
    assert not db.notes
    assert not db.provisional
    assert not db.guesses
    assert not db.entangled
    assert not db.in_order
    assert db.push is None


def _change(rng: random.Random, db: Db, values: list[int]) -> None:
    def write() -> None:
        which = rng.randrange(len(values))
        var = db.vars[which]
        values[which] = rng.choice((rng.randint(0, ALL), values[which], values[which] ^ 1 << rng.randrange(N_BITS)))
        if rng.random() < 0.1:
            db.set(var.cell, values[which], rng.choice(DURABILITIES))
        else:
            db.set(var.cell, values[which])

    roll = rng.random()
    if roll < 0.1:
        return
    if roll < 0.2:
        db.synthetic_write(rng.choice(DURABILITIES))
    elif roll < 0.4:
        with db.batch():
            for _ in range(rng.randint(1, 3)):
                write()
    else:
        for _ in range(rng.choice((1, 1, 2))):
            write()
    if rng.random() < 0.1:
        db.set_lru(plain_lru, rng.randint(0, 3))
