"""What waits for the client: in order, bounded, stale parts replaced."""

import threading

from pebre_server.protocol import outbox


def test_order_is_kept_and_waiting_messages_go_together() -> None:
    box = outbox.Outbox()
    for part in (b"1", b"2", b"3"):
        box.put(part, wait=True)
    assert box.take() == b"123"
    box.close()
    assert box.take() is None


def test_only_the_newest_of_a_key_is_written() -> None:
    box = outbox.Outbox()
    box.put(b"a1 ", wait=True, key="a")
    box.put(b"b1 ", wait=True, key="b")
    box.put(b"x ", wait=True)
    box.put(b"a2 ", wait=True, key="a")
    assert box.take() == b"b1 x a2 "
    box.put(b"a3 ", wait=True, key="a")
    assert box.take() == b"a3 "


def test_a_full_box_makes_the_one_who_may_wait_wait() -> None:
    box = outbox.Outbox(limit=10)
    box.put(b"x" * 11, wait=True)
    thread = threading.Thread(target=lambda: box.put(b"y", wait=True), daemon=True)
    thread.start()
    box.put(b"z", wait=False)  # returns at once
    thread.join(0.05)
    assert thread.is_alive()
    assert box.take() == b"x" * 11 + b"z"
    thread.join(1)
    assert box.take() == b"y"


def test_closing_frees_the_one_who_waits() -> None:
    box = outbox.Outbox(limit=1)
    box.put(b"xx", wait=True)
    thread = threading.Thread(target=lambda: box.put(b"y", wait=True), daemon=True)
    thread.start()
    box.close()
    thread.join(1)
    assert not thread.is_alive()
    assert box.take() == b"xx"
    assert box.take() is None
