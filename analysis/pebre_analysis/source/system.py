"""The machine below the analysis: the only module that reads the disk.

In:  normalised absolute paths (`paths`).
Out: values. A file that is missing, forbidden, too large or no file at all is a `ReadError` or a
     `Stat` that says so; no I/O exception leaves this module.
Always
  - only regular files are opened: a pipe, device or socket is never opened, whatever links to it,
    and no more than the given cap is read, whatever size the disk reports;
  - a listing is sorted, and gives for a link what the link leads to (a dead one is MISSING);
  - environment variables and the current folder are those given at construction.
Does not know: queries, encodings, Python.
"""

from __future__ import annotations

import enum
import errno
import os
import stat
import sys
import time
from collections.abc import Iterator, Mapping
from typing import Final, Protocol, TypeAlias

import msgspec

from pebre_analysis.source import paths, read_error

# A file of code above this is not analysed: at some 200 KB/s even parsing it takes over ten seconds.
MAX_CODE_BYTES: Final = 2_000_000
MAX_LINKS: Final = 40  # as Linux counts them

_CHUNK: Final = 1 << 20


class Kind(enum.Enum):
    """What stands at a path, links followed."""

    FILE = "file"
    DIRECTORY = "directory"
    OTHER = "other"  # pipe, device, socket
    MISSING = "missing"  # nothing, a dead link, or a loop of links


class Stat(msgspec.Struct, frozen=True, gc=False):
    """What the disk says about a path; two equal ones of a file almost surely mean equal content."""

    kind: Kind
    size: int = 0
    mtime_ns: int = 0
    inode: int = 0


Entry: TypeAlias = tuple[str, Kind]
NOT_THERE: Final = Stat(Kind.MISSING)


class System(Protocol):
    """What the analysis asks of the machine.

    cache_folder: where this user's caches belong, without the project's own name; None without a home.
    is_case_sensitive: whether `a` and `A` are two files.
    platform: as `sys.platform`: linux, darwin, win32, …
    """

    @property
    def current_folder(self) -> str: ...
    @property
    def home_folder(self) -> str | None: ...
    @property
    def cache_folder(self) -> str | None: ...
    @property
    def is_case_sensitive(self) -> bool: ...
    @property
    def platform(self) -> str: ...

    # An environment variable; None when unset or empty.
    def variable(self, name: str) -> str | None: ...

    # Nanoseconds since 1970, by the clock that stamps files.
    def now(self) -> int: ...

    def stat(self, path: str) -> Stat: ...

    # The whole content of a regular file of at most `cap` bytes.
    def read_bytes(self, path: str, cap: int = MAX_CODE_BYTES) -> bytes | read_error.ReadError: ...

    # Bytes of a regular file from `start` on: `size`, or fewer where it ends; none if it cannot be read.
    def read_part(self, path: str, start: int, size: int) -> bytes: ...

    # (name, kind) of what is in a folder, sorted by name.
    def list_dir(self, path: str) -> tuple[Entry, ...] | read_error.ReadError: ...

    # `path` with all links followed; as far as possible when something is missing.
    def realpath(self, path: str) -> str: ...

    # The one spelling of a path written by a person; relative ones start at the current folder.
    def normalise(self, path: str) -> str: ...


