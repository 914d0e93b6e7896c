"""Who checks which file next."""

from __future__ import annotations

import random

from pebre_server.cli.workers import deal

SIX = [(name, 10) for name in "abcdef"]


def test_each_taker_has_a_run_of_neighbours() -> None:
    dealer = deal.Dealer(SIX, 2)
    assert [dealer.next(taker) for taker in (0, 1, 1, 0, 0, 1)] == ["a", "d", "e", "b", "c", "f"]
    assert dealer.next(0) is None


def test_who_has_none_left_takes_from_the_end_of_the_longest_run() -> None:
    dealer = deal.Dealer(SIX, 3)
    assert [dealer.next(0) for _ in range(6)] == ["a", "b", "d", "f", "c", "e"]


def test_sizes_say_where_a_run_ends() -> None:
    dealer = deal.Dealer([("a", 90), ("b", 10), ("c", 10), ("d", 10), ("e", 60)], 2)
    assert [dealer.next(1), dealer.next(0)] == ["b", "a"]


def test_what_is_given_back_is_dealt_again() -> None:
    dealer = deal.Dealer([("a", 0), ("b", 0)], 2)
    assert dealer.next(0) == "a"
    dealer.back(0, "a")
    assert sorted([str(dealer.next(1)), str(dealer.next(1))]) == ["a", "b"]


def test_what_is_left_is_not_dealt() -> None:
    dealer = deal.Dealer(SIX, 2)
    dealer.next(1)
    assert sorted(dealer.rest()) == ["a", "b", "c", "e", "f"]
    assert dealer.next(0) is None


def test_all_are_dealt_once() -> None:
    rng = random.Random(1)
    for _ in range(200):
        files = [(str(n), rng.choice((0, 1, rng.randrange(1000)))) for n in range(rng.randrange(30))]
        n_takers = rng.randrange(1, 6)
        dealer = deal.Dealer(files, n_takers)
        dealt: list[str] = []
        while (path := dealer.next(rng.randrange(n_takers))) is not None:
            dealt.append(path)
        assert sorted(dealt) == sorted(path for path, _ in files)
