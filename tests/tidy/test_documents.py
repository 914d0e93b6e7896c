"""What the documents name exists."""

import re
import subprocess
import sys

from pebre_server import env
from tests.tidy import tree

_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def test_every_invariant_names_a_test_that_exists() -> None:
    text = (tree.ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    invariants = re.split(r"\*\*Invariant:\*\*", text)[1:]
    assert invariants
    for part in invariants:
        named = _TEST.search(part)
        assert named is not None, part[:80]
        source = (tree.ROOT / named[1]).read_text(encoding="utf-8")
        assert f"def {named[2]}(" in source, named[0]


def test_every_environment_variable_is_explained_to_users() -> None:
    text = (tree.ROOT / "README.md").read_text(encoding="utf-8")
    for name in env.VARIABLES:
        assert f"| `{name}` | " in text


def test_the_example_of_the_engine_runs() -> None:
    text = (tree.ROOT / "README.md").read_text(encoding="utf-8")
    section = text.partition("## The engine alone\n")[2].partition("\n## ")[0]
    [example] = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    assert sum(bool(line.strip()) for line in example.splitlines()) <= 32
    exec(compile(example, "README.md", "exec"), {"__name__": "example"})
    typed = [sys.executable, "-I", "-q", "-i"]  # at the prompt a blank line ends a definition
    done = subprocess.run(typed, input=example, capture_output=True, text=True, check=True)
    assert "Error" not in done.stderr


def test_the_map_stays_short() -> None:
    assert (tree.ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").count("\n") <= 300


def test_the_pictures_of_the_readme_are_there_and_small() -> None:
    text = (tree.ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert len(shown) == 2
    for name in shown:
        data = (tree.ROOT / name).read_bytes()
        assert data.startswith(b"\x89PNG"), name
        assert len(data) < 150_000, name
