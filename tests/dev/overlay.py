"""A disk for long tests: the real one, where what is written or removed stays in memory."""

from __future__ import annotations

from pebre_analysis.source import paths, read_error, system


class OverlaySystem(system.OsSystem):
    """The real machine, below files that were written or removed here; `None`: removed."""

    def __init__(self, current_folder: str) -> None:
        super().__init__(current_folder)
        self._changed: dict[str, bytes | None] = {}
        self._stamps: dict[str, int] = {}

    def write(self, path: str, text: str) -> None:
        """Into a folder that exists."""
        self._changed[path] = text.encode("utf-8", "surrogatepass")
        self._stamps[path] = 1 << 62 | len(self._stamps) << 20 | self._stamps.get(path, 0) + 1

    def remove(self, path: str) -> None:
        self._changed[path] = None

    def stat(self, path: str) -> system.Stat:
        if path not in self._changed:
            return super().stat(path)
        data = self._changed[path]
        if data is None:
            return system.NOT_THERE
        return system.Stat(system.Kind.FILE, len(data), self._stamps[path])

    def read_bytes(self, path: str, cap: int = system.MAX_CODE_BYTES) -> bytes | read_error.ReadError:
        if path not in self._changed:
            return super().read_bytes(path, cap)
        data = self._changed[path]
        if data is None:
            return system.not_a_file(system.Kind.MISSING)
        return data if len(data) <= cap else system.too_large(cap)

    def list_dir(self, path: str) -> tuple[system.Entry, ...] | read_error.ReadError:
        found = super().list_dir(path)
        if isinstance(found, read_error.ReadError):
            return found
        entries = dict(found)
        for each, data in self._changed.items():
            if paths.parent(each) == path:
                if data is None:
                    entries.pop(paths.name(each), None)
                else:
                    entries[paths.name(each)] = system.Kind.FILE
        return tuple(sorted(entries.items(), key=lambda entry: entry[0]))
