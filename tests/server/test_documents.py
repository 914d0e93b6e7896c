"""The text store: after any edits it holds what the client holds."""

import random
import time
from typing import TypeAlias

import hypothesis
import pytest
from hypothesis import strategies as st

from pebre_analysis.source import lines
from pebre_server import documents
from pebre_server.protocol import log

ENCODINGS = list(lines.Encoding)
UNITS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}


class Editor:
    """The client's side, written from the protocol's words: lines, and columns in units of the encoding."""

    def __init__(self, text: str, encoding: lines.Encoding) -> None:
        self.text = text
        self.codec = UNITS[encoding.value]
        self.unit = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding.value]

    def lines(self) -> list[str]:
        """The lines with their breaks."""
        found, line = [], ""
        for i, character in enumerate(self.text):
            line += character
            if character == "\n" or (character == "\r" and self.text[i + 1 : i + 2] != "\n"):
                found.append(line)
                line = ""
        return [*found, line]

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset that is not inside a CRLF."""
        for n, line in enumerate(self.lines()):
            if offset < len(line) or (offset == len(line) and not line.endswith(("\n", "\r"))):
                return n, len(line[:offset].encode(self.codec)) // self.unit
            offset -= len(line)
        raise AssertionError("past the end")

    def edit(self, start: int, end: int, new: str) -> dict[str, object]:
        """Replace, and say so in the protocol's words."""
        (line, column), (last, to) = self.position(start), self.position(end)
        self.text = self.text[:start] + new + self.text[end:]
        return {
            "range": {"start": {"line": line, "character": column}, "end": {"line": last, "character": to}},
            "text": new,
        }


def store(encoding: lines.Encoding = lines.Encoding.UTF16) -> documents.Documents:
    return documents.Documents(encoding, log.Log(level=0))


def item(text: str, version: int | None = 1, uri: str = "file:///w/a.py") -> dict[str, object]:
    return {"uri": uri, "languageId": "python", "version": version, "text": text}


def named(version: int | None, uri: str = "file:///w/a.py") -> dict[str, object]:
    return {"uri": uri, "version": version}


def change(line: int, column: int, last: int, to: int, text: str) -> dict[str, object]:
    return {
        "range": {"start": {"line": line, "character": column}, "end": {"line": last, "character": to}},
        "text": text,
    }


TEXT = st.text(st.sampled_from("ab \n\r\f\x0b\u2028\u0085é€😀𝒳"), max_size=30)

EDIT = st.tuples(st.integers(0, 60), st.integers(0, 60), TEXT)
Edit: TypeAlias = tuple[int, int, str]


@hypothesis.given(TEXT, st.sampled_from(ENCODINGS), st.lists(EDIT))
def test_edits_leave_what_the_client_has(text: str, encoding: lines.Encoding, edits: list[Edit]) -> None:
    editor, opened = Editor(text, encoding), store(encoding)
    document = opened.open(item(text))
    version = 1
    for start, end, new in edits:
        start, end = sorted((start % (len(editor.text) + 1), end % (len(editor.text) + 1)))
        if any(editor.text[at - 1 : at + 1] == "\r\n" for at in (start, end)):
            continue  # no position says "inside a line break"
        version += 1
        opened.change(named(version), [editor.edit(start, end, new)], version)
        assert document.text == editor.text
        fresh = lines.LineIndex(editor.text)
        assert document.lines.n_lines == fresh.n_lines == len(editor.lines())
        for offset in range(len(editor.text) + 1):
            assert document.lines.position(offset, encoding) == fresh.position(offset, encoding)


@hypothesis.given(
    TEXT,
    st.sampled_from(ENCODINGS),
    st.lists(
        st.tuples(st.integers(-1, 9), st.integers(-1, 40), st.integers(-1, 9), st.integers(-1, 40), TEXT), max_size=6
    ),
)
def test_odd_edits_are_harmless(
    text: str, encoding: lines.Encoding, edits: list[tuple[int, int, int, int, str]]
) -> None:
    opened = store(encoding)
    document = opened.open(item(text))
    for n, edit in enumerate(edits):
        opened.change(named(n + 2), [change(*edit)], n)
        fresh = lines.LineIndex(document.text)
        assert document.lines.n_lines == fresh.n_lines
        assert document.moved(edit[0], edit[1], 0)


@hypothesis.given(TEXT, st.lists(EDIT, max_size=5), st.integers(0, 60))
def test_a_position_outside_the_edits_moves_with_its_character(text: str, edits: list[Edit], at: int) -> None:
    encoding = lines.Encoding.UTF16
    editor, opened = Editor(text, encoding), store(encoding)
    document = opened.open(item(text))
    offset = at % (len(text) + 1)
    hypothesis.assume(editor.text[offset - 1 : offset + 1] != "\r\n" or not offset)
    position = editor.position(offset)
    for n, (start, end, new) in enumerate(edits):
        start, end = sorted((start % (len(editor.text) + 1), end % (len(editor.text) + 1)))
        breaks = "\r" in new or "\r" in editor.text[max(start - 1, 0) : end + 1]
        if breaks or start <= offset < end or (start < end and end == offset):
            continue  # joining or parting a CRLF moves lines that nothing was done to
        opened.change(named(n + 2), [editor.edit(start, end, new)], n + 1)
        offset += len(new) - (end - start) if start <= offset else 0
        hypothesis.assume(editor.text[offset - 1 : offset + 1] != "\r\n" or not offset)
    assert document.moved(*position, 0) == editor.position(offset)


