"""What earlier runs found, as long as it still holds.

In:  a System, a project with its search paths, a store; then a database, for what changed and for what was found anew.
Out: for a file, the bytes that were kept for it, if nothing it depends on has changed; else None.
Always
  - whether it holds is decided by what is on the disk now, never by a time: a file whose size, time and inode are as
    they were is not read; any other is, and counts as changed if its content has;
  - without a database, what depends on no file that changed is found all the same;
  - nothing is kept of a database that sees something else than the disk;
  - a folder with other names of modules in it, or another kind of thing at a path, lets every import be resolved again;
  - settings and search paths are part of every key, they are never taken from the store;
  - whatever is wrong with the store is a miss.
`pebre_analysis.project.graph` says when results hold. Stubs of the standard library count through `stamp`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from pebre_analysis.cache import store
from pebre_analysis.modules import importables
from pebre_analysis.project import graph
from pebre_analysis.source import paths, read_error, system, text

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

SPEAK_OF_MODULES: Final = frozenset(
    ("unresolved-import", "possibly-missing-submodule")
)  # rules about what is in folders

_JUST_NOW: Final = 2_000_000_000  # ns: a file written so lately may be written again within one tick of the clock
_MARK: Final = 8  # bytes
_GRAPH: Final = msgspec.msgpack.Decoder(graph.Graph)


class Fresh(NamedTuple):
    """What was found about a file. `others`: files that it shows lines of; `names_modules`: it speaks of modules that
    are or are not there; `form`: in which form, if there are several."""

    found: bytes
    others: tuple[str, ...] = ()
    names_modules: bool = False
    form: bytes = b""


class Row(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What is kept for one file. `others`: with the digests of their contents; `layout`: marks of all folders that were
    looked at, or empty; `reached`: marks of the files that `key` was made of, or empty."""

    key: bytes
    layout: bytes
    others: tuple[tuple[str, bytes], ...]
    found: bytes
    reached: bytes = b""


_ROW: Final = msgspec.msgpack.Decoder(Row)
_encode = msgspec.msgpack.Encoder().encode


def packed(value: object) -> bytes | None:
    """The value of a row; None where it names a file whose name is no UTF-8: of such nothing is kept."""
    try:
        return _encode(value)
    except UnicodeEncodeError:
        return None


