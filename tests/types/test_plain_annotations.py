"""Plain texts of annotations read without the parser are what the parser makes of them."""

import random

import pytest

from pebre_analysis.types.infer import annotation_strings, plain_annotations
from tests.harness import alike

WORDS = ("a", "B_1", "None", "True", "print", "match", "type", "_", "in", "lambda", "await", "1", "x1", "not")
MARKS = ("[", "]", ",", "|", ".", " ", "  ")


def both(text: str) -> bool:
    """Compares what both make of a text; whether it is plain."""
    found = plain_annotations.expression(text)
    if found is not None:
        alike.assert_alike(found, annotation_strings.parsed(text))
    return found is not None


@pytest.mark.parametrize(
    "text",
    [
        "int",
        "a.b.c",
        "None",
        "a | None",
        "dict[str, list[a.B] | None]",
        "a[b][c].d",
        "tuple[int,]",
        "x ",
        "a[b, None,]",
    ],
)
def test_what_is_plain(text: str) -> None:
    assert both(text)


@pytest.mark.parametrize(
    "text", ["", " a", "a\n", "a b", "a[", "a]", "a[]", "a.1", "a,b", "'a'", "a[...]", "if", "a||b", "é"]
)
def test_what_is_not(text: str) -> None:
    assert not both(text)


def test_random_texts() -> None:
    rng = random.Random(1)
    n_plain = 0
    for _ in range(3_000):
        text = "".join(rng.choice(WORDS if rng.random() < 0.5 else MARKS) for _ in range(rng.randrange(1, 9)))
        n_plain += both(text)
    assert n_plain > 100


def test_depth_is_bounded() -> None:
    assert not both("a[" * 1_000 + "b" + "]" * 1_000)
