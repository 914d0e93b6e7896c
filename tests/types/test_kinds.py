"""Types are interned: one object per content, for as long as somebody holds it."""

import gc

from pebre_analysis.types import kinds


class Db:
    """The table of types and nothing else."""

    def __init__(self) -> None:
        self.types = kinds.Table()


def test_equal_content_is_one_object() -> None:
    db = Db()
    one = kinds.tuple_(db, (kinds.int_literal(db, 1), kinds.str_literal(db, "a")))
    assert one is kinds.tuple_(db, (kinds.int_literal(db, 1), kinds.str_literal(db, "a")))
    assert one is not kinds.tuple_(db, (kinds.str_literal(db, "a"), kinds.int_literal(db, 1)))
    assert kinds.union(db, one.prefix) is kinds.union(db, one.prefix)


def test_kinds_do_not_mix() -> None:
    db = Db()
    assert kinds.int_literal(db, 1) is not kinds.bool_literal(True)
    assert kinds.str_literal(db, "a") is not kinds.bytes_literal(db, b"a")
    assert kinds.int_literal(db, 1) is not kinds.int_literal(db, 0)
    assert kinds.bool_literal(True) is kinds.TRUE


def test_unions_and_intersections_of_one_part_are_the_part() -> None:
    db = Db()
    one = kinds.int_literal(db, 1)
    assert kinds.union(db, (one,)) is one
    assert kinds.union(db, ()) is kinds.NEVER
    assert kinds.intersection(db, (one,)) is one


def test_a_type_goes_when_nobody_holds_it() -> None:
    db = Db()
    gc.disable()
    try:
        inner = kinds.int_literal(db, 7)
        held = kinds.tuple_(db, (inner,))
        assert len(db.types.tuples) == 1
        del held
        assert len(db.types.tuples) == 0
        again = kinds.tuple_(db, (inner,))
        assert again is kinds.tuple_(db, (inner,))
        del again, inner
        assert not db.types.tuples
        assert not db.types.others
    finally:
        gc.enable()


def test_databases_have_their_own_types() -> None:
    assert kinds.int_literal(Db(), 1) is not kinds.int_literal(Db(), 1)
    assert kinds.UNKNOWN is not kinds.ANY
