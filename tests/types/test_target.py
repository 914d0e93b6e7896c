"""What is kept about the standard library holds for one target only."""

import pytest

from pebre_analysis.modules import program
from tests.harness import project

MAIN = """
import sys
from threading import Thread
reveal_type(str.removeprefix)
if sys.version_info >= (3, 12):
    x = 1
else:
    x = ""
reveal_type(x)
import typing
reveal_type(typing.override)
class A(Thread): ...
reveal_type(A().name)
import ast
reveal_type(ast.Num(1))
"""


@pytest.mark.slow
def test_facts_follow_the_target_version() -> None:
    versions = [(3, 12), (3, 11), (3, 14), (3, 12)]
    fresh = {each: _shown(_opened(each)) for each in versions}
    assert len({tuple(each) for each in fresh.values()}) == 3
    db = _opened(versions[0])
    for version in versions:
        program.configure(db, python_version=version)
        assert _shown(db) == fresh[version], version


def _opened(version: tuple[int, int]) -> project.database.ProjectDatabase:
    return project.open_project({"main.py": MAIN}, real_typeshed=True, python_version=version)


def _shown(db: project.database.ProjectDatabase) -> list[str]:
    return [message for _, _, rule, message in project.report(db, "main.py") if rule == "revealed-type"]
