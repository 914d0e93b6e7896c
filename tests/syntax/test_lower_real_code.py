"""Real code: the standard library of the running Python is lowered whole and found right."""

import sysconfig
import warnings
from pathlib import Path

import pytest

from pebre_analysis.syntax import driver, ir, lower, nodes, semantic_errors
from tests.syntax import lowering

_LIBRARY = Path(sysconfig.get_path("stdlib"))
_FEW = ("ast.py", "contextlib.py", "dataclasses.py", "typing.py", "asyncio/tasks.py", "enum.py", "json/decoder.py")


def _check(path: Path) -> bool:
    """Check one file; False if CPython does not accept it."""
    try:
        text = path.read_bytes().decode("utf-8")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, str(path), "exec", dont_inherit=True)
    except (UnicodeDecodeError, SyntaxError, ValueError):
        return False
    parsed = driver.parser().parse(text)
    found = lower.lower_chunk(parsed, text)
    nodes.release(parsed.tree)
    lowering.check(found, text)
    assert semantic_errors.find(found) == (), path.name
    assert semantic_errors.late_futures((), found) == [], path.name
    assert not any(isinstance(region.node, ir.Broken) for region in found.regions), path.name
    return True


@pytest.mark.slow
@pytest.mark.parametrize("name", _FEW)
def test_file(name: str) -> None:
    assert _check(_LIBRARY / name)


@pytest.mark.long
def test_library() -> None:
    paths = [path for path in _LIBRARY.rglob("*.py") if "site-packages" not in path.parts]
    assert sum(map(_check, paths)) > 1_000
