"""What earlier runs found, as long as it still holds.

In:  a System, a project with its search paths, a store; then a database, for what changed and for what was found anew.
Out: for a file, the bytes that were kept for it, if nothing it depends on has changed; else None.
Always
  - whether it holds is decided by what is on the disk now, never by a time: a file whose size, time and inode are as
    they were is not read; any other is, and counts as changed if its content has;
  - a folder with other names in it, or another kind of thing at a path, lets every import be resolved again;
  - settings and search paths are part of every key, they are never taken from the store;
  - whatever is wrong with the store is a miss.
`pebre_analysis.project.graph` says when results hold. Stubs of the standard library count through `stamp`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from pebre_analysis.cache import store
from pebre_analysis.project import graph
from pebre_analysis.source import paths, read_error, system

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

_JUST_NOW: Final = 2_000_000_000  # ns: a file written so lately may be written again within one tick of the clock
_GRAPH: Final = msgspec.msgpack.Decoder(graph.Graph)


class Fresh(NamedTuple):
    """What was found about a file. `others`: files that it shows lines of; `names_modules`: it speaks of modules that
    are or are not there."""

    found: bytes
    others: tuple[str, ...] = ()
    names_modules: bool = False


class Row(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What is kept for one file. `others`: with the digests of their contents; `layout`: of all folders, or empty."""

    key: bytes
    layout: bytes
    others: tuple[tuple[str, bytes], ...]
    found: bytes


_ROW: Final = msgspec.msgpack.Decoder(Row)
_encode = msgspec.msgpack.Encoder().encode


