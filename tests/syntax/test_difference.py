"""Where two texts, or two lists of objects, differ."""

import random

from pebre_analysis.syntax import difference


def test_ends_that_lists_share() -> None:
    rng = random.Random(1)
    for _ in range(200):
        old = [rng.randrange(3) for _ in range(rng.randrange(12))]
        new = list(old)
        at = rng.randrange(len(old) + 1)
        new[at : at + rng.randrange(3)] = [rng.randrange(3) for _ in range(rng.randrange(3))]
        start, end = difference.same_ends(old, new)
        limit = min(len(old), len(new))
        assert old[:start] == new[:start]
        assert old[len(old) - end :] == new[len(new) - end :]
        assert start == limit or old[start] != new[start]
        assert start + end == limit or old[-1 - end] != new[-1 - end]


def test_where_a_difference_is_expected_changes_nothing() -> None:
    rng = random.Random(2)
    for _ in range(500):
        old = "".join(rng.choices("ab", k=rng.randrange(200)))
        low, high = sorted((rng.randrange(len(old) + 1), rng.randrange(len(old) + 1)))
        at = rng.choice([low, rng.randrange(len(old) + 1)])
        new = old[:at] + "".join(rng.choices("ab", k=rng.randrange(6))) + old[at + rng.randrange(4) :]
        found = difference.of(old, new)
        assert difference.of(old, new, low, high) == found
        assert old[: found.start] + new[found.start : found.new_end] + old[found.old_end :] == new
