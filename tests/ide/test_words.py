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


@pytest.mark.parametrize(
    ("line", "is_comment"),
    [
        ("# word", True), ("x = 1  # see word", True), ("# a\nword", False), ("x = '#' + word", False),
        ("#\rword", False), ("x = []  # type: word", False), ('f"""\n# {word}', False), ("word", False),
    ],
)  # fmt: skip
def test_comments(line: str, is_comment: bool) -> None:
    assert words.is_in_comment(line, line.index("word")) is is_comment


@pytest.mark.parametrize(
    ("line", "is_prose"),
    [
        ("the word", True), ("word of", True), ("a word, then", True), ("then, word\tthere", True), ("word", False),
        ("return word", False), ("word if word else x", False), ("type word = int", False), ("print word", False),
        ("case word:", False), ("x, word", False), ("a\nword\nb", False), ("word r'x'", False), ("x.word + y", False),
        ("match word", False), ("word in x", False), ("0 word", False), ("lambda word: 0", False),
    ],
)  # fmt: skip
def test_prose(line: str, is_prose: bool) -> None:
    start = line.index("word")
    assert words.is_prose(line, start, start + 4) is is_prose


@pytest.mark.parametrize("word", ["match", "type", "case", "print"])
def test_words_that_may_stand_beside_names_are_no_prose(word: str) -> None:
    assert not words.is_prose(f"{word} x", 0, len(word))