class Recall:
    """See the module's text. `configuration`: all that results depend on besides files."""

    def __init__(self, on: system.System, root: str, configuration: bytes, kept: store.Store, stubs: str) -> None:
        self._on = on
        self._store = kept
        self._configuration = configuration
        self._stubs = stubs  # folder of the standard library's stubs, which `configuration` speaks of
        self._graph_key = store.digest(b"graph", configuration, root.encode())
        self._nodes: dict[str, graph.Node] = {}
        self._places: dict[str, graph.Place] = {}
        self._keys: dict[str, bytes] = {}
        self._stale: list[str] = []
        self._is_moved = False  # imports may lead elsewhere
        self._layout_digest = b""
        self._is_changed = False
        self._noted: dict[str, tuple[bytes, tuple[tuple[int, str], ...]]] = {}
        self._load()

    # ---- what still holds ----

    @property
    def needs_database(self) -> bool:
        """Whether something changed that only the analysis can judge: call `settle` before `find`."""
        return bool(self._stale) or self._is_moved

    def paths(self) -> Iterator[str]:
        """What was looked at."""
        yield from self._nodes
        yield from self._places

    def find(self, path: str) -> bytes | None:
        """What was kept for a file, if it holds."""
        key = self._keys.get(path)
        value = self._store.get(self._row_key(path)) if key is not None else None
        if value is None:
            return None
        try:
            row = _ROW.decode(value)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None
        if row.key != key or (row.layout and row.layout != self._layout()):
            return None
        if any(other not in self._nodes or self._nodes[other].content != content for other, content in row.others):
            return None
        return row.found

    def _layout(self) -> bytes:
        """A digest of what is in all folders that were looked at."""
        if not self._layout_digest:
            places = [f"{each.path}/{each.kind}".encode() + each.content for each in self._places.values()]
            self._layout_digest = store.digest(*sorted(places))
        return self._layout_digest

    def _load(self) -> None:
        value = self._store.get(self._graph_key)
        if value is None:
            return
        try:
            found = _GRAPH.decode(value)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return
        for place in found.places:
            now = self._place(place.path, place)
            if now is None:
                return  # something that is no module changed, such as a `.pth` file: begin anew
            self._is_moved = self._is_moved or now.content != place.content or now.kind != place.kind
            self._is_changed = self._is_changed or now is not place
            self._places[place.path] = now
        for node in found.nodes:
            stat = self._on.stat(node.path)
            if stat.kind is not system.Kind.FILE:
                self._is_moved = True
                continue
            self._nodes[node.path] = node
            if stat != node.stat:
                content = self._content(node.path)
                if content == node.content:
                    self._nodes[node.path] = msgspec.structs.replace(node, stat=self._settled(stat))
                    self._is_changed = True
                else:
                    self._stale.append(node.path)
        if not self.needs_database:
            self._keys = graph.keys(self._nodes)

    def _place(self, path: str, before: graph.Place | None = None) -> graph.Place | None:
        """A place as it is now; None if it is a file with another content."""
        stat = self._on.stat(path)
        if before is not None and stat == before.stat:
            return before
        content = b""
        if stat.kind is system.Kind.DIRECTORY and (before is None or before.content):
            entries = self._on.list_dir(path)
            if not isinstance(entries, read_error.ReadError):
                content = store.digest(*[f"{name}/{kind.value}".encode() for name, kind in sorted(entries, key=_name)])
        elif stat.kind is system.Kind.FILE and (before is None or before.content):
            content = self._content(path)
            if before is not None and content != before.content:
                return None
        return graph.Place(path, stat.kind.value, self._settled(stat), content)

    def _content(self, path: str) -> bytes:
        data = self._on.read_bytes(path)
        return store.digest(b"error") if isinstance(data, read_error.ReadError) else store.digest(data)

    def settle(self, db: database.ProjectDatabase) -> None:
        """Judge what changed: read the files that did, and resolve imports again if folders did."""
        for path in self._stale:
            now = self._node(db, path)
            if now is not None:
                self._nodes[path] = now
            else:
                del self._nodes[path]  # it changed again in the meantime: nothing holds that needs it
        if self._is_moved:
            for path, node in self._nodes.items():
                targets = self._targets(db, path, node.imports)
                if targets != node.targets:
                    self._nodes[path] = msgspec.structs.replace(node, targets=targets)
        self._stale = []
        self._is_moved = False
        self._is_changed = True
        self._keys = graph.keys(self._nodes)

    # ---- what was found anew ----

    def note(self, db: database.ProjectDatabase, path: str) -> None:
        """A file was checked: its code is at hand."""
        self._noted[path] = self._facts(db, db.files.file(path))

    def learn(self, db: database.ProjectDatabase, found: Mapping[str, Fresh]) -> None:
        """Keep what was found, by path. `db` has made all of it."""
        for file in db.files:
            if file.is_virtual or paths.is_below(file.path, self._stubs):
                continue
            if file.stamp.kind is not system.Kind.FILE:
                place = self._looked_at(file)
                if place is not None:
                    self._places[file.path] = place
            elif file.seen is not None and not file.path.endswith((".py", ".pyi", ".ipynb")):
                place = self._place(file.path)
                if place is not None:
                    self._places[file.path] = place
            elif file.seen is not None:
                node = self._node(db, file.path)
                if node is None:
                    return  # it changed while it was checked
                self._nodes[file.path] = node
        self._keys = graph.keys(self._nodes)
        self._layout_digest = b""
        for path, fresh in found.items():
            key = self._keys.get(path)
            others = [each for each in fresh.others if not paths.is_below(each, self._stubs)]
            shown = [(each, self._nodes[each].content) for each in others if each in self._nodes]
            if key is not None and len(shown) == len(others):
                row = Row(key, self._layout() if fresh.names_modules else b"", tuple(shown), fresh.found)
                self._store.put(self._row_key(path), "check", _encode(row))
        self._is_changed = True

    def keep(self) -> None:
        """Write what is known now, and what was learned, to the store."""
        if self._is_changed and not self.needs_database:
            made = graph.Graph(tuple(self._nodes.values()), tuple(self._places.values()))
            self._store.put(self._graph_key, "graph", _encode(made))
        self._store.flush()

    def _looked_at(self, file: files.File) -> graph.Place | None:
        known = self._places.get(file.path)
        if known is not None and known.stat == file.stamp:
            return known
        if file.stamp.kind is system.Kind.DIRECTORY and file.seen is not None:
            return self._place(file.path)
        return graph.Place(file.path, file.stamp.kind.value, file.stamp, b"")

    def _node(self, db: database.ProjectDatabase, path: str) -> graph.Node | None:
        """A file as the database has read it; None if it is another one by now."""
        from pebre_analysis.source import source_text

        file = db.files.file(path)
        known = self._nodes.get(path)
        if known is not None and known.stat == file.stamp and path not in self._stale:
            return known
        source_text.source_text(db, file)
        data = source_text.read(db, file)
        if source_text.fingerprint(data) != file.seen:
            return None
        content = store.digest(b"error") if isinstance(data, read_error.ReadError) else store.digest(data)
        surface, imports = self._noted.get(path) or self._facts(db, file)
        targets = self._targets(db, path, imports)
        return graph.Node(path, self._settled(file.stamp), content, surface or content, imports, targets)

    def _facts(self, db: database.ProjectDatabase, file: files.File) -> tuple[bytes, tuple[tuple[int, str], ...]]:
        from pebre_analysis.semantic import surface

        seen = graph.NO_SURFACE
        if any(paths.is_below(file.path, root) for root in db.project.roots) and "site-packages" not in file.path:
            seen = store.digest(surface.surface(db, file).encode("utf-8", "surrogatepass"))
        return seen, tuple(surface.imports(db, file))

    def _targets(self, db: database.ProjectDatabase, path: str, imports: Iterable[tuple[int, str]]) -> tuple[str, ...]:
        from pebre_analysis.modules import desperate, module

        file = db.files.file(path)
        found: set[str] = set()
        for level, name in imports:
            parts = name.split(".") if name else []
            for n in range(0 if level else 1, len(parts) + 1):
                target = desperate.resolve_import(db, file, level, ".".join(parts[:n]))
                if isinstance(target, module.Module) and target.file is not None:
                    found.add(target.file.path)
        return tuple(sorted(each for each in found if not paths.is_below(each, self._stubs)))

    def _settled(self, stat: system.Stat) -> system.Stat:
        """The stat, or one that nothing has for what was written a moment ago."""
        is_fresh = stat.mtime_ns > self._on.now() - _JUST_NOW
        return msgspec.structs.replace(stat, mtime_ns=-1) if is_fresh else stat

    def _row_key(self, path: str) -> bytes:
        return store.digest(b"check", self._configuration, path.encode("utf-8", "surrogatepass"))


def _name(entry: system.Entry) -> str:
    return entry[0]