class Recall:
    """See the module's text. `configuration`: all that results depend on besides files."""

    def __init__(self, on: system.System, root: str, configuration: bytes, kept: store.Store, stubs: str) -> None:
        self._on = on
        self._store = kept
        self.configuration = configuration
        self.reads_bodies = True  # else the whole text stands for the surface of a file whose functions were not read
        self._stubs = stubs  # folder of the standard library's stubs, which `configuration` speaks of
        self._graph_key = store.digest(b"graph", configuration, root)
        self._nodes: dict[str, graph.Node] = {}
        self._places: dict[str, graph.Place] = {}
        self._keys: dict[str, bytes] = {}
        self._stale: set[str] = set()  # what changed since it was known
        self._is_moved = False  # imports may lead elsewhere
        self._unresolved: set[str] = set()  # then: those that were not resolved anew
        self._marks: set[bytes] = set()  # of places: that they are there, and what is in them
        self._node_marks: set[bytes] = set()  # of files that are what they were
        self._is_changed = False
        self._noted: dict[str, tuple[bytes, tuple[tuple[int, str], ...]]] = {}
        self._load()

    # ---- what still holds ----

    def seen(self) -> graph.Graph:
        """What is known to be so now."""
        nodes = [node for path, node in self._nodes.items() if path not in self._stale]
        return graph.Graph(tuple(nodes), tuple(self._places.values()))

    @property
    def needs_database(self) -> bool:
        """Whether something changed that only the analysis can judge: call `settle` before `find`."""
        return bool(self._stale) or self._is_moved

    def paths(self) -> Iterator[str]:
        """What was looked at."""
        yield from self._nodes
        yield from self._places

    def find(self, path: str, form: bytes = b"") -> bytes | None:
        """What was kept for a file, if it holds."""
        row = self.row(path, form)
        return None if row is None else row.found

    def row(self, path: str, form: bytes = b"") -> Row | None:
        """The same, with what it depends on."""
        key = self._keys.get(path)
        is_kept = key is not None or (bool(form) and not self._is_moved)
        value = self._store.get(self._row_key(path, form)) if is_kept else None
        if value is None:
            return None
        try:
            row = _ROW.decode(value)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None
        is_same = row.key == key or self._is_reached(row.reached)
        if not is_same or not self._stands(row.layout):
            return None
        for other, content in row.others:
            if other in self._stale or other not in self._nodes or self._nodes[other].content != content:
                return None
        return row

    def text(self, path: str) -> str | None:
        """The text of a file that is what it was when something was kept for it."""
        node = self._nodes.get(path)
        data = self._on.read_bytes(path) if node is not None and path not in self._stale else None
        if node is None or not isinstance(data, bytes) or store.digest(data) != node.content:
            return None
        found = text.decode(data)
        return found.text if found.error is None else None

    def _stands(self, layout: bytes) -> bool:
        """Whether all that was looked at is as it was; more may have been looked at since."""
        if layout and not self._marks:
            for each in self._places.values():
                self._marks |= {_mark(each, b""), _mark(each, each.content)}
        return all(layout[n : n + _MARK] in self._marks for n in range(0, len(layout), _MARK))

    def _is_reached(self, reached: bytes) -> bool:
        """Whether all files that a key was made of are as they were, and import what they did. More may be known of
        what they reach by now, and of some what others see of them where there was only their text."""
        if self._is_moved or not reached:
            return False
        if not self._node_marks:
            self._node_marks = {_node_mark(node) for path, node in self._nodes.items() if path not in self._stale}
        return all(reached[n : n + _MARK] in self._node_marks for n in range(0, len(reached), _MARK))

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
                self._store.remove(self._row_key(node.path, b""))  # else each name a file ever had would keep a row
                continue
            self._nodes[node.path] = node
            if stat != node.stat:
                content = self._content(node.path)
                if content == node.content:
                    self._nodes[node.path] = msgspec.structs.replace(node, stat=self._settled(stat))
                    self._is_changed = True
                else:
                    self._stale.add(node.path)
        if self._is_moved:
            self._unresolved = set(self._nodes)
        else:
            self._find_keys()

    def _find_keys(self) -> None:
        """The keys of what reaches nothing that changed; others have keys that were given to nothing."""
        stale = self._stale
        self._node_marks = set()
        self._keys = graph.keys({path: node for path, node in self._nodes.items() if path not in stale})

    def _place(self, path: str, before: graph.Place | None = None) -> graph.Place | None:
        """A place as it is now; None if it is a file with another content."""
        stat = self._on.stat(path)
        if before is not None and stat == before.stat:
            return before
        content = b""
        if stat.kind is system.Kind.DIRECTORY and (before is None or before.content):
            entries = self._on.list_dir(path)
            if not isinstance(entries, read_error.ReadError):
                content = _listed(entries)
        elif stat.kind is system.Kind.FILE and (before is None or before.content):
            content = self._content(path)
            if before is not None and content != before.content:
                return None
        return graph.Place(path, stat.kind.value, self._settled(stat), content)

    def _content(self, path: str) -> bytes:
        return digest(self._on.read_bytes(path))

    def settle(self, db: database.ProjectDatabase) -> None:
        """Judge what changed: read the files that did, and resolve imports again if folders did."""
        for path in sorted(self._stale):
            now = self._node(db, path)
            if now is not None:
                self._nodes[path] = now
            else:
                del self._nodes[path]  # it changed again in the meantime: nothing holds that needs it
            self._stale.discard(path)
            self._unresolved.discard(path)
        self._resolve(db)
        self._is_changed = True
        self._find_keys()

    def _resolve(self, db: database.ProjectDatabase) -> None:
        """Look where imports lead now. May be stopped like a query, and goes on then."""
        for path in sorted(self._unresolved):
            node = self._nodes.get(path)
            targets = None if node is None else self._targets(db, path, node.imports)
            if node is not None and targets is not None and targets != node.targets:
                self._nodes[path] = msgspec.structs.replace(node, targets=targets)
            self._unresolved.discard(path)
            db.check_cancelled()
        self._is_moved = False

    # ---- what was found anew ----

    def note(self, db: database.ProjectDatabase, path: str) -> None:
        """A file was checked: its code is at hand."""
        self._noted[path] = self._facts(db, db.files.file(path))

    def learn(self, db: database.ProjectDatabase, found: Iterable[tuple[str, Fresh]]) -> bool:
        """Keep what was found, with paths; `db` has made all of it. False: it sees something else than the disk has.

        May be stopped like a query; what was looked at until then is not looked at again.
        """
        if not self.look(db):
            return False
        self._put_found(found)
        return True

    def look(self, db: database.ProjectDatabase, but: Collection[str] = ()) -> bool:
        """Know all that `db` was made of, but for some paths. False: it sees something else than the disk has."""
        n_seen = -1
        while n_seen != len(db.files):  # where imports lead is found out for it: more is looked at
            n_seen = len(db.files)
            for file in db.files:
                db.check_cancelled()
                if file.is_virtual or file.path in but or paths.is_below(file.path, self._stubs):
                    continue
                if not (self._learn_file(db, file) if file.is_open or is_module(file) else self._learn_place(db, file)):
                    return False
            self._resolve(db)
        return True

    def take(self, seen: graph.Graph, found: Iterable[tuple[str, Fresh]]) -> None:
        """Keep what others found, each with its path, and what it was made of."""
        self._nodes = {node.path: node for node in seen.nodes}
        self._places = {place.path: place for place in seen.places}
        self._stale.clear()
        self._put_found(found)

    def _put_found(self, found: Iterable[tuple[str, Fresh]]) -> None:
        self._find_keys()
        self._marks = set()
        layout = b"".join(sorted([_mark(each, each.content) for each in self._places.values()]))
        for path, fresh in found:
            key = self._keys.get(path)
            others = [each for each in fresh.others if not paths.is_below(each, self._stubs)]
            shown = [(each, self._nodes[each].content) for each in others if each in self._nodes]
            if key is not None and path not in self._stale and len(shown) == len(others):
                near = graph.reached(self._nodes, path) if fresh.form else ()
                reached = b"".join(sorted([_node_mark(self._nodes[each]) for each in near]))
                row = Row(key, layout if fresh.names_modules else b"", tuple(shown), fresh.found, reached)
                self._put(self._row_key(path, fresh.form), "told" if fresh.form else "check", row)
        self._is_changed = True

    def _learn_file(self, db: database.ProjectDatabase, file: files.File) -> bool:
        if not file.is_open and (file.seen is None or not is_asked_about(file)):
            return True  # nobody read it, or only to look for a word
        node = self._node(db, file.path)
        if node is None:
            return False
        if node is not self._nodes.get(file.path):
            self._nodes[file.path] = node
            self._stale.discard(file.path)
        return True

    def _learn_place(self, db: database.ProjectDatabase, file: files.File) -> bool:
        known = self._places.get(file.path)
        if file.stamp.kind is system.Kind.FILE:
            if file.seen is None:
                return True
            place = self._place(file.path)
            if place is None or self._on.stat(file.path) != file.stamp:
                return False
        elif known is not None and known.stat == file.stamp:
            return True
        elif file.stamp.kind is system.Kind.DIRECTORY and file.seen is not None:
            from pebre_analysis.source import folders

            place = self._place(file.path)
            if place is None or folders.read(db, file.path) != file.seen:
                return False
        else:
            place = graph.Place(file.path, file.stamp.kind.value, file.stamp, b"")
        if known is not None and (known.kind, known.content) != (place.kind, place.content):
            self._is_moved = True
            self._unresolved = set(self._nodes)
        self._places[file.path] = place
        return True

    def keep(self) -> None:
        """Write what is known now, and what was learned, to the store."""
        if self._is_changed and not self._is_moved:
            self._put(self._graph_key, "graph", graph.Graph(tuple(self._nodes.values()), tuple(self._places.values())))
            self._is_changed = False
        self._store.flush()

    def _put(self, key: bytes, kind: str, value: object) -> None:
        row = packed(value)
        if row is not None:
            self._store.put(key, kind, row)

    def _node(self, db: database.ProjectDatabase, path: str) -> graph.Node | None:
        """A file as the database sees it; None if the disk has another one by now, or the editor."""
        from pebre_analysis.source import source_text

        file = db.files.file(path)
        known = self._nodes.get(path)
        if known is not None and (
            known.stat != (file.stamp if not file.is_open else self._on.stat(path)) or path in self._stale
        ):
            known = None
        if known is not None and not file.is_open:
            return known
        seen = source_text.source_text(db, file)
        data = source_text.read(db, file)
        if file.is_open:
            stat = self._on.stat(path)
            is_other = not isinstance(data, bytes) or seen.cells is not None or text.decode(data).text != seen.text
        else:
            stat = file.stamp
            is_other = source_text.fingerprint(data) != file.seen
        if is_other:
            return None
        content = digest(data)
        if known is not None and known.content == content:
            return known
        surface, imports = self._noted.get(path) or self._facts(db, file)
        targets = self._targets(db, path, imports)
        return graph.Node(path, self._settled(stat), content, surface or content, imports, targets)

    def _facts(self, db: database.ProjectDatabase, file: files.File) -> tuple[bytes, tuple[tuple[int, str], ...]]:
        from pebre_analysis.semantic import surface

        seen = graph.NO_SURFACE
        is_own = any(paths.is_below(file.path, root) for root in db.project.roots) and "site-packages" not in file.path
        if is_own and (self.reads_bodies or surface.is_at_hand(db, file)):
            seen = store.digest(surface.surface(db, file))
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
        return msgspec.structs.replace(stat, mtime_ns=-1) if is_fresh(stat, self._on.now()) else stat

    def _row_key(self, path: str, form: bytes) -> bytes:
        parts = (b"told", form) if form else (b"check",)
        return store.digest(*parts, self.configuration, path)


