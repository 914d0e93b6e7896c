"""A small type inference over variables that read each other: what a fixed point is needed for."""

from __future__ import annotations

from pebre_analysis.engine import cells, events, inputs, query
from tests.engine.common import Db, at_rest, heard

Type = frozenset[str]
Expression = str | tuple[str, "Expression", "Expression"] | tuple[str, "Expression"]


class Variable(inputs.Input):
    """Its assignments: literals ("int"), other variables ("$x"), ("list", e), ("or", e, e)."""

    __slots__ = ("assignments", "name", "program")

    def __init__(self, name: str, program: Program) -> None:
        super().__init__()
        self.name = name
        self.program = program
        self.assignments: cells.Cell[tuple[Expression, ...]] = cells.Cell(())

    def debug_name(self) -> str:
        return self.name


class Program:
    """Variables by name, with what is assigned to them."""

    def __init__(self, db: Db, **assignments: tuple[Expression, ...]) -> None:
        self.db = db
        self.variables = {name: Variable(name, self) for name in assignments}
        for name, right in assignments.items():
            self.assign(name, *right)

    def assign(self, name: str, *right: Expression) -> None:
        self.db.set(self.variables[name].assignments, right)

    def types(self, *names: str) -> dict[str, str]:
        return {name: show(infer(self.db, self.variables[name])) for name in names or self.variables}


def show(type_: Type) -> str:
    return " | ".join(sorted(type_)) or "Never"


def _never(db: Db, variable: Variable) -> Type:
    return frozenset()


def _widened(db: Db, variable: Variable, last: Type, new: Type, iteration: int) -> Type:
    """Types only grow; what is still growing at the fourth iteration is unknown."""
    return frozenset({"Unknown"}) if iteration >= 4 else last | new


@query.query(Variable, cycle_initial=_never, cycle_recover=_widened)
def infer(db: Db, variable: Variable) -> Type:
    return frozenset().union(*(evaluate(db, variable, each) for each in variable.assignments.get(db)))


def evaluate(db: Db, variable: Variable, expression: Expression) -> Type:
    if isinstance(expression, str):
        if expression.startswith("$"):
            return infer(db, variable.program.variables[expression[1:]])
        return frozenset({expression})
    kind, *parts = expression
    types = [evaluate(db, variable, part) for part in parts]
    if kind == "or":
        return types[0] | types[1]
    return frozenset({f"list[{show(types[0])}]"}) if types[0] else frozenset()


def test_straight_code() -> None:
    assert Program(Db(), x=("int",), y=("$x",), z=(("list", "$y"),)).types() == {
        "x": "int",
        "y": "int",
        "z": "list[int]",
    }


def test_variables_that_read_each_other_converge() -> None:
    for order in ("xyz", "yzx", "zxy"):
        program = Program(Db(), x=("int", "$y"), y=("str", "$z"), z=("$x",))
        assert program.types(*order) == dict.fromkeys("xyz", "int | str")
        assert at_rest(program.db)


def test_a_type_that_grows_without_end_is_widened() -> None:
    for order in ("xy", "yx"):
        program = Program(Db(), x=("int", ("list", "$y")), y=("$x",))
        assert program.types(*order) == {"x": "Unknown", "y": "Unknown"}


def test_an_edit_makes_it_diverge_and_another_one_converge_again() -> None:
    db = Db()
    program = Program(db, x=("int", "$y"), y=("$x",), z=("$y",))
    assert program.types("z") == {"z": "int"}
    program.assign("y", ("list", "$x"))
    assert program.types("z", "x") == {"z": "list[Unknown]", "x": "Unknown"}
    program.assign("y", "str")
    assert program.types() == {"x": "int | str", "y": "str", "z": "str"}
    program.assign("y", "$x", "bytes")
    assert program.types("z") == {"z": "bytes | int"}
    assert at_rest(db)


def test_an_edit_outside_the_cycle_leaves_it_alone() -> None:
    db = Db()
    program = Program(db, x=("int", "$y"), y=("$x",), z=("$y", "str"))
    program.types()
    program.assign("z", "$y")
    with db.record() as ran:
        assert program.types() == {"x": "int", "y": "int", "z": "int"}
    assert ran == ["infer(z)"]


def test_an_edit_inside_that_changes_no_type_stops_at_the_cycle() -> None:
    db = Db()
    program = Program(db, x=("int", "$y"), y=("$x",), z=("$y",))
    program.types()
    program.assign("y", "$x", "int")
    with db.record() as ran, heard(db, events.DidFinishCycle) as finished:
        assert program.types("z") == {"z": "int"}
    assert "infer(z)" not in ran
    assert len(finished) == 1
