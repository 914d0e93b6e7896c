"""The Python environment of a project, found by reading folders and `pyvenv.cfg`; nothing is executed.

In:  the project's folder, and perhaps a setting: an environment's folder or an interpreter's path.
Out: an `Environment`: its site-packages folders, Python version and standard library, and every step
     of the search with its outcome, so that an unresolved import can say what was looked at and why.
Always
  - a setting is obeyed or is an error (`problem`); nothing is guessed in its place;
  - what is not there is not an error: an environment may have no version, no library, no packages.

Order: that of a script, setting, VIRTUAL_ENV, CONDA_PREFIX (not conda's base), `.venv`, `venv`, `env`, `.env` in the
project or above it in its repository, conda's base, the environment pebre runs in, `python3` on PATH.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Final

import msgspec

from pebre_analysis.modules import layout, typeshed
from pebre_analysis.source import paths, read_error, system

_FOLDERS: Final = (".venv", "venv", "env", ".env")
_REPOSITORY: Final = (".git", ".hg", ".jj")
_MAX_CHOICE: Final = 1_000


class Origin(enum.Enum):
    """Why an environment was chosen; values are shown to people."""

    SCRIPT = "made for the script"
    SETTING = "set in the configuration"
    VIRTUAL_ENV = "the variable VIRTUAL_ENV"
    CONDA = "the variable CONDA_PREFIX"
    PROJECT = "found in the project"
    OWN = "the environment pebre is installed in"
    PATH = "the Python on PATH"
    NONE = "none found"


class Step(msgspec.Struct, frozen=True, gc=False):
    """One thing the search looked at: why, which path, and what came of it."""

    origin: Origin
    path: str
    outcome: str


class Environment(msgspec.Struct, frozen=True, gc=False):
    """What was found. Folders exist, are normalised and in the order of `sys.path`."""

    origin: Origin = Origin.NONE
    root: str | None = None
    python_version: typeshed.Version | None = None
    site_packages: tuple[str, ...] = ()
    standard_library: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    problem: str | None = None  # what is wrong with the setting

    def summary(self) -> str:
        """One line for people."""
        if self.root is None:
            return self.problem or "no Python environment was found"
        version = "" if self.python_version is None else f" (Python {self.python_version[0]}.{self.python_version[1]})"
        return f"{self.root}{version}, {self.origin.value}"


def discover(
    disk: system.System,
    project: str | None = None,
    setting: str | None = None,
    own: str | None = None,
    of_script: str | None = None,
) -> Environment:
    """Find the environment of `project`. `own` is the folder of the environment pebre itself runs in; `of_script`
    that of the one that was made for a script which is looked at by itself: it comes first.
    """
    search = _Search(disk, project)
    if of_script is not None:
        found = search.try_path(Origin.SCRIPT, of_script)
        if found is not None:
            return search.finished(found)
    if setting is not None:
        place = _setting_path(disk, setting, project)
        found = search.try_path(Origin.SETTING, place)
        if found is not None:
            return search.finished(found)
        return Environment(steps=tuple(search.steps), problem=f"{place}: {search.steps[-1].outcome}")
    candidates: list[tuple[Origin, str]] = []
    active = disk.variable("VIRTUAL_ENV")
    conda = disk.variable("CONDA_PREFIX")
    conda_is_base = disk.variable("CONDA_DEFAULT_ENV") in ("base", "root")
    if active:
        candidates.append((Origin.VIRTUAL_ENV, disk.normalise(active)))
    if conda and not conda_is_base:
        candidates.append((Origin.CONDA, disk.normalise(conda)))
    if project is not None:
        candidates.extend((Origin.PROJECT, place) for place in _project_candidates(disk, project))
    if conda and conda_is_base:
        candidates.append((Origin.CONDA, disk.normalise(conda)))
    if own:
        candidates.append((Origin.OWN, disk.normalise(own)))
    candidates.extend((Origin.PATH, place) for place in _on_path(disk))
    for origin, place in candidates:
        found = search.try_path(origin, place)
        if found is not None:
            return search.finished(found)
    return Environment(steps=tuple(search.steps))


class _Search:
    """One search, with its steps so far."""

    def __init__(self, disk: system.System, project: str | None) -> None:
        self.disk = disk
        self.project = project
        self.steps: list[Step] = []

    def try_path(self, origin: Origin, place: str) -> Environment | None:
        """The environment at a folder, or around an interpreter; None, and a step that says why not."""
        kind = self.disk.stat(place).kind
        if kind is system.Kind.DIRECTORY:
            found = layout.read(self.disk, place)
        else:
            # A dead link in `bin` is no reason to give up: the environment around it can be read.
            found = self._around_interpreter(place, kind)
        if found is None:
            missing = kind is system.Kind.MISSING
            self.steps.append(Step(origin, place, "does not exist" if missing else "is no Python environment"))
            return None
        self.steps.append(Step(origin, place, "taken"))
        return Environment(
            origin, found.root, found.python_version, found.site_packages, found.standard_library, tuple(self.steps)
        )

    def finished(self, found: Environment) -> Environment:
        """`found`, or with a step more where its packages are missing."""
        if found.site_packages or found.root is None:
            return found
        self.steps.append(Step(found.origin, found.root, "has no site-packages folder"))
        return msgspec.structs.replace(found, steps=tuple(self.steps))

    def _around_interpreter(self, place: str, kind: system.Kind) -> layout.Layout | None:
        around = layout.root_of_interpreter(place)
        if self.disk.stat(paths.join(around, "pyvenv.cfg")).kind is system.Kind.FILE:
            return layout.read(self.disk, around)
        if kind is not system.Kind.FILE:
            return None
        if paths.name(paths.parent(place)) == "shims":
            return self._behind_shim(paths.parent(paths.parent(place)))
        actual = self.disk.realpath(place)
        return layout.read(self.disk, layout.root_of_interpreter(actual), layout.version_in_name(paths.name(actual)))

    def _behind_shim(self, pyenv: str) -> layout.Layout | None:
        """The Python that a launcher of pyenv would choose here: its folder of versions holds them all."""
        disk = self.disk
        chosen = disk.variable("PYENV_VERSION") or ""
        if not chosen:
            folders = [] if self.project is None else [self.project, *paths.ancestors(self.project)]
            for place in [*(paths.join(folder, ".python-version") for folder in folders), paths.join(pyenv, "version")]:
                data = disk.read_bytes(place, _MAX_CHOICE)
                if isinstance(data, bytes):
                    chosen = data.decode("utf-8", "replace")
                    break
        versions = disk.list_dir(paths.join(pyenv, "versions"))
        wanted = chosen.replace(":", " ").split()
        if isinstance(versions, read_error.ReadError) or not wanted:
            return None
        # `3.11` means its newest release.
        fitting = [name for name, _ in versions if name == wanted[0] or name.startswith(f"{wanted[0]}.")]
        newest = max(fitting, key=_release, default=None)
        return None if newest is None else layout.read(disk, paths.join(pyenv, f"versions/{newest}"))


def _release(name: str) -> list[int]:
    return [int(part) if part.isdecimal() else -1 for part in name.split(".")]


def _setting_path(disk: system.System, setting: str, project: str | None) -> str:
    """The path a setting means; a bare command (`python3`), which was taken for a file here, is looked up on PATH."""
    here = project or disk.current_folder
    place = paths.normalise(setting, here, disk.platform == "win32")
    if paths.parent(place) in (here, disk.current_folder) and disk.stat(place).kind is system.Kind.MISSING:
        name = paths.name(place)
        return next(iter(_on_path(disk, (name, f"{name}.exe"))), place)
    return place


def _project_candidates(disk: system.System, project: str) -> list[str]:
    """Folders that may be the project's environment; only those that exist."""
    folders = [project]
    above: list[str] = []
    folder = project
    home = disk.home_folder
    while not _is_repository(disk, folder):
        parent = paths.parent(folder)
        if parent in (folder, home):
            above.clear()
            break
        above.append(parent)
        folder = parent
    folders.extend(above)
    found: list[str] = []
    for folder in folders:
        for name in _FOLDERS:
            candidate = paths.join(folder, name)
            if disk.stat(paths.join(candidate, "pyvenv.cfg")).kind is system.Kind.FILE or (
                disk.stat(paths.join(candidate, "conda-meta")).kind is system.Kind.DIRECTORY
            ):
                found.append(candidate)
    return found


def _is_repository(disk: system.System, folder: str) -> bool:
    return any(disk.stat(paths.join(folder, name)).kind is not system.Kind.MISSING for name in _REPOSITORY)


def _on_path(disk: system.System, names: Sequence[str] = ("python3", "python", "python.exe")) -> list[str]:
    """The interpreters on PATH, first found first."""
    windows = disk.platform == "win32"
    found: list[str] = []
    for folder in (disk.variable("PATH") or "").split(";" if windows else ":"):
        if paths.is_absolute(folder):
            for name in names:
                place = paths.join(disk.normalise(folder), name)
                if disk.stat(place).kind is system.Kind.FILE:
                    found.append(place)
                    break
    return found
