"""Modules that run when they are used are otherwise like any others."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[[str], list[str]]
FILES = {
    "__init__.py": "",
    "a.py": (
        "print('a')\nfrom made import b\nfrom made.inner import c\nvalue = 1\ndef of_b(): return b.value + c.value\n"
    ),
    "b.py": "print('b')\nfrom made import a\nvalue = 2\ndef of_a(): return a.value\n",
    "inner/__init__.py": "print('inner')\n",
    "inner/c.py": "print('c')\nvalue = 3\n",
    "broken.py": "print('broken')\nimport os\nx = os.environ['WANTED']\n",
    "threads.py": "import time\ntime.sleep(0.1)\nvalue = 4\n",
}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    for name, text in FILES.items():
        path = tmp_path / "made" / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text, encoding="utf-8")

    def of(code: str) -> list[str]:
        head = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\nfrom pebre_server import lazy_modules\n"
        whole = head + "lazy_modules.install('made')\n" + code
        done = subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, check=False, timeout=30)
        assert not done.stderr, done.stderr
        return done.stdout.split()

    return of


def test_a_module_runs_when_one_of_its_names_is_looked_at(run: Run) -> None:
    code = "from made import a, b\nprint('.')\nprint(a.of_b())\nprint(b.of_a(), type(a) is type(sys), a.__name__)"
    assert run(code) == [".", "a", "inner", "b", "c", "5", "1", "True", "made.a"]


def test_a_name_that_is_imported_is_looked_at(run: Run) -> None:
    assert run("from made.b import value\nprint(value)\nimport made.a as a\na.value = 7\nprint(a.value)") == [
        "b", "2", "a", "inner", "7",
    ]  # fmt: skip


def test_what_fails_fails_again_until_it_does_not(run: Run) -> None:
    code = (
        "from made import broken\nimport os\n"
        "for _ in 1, 2:\n    try: broken.x\n    except KeyError as error: print(error.args)\n"
        "os.environ['WANTED'] = 'here'\nprint(broken.x)"
    )
    assert run(code) == ["broken", "('WANTED',)", "broken", "('WANTED',)", "broken", "here"]


def test_what_is_not_there_is_missing(run: Run) -> None:
    code = "try: from made import nothing\nexcept ImportError: print('no')\nfrom made import b\n"
    assert run(code + "try: b.nothing\nexcept AttributeError as error: print('none')") == ["no", "b", "none"]


def test_threads_find_a_module_that_has_run(run: Run) -> None:
    code = (
        "from made import threads\nfrom threading import Thread\n"
        "made = [Thread(target=lambda: sys.stdout.write(f'{threads.value}\\n')) for _ in range(3)]\n"
        "for each in made: each.start()\nfor each in made: each.join()"
    )
    assert run(code) == ["4", "4", "4"]


def test_what_nobody_used_can_be_run_ahead(run: Run) -> None:
    code = "from made import a, b\nprint('.')\nwhile lazy_modules.run_next(): print('.')"
    assert run(code) == [".", "a", "inner", ".", "b", ".", "c"]


def test_one_can_be_run_by_name(run: Run) -> None:
    assert run("lazy_modules.run('made.b')\nlazy_modules.run('made.inner')") == ["b", "inner"]
