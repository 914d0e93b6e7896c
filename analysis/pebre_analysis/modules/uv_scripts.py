"""The environment that uv keeps for a script with metadata of its own (PEP 723).

In:  a System and the script's absolute path. Out: the environment's folder; None if uv has made none.
Always: a folder is looked for by its name alone; nothing is run, and nothing of uv's is read or written.
The name is that of the file and a hash of the path, in the folder `environments-v…` of uv's cache. The hash is that of
Rust's `Path` (the bytes of the parts of the path, then a number made of their lengths) under SeaHash, in hexadecimal.
Not on Windows, where paths have prefixes with hashes of their own.
Sources: uv's `ScriptEnvironment` and `uv-cache-key`, `std::path::Path::hash`, the reference text of SeaHash.
"""

from __future__ import annotations

import re
from typing import Final

from pebre_analysis.source import paths, read_error, system

_MASK: Final = (1 << 64) - 1
_SEEDS: Final = (0x16F11FE89B0D677C, 0xB480A793D8E6C86C, 0x6FE2E5AAF078EBC9, 0x14F994A4C5259381)
_PRIME: Final = 0x6EED0E9DA4D94A4F
_BUCKET: Final = re.compile(r"environments-v(\d+)\Z")
_LONGEST: Final = 100  # bytes of the file's name that count


def environment_of(disk: system.System, script: str) -> str | None:
    """The folder of the script's environment."""
    cache = _cache(disk)
    entries = disk.list_dir(cache) if cache is not None else ()
    if cache is None or isinstance(entries, read_error.ReadError):
        return None
    buckets = [(int(found[1]), name) for name, _ in entries if (found := _BUCKET.match(name)) is not None]
    for _, bucket in sorted(buckets, reverse=True):
        folder = paths.join(cache, f"{bucket}/{folder_name(script)}")
        if disk.stat(paths.join(folder, "pyvenv.cfg")).kind is system.Kind.FILE:
            return folder
    return None


def _cache(disk: system.System) -> str | None:
    """uv's folder, in the places of XDG also on macOS."""
    if disk.platform == "win32":
        return None
    chosen = disk.variable("UV_CACHE_DIR")
    if chosen:
        return disk.normalise(chosen)
    shared = disk.variable("XDG_CACHE_HOME")
    if shared and paths.is_absolute(shared):
        return paths.join(disk.normalise(shared), "uv")
    home = disk.home_folder
    return paths.join(home, ".cache/uv") if home else None


def folder_name(script: str) -> str:
    """What the folder of a script's environment is called."""
    stem = re.sub(r"(?<=[^.])\.[^.]*\Z", "", paths.name(script))
    data = stem.encode("utf-8", "surrogateescape")[:_LONGEST]
    name = re.sub(rb"[^0-9a-z]+", b"-", data.lower()).removesuffix(b"-").decode("ascii")
    return "-".join(each for each in (name, _digest(script)) if each)


def _digest(path: str) -> str:
    parts = [part for part in path.encode("utf-8", "surrogateescape").split(b"/") if part not in (b"", b".")]
    lengths = 0
    for part in parts:
        lengths = (lengths + len(part)) & _MASK
        lengths = lengths >> 2 | (lengths & 3) << 62
    return _sea_hash(b"".join(parts) + lengths.to_bytes(8, "little")).to_bytes(8, "little").hex()


def _sea_hash(data: bytes) -> int:
    a, b, c, d = _SEEDS
    for at in range(0, len(data), 8):
        a, b, c, d = b, c, d, _diffused(a ^ int.from_bytes(data[at : at + 8], "little"))
    return _diffused(a ^ b ^ c ^ d ^ len(data))


def _diffused(word: int) -> int:
    word = word * _PRIME & _MASK
    word ^= (word >> 32) >> (word >> 60)
    return word * _PRIME & _MASK
