"""What holds for all tests.

How Hypothesis chooses its examples: the same ones in each run of the suite, others each time in `tests.dev long`.
So a change is judged by itself, and what a new example finds is found by whoever looks for it.

Nothing is kept where the user's own runs keep it. Stubs are parsed once for the session (`harness/chunks.py`); tests of
what a database holds ask for `own_chunks`.
"""

import gc
import os
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import settings

from pebre_analysis.memory import budget
from pebre_analysis.syntax import chunk_cache
from tests.harness import chunks

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("new", deadline=None, max_examples=1_000)
settings.load_profile("same")


@pytest.fixture(autouse=True, scope="session")
def cache_folder() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "PEBRE_CACHE_DIR", folder)
        yield


_OWN_CHUNKS = chunk_cache.ChunkCache


@pytest.fixture(autouse=True, scope="session")
def shared_stubs() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunk_cache, "ChunkCache", chunks.SharedStubs)
        yield


@pytest.fixture(autouse=True, scope="module")
def frozen() -> None:
    """What the session and earlier modules have made and hold is not looked through again and again for garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def no_memory_limit() -> Iterator[None]:
    """What other tests have left in this process does not count."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(budget, "DEFAULT", 0)
        yield


@pytest.fixture
def own_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Databases of this test share nothing with those of others."""
    monkeypatch.setattr(chunk_cache, "ChunkCache", _OWN_CHUNKS)
