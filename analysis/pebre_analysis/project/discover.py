"""From a folder to a project: its root, its settings, its first-party roots.

In:  a System, a folder or file to start from, and the layers above the file (editor, command line).
Out: `Project`: root, settings, problems of the settings, first-party roots in search order.
Always: nothing is executed; a settings file that cannot be read or parsed is one problem, defaults are used.
Method: the nearest folder upward with `pebre.toml`, else the nearest `pyproject.toml` with a
`[tool.pebre]` table, else the nearest `pyproject.toml`, else the start itself. A file that is a script with metadata
of its own (PEP 723) has a project of its own.
"""

import codecs
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec

from pebre_analysis.modules import script, uv_scripts
from pebre_analysis.project import settings
from pebre_analysis.source import paths, read_error, system

_MAX_SETTINGS_BYTES = 1_000_000
_FLOOR = re.compile(r"(?:>=|==|~=)\s*(\d+)\.(\d+)")


class Script(msgspec.Struct, frozen=True):
    """A file that says itself what it needs. `environment`: the folder of the one that was made for it."""

    path: str
    dependencies: tuple[str, ...]
    environment: str | None


class Project(msgspec.Struct, frozen=True):
    """One workspace as its files say it is."""

    root: str
    problems: tuple[settings.SettingProblem, ...]
    settings: settings.Settings
    roots: tuple[str, ...]  # first-party search roots, in order
    file: str | None  # the settings file, if any
    script: Script | None = None  # whose project this is


def discover(
    on: system.System,
    start: str,
    above: Sequence[settings.Layer],
    rules: Collection[str],
    chosen: str | None = None,
) -> Project:
    """The project that `start` (an absolute folder or file) belongs to; `chosen` fixes the root."""
    start = named = on.normalise(start)
    if on.stat(start).kind is not system.Kind.DIRECTORY:
        start = paths.parent(start)
    root, file = _find(on, start) if chosen is None else _in_folder(on, on.normalise(chosen))
    problems: list[settings.SettingProblem] = []
    layers: list[settings.Layer] = []
    if file is not None:
        name = paths.name(file)
        text, tables = _read(on, file, name, problems)
        if name == "pebre.toml":
            layers.append(settings.Layer(name, tables, text, root))
        else:
            layers += _from_tables(tables, text, name, root)
    own = None
    if named != start:
        own, tables, text = _script(on, named)
        layers += _from_tables(tables, text, paths.name(named), paths.parent(named))
    layers += above
    merged, more = settings.merge(layers, rules)
    problems += [*more, *_leading_nowhere(on, root, merged, layers)]
    return Project(root, tuple(problems), merged, _roots(on, root, merged), file, own)


def _leading_nowhere(
    on: system.System, root: str, merged: settings.Settings, layers: Sequence[settings.Layer]
) -> Iterator[settings.SettingProblem]:
    """Settings that name an environment or stubs which are not there."""
    if merged.python is not None:
        from pebre_analysis.modules import environment

        found = environment.discover(on, root, merged.python)
        if found.problem is not None:
            outcome = found.steps[-1].outcome
            yield settings.problem_of(layers, "environment", "python", f"{outcome}; no environment is used")
    if merged.typeshed is not None:
        from pebre_analysis.modules import typeshed

        if typeshed.stubs_folder(on, merged.typeshed) is None:
            yield settings.problem_of(layers, "environment", "typeshed", "no stubs are there; the default is used")


def _find(on: system.System, start: str) -> tuple[str, str | None]:
    fallback: str | None = None
    for folder in (start, *paths.ancestors(start)):
        own = paths.join(folder, "pebre.toml")
        if on.stat(own).kind is system.Kind.FILE:
            return folder, own
        shared = paths.join(folder, "pyproject.toml")
        if on.stat(shared).kind is system.Kind.FILE:
            if _mentions(on, shared):
                return folder, shared
            fallback = fallback or shared
    if fallback is not None:
        return paths.parent(fallback), fallback
    return start, None


def _in_folder(on: system.System, folder: str) -> tuple[str, str | None]:
    for name in ("pebre.toml", "pyproject.toml"):
        path = paths.join(folder, name)
        if on.stat(path).kind is system.Kind.FILE:
            return folder, path
    return folder, None


