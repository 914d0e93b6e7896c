"""Which files of a project are checked.

In:  a System, a `discover.Project`, and the paths the user named, if any.
Out: absolute paths of Python files (`.py`, `.pyi`, `.ipynb`), sorted by folder and name, without doubles.
Always: links to folders are not followed out of a loop (a folder is visited once by its real path);
     a file named outright is taken whatever the patterns say; what cannot be listed is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pebre_analysis.project import discover
from pebre_analysis.source import paths, read_error, system

if TYPE_CHECKING:
    import pathspec

SUFFIXES = (".py", ".pyi", ".ipynb")
SKIPPED = frozenset((
    ".bzr", ".direnv", ".eggs", ".git", ".git-rewrite", ".hg", ".ipynb_checkpoints", ".mypy_cache", ".nox", ".pants.d",
    ".pytest_cache", ".pytype", ".ruff_cache", ".svn", ".tox", ".venv", "__pycache__", "__pypackages__", "_build",
    "buck-out", "dist", "node_modules", "site-packages", "venv",
))  # fmt: skip
_IGNORE_FILES = (".gitignore", ".ignore")
_MAX_IGNORE_BYTES = 200_000


def collect(on: system.System, project: discover.Project, named: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """(files to check, named paths that do not exist). Without names: the whole project."""
    found: dict[str, None] = {}
    missing: list[str] = []
    for path in [on.normalise(name) for name in named] or [project.root]:
        kind = on.stat(path).kind
        if kind is system.Kind.FILE:
            found[path] = None
        elif kind is system.Kind.DIRECTORY:
            found.update(dict.fromkeys(_Walk(on, project).below(path)))
        else:
            missing.append(path)
    return list(found), missing


class _Walk:
    """One walk over folders, with the ignore files met on the way."""

    def __init__(self, on: system.System, project: discover.Project) -> None:
        self.on = on
        self.root = project.root
        self.settings = project.settings
        self.seen: set[str] = set()
        self.include = _spec(project.settings.include)
        self.exclude = _spec(project.settings.exclude)

    def below(self, top: str) -> Iterator[str]:
        """Python files below `top`, depth first; an explicit stack, since folders may nest without end."""
        rules = self._rules_above(top)
        pending = [(top, rules)]
        while pending:
            folder, rules = pending.pop()
            real = self.on.realpath(folder)
            entries = self.on.list_dir(folder)
            if real in self.seen or isinstance(entries, read_error.ReadError):
                continue
            self.seen.add(real)
            names = {name for name, _ in entries}
            if "pyvenv.cfg" in names and folder != top:
                continue
            rules = rules + self._rules_in(folder, names)
            folders = []
            for name, kind in entries:
                path = paths.join(folder, name)
                if kind is system.Kind.DIRECTORY:
                    if name not in SKIPPED and not self._left_out(path, rules, folder=True):
                        folders.append((path, rules))
                elif kind is system.Kind.FILE and name.endswith(SUFFIXES):
                    if self._wanted(path) and not self._left_out(path, rules, folder=False):
                        yield path
            pending.extend(reversed(folders))

    def _rules_above(self, top: str) -> tuple[tuple[str, pathspec.GitIgnoreSpec], ...]:
        """Ignore files between the project's root and `top` hold for it too."""
        found: tuple[tuple[str, pathspec.GitIgnoreSpec], ...] = ()
        if paths.is_below(top, self.root):
            for folder in reversed([above for above in paths.ancestors(top) if paths.is_below(above, self.root)]):
                found += self._rules_in(folder, None)
        return found

    def _rules_in(self, folder: str, names: set[str] | None) -> tuple[tuple[str, pathspec.GitIgnoreSpec], ...]:
        if not self.settings.respect_ignore_files:
            return ()
        found = []
        for name in _IGNORE_FILES:
            if names is None or name in names:
                content = self.on.read_bytes(paths.join(folder, name), _MAX_IGNORE_BYTES)
                if isinstance(content, bytes):
                    spec = _spec(tuple(content.decode("utf-8", "replace").splitlines()))
                    if spec is not None:
                        found.append((folder, spec))
        return tuple(found)

    def _wanted(self, path: str) -> bool:
        return self.include is None or self.include.match_file(paths.relative(path, self.root) or path)

    def _left_out(self, path: str, rules: Sequence[tuple[str, pathspec.GitIgnoreSpec]], folder: bool) -> bool:
        slash = "/" if folder else ""
        if self.exclude is not None and self.exclude.match_file((paths.relative(path, self.root) or path) + slash):
            return True
        verdict = False
        for base, spec in rules:
            seen = paths.relative(path, base)
            if seen is not None:
                decided = spec.check_file(seen + slash).include
                verdict = verdict if decided is None else decided
        return verdict


def _spec(patterns: Sequence[str]) -> pathspec.GitIgnoreSpec | None:
    """The patterns, or None when there are none; those that are no patterns are passed over."""
    lines = [line for line in patterns if line.strip() and not line.startswith("#") and len(line) <= 1000]
    if not lines:
        return None
    from pathspec import GitIgnoreSpec  # imported late: 30 ms that most runs do not need

    good = []
    for line in lines:
        try:
            GitIgnoreSpec.from_lines([line])
        except ValueError:
            continue
        good.append(line)
    return GitIgnoreSpec.from_lines(good)
