"""Bodies out of bytes, whatever stands between them."""

import random
from collections.abc import Iterable

import pytest

from pebre_server.protocol import framing


def bodies(data: bytes, sizes: Iterable[int] = ()) -> list[bytes]:
    """All bodies of a stream that arrives in pieces."""
    view = memoryview(data)
    cuts = list(sizes)

    def read(n: int) -> bytes:
        nonlocal view
        n = min(n, cuts.pop(0)) if cuts else n
        piece = bytes(view[:n])
        view = view[n:]
        return piece

    frames = framing.Frames(read)
    found = []
    while True:
        try:
            body = frames.next()
        except framing.TooLongError:
            found.append(b"too long")
            continue
        if body is None:
            return found
        found.append(body)


def test_a_body_is_framed_and_read_back() -> None:
    assert bodies(framing.frame(b"{}") + framing.frame("ä€".encode())) == [b"{}", "ä€".encode()]


@pytest.mark.parametrize(
    "data",
    [
        b"content-length: 2\r\n\r\n{}",
        b"CONTENT-LENGTH:2\r\n\r\n{}",
        b"Content-Length: 2\n\n{}",
        b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}",
        b"Content-Length: 2\r\nX-Other: 1\r\n\r\n{}",
        b"\r\n\r\nContent-Length: 2\r\n\r\n{}",
        b"rubbish\r\n\r\nContent-Length: 2\r\n\r\n{}",
        b"rubbishContent-Length: 2\r\n\r\n{}",
        b"Content-Length: x\r\nContent-Length: 2\r\n\r\n{}",
        b"Content-Length: -5\r\n\r\nContent-Length: 2\r\n\r\n{}",
        b"Content-Length: 99999999999999999999999\r\n\r\nContent-Length: 2\r\n\r\n{}",
        b"y" * 100_000 + b"Content-Length: 2\r\n\r\n{}",
    ],
)
def test_a_body_is_found(data: bytes) -> None:
    assert bodies(data) == [b"{}"]


def test_a_body_that_is_too_long_is_left_out_and_reading_goes_on() -> None:
    data = b"Content-Length: %d\r\n\r\nsome of it\n" % (framing.MAX_BODY + 1)
    assert bodies(data + framing.frame(b"{}")) == [b"too long", b"{}"]


def test_a_body_cut_off_by_the_end_is_none() -> None:
    assert bodies(b"Content-Length: 20\r\n\r\n{}") == []
    assert bodies(b"Content-Length: 2\r\n") == []


def test_a_length_that_is_too_short_costs_one_message() -> None:
    data = b'Content-Length: 4\r\n\r\n{"a": 1}' + framing.frame(b"{}")
    assert bodies(data) == [b'{"a"', b"{}"]


def test_a_header_inside_a_body_that_was_no_message_is_read() -> None:
    rest = [b"Content-Length: 30\r\n\r\n{}" + framing.frame(b"[]") + framing.frame(b"12")]
    frames = framing.Frames(lambda n: rest.pop() if rest else b"")
    swallowed = frames.next()
    assert swallowed is not None
    frames.again(swallowed)
    assert frames.next() == b"[]"
    assert frames.next() == b"12"


def test_pieces_of_any_size_make_the_same_bodies() -> None:
    chance = random.Random(1)
    wanted = [bytes(chance.randrange(256) for _ in range(chance.choice((0, 1, 7, 300)))) for _ in range(30)]
    # A body must not look like a header to a reader that lost its place; this one never does.
    data = b"".join(map(framing.frame, wanted))
    for _ in range(20):
        assert bodies(data, [chance.choice((1, 2, 3, 50, 500)) for _ in range(10_000)]) == wanted
