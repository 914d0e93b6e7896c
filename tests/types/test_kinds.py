"""Types are interned: one object per content, for as long as somebody holds it."""

import gc

from pebre_analysis.types import build, kinds


class Db:
    """The table of types and nothing else."""

    def __init__(self) -> None:
        self.types = build.Table()


def test_equal_content_is_one_object() -> None:
    db = Db()
    one = build.tuple_(db, (build.int_literal(db, 1), build.str_literal(db, "a")))
    assert one is build.tuple_(db, (build.int_literal(db, 1), build.str_literal(db, "a")))
    assert one is not build.tuple_(db, (build.str_literal(db, "a"), build.int_literal(db, 1)))
    assert build.union(db, one.prefix) is build.union(db, one.prefix)


def test_kinds_do_not_mix() -> None:
    db = Db()
    assert build.int_literal(db, 1) is not build.bool_literal(True)
    assert build.str_literal(db, "a") is not build.bytes_literal(db, b"a")
    assert build.int_literal(db, 1) is not build.int_literal(db, 0)
    assert build.bool_literal(True) is kinds.TRUE


def test_unions_and_intersections_of_one_part_are_the_part() -> None:
    db = Db()
    one = build.int_literal(db, 1)
    assert build.union(db, (one,)) is one
    assert build.union(db, ()) is kinds.NEVER
    assert build.intersection(db, (one,)) is one


def test_a_type_goes_when_nobody_holds_it() -> None:
    db = Db()
    gc.disable()
    try:
        inner = build.int_literal(db, 7)
        held = build.tuple_(db, (inner,))
        assert len(db.types.tuples) == 1
        del held
        assert len(db.types.tuples) == 0
        again = build.tuple_(db, (inner,))
        assert again is build.tuple_(db, (inner,))
        del again, inner
        assert not db.types.tuples
        assert not db.types.others
    finally:
        gc.enable()


def test_databases_have_their_own_types() -> None:
    assert build.int_literal(Db(), 1) is not build.int_literal(Db(), 1)
    assert kinds.UNKNOWN is not kinds.ANY
