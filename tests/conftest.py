"""How Hypothesis chooses its examples: the same ones in each run of the suite, others each time in `tests.dev long`.

So a change is judged by itself, and what a new example finds is found by whoever looks for it.
"""

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("new", deadline=None, max_examples=1_000)
settings.load_profile("same")
