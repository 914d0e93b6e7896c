"""What a project's code is checked for: version, platform, environment, and where modules are looked for.

In:  a System and a Project. Out: a `Target`, found by reading files; nothing is run.
Imports no analysis, so that a run that finds all its answers on the disk starts quickly.
"""

from __future__ import annotations

from typing import NamedTuple

from pebre_analysis.modules import environment, search_paths, typeshed
from pebre_analysis.project import discover
from pebre_analysis.source import paths, system


class Target(NamedTuple):
    """See the module's text. `stubs`: the folder of the standard library's stubs."""

    python_version: typeshed.Version
    platform: str
    environment: environment.Environment
    stubs: str | None
    paths: tuple[search_paths.SearchPath, ...]


def of(on: system.System, project: discover.Project) -> Target:
    """The target of a project."""
    wanted = project.settings
    found = environment.discover(on, project.root, wanted.python, of_script=_of_script(project))
    stubs = typeshed.stubs_folder(on, wanted.typeshed) if wanted.typeshed is not None else None
    stubs = stubs or typeshed.bundled_folder(on)
    extra = [on.normalise(path) for path in wanted.extra_paths]
    package = _package(project)
    roots = [root for root in project.roots if root != package]
    scripts = () if package is None else (package,)
    paths = search_paths.assemble(roots, stubs, found, extra, typeshed.checker_folder(on), scripts)
    version = wanted.python_version or _known(found.python_version)
    return Target(version, wanted.python_platform or on.platform, found, stubs, paths)


def _package(project: discover.Project) -> str | None:
    """The project's folder if it is a package itself, which only what runs as a script in it imports from: its `abc.py`
    hides no other `abc`."""
    is_inside = project.settings.root is None and project.root in project.roots[1:]
    return project.root if is_inside else None


def _of_script(project: discover.Project) -> str | None:
    """The environment that was made for a script; the script itself and the command line may name another one."""
    own = project.script
    if own is None or project.settings.origin("environment.python") in ("--python", paths.name(own.path)):
        return None
    return own.environment


def _known(version: typeshed.Version | None) -> typeshed.Version:
    """The environment's version where it is one that pebre checks for, else the newest."""
    return version if version is not None and (3, 9) <= version <= (3, 15) else (3, 14)
