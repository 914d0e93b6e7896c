"""What holds for all tests.

How Hypothesis chooses its examples: the same ones in each run of the suite, others each time in `tests.dev long`.
So a change is judged by itself, and what a new example finds is found by whoever looks for it.

Nothing is kept where the user's own runs keep it.
"""

import os
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("new", deadline=None, max_examples=1_000)
settings.load_profile("same")


@pytest.fixture(autouse=True, scope="session")
def cache_folder() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "PEBRE_CACHE_DIR", folder)
        yield
