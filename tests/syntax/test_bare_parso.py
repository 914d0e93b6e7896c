"""Parts of parso are imported without the rest, and the rest is there for who asks."""

import subprocess
import sys

import pytest

CODE = """if 1:
    import sys
    import pebre_analysis.ide.api
    print([name for name in ("parso.grammar", "hashlib", "pickle", "logging") if name in sys.modules])
    import parso
    from parso import load_grammar
    print(parso.__version__, parso.parse("x = 1").get_code(), parso.load_grammar is load_grammar)
    print("__getattr__" in vars(parso), parso.python.tree is sys.modules["parso.python.tree"])
"""


@pytest.mark.slow
def test_the_rest_is_loaded_when_it_is_asked_for() -> None:
    done = subprocess.run([sys.executable, "-I", "-c", CODE], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines() == ["[]", "0.8.7 x = 1 True", "False True"], done.stderr
