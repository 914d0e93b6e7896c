"""Messages between the processes of a run."""

from __future__ import annotations

import io

import msgspec
import pytest

from pebre_analysis.project import graph, parts, recall
from pebre_server.cli.workers import frames

FOUND = (("/a.py", recall.Fresh(b"\x90", ("/b.py",), names_modules=True)),)
MESSAGES: list[frames.Order | frames.Answer] = [
    frames.Begin(("check", "--quiet"), 100, keeps=True),
    frames.Check(frames.encoded("/odd\udcff.py")),
    frames.Finish((b"/b.py",)),
    frames.Found(None),
    frames.Found(bytes(1_000_000)),
    frames.Told(parts.Part(b"key", graph.Graph((), ()), (("/b.py", b"digest"),), FOUND)),
]


def test_they_arrive_as_they_were_sent() -> None:
    pipe = io.BytesIO()
    for message in MESSAGES:
        frames.send(pipe, message)
    pipe.seek(0)
    assert [frames.ORDERS.decode(frames.receive(pipe)) for _ in range(3)] == MESSAGES[:3]
    assert [frames.ANSWERS.decode(frames.receive(pipe)) for _ in range(3)] == MESSAGES[3:]
    with pytest.raises(EOFError):
        frames.receive(pipe)


def test_one_that_is_cut_off_is_none() -> None:
    pipe = io.BytesIO()
    frames.send(pipe, frames.Check(b"/a.py"))
    whole = pipe.getvalue()
    for n in range(len(whole)):
        with pytest.raises(EOFError):
            frames.receive(io.BytesIO(whole[:n]))


def test_one_that_is_too_long_is_not_waited_for() -> None:
    with pytest.raises(EOFError):
        frames.receive(io.BytesIO(b"words, not a frame"))


def test_an_order_is_no_answer() -> None:
    pipe = io.BytesIO()
    frames.send(pipe, frames.Check(b"/a.py"))
    pipe.seek(0)
    with pytest.raises(msgspec.MsgspecError):
        frames.ANSWERS.decode(frames.receive(pipe))


def test_any_path_can_be_sent() -> None:
    for path in ("/plain.py", "/Größe.py", "/odd\udcff.py"):
        assert frames.decoded(frames.encoded(path)) == path
