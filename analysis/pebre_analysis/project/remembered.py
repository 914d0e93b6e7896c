"""The results of earlier runs for one project: where they are kept, and for which configuration.

In:  a System, a Project. Out: a `recall.Recall` over the user's store.
Always: everything results depend on besides files is part of the configuration: pebre's own code and the stubs that
come with it (by size and time of their files), the Python that runs it, version and platform of the checked code,
search paths, rules and the settings of the analysis. Where no cache folder is, nothing is kept.
"""

from __future__ import annotations

import importlib.util
import sys
from typing import TYPE_CHECKING, Final, TypeAlias

from pebre_analysis.cache import store
from pebre_analysis.project import discover, recall, target
from pebre_analysis.source import paths, system

if TYPE_CHECKING:
    from pebre_analysis.syntax import kept_code

FOLDER: Final = "PEBRE_CACHE_DIR"  # the variable that names another folder
BRIEF: Final = 0.05  # seconds to wait for another process: somebody is typing
_PARTS: Final = ("pebre_analysis", "parso", "typeshed_client", "msgspec")
_DAY: Final = 86_400_000_000_000  # ns
_NO_STUBS: Final = "/\0"  # a folder that holds nothing

_Stamp: TypeAlias = list[tuple[str, system.Stat]]
_stamps: Final[dict[type[system.System], _Stamp]] = {}


def folder(on: system.System) -> str | None:
    """The folder of the store; None where there is no place for one."""
    chosen = on.variable(FOLDER)
    if chosen:
        return on.normalise(chosen)
    return None if on.cache_folder is None else paths.join(on.cache_folder, "pebre")


def open_store(on: system.System, patience: float = store.PATIENCE) -> store.Store:
    """The user's store. `patience`: seconds to wait for another process that writes."""
    return store.Store(folder(on), on.now() // _DAY, patience=patience)


def open_code(on: system.System, is_kept: bool = True) -> kept_code.KeptCode:
    """The code that was read before: of any project, as long as pebre reads code as it did then. Unless `is_kept`, only
    what comes with pebre."""
    from pebre_analysis.project import shipped
    from pebre_analysis.syntax import kept_code

    what = _stamp(on), sys.version, sys.byteorder
    rows, stamp = open_store(on, BRIEF) if is_kept else store.Store(None), store.digest(repr(what))
    return kept_code.KeptCode(rows, stamp, lambda: shipped.find(on, rows, stamp))


def open_recall(on: system.System, project: discover.Project, kept: store.Store) -> recall.Recall:
    """What is known of a project."""
    meant = target.of(on, project)
    wanted = project.settings
    configuration = (
        _stamp(on),
        sys.version,
        meant.python_version,
        meant.platform,
        meant.environment.summary(),
        meant.environment.site_packages,
        meant.environment.standard_library,
        meant.paths,
        project.roots,
        sorted(wanted.rules.items()),
        wanted.respect_type_ignore_comments,
        wanted.allowed_unresolved_imports,
    )
    stubs = meant.stubs if wanted.typeshed is None else None
    key = store.digest(repr(configuration))
    return recall.Recall(on, project.root, key, kept, stubs or _NO_STUBS)


def _stamp(on: system.System) -> _Stamp:
    """What tells one pebre from another: an installation is written once, a checkout is edited.

    Looked at once: what runs is what was there then, whatever is installed while a session lasts.
    """
    found = _stamps.get(on.__class__)
    if found is None:
        found = _stamps[on.__class__] = _looked_at(on)
    return found


def _looked_at(on: system.System) -> _Stamp:
    found: _Stamp = []
    for name in _PARTS:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            continue
        top = paths.parent(on.normalise(spec.origin))
        if name != "pebre_analysis":
            found.append((spec.origin, on.stat(on.normalise(spec.origin))))
            continue
        found += [(path, on.stat(path)) for path in system.files_below(on, top)]
    return found
