"""The outline of a file: lookups, edits, notebooks; which chunks stay the same objects."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pebre_analysis.source import db as source_db
from pebre_analysis.source import notebook, overrides, system
from pebre_analysis.syntax import chunk, chunk_cache, difference, incremental, outline, outlined
from tests.syntax import cutting

METHODS = "".join(f"    def m{n}(self, a):\n        b = a + {n}\n        return b\n\n" for n in range(30))
CLASS = f"class A:\n{METHODS}"
TEXT = f"import a\n\n\ndef f(x):\n    return x\n\n\n{CLASS}\nif a:\n    b = 1\n\n\ndef g():\n    return 2\n"


def edited(text: str, old: str, new: str) -> tuple[outlined.Outline, outlined.Outline, int]:
    """The outlines before and after replacing `old`, which occurs once; and how many chunks were made."""
    assert text.count(old) == 1
    cache = chunk_cache.ChunkCache()
    before = incremental.build(text, 0, cache)
    made = cache.n_made
    after = incremental.update(before, text.replace(old, new), cache)
    cutting.check_whole(after)
    assert cutting.everything(after) == cutting.everything(cutting.build(after.text))
    return before, after, cache.n_made - made


# ---- edits ---------------------------------------------------------------------------------------


def test_an_edit_in_a_function_makes_its_chunk() -> None:
    before, after, n_made = edited(TEXT, "return x", "return x + 1")
    assert n_made == 1
    assert [one is other for one, other in zip(before.chunks, after.chunks, strict=True)].count(False) == 1


def test_an_edit_in_a_method_makes_the_method_and_the_shell_of_its_class() -> None:
    before, after, n_made = edited(TEXT, "a + 15", "a + 150")
    assert n_made == 2
    assert cutting.n_new(before, after) == 1
    whole = after.chunks[2]
    assert whole.shell is not None
    assert before.chunks[2].shell is not None
    assert whole.shell.text == before.chunks[2].shell.text


@pytest.mark.parametrize("n", [0, 29])
def test_the_first_and_the_last_member_are_no_exception(n: int) -> None:
    before, after, _ = edited(TEXT, f"a + {n}\n", f"a + {n}1\n")
    assert cutting.n_new(before, after) == 1


def test_edits_between_chunks() -> None:
    for old, new, n_new in (
        ("import a\n", "import a\nimport b\n", 1),
        ("import a\n", "# c\nimport a\n", 1),
        ("def g", "# about g\ndef g", 1),
        ("def g", "@d\ndef g", 1),
        ("    return x\n", "    return x\n# c\n", 0),
        ("def f(x):\n    return x\n", "", 0),
        ("    def m7(", "    # c\n    def m7(", 1),
        ("    def m7(", "    x = 1\n    def m7(", 2),  # the blank line above now stands above `x`
        ("    def m7(self, a):\n        b = a + 7\n        return b\n", "", 1),
        ("    b = 1\n", "    b = 1\nelse:\n    c = 2\n", 1),
        ("    return 2\n", "    return 2\n# c\n", 1),
        ("    return 2\n", "    return 2", 1),
    ):
        before, after, _ = edited(TEXT, old, new)
        assert cutting.n_new(before, after) == n_new, (old, new)


def test_an_edit_of_a_class_header_keeps_the_members() -> None:
    for new in (
        "class AB:",
        "class A(B, C):",
        "class A",
        "class A(",
        "@d\nclass A:",
        "class A:  # c",
        "class A:\n    '''Doc.'''",
    ):
        before, after, _ = edited(TEXT, "class A:", new)
        assert cutting.n_new(before, after) <= 1, new


def test_a_class_whose_header_is_broken_is_found_again() -> None:
    cache = chunk_cache.ChunkCache()
    before = incremental.build(TEXT, 0, cache)
    broken = incremental.update(before, TEXT.replace("class A", "clas A"), cache)
    assert not broken.chunks[2].members
    again = incremental.update(broken, TEXT, cache)
    assert cutting.n_new(before, again) == 0


def test_undo_finds_the_old_chunks() -> None:
    cache = chunk_cache.ChunkCache()
    before = incremental.build(TEXT, 0, cache)
    after = incremental.update(before, TEXT.replace("a + 15", "a + 1"), cache)
    again = incremental.update(after, TEXT, cache)
    assert cutting.n_new(before, again) == 0


def test_equal_text_gives_the_same_outline() -> None:
    cache = chunk_cache.ChunkCache()
    before = incremental.build(TEXT, 0, cache)
    assert incremental.update(before, TEXT, cache) is before


def test_everything_may_change() -> None:
    for old, new in (
        ("", TEXT),
        (TEXT, ""),
        (TEXT, "x = 1\n"),
        ("# a\n", "x"),
        ("x", "# a"),
        ("a\r", "a\r\n"),
        ("a\r\n", "a\n"),
    ):
        cache = chunk_cache.ChunkCache()
        after = incremental.update(incremental.build(old, 0, cache), new, cache)
        assert cutting.everything(after) == cutting.everything(cutting.build(new))


def test_a_last_line_without_line_end_may_grow() -> None:
    for n in range(200):
        _, after, _ = edited(f"x = 1\nname_{n}", f"name_{n}", f"name_{n}_{n}\n")
        assert after.n_lines == 3


def test_the_range_that_differs() -> None:
    for old, new, expected in (
        ("abc", "abxc", (2, 2, 3)),
        ("abc", "ac", (1, 2, 1)),
        ("aaaa", "aaa", (3, 4, 3)),
        ("abab", "ababab", (4, 4, 6)),
        ("", "a", (0, 0, 1)),
        ("a" * 1000 + "b" + "c" * 1000, "a" * 1000 + "dd" + "c" * 1000, (1000, 1001, 1002)),
        ("a" * 500, "a" * 500, (500, 500, 500)),
    ):
        assert difference.of(old, new) == expected, (old[:10], new[:10])


# ---- lookups -------------------------------------------------------------------------------------


def test_the_innermost_chunk_at_each_offset() -> None:
    found = cutting.build(TEXT)
    leaves = {part: start for start, part in found.leaves()}
    for offset in range(0, len(TEXT), 7):
        path = found.path_to(offset)
        start, part = path[-1]
        assert found.innermost(offset) == (start, part)
        assert start <= offset < start + len(part.text)
        if part.shell is None:
            assert leaves[part] == start or TEXT.count(part.text) > 1
        else:
            assert any(low <= offset - start < high for low, high in part.shell.pieces(len(part.text)))


def test_the_end_of_the_text_belongs_to_the_last_chunk() -> None:
    assert cutting.build("def f(): pass\nx = 1").path_to(19)[-1][1].text == "x = 1"
    found = cutting.build(CLASS.rstrip())
    assert found.path_to(len(CLASS.rstrip()))[-1][1].text.lstrip().startswith("def m29")
    assert cutting.build("").path_to(0) == []
    assert cutting.build("").innermost(0) is None


def test_lines_and_offsets() -> None:
    for end in ("\n", "\r\n", "\r"):
        text = TEXT.replace("\n", end)
        found = cutting.build(text)
        lines = text.split(end)
        assert found.n_lines == len(lines)
        offset = 0
        for n, line in enumerate(lines):
            assert found.line_start(n) == offset
            assert found.line_of(offset) == n
            assert found.line_of(offset + len(line)) == n
            offset += len(line) + len(end)
        assert found.line_start(len(lines)) == len(text)
    assert (cutting.build("").line_of(0), cutting.build("").line_start(0), cutting.build("").n_lines) == (0, 0, 1)


def test_occurrences_are_in_source_order() -> None:
    found = cutting.build(TEXT)
    starts = [start for start, _ in found.occurrences()]
    assert starts == sorted(starts)
    pieces = [(start, part.text) for start, part in found.leaves()]
    for start, part in found.occurrences():
        if part.shell is not None:
            pieces += [(start + low, part.text[low:high]) for low, high in part.shell.pieces(len(part.text))]
    assert "".join([piece for _, piece in sorted(pieces)]) == TEXT


# ---- the query -----------------------------------------------------------------------------------


def make_db(path: str = "/a.py", text: str = TEXT) -> tuple[Callable[[str], None], Callable[[], outlined.Outline]]:
    """A function that edits the one file of a new database, and one that asks for its outline."""
    db = source_db.Db(system.MemorySystem({path: text}))
    file = db.files.file(path)

    def edit(new: str) -> None:
        overrides.set_text(db, file, new)

    return edit, lambda: outline.outline(db, file)


def test_the_query_follows_the_text() -> None:
    edit, ask = make_db()
    before = ask()
    assert before.text == TEXT
    edit(TEXT.replace("return x", "return y"))
    after = ask()
    assert after.text == TEXT.replace("return x", "return y")
    assert cutting.n_new(before, after) == 1


def test_stubs_have_chunks_of_their_own() -> None:
    _, ask = make_db("/a.pyi")
    assert {part.context for _, part in ask().occurrences()} == {chunk.STUB, chunk.STUB | chunk.IN_CLASS}


def test_nothing_reaches_from_one_cell_into_the_next() -> None:
    db = source_db.Db(system.MemorySystem({}))
    file = db.files.file("/a.ipynb")

    def set_cells(*texts: str) -> outlined.Outline:
        cells = tuple(notebook.CellSource(n, str(n), text) for n, text in enumerate(texts))
        overrides.set_text(db, file, notebook.NotebookText(cells))
        return outline.outline(db, file)

    before = set_cells("x = (", "y = '''\nx", "z = 1\n# end", "", "class A:\n    pass")
    texts = ["x = (\n", "y = '''\nx\n", "z = 1\n", "# end\n", "\n", "class A:\n    pass\n"]
    assert [part.text for part in before.chunks] == texts
    assert {part.context for part in before.chunks} == {chunk.CELL}
    cutting.check_whole(before)
    after = set_cells("x = (", "y = '''\nx", "z = 2\n# end", "", "class A:\n    pass")
    assert cutting.n_new(before, after) == 1
    moved = set_cells("class A:\n    pass", "x = (")
    assert cutting.n_new(before, moved) == 0
    assert moved.n_lines == 4
