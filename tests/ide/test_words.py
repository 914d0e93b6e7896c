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
