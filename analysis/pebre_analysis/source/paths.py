"""Paths as text: absolute, `/` between names on every platform, no `.`, `..`, double or trailing slash.

In:  paths as written by people, editors and configuration files.
Out: one spelling per place, so that equal places compare equal as strings. Symbolic links are not
     followed (that needs the disk: `System.realpath`).
Always
  - nothing here touches the disk;
  - a *virtual* path (`untitled:Untitled-1`) is any text that is not absolute; it is never on the disk.
A backslash separates names only in Windows paths (`windows=True`, or text that starts with a drive).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_DRIVE = re.compile(r"[A-Za-z]:[/\\]")


def is_absolute(path: str) -> bool:
    """True for `/x`, `C:/x` and `//server/share`; false for relative and virtual paths."""
    return path.startswith("/") or _DRIVE.match(path) is not None


def normalise(path: str, base: str = "/", windows: bool = False) -> str:
    """The one spelling of `path`; a relative one starts at `base`, which is normalised itself."""
    if windows or _DRIVE.match(path):
        path = path.replace("\\", "/")
    if not is_absolute(path):
        path = f"{base}/{path}"
    root = _root(path)
    names: list[str] = []
    for name in path[len(root) :].split("/"):
        if name == "..":
            if names:
                names.pop()
        elif name and name != ".":
            names.append(name)
    if root[1:2] == ":":
        root = root[0].upper() + root[1:]
    return root + "/".join(names)


def join(folder: str, name: str) -> str:
    """`name` (one name, or several with slashes between) below the normalised `folder`."""
    return folder + name if folder.endswith("/") else f"{folder}/{name}"


def parent(path: str) -> str:
    """The folder of `path`; a root is its own parent."""
    root = _root(path)
    cut = path.rfind("/")
    return path[:cut] if cut >= len(root) else root


def name(path: str) -> str:
    """What follows the last slash; empty for a root."""
    return path[path.rfind("/") + 1 :]


def suffix(path: str) -> str:
    """The last dot of the name and what follows (`.py`), or nothing; a leading dot starts no suffix."""
    last = name(path)
    cut = last.rfind(".")
    return last[cut:] if cut > 0 else ""


def is_below(path: str, folder: str) -> bool:
    """Whether `path` is `folder` itself or lies somewhere below it."""
    if not path.startswith(folder):
        return False
    return len(path) == len(folder) or folder.endswith("/") or path[len(folder)] == "/"


def relative(path: str, folder: str) -> str | None:
    """`path` seen from `folder`: names with slashes between, empty for the folder itself, None outside it."""
    return path[len(folder) :].lstrip("/") if is_below(path, folder) else None


def ancestors(path: str) -> Iterator[str]:
    """The folders that contain `path`, closest first, the root last."""
    while (above := parent(path)) != path:
        yield above
        path = above


def _root(path: str) -> str:
    """The part of an absolute path that `..` cannot leave, with its slash."""
    if path.startswith("//") and not path.startswith("///"):
        share = path.split("/", 4)  # "", "", server, share, rest
        if len(share) > 3 and share[2] and share[3]:
            return f"//{share[2]}/{share[3]}/"
        return "/"
    return "/" if path.startswith("/") else path[:3]
