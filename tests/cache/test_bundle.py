"""Rows that come with the program: they are found as they were packed, or not at all."""

import random

from pebre_analysis.cache import bundle

STAMP = b"s" * 16
ROWS = {bytes([n]) * 16: bytes(range(256)) * n for n in range(40)}


WHOLE = bundle.pack(ROWS, STAMP)


def opened(data: bytes, stamp: bytes = STAMP) -> bundle.Bundle:
    return bundle.Bundle(lambda start, size: data[start : start + size], lambda found: found == stamp)


def test_rows_are_found_as_they_were_packed() -> None:
    rows = opened(WHOLE)
    assert {key: rows.get(key) for key in ROWS} == ROWS
    assert rows.get(b"\1" * 15 + b"\2") is None


def test_equal_rows_make_equal_files() -> None:
    assert bundle.pack(dict(reversed(ROWS.items())), STAMP) == bundle.pack(ROWS, STAMP)


def test_a_key_is_not_found_across_two_entries() -> None:
    rows = {b"\0" * 16: b"", b"\1" * 16: b"x"}
    data = bundle.pack(rows, STAMP)
    found = opened(data)
    for at in range(1, 24):
        key = data[36 + at : 52 + at]
        assert found.get(key) == rows.get(key)


def test_a_file_of_another_stamp_or_none_holds_nothing() -> None:
    asked: list[bytes] = []
    assert opened(WHOLE, b"o" * 16).get(b"\1" * 16) is None
    assert bundle.Bundle(lambda start, size: b"", lambda found: not asked.append(found)).get(b"\1" * 16) is None
    assert not asked


def test_a_damaged_file_is_a_miss_or_what_it_was() -> None:
    rng = random.Random(7)
    for _ in range(300):
        data = bytearray(WHOLE)
        if rng.random() < 0.5:
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        else:
            del data[rng.randrange(len(data)) :]
        rows = opened(bytes(data))
        for key in rng.sample(list(ROWS), 5):
            assert rows.get(key) in (None, ROWS[key])