class OsSystem:
    """The real machine. Without arguments: this process's variables and current folder, as they are now."""

    def __init__(self, current_folder: str | None = None, variables: Mapping[str, str] | None = None) -> None:
        self._variables = dict(os.environ if variables is None else variables)
        self._windows = os.name == "nt"
        self._current = paths.normalise(os.getcwd() if current_folder is None else current_folder, "/", self._windows)
        self._case_sensitive: bool | None = None

    @property
    def current_folder(self) -> str:
        return self._current

    @property
    def platform(self) -> str:
        return sys.platform

    @property
    def home_folder(self) -> str | None:
        home = self.variable("USERPROFILE" if self._windows else "HOME")
        return self.normalise(home) if home else None

    @property
    def cache_folder(self) -> str | None:
        chosen = self.variable("LOCALAPPDATA" if self._windows else "XDG_CACHE_HOME")
        if chosen:
            return self.normalise(chosen)
        below = {"win32": "AppData/Local", "darwin": "Library/Caches"}.get(sys.platform, ".cache")
        home = self.home_folder
        return paths.join(home, below) if home else None

    @property
    def is_case_sensitive(self) -> bool:
        if self._case_sensitive is None:
            self._case_sensitive = self._probe_case()
        return self._case_sensitive

    def now(self) -> int:
        return time.time_ns()

    def variable(self, name: str) -> str | None:
        return self._variables.get(name) or None

    def stat(self, path: str) -> Stat:
        try:
            found = os.stat(path)
        except (OSError, ValueError):  # ValueError: a NUL or a lone surrogate in the path
            return NOT_THERE
        return Stat(_kind(found.st_mode), found.st_size, found.st_mtime_ns, found.st_ino)

    def read_bytes(self, path: str, cap: int = MAX_CODE_BYTES) -> bytes | read_error.ReadError:
        try:
            return _read_regular(path, cap)
        except OSError as error:
            return _io_error(error)
        except ValueError:
            return read_error.ReadError(read_error.ReadErrorKind.MISSING, "The path cannot name a file")

    def read_part(self, path: str, start: int, size: int) -> bytes:
        try:
            with open(path, "rb") as file:
                file.seek(start)
                return file.read(size)
        except (OSError, ValueError):
            return b""

    def list_dir(self, path: str) -> tuple[Entry, ...] | read_error.ReadError:
        entries: list[Entry] = []
        try:
            with os.scandir(path) as scan:
                for entry in scan:
                    entries.append((entry.name, _entry_kind(entry)))
        except OSError as error:
            return _io_error(error)
        except ValueError:
            return read_error.ReadError(read_error.ReadErrorKind.MISSING, "The path cannot name a folder")
        entries.sort(key=_entry_name)
        return tuple(entries)

    def realpath(self, path: str) -> str:
        try:
            return self.normalise(os.path.realpath(path))
        except (OSError, ValueError):
            return path

    def normalise(self, path: str) -> str:
        return paths.normalise(path, self._current, self._windows)

    def _probe_case(self) -> bool:
        """Whether the current folder is also found under its name with the case of all letters swapped."""
        swapped = self._current.swapcase()
        if swapped == self._current:
            return not (self._windows or sys.platform == "darwin")
        here, there = self.stat(self._current), self.stat(swapped)
        return there.kind is Kind.MISSING or there.inode != here.inode


def files_below(on: System, folder: str) -> Iterator[str]:
    """The files of an installed package, in any depth; what Python compiled is left out."""
    pending = [folder]
    while pending:
        here = pending.pop()
        entries = on.list_dir(here)
        for name, kind in () if isinstance(entries, read_error.ReadError) else entries:
            path = paths.join(here, name)
            if kind is Kind.DIRECTORY and name != "__pycache__":
                pending.append(path)
            elif kind is Kind.FILE:
                yield path


def _read_regular(path: str, cap: int) -> bytes | read_error.ReadError:
    # The kind is asked before the file is opened, since opening a device can already do something,
    # and again after, since the file may have been replaced in between; O_NONBLOCK covers that gap.
    problem = _unfit(os.stat(path), cap)
    if problem is not None:
        return problem
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(path, flags | getattr(os, "O_NOCTTY", 0))
    try:
        problem = _unfit(os.fstat(descriptor), cap)
        if problem is not None:
            return problem
        parts: list[bytes] = []
        left = cap + 1
        while left > 0 and (part := os.read(descriptor, min(left, _CHUNK))):
            parts.append(part)
            left -= len(part)
    finally:
        os.close(descriptor)
    return b"".join(parts) if left > 0 else too_large(cap)


def _unfit(found: os.stat_result, cap: int) -> read_error.ReadError | None:
    kind = _kind(found.st_mode)
    if kind is Kind.FILE:
        return too_large(cap) if found.st_size > cap else None
    return not_a_file(kind)