def test_a_position_inside_what_was_replaced_is_its_start() -> None:
    opened = store()
    document = opened.open(item("one\ntwo\nthree\n"))
    opened.change(named(2), [change(0, 1, 2, 1, "x\ny")], 5)
    assert document.moved(1, 2, 4) == (0, 1)
    assert document.moved(2, 3, 4) == (1, 3)
    assert document.moved(3, 0, 4) == (2, 0)
    assert document.moved(3, 0, 5) == (3, 0), "asked after the edit"


def test_what_is_typed_at_a_position_comes_before_it_unless_it_is_the_cursor() -> None:
    opened = store()
    document = opened.open(item("ab"))
    opened.change(named(2), [change(0, 1, 0, 1, "x")], 5)
    assert document.moved(0, 1, 4) == (0, 2)
    assert document.moved(0, 1, 4, as_cursor=True) == (0, 1)


def test_form_feeds_and_unicode_separators_end_no_line() -> None:
    opened = store()
    document = opened.open(item("a\fb\u2028c\x0bd\x85\ne"))
    opened.change(named(2), [change(1, 0, 1, 1, "E")], 1)
    assert document.text == "a\fb\u2028c\x0bd\x85\nE"


def test_past_the_end_of_the_last_line_is_its_end() -> None:
    opened = store()
    document = opened.open(item("abc"))
    opened.change(named(2), [change(0, 10, 0, 10, "X")], 1)
    assert document.text == "abcX"
    opened.change(named(3), [change(7, 0, 9, 9, "Y")], 1)
    assert document.text == "abcXY"


def test_an_inverted_range_is_turned_round() -> None:
    opened = store()
    document = opened.open(item("abcdef"))
    opened.change(named(2), [change(0, 4, 0, 2, "-")], 1)
    assert document.text == "ab-ef"


def test_versions() -> None:
    opened = store()
    document = opened.open(item("abc", version=5))
    assert opened.change(named(5), [change(0, 0, 0, 0, "x")], 1) is None
    assert opened.change(named(4), [change(0, 0, 0, 0, "x")], 1) is None
    assert document.text == "abc"
    opened.change(named(4), [change(0, 0, 0, 0, "x"), {"text": "full"}, change(0, 4, 0, 4, "!")], 1)
    assert document.text == "full!"
    opened.change(named(9), [change(0, 0, 0, 0, ">")], 1)
    assert (document.text, document.version) == (">full!", 9)
    opened.change(named(None), [change(0, 0, 0, 0, ">")], 1)
    assert (document.text, document.version) == (">>full!", 9)


def test_what_is_not_open_is_left_out() -> None:
    opened = store()
    assert opened.change(named(2), [{"text": "x"}], 1) is None
    assert opened.close("file:///w/a.py") is None
    assert list(opened) == []


def test_a_misfitting_change_does_not_stop_the_others() -> None:
    opened = store()
    document = opened.open(item("abc"))
    opened.change(named(2), [{"range": {"start": 1}, "text": "x"}, {"text": 3}, change(0, 0, 0, 1, "A")], 1)
    assert document.text == "Abc"


def test_opening_again_replaces() -> None:
    opened = store()
    opened.open(item("one"))
    document = opened.open(item("two", version=1))
    assert opened.get("file:///w/a.py") is document
    assert [found.text for found in opened] == ["two"]


def test_other_spellings_of_a_uri_are_the_same_document() -> None:
    opened = store()
    document = opened.open(item("x", uri="file:///w/%61.py"))
    assert opened.get("file:///w/a.py") is document
    assert opened.at_path("/w/a.py") is document


def test_half_a_surrogate_pair_is_as_wide_as_what_stands_for_it() -> None:
    opened = store()
    document = opened.open(item("a\ud83db"))
    assert document.text == "a\ufffdb"
    opened.change(named(2), [change(0, 2, 0, 3, "\udc00c")], 1)
    assert document.text == "a\ufffd\ufffdc"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_megabyte_takes_an_edit_in_about_a_millisecond(encoding: lines.Encoding) -> None:
    for text in ("x = 'some text, as it is'  # and a comment\n" * 25_000, "y = '€'  # and some more of it\n" * 30_000):
        opened = store(encoding)
        document = opened.open(item(text))
        best = 1.0
        for n in range(20):
            edit = change(12_000, n, 12_000, n, "z")
            begun = time.process_time()
            opened.change(named(n + 2), [edit], n)
            best = min(best, time.process_time() - begun)
        assert document.text.count("z") == 20
        assert best < 0.003, f"{best * 1e3:.2f} ms"


@pytest.mark.long
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_ten_thousand_edits(encoding: lines.Encoding) -> None:
    chance = random.Random(7)
    pieces = ["a", "bc", "\n", "\r\n", "\r", "\f", "\u2028", "é", "€", "😀", "def f():\n    return 𝒳\n", ""]
    editor, opened = Editor("", encoding), store(encoding)
    document = opened.open(item(""))
    for n in range(10_000):
        size = len(editor.text)
        start = chance.randrange(size + 1)
        end = min(start + chance.choice((0, 0, 1, 2, 40 if size > 2000 else 5)), size)
        if any(editor.text[at - 1 : at + 1] == "\r\n" for at in (start, end) if at):
            continue
        new = "".join(chance.choice(pieces) for _ in range(chance.randrange(4)))
        opened.change(named(n + 2), [editor.edit(start, end, new)], n)
        if n % 100 == 0:
            assert document.text == editor.text
            fresh = lines.LineIndex(editor.text)
            for offset in range(0, len(editor.text) + 1, 7):
                assert document.lines.position(offset, encoding) == fresh.position(offset, encoding)
    assert document.text == editor.text
