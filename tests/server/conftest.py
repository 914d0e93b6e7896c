"""Clients over stdio, ended after each test whatever happened."""

from collections.abc import Callable, Iterator

import pytest

from tests.server.client import PULL, Client


@pytest.fixture
def make() -> Iterator[Callable[..., Client]]:
    """Starts clients of the server over the fake analysis."""
    clients: list[Client] = []

    def start(**options: object) -> Client:
        clients.append(Client(**options))
        return clients[-1]

    yield start
    for client in clients:
        client.kill()


@pytest.fixture
def client(make: Callable[..., Client]) -> Client:
    """A session with a client that has no special capabilities: it is told diagnostics."""
    return make().begin()


@pytest.fixture
def puller(make: Callable[..., Client]) -> Client:
    """A session with a client that pulls diagnostics."""
    return make().begin(PULL)
