"""Paths as text."""

import pytest

from pebre_analysis.source import paths


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("/a/b", "/a/b"),
        ("/a/./b/../c/", "/a/c"),
        ("//a//b", "/a/b"),
        ("///a//b", "/a/b"),
        ("/..", "/"),
        ("x/y", "/base/x/y"),
        ("../x", "/x"),
        ("c:\\x\\..\\y", "C:/y"),
        ("c:/", "C:/"),
        ("C:/..", "C:/"),
        ("//server/share/x/..", "//server/share/"),
        ("/a\\b", "/a\\b"),
    ],
)
def test_a_place_has_one_spelling(written: str, normal: str) -> None:
    assert paths.normalise(written, "/base") == normal
    assert paths.normalise(normal, "/base") == normal


def test_a_backslash_separates_names_on_windows() -> None:
    assert paths.normalise("x\\y", "C:/base", windows=True) == "C:/base/x/y"


def test_parts_of_a_path() -> None:
    assert paths.parent("/a/b.py") == "/a"
    assert paths.parent("/a") == "/"
    assert paths.parent("/") == "/"
    assert paths.parent("C:/x") == "C:/"
    assert paths.parent("C:/") == "C:/"
    assert paths.name("/a/b.py") == "b.py"
    assert paths.suffix("/a.x/b.tar.gz") == ".gz"
    assert paths.suffix("/a.x/.hidden") == ""
    assert list(paths.ancestors("/a/b/c")) == ["/a/b", "/a", "/"]
    assert paths.join("/", "a") == "/a"
    assert paths.join("/a", "b/c") == "/a/b/c"


def test_below_is_by_whole_names() -> None:
    assert paths.is_below("/a/b", "/a")
    assert paths.is_below("/a", "/a")
    assert paths.is_below("/a", "/")
    assert not paths.is_below("/ab", "/a")
    assert paths.relative("/a/b/c", "/a") == "b/c"
    assert paths.relative("/a", "/a") == ""
    assert paths.relative("/b", "/a") is None


def test_virtual_paths_are_not_absolute() -> None:
    assert not paths.is_absolute("untitled:Untitled-1")
    assert paths.is_absolute("C:/x")
    assert not paths.is_absolute("")
