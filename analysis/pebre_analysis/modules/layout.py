"""What lies in the folder of a Python environment: version, site-packages, standard library.

In:  a folder.
Out: a `Layout`, or None if the folder is not a Python environment.
Knows the layouts of venv, virtualenv, uv, conda, plain installations, PyPy, Windows, and Debian's
`dist-packages`. An environment that sees the packages of its base (`include-system-site-packages`)
lists them after its own, then the user's.
Source: the documentation of `site`, `venv` and `sysconfig`; PEP 405; the patches of Debian.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from pebre_analysis.modules import typeshed
from pebre_analysis.source import paths, read_error, system, text

_LIBRARY: Final = re.compile(r"(?:python|pypy)(3)\.(\d{1,3})t?")
_VERSION: Final = re.compile(r"(3)\.(\d{1,3})")
_SCRIPT_FOLDERS: Final = ("bin", "Scripts", "scripts")
_MAX_CONFIG: Final = 100_000


class Layout(msgspec.Struct, frozen=True, gc=False):
    """What was read of one environment; all folders exist."""

    root: str
    python_version: typeshed.Version | None
    site_packages: tuple[str, ...]
    standard_library: tuple[str, ...]


def root_of_interpreter(path: str) -> str:
    """The environment's folder, from the path of its interpreter: `/e/bin/python` or `C:/e/python.exe`."""
    folder = paths.parent(path)
    return paths.parent(folder) if paths.name(folder) in _SCRIPT_FOLDERS else folder


def version_in_name(name: str) -> typeshed.Version | None:
    """The version in a name like `python3.11`, `3.11.4` or `pypy3.10`; None if there is none."""
    match = _VERSION.search(name)
    return None if match is None else (int(match[1]), int(match[2]))


def read(disk: system.System, root: str, version: typeshed.Version | None = None) -> Layout | None:
    """The layout of the environment in `root`; `version` chooses where several Pythons share the folder."""
    config = _config(disk, root)
    if config is None:
        return _installation(disk, root, version)
    version = version_in_name(config.get("version") or config.get("version_info") or "") or version
    libraries = _libraries(disk, root, version)
    if version is None and libraries:
        version = version_in_name(libraries[0])
    packages = [folder for library in libraries for folder in _site_folders(disk, library)]
    base = _base(disk, config, version)
    if base is not None and version is None:
        version = base.python_version
    parent = config.get("extends-environment")
    if parent:
        extended = _plain_packages(disk, disk.normalise(parent), version)
        packages.extend(extended)
    if config.get("include-system-site-packages", "").lower() == "true" and base is not None:
        packages.extend(base.site_packages)
    standard = () if base is None else base.standard_library
    return Layout(root, version, _once(disk, packages), standard)


def _config(disk: system.System, root: str) -> dict[str, str] | None:
    """The entries of `pyvenv.cfg`, keys in lower case; None without that file."""
    data = disk.read_bytes(paths.join(root, "pyvenv.cfg"), _MAX_CONFIG)
    if isinstance(data, read_error.ReadError):
        return None
    entries: dict[str, str] = {}
    for line in text.decode(data).text.splitlines():
        key, separator, value = line.partition("=")
        if separator:
            entries[key.strip().lower()] = value.strip()
    return entries


def _base(disk: system.System, config: dict[str, str], version: typeshed.Version | None) -> Layout | None:
    """The installation a virtual environment was made from."""
    home = config.get("home")
    if not home:
        return None
    home = disk.normalise(home)
    root = paths.parent(home) if paths.name(home) in _SCRIPT_FOLDERS else home
    found = _installation(disk, root, version)
    if found is not None and found.standard_library:
        return found
    # Some systems keep only links in `home`; the interpreter's real place is the installation.
    links = [config.get("executable") or "", config.get("base-executable") or "", paths.join(home, "python3")]
    for link in links:
        if link and disk.stat(link := disk.normalise(link)).kind is system.Kind.FILE:
            elsewhere = _installation(disk, root_of_interpreter(disk.realpath(link)), version)
            if elsewhere is not None and elsewhere.standard_library:
                return elsewhere
    return found