def digest(data: bytes | read_error.ReadError) -> bytes:
    """What stands for the content of a file."""
    return store.digest(b"error" if isinstance(data, read_error.ReadError) else data)


def _mark(of: graph.Place, content: bytes) -> bytes:
    """What stands for a place with this content, or without any for that it is there."""
    return store.digest(f"{of.path}/{of.kind}", content)[:_MARK]


def _node_mark(of: graph.Node) -> bytes:
    """What stands for a file with this content, and the files it imports."""
    return store.digest(of.path, of.content, "\0".join(of.targets))[:_MARK]


def is_fresh(stat: system.Stat, now: int) -> bool:
    """Whether the file may be written again without another time; `now` in ns."""
    return stat.mtime_ns > now - _JUST_NOW


def is_asked_about(file: files.File) -> bool:
    """Whether results may depend on the text of a file that was read."""
    from pebre_analysis.engine import contents
    from pebre_analysis.semantic import index

    is_indexed = any(isinstance(each.value, index.SemanticIndex) for each in contents.memos(file))
    return is_indexed or paths.name(file.path).startswith("__init__.")  # may say that a package has more places


def is_module(file: files.File) -> bool:
    return file.stamp.kind is system.Kind.FILE and file.path.endswith((".py", ".pyi", ".ipynb"))


def _listed(entries: Iterable[system.Entry]) -> bytes:
    """What imports can find in a folder; caches, logs and the like come and go there, and concern nobody."""
    names = [f"{name}/{bits}" for name, bits in sorted(importables.of(entries).items())]
    return store.digest(*names, b"", *sorted(name for name, _ in entries if name.endswith(".pth")))
