"""Words in texts."""

import pytest

from pebre_analysis.ide.common import words


@pytest.mark.parametrize(
    ("word", "text", "offsets"),
    [
        ("size", "size", [0]),
        ("size", "size.size(size)", [0, 5, 10]),
        ("size", "sizes _size size_ resize 1size äsize sizeä", []),
        ("größe", "größe größer x.größe", [0, 15]),
        ("x", "", []),
        ("xx", "xxxxx xx", [6]),
    ],
)
def test_whole_words(word: str, text: str, offsets: list[int]) -> None:
    assert list(words.finder(word)(text)) == offsets


@pytest.mark.parametrize(
    ("text", "offset", "word"),
    [
        ("one two", 0, "one"), ("one two", 3, "one"), ("one two", 4, "two"), ("one two", 7, "two"), ("a.b", 2, "b"),
        ("größe", 4, "größe"), ("1st", 1, None), ("a + b", 2, None), ("a", 2, None), ("a", -1, None), ("", 0, None),
    ],
)  # fmt: skip
def test_the_word_at_a_place(text: str, offset: int, word: str | None) -> None:
    found = words.at(text, offset)
    assert (None if found is None else text[found.start : found.end]) == word


def test_words_around_a_place_begin_with_a_line() -> None:
    text = "zero one\ntwo 3 three\nfour five\n"
    assert [text[start:].split()[0] for start in words.around(text, 16, 5)] == ["two", "three"]
    assert len(list(words.around(text, 0, 1_000))) == 6
