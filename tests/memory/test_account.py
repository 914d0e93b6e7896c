"""What is held, counted once, in the row it belongs to."""

from __future__ import annotations

import sys
import types
from typing import Any

import msgspec
import pytest

from pebre_analysis.engine import cells, entity, inputs, interned, memo, query
from pebre_analysis.memory import account, sizes
from pebre_analysis.project import held
from pebre_analysis.syntax import chunk
from tests.engine.common import Db
from tests.harness import project

pytestmark = pytest.mark.usefixtures("own_chunks")

_BLOCK = 16


def block(value: object) -> int:
    """Bytes of a small object, as the allocator rounds them."""
    return -(-sys.getsizeof(value) // _BLOCK) * _BLOCK


class Doc(inputs.Input):
    __slots__ = ("title", "words")

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__()
        self.title = "the title of it"
        self.words = cells.Cell(words)


class Word(interned.Interned):
    __slots__ = ("text",)
    text: str


class Page(entity.Entity):
    __slots__ = ("lines",)

    def __init__(self, db: Db, lines: list[str]) -> None:
        super().__init__(db)
        self.lines = cells.Cell(lines)


class Found(msgspec.Struct, gc=False):
    words: tuple[str, ...]


@query.query(Doc)
def found(db: Db, doc: Doc) -> Found:
    return Found(doc.words.get(db))


@query.query(Doc)
def upper(db: Db, doc: Doc) -> Found:
    return Found(tuple(word.upper() for word in doc.words.get(db)))


@query.query(Doc)
def page(db: Db, doc: Doc) -> Page:
    return Page(db, [*doc.words.get(db), "a line of the page"])


@query.query(Word)
def shout(db: Db, word: Word) -> bytes:
    return word.text.encode() * 2


def rows(db: Db, *claims: account.Claim) -> dict[str, account.Row]:
    counted = account.Account(claims)
    counted.add(db)
    return {row.name: row for row in counted.rows()}


def test_the_sums_are_those_of_a_count_by_hand() -> None:
    db, doc = Db(), Doc(("one word", "another word"))
    result, made = found(db, doc), page(db, doc)
    held_words = doc.words.value
    counted = rows(db)
    texts = sum(map(block, held_words))
    own = counted["Doc"]
    assert (own.kind, own.count) == ("input", 1)
    assert own.fields == block(held_words) + texts + block(doc.title)
    assert type(doc.words.readers) is list
    assert own.metadata == block(doc) + block(doc.memos) + block(doc.words) + block(doc.words.readers) + sum(
        block(reference) for reference in doc.words.readers
    )
    each = doc.memos[found.ingredient.index]
    assert counted["found"].fields == block(result)
    assert counted["found"].metadata == block(each) + block(each.edges)
    assert counted["found"].result == "Found"
    lines = made.lines.value
    assert counted["Page"].fields == block(lines) + block(lines[-1])  # the words were counted where they come from
    owner = doc.memos[page.ingredient.index]
    assert counted["page"].fields == 0  # the page is an entity, with a row of its own
    assert counted["page"].metadata == block(owner) + block(owner.edges) + block(owner.owned)


def test_shared_parts_count_once() -> None:
    db = Db()
    words = ("said in two places", "and this")
    first, second = Doc(words), Doc(words)
    found(db, first), found(db, second)
    one = rows(db)["Doc"].fields
    assert one == block(words) + sum(map(block, words)) + block(first.title)


def test_interned_objects_that_a_reader_holds() -> None:
    db = Db()

    word = Word.intern(db, "loud")
    assert shout(db, word) == b"loudloud"
    counted = rows(db)
    assert counted["Word"].kind == "interned"
    assert counted["Word"].fields == block(word.text)
    assert counted["shout"].fields == block(b"loudloud")
    del word
    assert "Word" not in rows(db)


def test_an_evicted_value_leaves_its_metadata() -> None:
    db, doc = Db(), Doc(("x" * 100,))
    found(db, doc)
    doc.memos[found.ingredient.index].value = memo.NO_VALUE
    row = rows(db)["found"]
    assert (row.count, row.n_values, row.fields) == (1, 0, 0)
    assert row.metadata > 0


def test_a_claimed_class_has_a_row_wherever_it_stands() -> None:
    db, doc = Db(), Doc(("one", "two"))
    result = upper(db, doc)
    counted = rows(db, account.Claim("finds", (Found,)))
    assert counted["finds"].fields == block(result) + block(result.words) + sum(map(block, result.words))
    assert counted["finds"].count == 1
    assert counted["upper"].fields == 0


# ---- a small project ------------------------------------------------------------------------------


def naive(roots: list[Any]) -> int:
    """The same sum without rows: everything that can be reached, by a walk of its own."""
    seen: set[int] = set()
    total = 0
    while roots:
        value = roots.pop()
        parts = sizes.parts_of(type(value))
        if parts is None or id(value) in seen or isinstance(value, type(found.ingredient)):
            continue
        seen.add(id(value))
        total += sizes.shallow(value)
        roots.extend(parts(value))
    return total


def test_a_report_holds_all_that_a_walk_finds() -> None:
    db = project.open_project({"main.py": "class A:\n    x = 1\n\ndef f(a: A) -> int:\n    return a.x\n"})
    project.report(db, "main.py")
    report = held.of((db,))
    by_name = {row.name: row for row in report.rows}
    assert by_name["infer_region"].count >= 3
    assert by_name["chunks"].count >= by_name["chunk indexes"].count > 0
    assert report.total == sum(report.sums().values())
    walked = naive([db, held.chunk_cache.of(db), held.trees.of(db)])
    assert abs(report.total - walked) <= walked // 50


def test_a_file_of_the_project_by_hand() -> None:
    """One more function costs its chunk's text, one chunk, and the entities that are asked for."""
    text = "def one():\n    return 'aaa'\n"
    more = "def two():\n    return 'bbb'\n"
    before, after = (held.of((opened(source),)) for source in (text, text + more))
    counts = [{row.name: row.count for row in report.rows} for report in (before, after)]
    for name in ("chunks", "chunk indexes", "occurrences"):
        assert counts[1][name] - counts[0][name] == 1, name
    assert counts[1]["Scope"] - counts[0]["Scope"] == 1
    assert counts[1]["Region"] - counts[0]["Region"] == 2  # header and body
    assert counts[1]["lowered regions"] - counts[0]["lowered regions"] == 3  # these two, and the chunk's list of them


def opened(text: str) -> Any:
    db = project.open_project({"main.py": text})
    project.report(db, "main.py")
    return db


# ---- how classes name their parts --------------------------------------------------------------------


class Slotted:
    __slots__ = ("a", "b")


class Below(Slotted):
    __slots__ = ("c",)


class Listed(list[int]):
    __slots__ = ("note",)


class Open:
    def __init__(self) -> None:
        self.here = "in a dictionary"


def parts(value: object) -> list[object]:
    read = sizes.parts_of(type(value))
    assert read is not None
    return list(read(value))


def test_parts_by_kind_of_class() -> None:
    value = Below()
    value.a, value.c = "a", "c"  # type: ignore[attr-defined]  # slots without annotations
    assert sorted(map(str, parts(value))) == ["a", "c"]
    assert parts({"k": "v"}) == ["k", "v"]
    assert parts(Found(("x",))) == [("x",)]
    listed = Listed([1000, 2000])
    listed.note = "n"  # type: ignore[attr-defined]  # same
    assert sorted(map(str, parts(listed))) == ["1000", "2000", "n"]
    assert parts(Open()) == [{"here": "in a dictionary"}]


def test_the_program_is_not_counted() -> None:
    for outside in (int, parts, sys, None, True, types.SimpleNamespace):
        assert sizes.parts_of(type(outside)) is None


def test_a_chunk_is_counted_with_its_text() -> None:
    db = opened("x = 1\n")
    claimed = {row.name: row for row in held.of((db,)).rows}["chunks"]
    texts = {id(part): part for part in held.chunk_cache.of(db).chunks()}
    assert all(isinstance(part, chunk.Chunk) for part in texts.values())
    assert claimed.fields > sum(block(part) + block(part.text) for part in texts.values())


def test_maps_that_grow_large_are_counted() -> None:
    counted = account.Account()
    counted.add_table("tables", [dict.fromkeys(range(account.SMALL_MAP)), dict.fromkeys(range(account.SMALL_MAP + 1))])
    assert [row.n_large_maps for row in counted.rows()] == [1]


def test_what_is_left_out_is_counted_nowhere() -> None:
    session = ["the session", ["what it alone holds"]]
    document = ["a document", session]
    counted = account.Account()
    counted.leave_out([session])
    counted.add_table("documents", document)
    assert [row.fields for row in counted.rows()] == [block(document) + block(document[0])]
