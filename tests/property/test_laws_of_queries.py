"""Laws that every query keeps, shown on pebre's own sources: answers do not depend on what was asked first, and nobody
alters a result that was returned.
"""

from __future__ import annotations

import random
from typing import Any

import pytest

from pebre_analysis.project import database
from pebre_analysis.syntax import chunk
from pebre_analysis.types import dump, table
from tests.harness import project
from tests.tidy import tree

# Objects that remember what was found out about them, and are compared by identity.
THAT_REMEMBER: tuple[type, ...] = (table.Part, chunk.Chunk)
PACKAGES = ("engine",)
MORE = ("engine", "source", "modules", "syntax", "semantic", "project")


def corpus(*packages: str) -> dict[str, str]:
    here = tree.ROOT / "analysis"
    found = sorted(path for each in packages for path in (here / "pebre_analysis" / each).rglob("*.py"))
    return {path.relative_to(here).as_posix(): path.read_text(encoding="utf-8") for path in found}


def opened(files: dict[str, str], **options: Any) -> database.ProjectDatabase:
    return project.open_project(files, **options)


def types_of(db: database.ProjectDatabase, path: str) -> str:
    return db.run(dump.types, db, db.files.file(f"{project.ROOT}/{path}"))


def ask(db: database.ProjectDatabase, paths: list[str], rng: random.Random) -> dict[str, object]:
    """Diagnostics and types of every file, in any order of files, types first or diagnostics first."""
    questions = [(path, what) for path in paths for what in (project.report, types_of)]
    rng.shuffle(questions)
    return {f"{path} {what.__name__}": what(db, path) for path, what in questions}


def assert_order_does_not_matter(files: dict[str, str], n_orders: int) -> None:
    first = ask(opened(files), list(files), random.Random(0))
    for seed in range(1, n_orders):
        found = ask(opened(files), list(files), random.Random(seed))
        different = [question for question in sorted(first) if found[question] != first[question]]
        assert different == [], f"order {seed}"


def assert_results_stay(files: dict[str, str], n_edits: int) -> None:
    db = opened(files, check_values=THAT_REMEMBER)
    rng = random.Random(1)
    now = dict(files)
    for _ in range(n_edits):
        for path in files:
            project.report(db, path)
        assert db.check_values() > 10 * len(files)
        path = rng.choice(list(files))
        lines = now[path].splitlines(keepends=True)
        lines.insert(rng.randrange(len(lines)), rng.choice(("x = 1\n", "\n", "def f(): return f\n", "    pass\n")))
        now[path] = "".join(lines)
        db.run(edit, db, path, now[path])  # checks all values: it opens a revision


def edit(db: database.ProjectDatabase, path: str, text: str) -> None:
    from pebre_analysis.project import changes

    changes.apply(db, [changes.Document(f"{project.ROOT}/{path}", text, 1)])


@pytest.mark.slow
def test_the_order_of_questions_does_not_matter() -> None:
    files = corpus(*PACKAGES)
    assert_order_does_not_matter({path: files[path] for path in sorted(files)[::3]}, 3)


@pytest.mark.slow
def test_results_are_never_altered() -> None:
    files = corpus(*PACKAGES)
    assert_results_stay({path: files[path] for path in sorted(files)[::3]}, 3)


@pytest.mark.long
def test_the_order_of_questions_does_not_matter_for_all_of_it() -> None:
    assert_order_does_not_matter(corpus(*MORE), 6)


@pytest.mark.long
def test_results_are_never_altered_for_all_of_it() -> None:
    assert_results_stay(corpus(*MORE), 8)