def _installation(disk: system.System, root: str, version: typeshed.Version | None) -> Layout | None:
    """The layout of a Python that is no virtual environment."""
    libraries = _libraries(disk, root, version)
    conda = _conda_version(disk, root)
    if not libraries and conda is None:
        return None
    if version is None:
        version = conda or (version_in_name(libraries[0]) if libraries else None)
    standard: list[str] = []
    for library in libraries:
        if disk.stat(paths.join(library, "os.py")).kind is system.Kind.FILE:
            standard.append(library)
            dynamic = paths.join(library, "lib-dynload")
            if disk.stat(dynamic).kind is system.Kind.DIRECTORY:
                standard.append(dynamic)
            break
    packages = [*_user_packages(disk, version), *_plain_packages(disk, root, version)]
    return Layout(root, version, _once(disk, packages), tuple(standard))


def _plain_packages(disk: system.System, root: str, version: typeshed.Version | None) -> list[str]:
    """The site-packages and dist-packages folders of an installation, without the user's."""
    found: list[str] = []
    if root == "/usr":
        for library in _libraries(disk, "/usr/local", version):
            found.extend(_site_folders(disk, library))
    for library in _libraries(disk, root, version):
        found.extend(_site_folders(disk, library))
    debian = paths.join(root, "lib/python3/dist-packages")
    if disk.stat(debian).kind is system.Kind.DIRECTORY:
        found.append(debian)
    return found


def _site_folders(disk: system.System, library: str) -> list[str]:
    candidates = [paths.join(library, name) for name in ("site-packages", "dist-packages")]
    return [folder for folder in candidates if disk.stat(folder).kind is system.Kind.DIRECTORY]


def _libraries(disk: system.System, root: str, version: typeshed.Version | None) -> list[str]:
    """The library folders below `root`: those of `version`, else of the newest version there is."""
    found: list[tuple[typeshed.Version, str]] = []
    for lib in ("lib", "lib64"):
        folder = paths.join(root, lib)
        entries = disk.list_dir(folder)
        for name, kind in () if isinstance(entries, read_error.ReadError) else entries:
            match = _LIBRARY.fullmatch(name)
            if match is not None and kind is system.Kind.DIRECTORY:
                found.append(((int(match[1]), int(match[2])), paths.join(folder, name)))
    wanted = version if version in [each for each, _ in found] else max((each for each, _ in found), default=None)
    libraries = [folder for each, folder in found if each == wanted]
    windows = paths.join(root, "Lib")
    if not libraries and any(
        disk.stat(paths.join(windows, name)).kind is not system.Kind.MISSING for name in ("site-packages", "os.py")
    ):
        libraries.append(windows)
    return libraries


def _conda_version(disk: system.System, root: str) -> typeshed.Version | None:
    """The version of the `python` package in a conda environment."""
    entries = disk.list_dir(paths.join(root, "conda-meta"))
    for name, _ in () if isinstance(entries, read_error.ReadError) else entries:
        if name.startswith("python-3.") and name.endswith(".json"):
            return version_in_name(name)
    return None


def _user_packages(disk: system.System, version: typeshed.Version | None) -> list[str]:
    """The user's own site-packages, which every Python outside a virtual environment sees first."""
    home = disk.home_folder
    if home is None or version is None:
        return []
    dotted = f"{version[0]}.{version[1]}"
    if disk.platform == "win32":
        data = disk.variable("APPDATA")
        place = paths.join(disk.normalise(data), f"Python/Python{version[0]}{version[1]}/site-packages") if data else ""
    elif disk.platform == "darwin":
        place = paths.join(home, f"Library/Python/{dotted}/lib/python/site-packages")
    else:
        place = paths.join(home, f".local/lib/python{dotted}/site-packages")
    return [place] if place and disk.stat(place).kind is system.Kind.DIRECTORY else []


def _once(disk: system.System, folders: list[str]) -> tuple[str, ...]:
    """Each place once, though it may have two names (`lib64` is often a link to `lib`)."""
    kept: dict[str, str] = {}
    for folder in folders:
        kept.setdefault(disk.realpath(folder), folder)
    return tuple(kept.values())