def _mentions(on: system.System, path: str) -> bool:
    content = on.read_bytes(path, _MAX_SETTINGS_BYTES)
    return isinstance(content, bytes) and b"tool.pebre" in content


def _read(
    on: system.System, path: str, place: str, problems: list[settings.SettingProblem]
) -> tuple[str, Mapping[str, object]]:
    content = on.read_bytes(path, _MAX_SETTINGS_BYTES)
    if isinstance(content, read_error.ReadError):
        problems.append(settings.SettingProblem(place, "", "", f"{content.message}; defaults are used"))
        return "", {}
    text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    try:
        return text, tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        message = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "nested too deeply"
        problems.append(settings.SettingProblem(place, "", "", f"not TOML: {message}; defaults are used"))
        return text, {}


def _from_tables(tables: Mapping[str, object], text: str, place: str, root: str) -> list[settings.Layer]:
    layers = []
    version = _required_version(tables.get("project"))
    if version is not None:
        layers.append(settings.Layer("requires-python", {"environment": {"python-version": version}}, "", root))
    tool = tables.get("tool")
    own = tool.get("pebre") if isinstance(tool, Mapping) else None
    if isinstance(own, Mapping):
        layers.append(settings.Layer(place, own, text, root, "tool.pebre"))
    return layers


def _script(on: system.System, path: str) -> tuple[Script | None, Mapping[str, object], str]:
    """A file as a script, what it says in the tables of a `pyproject.toml`, and its text."""
    content = on.read_bytes(path, system.MAX_CODE_BYTES)
    text = content[: 4 * script.MAX_HEAD].decode("utf-8", "replace") if isinstance(content, bytes) else ""
    tables = script.metadata(text)
    if tables is None:
        return None, {}, text
    own = Script(path, script.dependencies(tables), uv_scripts.environment_of(on, path))
    return own, {"project": {"requires-python": tables.get("requires-python")}, "tool": tables.get("tool")}, text


def _required_version(table: object) -> str | None:
    """The lowest version `requires-python` allows, as far as pebre knows it."""
    wanted = table.get("requires-python") if isinstance(table, Mapping) else None
    if not isinstance(wanted, str):
        return None
    floors = [(int(major), int(minor)) for major, minor in _FLOOR.findall(wanted) if len(minor) < 4]
    if not floors or max(floors)[0] != 3:
        return None
    return f"3.{min(max(max(floors)[1], 9), 15)}"


def _roots(on: system.System, root: str, merged: settings.Settings) -> tuple[str, ...]:
    """First-party roots: as set, else the project, `src`, and folders that hold sources but are no package.

    A project that is a package itself is imported from the folder that holds it.
    """
    if merged.root is not None:
        return tuple(dict.fromkeys(on.normalise(folder) for folder in merged.root))
    above = root
    while _is_package(on, above) and paths.parent(above) != above:
        above = paths.parent(above)
    found = [root] if above == root else [above, root]
    entries = on.list_dir(root)
    if isinstance(entries, read_error.ReadError):
        return tuple(found)
    for name, kind in entries:
        if kind is system.Kind.DIRECTORY and (name in ("src", "python", "lib") or _holds_only_packages(on, root, name)):
            below = paths.join(root, name)
            if not _is_package(on, below):
                found.append(below)
    return tuple(found)


def _holds_only_packages(on: system.System, root: str, name: str) -> bool:
    """A folder such as `server/` with packages directly in it: a source root of its own.

    Its own modules would be imported by their bare names; a folder that also holds loose `.py` files
    is taken for a namespace package or for scripts, unless it is named like a source root.
    """
    if name.startswith(".") or name in ("node_modules", "venv", "env", "build", "dist", "tests", "docs"):
        return False
    folder = paths.join(root, name)
    entries = on.list_dir(folder)
    if isinstance(entries, read_error.ReadError):
        return False
    packages = 0
    for entry, kind in entries:
        if entry.endswith((".py", ".pyi")) and kind is system.Kind.FILE:
            return False
        if kind is system.Kind.DIRECTORY and _is_package(on, paths.join(folder, entry)):
            packages += 1
    return packages > 0


def _is_package(on: system.System, folder: str) -> bool:
    return any(on.stat(paths.join(folder, name)).kind is system.Kind.FILE for name in ("__init__.py", "__init__.pyi"))