def not_a_file(kind: Kind) -> read_error.ReadError:
    """The error for reading what is no regular file."""
    if kind is Kind.DIRECTORY:
        return read_error.ReadError(read_error.ReadErrorKind.DIRECTORY, "This is a folder")
    if kind is Kind.MISSING:
        return read_error.ReadError(read_error.ReadErrorKind.MISSING, "No such file")
    return read_error.ReadError(read_error.ReadErrorKind.SPECIAL, "This is a pipe, device or socket, not a file")


def too_large(cap: int) -> read_error.ReadError:
    """The error for a file above the size cap."""
    return read_error.ReadError(read_error.ReadErrorKind.TOO_LARGE, f"The file is larger than {cap:,} bytes")


def _io_error(error: OSError) -> read_error.ReadError:
    kinds = read_error.ReadErrorKind
    if error.errno in (errno.ENOENT, errno.ELOOP, errno.ENAMETOOLONG):
        return read_error.ReadError(kinds.MISSING, "No such file")
    if error.errno == errno.ENOTDIR:
        return read_error.ReadError(kinds.DIRECTORY, "Not a folder")
    if error.errno in (errno.EACCES, errno.EPERM):
        return read_error.ReadError(kinds.DENIED, "Permission denied")
    return read_error.ReadError(kinds.IO, error.strerror or "The file cannot be read")


def _kind(mode: int) -> Kind:
    if stat.S_ISREG(mode):
        return Kind.FILE
    return Kind.DIRECTORY if stat.S_ISDIR(mode) else Kind.OTHER


def _entry_kind(entry: os.DirEntry[str]) -> Kind:
    """The kind of a folder's entry; only links cost a system call."""
    try:
        if entry.is_file():
            return Kind.FILE
        if entry.is_dir():
            return Kind.DIRECTORY
        if entry.is_symlink():
            return _kind(entry.stat().st_mode)
    except OSError:
        return Kind.MISSING
    return Kind.OTHER


def _entry_name(entry: Entry) -> str:
    return entry[0]


class _Node:
    """One file, folder or link of a MemorySystem."""

    __slots__ = ("children", "data", "denied", "inode", "kind", "mtime_ns", "name", "target")

    def __init__(self, name: str, kind: Kind, inode: int, data: bytes = b"", target: str | None = None) -> None:
        self.name = name
        self.kind = kind
        self.inode = inode
        self.mtime_ns = inode
        self.data = data
        self.target = target  # of a link
        self.children: dict[str, _Node] = {}
        self.denied = False


