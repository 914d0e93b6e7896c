"""Notebooks: cells, magics, and the places of cells in the joined text."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pebre_analysis.source import magics, notebook, read_error


def cell(source: object, kind: str = "code", **more: object) -> dict[str, object]:
    return {"cell_type": kind, "source": source, **more}


def parsed(document: object) -> list[tuple[int, str, str]]:
    found = notebook.parse(json.dumps(document))
    assert not isinstance(found, read_error.ReadError), found
    return [(each.index, each.id, each.text) for each in found]


def test_code_cells_of_format_4() -> None:
    cells = [cell("x = 1\ny", id="one"), cell("# title", "markdown"), cell(["a\n", "b\n"]), cell(None), cell(7)]
    assert parsed({"cells": cells, "nbformat": 4}) == [
        (0, "one", "x = 1\ny"),
        (2, "2", "a\nb\n"),
        (3, "3", ""),
        (4, "4", ""),
    ]


def test_code_cells_of_format_3() -> None:
    sheet = {"cells": [{"cell_type": "code", "input": ["x\n", "y"], "language": "python"}, {"cell_type": "heading"}]}
    assert parsed({"worksheets": [sheet], "nbformat": 3}) == [(0, "0", "x\ny")]


def test_other_languages_have_no_cells() -> None:
    assert parsed({"cells": [cell("x <- 1")], "metadata": {"kernelspec": {"language": "R"}}}) == []
    assert parsed({"cells": [cell("x = 1")], "metadata": {"language_info": {"name": "julia"}}}) == []
    assert parsed({"cells": [cell("x = 1")], "metadata": {"language_info": {"name": "ipython"}}}) != []
    assert parsed({"cells": [cell("x = 1")], "metadata": 5}) != []


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"cells": 1}', b'{"cells": [1]}', b"\xff\xfe", b"[" * 100_000])
def test_broken_json_is_an_error(broken: bytes) -> None:
    found = notebook.parse(broken)
    assert isinstance(found, read_error.ReadError)
    assert found.kind is read_error.ReadErrorKind.NOTEBOOK


def test_outputs_are_skipped() -> None:
    document = {"cells": [cell("x", outputs=[{"data": {"image/png": "A" * 1000}}])]}
    assert parsed(document) == [(0, "0", "x")]


def sources(*texts: str) -> list[notebook.CellSource]:
    return [notebook.CellSource(n, f"id{n}", source) for n, source in enumerate(texts)]


def test_cells_are_joined_and_found_again() -> None:
    joined, cells = notebook.join(sources("x = 1", "", "y\n", "z"))
    assert joined == "x = 1\n\ny\nz\n"
    assert [(each.start, each.text_end, each.end) for each in cells] == [(0, 5, 6), (6, 6, 7), (7, 9, 9), (9, 10, 11)]

    def at(offset: int) -> tuple[str, int]:
        found = notebook.cell_at(cells, offset)
        assert found is not None
        return found[0].id, found[1]

    assert [at(n) for n in (0, 5, 6, 7, 8, 9, 10, 11, 99)] == [
        ("id0", 0),
        ("id0", 5),
        ("id1", 0),
        ("id2", 0),
        ("id2", 1),
        ("id3", 0),
        ("id3", 1),
        ("id3", 1),
        ("id3", 1),
    ]
    assert notebook.cell_at((), 3) is None
    assert notebook.join([]) == ("", ())


@pytest.mark.parametrize(
    ("source", "python"),
    [
        ("%matplotlib inline", "pass              "),
        ("%m", "0 "),
        ("!ls -l\nx", "pass  \nx"),
        ("if x:\n    !rm *", "if x:\n    pass "),
        ("x = !ls", "x = _  "),
        ("x = %time f()\ny", "x = _        \ny"),
        ("a, b[0] = !cmd", "a, b[0] = _   "),
        ("!a \\\n  b\nc", "pass\n   \nc"),
        ("!a b \\\r\n  c\r\nd", "pass  \r\n   \r\nd"),
        ("foo.bar?", "pass    "),
        ("foo??\r\nx", "pass \r\nx"),
        ("?foo", "pass"),
        ("%timeit?\n", "pass    \n"),
        (",f a b\n;g x", "pass  \npass"),
        ("%%bash\necho 'x\n", "      \n       \n"),
        ("\n\n  %%html\n<b>", "\n\n        \n   "),
        ("%%time\nx = 1\n%y z", "      \nx = 1\npass"),
        ("%%capture out\nx", "out=_        \nx"),
        ("%%capture --no-stderr cap\nx", "cap=_                    \nx"),
        ("%%capture\nx", "         \nx"),
    ],
)
def test_magics_are_blanked_in_place(source: str, python: str) -> None:
    assert magics.blank(source) == python


@pytest.mark.parametrize(
    "source",
    [
        "x = (a\n  % b)",
        "x = a \\\n  % b",
        "'''\n%magic\n!x\n'''",
        'f"""\n?x\n"""',
        "x %= 3",
        "x != y\nz = a % b",
        "# what?\n",
        "x = 5  # really?",
        "'is it?'",
        "print('!')\n",
        "x = [\n  1,\n  !2,\n]",
    ],
)
def test_python_is_left_alone(source: str) -> None:
    assert magics.blank(source) is source or magics.blank(source) == source


@given(
    st.lists(
        st.sampled_from(["%x", "!", "?", "x", "=", " ", "\n", "\r\n", "\\", "'", '"""', "(", ")", "#", "%%time"]),
        max_size=20,
    )
)
@settings(max_examples=150, deadline=None)
def test_nothing_moves(pieces: list[str]) -> None:
    source = "".join(pieces)
    blanked = magics.blank(source)
    assert len(blanked) == len(source)
    breaks = [n for n, character in enumerate(source) if character in "\r\n"]
    assert breaks == [n for n, character in enumerate(blanked) if character in "\r\n"]


@pytest.mark.parametrize("piece", ["a\\", "\\", '"', "'", "(", "x ", "a? ", "%a ", " --a"])
def test_long_cells_take_linear_time(piece: str) -> None:
    assert len(magics.blank("%%capture" + piece * 20_000 + "\n%x")) == 12 + len(piece) * 20_000
