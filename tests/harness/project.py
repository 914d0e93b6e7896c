"""Small projects in memory, for tests of everything above `modules`.

`open_project({"main.py": "…"})` gives a database over them; `checked` the diagnostics of every file.
The small stubs of `ministub/` stand for the standard library unless the real ones are asked for.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pebre_analysis.modules import typeshed
from pebre_analysis.project import database, discover
from pebre_analysis.source import diagnostic, read_error, system
from pebre_analysis.types import check, rules

ROOT = "/project"
STUBS = "/stubs"
_MINISTUB = Path(__file__).parent / "ministub"

Checked = dict[str, list[tuple[int, str, str, str]]]  # path -> (line from 1, level, rule, message)


@cache
def stub_files() -> Mapping[str, str]:
    return {
        f"{STUBS}/{path.relative_to(_MINISTUB).as_posix()}": path.read_text(encoding="utf-8")
        for path in sorted(_MINISTUB.rglob("*"))
        if path.is_file()
    }


class WithRealStubs(system.MemorySystem):
    """A machine in memory whose bundled stubs are the real ones."""

    def __init__(self, files: Mapping[str, str]) -> None:
        super().__init__(files, current_folder=ROOT)
        self._disk = system.OsSystem()
        folders = (typeshed.bundled_folder(self._disk), typeshed.checker_folder(self._disk))
        self._real = tuple([folder for folder in folders if folder is not None])

    def stat(self, path: str) -> system.Stat:
        return self._disk.stat(path) if path.startswith(self._real) else super().stat(path)

    def read_bytes(self, path: str, cap: int = system.MAX_CODE_BYTES) -> bytes | read_error.ReadError:
        return self._disk.read_bytes(path, cap) if path.startswith(self._real) else super().read_bytes(path, cap)

    def list_dir(self, path: str) -> tuple[system.Entry, ...] | read_error.ReadError:
        return self._disk.list_dir(path) if path.startswith(self._real) else super().list_dir(path)

    def realpath(self, path: str) -> str:
        return self._disk.realpath(path) if path.startswith(self._real) else super().realpath(path)


def open_project(
    files: Mapping[str, str], *, real_typeshed: bool = False, python_version: tuple[int, int] = (3, 14), **options: Any
) -> database.ProjectDatabase:
    """A database over the files, which lie below ROOT. `pebre.toml` among them holds the settings."""
    here = {f"{ROOT}/{path}": text for path, text in files.items()}
    here.setdefault(f"{ROOT}/pebre.toml", "")
    disk = WithRealStubs(here) if real_typeshed else system.MemorySystem({**stub_files(), **here}, current_folder=ROOT)
    above = [discover.settings.Layer("the test", {"environment": {
        "python-version": ".".join(map(str, python_version)), "python-platform": "linux",
        **({} if real_typeshed else {"typeshed": STUBS}),
    }})]  # fmt: skip
    project = discover.discover(disk, ROOT, above, rules.BY_ID)
    return database.ProjectDatabase(disk, project, **options)


def checked(
    files: Mapping[str, str], *, real_typeshed: bool = False, python_version: tuple[int, int] = (3, 14)
) -> Checked:
    """The diagnostics of every Python file, in order."""
    db = open_project(files, real_typeshed=real_typeshed, python_version=python_version)
    return {path: report(db, path) for path in files if path.endswith((".py", ".pyi", ".ipynb"))}


def report(db: database.ProjectDatabase, path: str) -> list[tuple[int, str, str, str]]:
    """The diagnostics of one file, by lines from 1."""
    file = db.files.file(f"{ROOT}/{path}")
    found = db.run(check.check_file, db, file)
    text = db.system.read_bytes(file.path) if file.override.value is None else b""
    content = text.decode("utf-8", "surrogatepass") if isinstance(text, bytes) and text else _override(db, path)
    return [(content.count("\n", 0, each.range.start) + 1, *_said(each)) for each in found]


def _override(db: database.ProjectDatabase, path: str) -> str:
    from pebre_analysis.source import source_text

    return source_text.source_text(db, db.files.file(f"{ROOT}/{path}")).text


def _said(each: diagnostic.Diagnostic) -> tuple[str, str, str]:
    level = {"warn": "warning"}.get(each.level.value, each.level.value)
    return level, each.rule, each.message