class MemorySystem:
    """A machine for tests: folders, files, links, special files, files without permission.

    Time is a counter that grows by one with every change. `log` lists what was asked of the disk,
    as `"stat /a"`, `"read /a"`, `"list /"`.
    """

    def __init__(
        self,
        files: Mapping[str, str | bytes] | None = None,
        *,
        current_folder: str = "/",
        variables: Mapping[str, str] | None = None,
        is_case_sensitive: bool = True,
        platform: str = "linux",
    ) -> None:
        self.current_folder = paths.normalise(current_folder)
        self.is_case_sensitive = is_case_sensitive
        self.platform = platform
        self.log: list[str] = []
        self._variables = dict(variables or {})
        self._clock = 0
        self._roots: dict[str, _Node] = {}
        for path, content in (files or {}).items():
            self.write(path, content)

    @property
    def home_folder(self) -> str | None:
        return self.variable("HOME")

    @property
    def cache_folder(self) -> str | None:
        return self.variable("XDG_CACHE_HOME")

    def now(self) -> int:
        return self._clock + 10**12  # long after the last write

    def variable(self, name: str) -> str | None:
        return self._variables.get(name) or None

    def normalise(self, path: str) -> str:
        return paths.normalise(path, self.current_folder, self.platform == "win32")

    def stat(self, path: str) -> Stat:
        self.log.append(f"stat {path}")
        node = self._find(path)
        return NOT_THERE if node is None else Stat(node.kind, len(node.data), node.mtime_ns, node.inode)

    def read_bytes(self, path: str, cap: int = MAX_CODE_BYTES) -> bytes | read_error.ReadError:
        self.log.append(f"read {path}")
        node = self._find(path)
        if node is None or node.kind is not Kind.FILE:
            return not_a_file(Kind.MISSING if node is None else node.kind)
        if node.denied:
            return _io_error(PermissionError(errno.EACCES, "denied"))
        return node.data if len(node.data) <= cap else too_large(cap)

    def read_part(self, path: str, start: int, size: int) -> bytes:
        found = self.read_bytes(path)
        return found[start : start + size] if isinstance(found, bytes) else b""

    def list_dir(self, path: str) -> tuple[Entry, ...] | read_error.ReadError:
        self.log.append(f"list {path}")
        node = self._find(path)
        if node is None:
            return not_a_file(Kind.MISSING)
        if node.kind is not Kind.DIRECTORY:
            return _io_error(NotADirectoryError(errno.ENOTDIR, "no folder"))
        if node.denied:
            return _io_error(PermissionError(errno.EACCES, "denied"))
        entries: list[Entry] = []
        for child in node.children.values():
            found = self._find(paths.join(path, child.name))
            entries.append((child.name, Kind.MISSING if found is None else found.kind))
        return tuple(sorted(entries, key=_entry_name))

    def realpath(self, path: str) -> str:
        return self._walk(path)[1]

    # ---- what tests do to it ----

    def write(self, path: str, content: str | bytes) -> None:
        """Create or replace a file, and the folders above it; text becomes UTF-8."""
        data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        node = self._find(path)
        if node is not None and node.kind is Kind.FILE:
            node.data = data
            node.mtime_ns = self._tick()
        else:
            self._add(path, Kind.FILE, data)

    def make_folder(self, path: str) -> None:
        """An empty folder, and those above it, where they do not exist."""
        if self._find(path) is None:
            self._add(path, Kind.DIRECTORY)

    def link(self, path: str, target: str) -> None:
        """A symbolic link; `target` is absolute and need not exist."""
        self._add(path, Kind.OTHER, target=paths.normalise(target))

    def make_special(self, path: str) -> None:
        """A pipe, device or socket."""
        self._add(path, Kind.OTHER)

    def deny(self, path: str, denied: bool = True) -> None:
        """Take away, or give back, the permission to read a file or list a folder."""
        node = self._find(path)
        assert node is not None, path
        node.denied = denied

    def remove(self, path: str) -> None:
        """Remove a file or link, or a folder with all that is in it."""
        above = self._find(paths.parent(path))
        assert above is not None, path
        del above.children[self._key(paths.name(path))]
        above.mtime_ns = self._tick()

    def _add(self, path: str, kind: Kind, data: bytes = b"", target: str | None = None) -> None:
        folder = paths.parent(path)
        if folder == path:
            self._roots.setdefault(path, _Node("", Kind.DIRECTORY, self._tick()))
            return
        if self._find(folder) is None:
            self._add(folder, Kind.DIRECTORY)
        above = self._find(folder)
        assert above is not None, folder
        assert above.kind is Kind.DIRECTORY, folder
        node = _Node(paths.name(path), kind, self._tick(), data, target)
        above.children[self._key(node.name)] = node
        above.mtime_ns = self._tick()

    def _tick(self) -> int:
        self._clock += 1
        return self._clock

    def _key(self, name: str) -> str:
        return name if self.is_case_sensitive else name.casefold()

    def _find(self, path: str) -> _Node | None:
        return self._walk(path)[0]

    def _walk(self, path: str) -> tuple[_Node | None, str]:
        """What stands at `path`, links followed, and its path without links."""
        for _ in range(MAX_LINKS):
            root = path[: len(path) - len(path.lstrip("/"))] or path[:3]
            node = self._roots.get(root)
            at = root
            names = path[len(root) :].split("/") if len(path) > len(root) else []
            for i, name in enumerate(names):
                child = None if node is None else node.children.get(self._key(name))
                if child is None:
                    return None, "/".join([at.rstrip("/"), *names[i:]])
                if child.target is not None:
                    path = "/".join([child.target.rstrip("/"), *names[i + 1 :]]) or "/"
                    break
                node = child
                at = paths.join(at, child.name)
            else:
                return node, at
        return None, path
