"""The JSON of diagnostics, kept piece by piece: equal to one made from nothing, whatever happened."""

from __future__ import annotations

import json
import random
from types import SimpleNamespace
from typing import Any

import pytest

from pebre_analysis.source import diagnostic, lines, pieces, ranges
from pebre_server import convert, json_parts, shown, uris
from pebre_server.protocol import client, jsonrpc
from tests.harness import project
from tests.ide import harness
from tests.property import test_types_incremental as edits

FULL = {"textDocument": {"publishDiagnostics": {"relatedInformation": True, "tagSupport": {"valueSet": [1, 2]}}}}
MAIN = f"{project.ROOT}/main.py"


def session(at: harness.Project | None = None, encoding: lines.Encoding = lines.Encoding.UTF16) -> Any:
    """As much of a session as is asked for."""

    def space(path: str) -> convert.Space:
        assert at is not None
        return convert.TextSpace(uris.uri_of(path), at.host.line_index(path), encoding)

    return SimpleNamespace(
        client=client.Client({"capabilities": FULL}),
        encoding=encoding,
        edge=SimpleNamespace(encode=jsonrpc.fast_encoder()),
        space=space,
    )


def listed(kept: shown.Shown, found: pieces.FileReport) -> Any:
    return json.loads(b"[%b]" % b",".join(kept.items(found)))


def sorted_json(body: bytes) -> list[str]:
    return sorted(json.dumps(each, sort_keys=True) for each in json.loads(body))


def check(seed: int, n_edits: int) -> None:
    rng = random.Random(seed)
    texts = {"main.py": edits.MAIN + "# type: nothing\n", "shapes.py": edits.SHAPES, "other.py": edits.OTHER}
    at = harness.Project("".join([f"#- {path}\n{text}" for path, text in texts.items()]))
    here = session(at)
    kept = shown.Shown(here)
    for _ in range(n_edits):
        path = rng.choice(["main.py", "main.py", "shapes.py"])
        texts[path] = edits.mutate(texts[path], rng)
        if rng.random() < 0.1:
            texts[path] += "é = \U0001f600undefined  # % 100%\n"
        at.open(path, texts[path])
        found = at.host.diagnostics(MAIN)
        items = b",".join(kept.items(found))
        fresh = harness.Project("".join([f"#- {path}\npass\n" for path in texts]))
        for each, text in texts.items():
            fresh.open(each, text)
        found_afresh = fresh.host.diagnostics(MAIN)
        assert items == b",".join(shown.Shown(session(fresh)).items(found_afresh))
        assert [repr(each) for each in found.flat()] == [repr(each) for each in found_afresh.flat()]
        plain = convert.diagnostics(found.flat(), here.space(MAIN), here.space, here.client, uris.uri_of(MAIN))
        assert sorted_json(b"[%b]" % items) == sorted_json(here.edge.encode(plain))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_json_after_edits_is_that_of_a_fresh_host(seed: int) -> None:
    check(seed, 4)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 130))
def test_json_after_many_edits_is_that_of_a_fresh_host(seed: int) -> None:
    check(seed, 40)


def piece(text: str, start: int, end: int, message: str = "m") -> pieces.Piece:
    at = ranges.TextRange(start, end)
    return pieces.Piece(text, (diagnostic.Diagnostic("rule", diagnostic.Level.ERROR, message, at),))


def report(*placed: tuple[pieces.Piece, int]) -> pieces.FileReport:
    group = pieces.Group([each for each, _ in placed], [0] * len(placed), [line for _, line in placed])
    return pieces.FileReport([group] if placed else [])


def test_a_piece_that_moves_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = shown.Shown(session())
    one, two = piece("a\nbc\n", 2, 4, "100% %d"), piece("x = y\n", 4, 5)
    first = listed(kept, report((one, 0), (two, 2)))
    monkeypatch.setattr(convert, "diagnostic_shape", None)  # nothing is made any more
    second = listed(kept, report((one, 5), (two, 7)))
    assert [each["message"] for each in second] == ["100% %d", "m"]
    assert first[0]["range"] == {"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 2}}
    assert second[0]["range"] == {"start": {"line": 6, "character": 0}, "end": {"line": 6, "character": 2}}
    assert second[1]["range"]["start"] == {"line": 7, "character": 4}


def test_the_same_pieces_in_the_same_lines_are_the_same_bytes() -> None:
    kept = shown.Shown(session())
    one = piece("abc\n", 0, 1)
    items = kept.items(report((one, 3)))
    assert kept.items(report((one, 3))) is items
    assert kept.items(report((piece("abc\n", 0, 1), 3))) is items


@pytest.mark.parametrize("other", [(b"1", b"2", b"3"), (b"1,2,3",), (b"1", b"2,3"), (b"1,2", b"3")])
def test_a_list_is_the_same_wherever_it_is_parted(other: tuple[bytes, ...]) -> None:
    assert json_parts.same((b"1", b"2,3"), other)
    assert not json_parts.same((b"1", b"2,4"), other)
    assert not json_parts.same((b"1",), other)
    assert not json_parts.same((), other)
    assert json_parts.same((), ())
    assert b"".join(json_parts.with_commas(other)) == b"1,2,3"
    assert json_parts.with_commas(()) == []


@pytest.mark.parametrize(("encoding", "column"), [(lines.Encoding.UTF8, 5), (lines.Encoding.UTF16, 3)])
def test_columns_count_what_the_client_counts(encoding: lines.Encoding, column: int) -> None:
    [found] = listed(shown.Shown(session(encoding=encoding)), report((piece("\n\U0001f600 x\n", 3, 4), 0)))
    assert found["range"]["start"] == {"line": 1, "character": column}


def test_a_piece_of_which_nothing_is_shown_leaves_no_comma() -> None:
    hidden = pieces.Piece("x\n", (diagnostic.Diagnostic("r", diagnostic.Level.IGNORE, "m", ranges.TextRange(0, 1)),))
    assert listed(shown.Shown(session()), report((hidden, 0), (piece("x\n", 0, 1), 1), (hidden, 2)))
    assert not shown.Shown(session()).items(pieces.EMPTY)


def test_a_piece_whose_places_elsewhere_stand_still_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    at = harness.Project("#- main.py\ndef f(a: int): ...\nf('')\n")
    kept = shown.Shown(session(at))
    found = at.host.diagnostics(MAIN)
    items = kept.items(found)
    assert any(b"relatedInformation" in each for each in items)
    monkeypatch.setattr(convert, "diagnostic_shape", None)
    assert kept.items(found) == items
