"""Which modules give a name, for imports that are not written yet.

In:  the database of a project, the paths of its files.
Out: `Offer`s: a module and a name of it, or a module itself.
Always
  - names are found by looking at the text of a module line by line, which neither parses nor links it: what
    stands at the left of a module, or four blanks further below an `if` or `try` there, is taken to be one of its
    names; in a stub also what `__all__` lists;
  - of libraries, modules that are private or lie deeper than four levels are left out, and so is what comes after
    MAX_FILES; what a module takes to give it on counts as its name: all that a package takes from its own modules,
    what is named twice (`x as x`), star imports;
  - libraries are looked through once, and again when a folder of them has changed; of a few names the same is found
    without knowing all others.
Cost: 0.1 s of CPU for the standard library, once; 1.3 s for 4,300 files of others, 0.3 s for one name of them.
"""

from __future__ import annotations

import re
import weakref
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import msgspec

from pebre_analysis.engine import query
from pebre_analysis.modules import names, program, reverse, search_paths
from pebre_analysis.project import files as project_files
from pebre_analysis.project import import_uses
from pebre_analysis.source import db as source_db
from pebre_analysis.source import files, paths, read_error, source_text, system

if TYPE_CHECKING:
    from pebre_analysis.project import database

MAX_FILES: Final = 4_000
_DEEPEST: Final = 4  # levels of modules below a folder of libraries
_LIBRARIES: Final = (
    search_paths.PathKind.STANDARD_STUBS, search_paths.PathKind.SITE_PACKAGES, search_paths.PathKind.EDITABLE,
)  # fmt: skip
_LEFT_OUT: Final = frozenset(
    ("test", "tests", "testing", "lib2to3", "distutils", "idlelib", "this", "antigravity", "typeshed")
)

_LINE: Final = re.compile(
    r"^(?:(?:    )?(?:(?:async[ ]+)?def|class|type)[ ]+(?P<defined>\w+)"
    r"|(?:    )?(?P<bound>[A-Za-z_]\w*)[ ]*(?::(?!=)|=(?!=))"
    r"|(?:    )?(?P<several>\w+(?:[ ]*,[ ]*\w+)+,?|\((?:\s*\w+\s*,)+\s*(?:\w+\s*)?\))[ ]*=(?!=)"
    r"|(?:    )?from[ ]+(?P<module>[.\w]+)[ ]+import[ ]+(?:\((?P<many>[^)]*)\)|(?P<few>[^\r\n(]*))"
    r"|(?P<other>\w+))",
    re.M,
)
_KEYWORDS: Final = frozenset(("else", "try", "finally", "if", "elif", "except", "with", "for", "while", "import"))
_GUARDS: Final = frozenset(("if", "elif", "else", "try", "except"))
_NAME: Final = re.compile(r"(?:(\w+)[ \t]+as[ \t]+)?(\w+)")
_WORD: Final = re.compile(r"\w+")
_COMMENT: Final = re.compile(r"#[^\r\n]*")
_ALL: Final = re.compile(r"^[ ]*__all__[^=\r\n]*=[ ]*[\[(]([^\])]*)", re.M)
_QUOTED: Final = re.compile(r"[\"'](\w+)[\"']")
_STAR: Final = re.compile(rb"import[\s(]+\*")  # what such a module gives stands in another one


class Offer(msgspec.Struct, frozen=True, gc=False):
    """`name` of a module; with an empty name the module itself. `group`: 0 of the project, 1 standard, 2 installed.
    `is_module`: what is called so lies in a file of its own, which not every version of Python has."""

    module: str
    name: str
    group: int
    is_module: bool = False


class Names(msgspec.Struct, frozen=True, gc=False):
    """What the text of a module shows: names it defines, names it takes to give them on, modules it takes all of."""

    own: tuple[str, ...]
    taken: tuple[str, ...]
    stars: tuple[str, ...]
    is_package: bool


_NOTHING: Final = Names((), (), (), False)
_Place: TypeAlias = tuple[search_paths.SearchPath, system.Stat]


def names_of(text: str, *, is_stub: bool = False, is_package: bool = False) -> Names:
    """The names that a module's text shows."""
    own: dict[str, None] = {}
    taken: dict[str, None] = {}
    stars: dict[str, None] = {}
    is_guarded = False
    for match in _LINE.finditer(text):
        is_inside = match[0].startswith("    ")
        if is_inside and not is_guarded:
            continue
        if not is_inside:
            is_guarded = (match["other"] or match["bound"]) in _GUARDS
        name, module = match["defined"] or match["bound"], match["module"]
        if name is not None:
            if name not in _KEYWORDS:
                own[name] = None
        elif module is not None:
            listed = _COMMENT.sub("", match["many"] or match["few"] or "")
            if listed.strip() == "*":
                stars[module] = None
            for first, last in _NAME.findall(listed):
                if first == last or (is_package and not is_stub and module.startswith(".")):
                    taken[last] = None
        elif match["several"] is not None:
            own.update(dict.fromkeys(_WORD.findall(match["several"])))
    if is_stub:
        for listed in _ALL.findall(text):
            own.update(dict.fromkeys(_QUOTED.findall(listed)))
    return Names(tuple(own), tuple(taken), tuple(stars), is_package)


# ---- the project's own files ---------------------------------------------------------------------------------


@query.query(files.File)
def shown_names(db: source_db.Db, file: files.File) -> Names:
    """`names_of` a file's text."""
    is_package = file.path.rpartition("/")[2].startswith("__init__.")
    return names_of(source_text.source_text(db, file).text, is_stub=file.is_stub, is_package=is_package)


class Own:
    """The names of a project's own modules, and these modules as names of their packages."""

    def __init__(self, shown: Mapping[str, Names]) -> None:
        """`shown`: what each module's text shows."""
        self._by_name: dict[str, list[tuple[str, str]]] = {}  # (where it is imported from, the module it is about)
        for module in shown:
            names = _seen_in(shown, module)
            for name in names:
                self._by_name.setdefault(name, []).append((module, module))
            package, _, last = module.rpartition(".")
            if package and last not in names:
                self._by_name.setdefault(last, []).append((package, module))
        self._sorted = _folded(self._by_name)

    def named(self, name: str, besides: str) -> list[str]:
        """The modules that give a name, but one."""
        return [module for module, of in self._by_name.get(name, ()) if of != besides]

    def beginning(self, typed: str, besides: str) -> Iterator[str]:
        """The names that begin with folded letters, and that another module gives than that one."""
        return (name for name in _beginning(self._sorted, typed) if self.named(name, besides))


_LAST: Final[weakref.WeakKeyDictionary[source_db.Db, tuple[dict[str, Names], Own]]] = weakref.WeakKeyDictionary()
"""The names that were collected last: they are asked for at each letter, and few letters make another name."""


def own(db: database.ProjectDatabase, places: Iterable[str]) -> Own:
    """The names of the project's modules; the same object while no module shows others."""
    shown: dict[str, Names] = {}
    for path in places:
        if path.endswith((".py", ".pyi")):
            file = db.files.file(path)
            module = reverse.file_to_module(db, file)
            if module is not None and names.is_plain(module.name):
                shown[module.name] = shown_names(db, file)
    last = _LAST.get(db)
    if last is None or last[0] != shown:
        last = _LAST[db] = shown, Own(shown)
    return last[1]


def _folded(found: Iterable[str]) -> list[tuple[str, str]]:
    """Each name, folded and as it is, in order."""
    return sorted([(name.casefold(), name) for name in found])


def _beginning(found: list[tuple[str, str]], typed: str) -> Iterator[str]:
    at = bisect_left(found, (typed, ""))
    while at < len(found) and found[at][0].startswith(typed):
        yield found[at][1]
        at += 1


def _seen_in(found: Mapping[str, Names], of: str) -> dict[str, None]:
    """A module's names, with those that star imports bring from other modules that are known, through these too."""
    shown = found[of]
    names_seen = dict.fromkeys([*shown.own, *shown.taken])
    seen, pending = {of}, [of] if shown.stars else []
    while pending:
        name = pending.pop()
        for star in found[name].stars:
            tail = star.lstrip(".")
            other: str | None = star
            if tail != star:
                other = names.absolute(len(star) - len(tail), tail, name, found[name].is_package)
            if other is not None and other not in seen and other in found:
                seen.add(other)
                pending.append(other)
                given = found[other]
                names_seen.update(dict.fromkeys([n for n in (*given.own, *given.taken) if not n.startswith("_")]))
    return names_seen


def prepare(db: database.ProjectDatabase, places: Iterable[str]) -> None:
    """Look at the texts of the project, so that nobody waits for it later."""
    for path in places:
        db.check_cancelled()
        shown_names(db, db.files.file(path))
        import_uses.imported(db, db.files.file(path))


# ---- libraries -----------------------------------------------------------------------------------------------


class Libraries:
    """The public names of libraries. `is_asked`: somebody wanted one of them."""

    def __init__(self) -> None:
        self.by_name: dict[str, list[Offer]] = {}
        self.is_asked = False
        self._sorted: list[tuple[str, str]] = []
        self._folders: dict[_Place, list[Offer]] = {}
        self._begun: dict[_Place, _Folder] = {}  # where an edit came in between
        self._sought = _Sought((), {})

    def update(self, db: database.ProjectDatabase) -> Libraries:
        """Look through the libraries of a database, as far as that was not done before."""
        wanted = _places(db)
        if wanted != list(self._folders):
            known = self._folders
            for each in wanted:
                if each not in known:
                    db.check_cancelled()
                    folder = self._begun.get(each)
                    if folder is None:
                        folder = self._begun[each] = _Folder(db.system, each[0])
                    known[each] = list(folder.offers(db.check_cancelled))
                    del self._begun[each]
            self._folders = {each: known[each] for each in wanted}
            self.by_name = {}
            for offers in self._folders.values():
                for offer in offers:
                    self.by_name.setdefault(offer.name, []).append(offer)
            self._sorted = _folded(self.by_name)
        return self

    def named(self, db: database.ProjectDatabase, names: tuple[str, ...]) -> Mapping[str, Sequence[Offer]]:
        """What gives one of a few names, among others where all are known. Until `update` was called only modules
        whose texts hold one are looked at closely."""
        self.is_asked = True
        wanted = _places(db)
        if wanted == list(self._folders):
            return self.by_name
        if self._sought.names != names:
            self._sought = _Sought(names, {})
        found: dict[str, list[Offer]] = {}
        for each in wanted:
            offers = self._folders.get(each)
            if offers is None:
                offers = self._sought.offers(db, each)
            for offer in offers:
                if offer.name in names:
                    found.setdefault(offer.name, []).append(offer)
        return found

    @property
    def is_read(self) -> bool:
        """Whether libraries were looked through at all."""
        return bool(self._folders)

    def beginning(self, typed: str) -> Iterator[str]:
        """The names that begin with folded letters."""
        return _beginning(self._sorted, typed)


class _Sought(NamedTuple):
    """What was looked for alone the last time. `found`: what gives it, or where an edit came in between."""

    names: tuple[str, ...]
    found: dict[_Place, _Folder | list[Offer]]

    def offers(self, db: database.ProjectDatabase, of: _Place) -> list[Offer]:
        known = self.found.get(of)
        if known is None:
            known = self.found[of] = _Folder(db.system, of[0], self.names)
        if isinstance(known, _Folder):
            offers = [each for each in known.offers(db.check_cancelled) if each.name in self.names]
            known = self.found[of] = offers
        return known


def _places(db: database.ProjectDatabase) -> list[_Place]:
    """The folders of libraries, as they are now."""
    paths = [path for path in program.all_paths(db, db.program) if path.kind in _LIBRARIES and path.mapping is None]
    return [(path, db.system.stat(path.folder)) for path in paths]


class _Folder:
    """The modules of one folder of libraries. `only`: names; what holds none of them gives nothing."""

    def __init__(self, on: system.System, path: search_paths.SearchPath, only: Iterable[str] = ()) -> None:
        self.on = on
        self.path = path
        self._only = [re.compile(rb"%s(?!\w)(?<!\w%s)" % (each, each)) for each in map(_encoded, only)]
        self.found: dict[str, Names] = {}
        self._of_file: dict[str, Names] = {}  # by path: what was read stays when reading is stopped

    def offers(self, check: Callable[[], None]) -> Iterator[Offer]:
        """Every public name of every public module, and these modules themselves."""
        group = 1 if self.path.kind is search_paths.PathKind.STANDARD_STUBS else 2
        self._read(check)
        for module in self.found:
            if all(_is_wanted(part, 1) for part in module.split(".")):
                for name in self._public(module):
                    yield Offer(module, name, group)
                package, _, last = module.rpartition(".")
                if package:
                    yield Offer(package, last, group, is_module=True)

    def _read(self, check: Callable[[], None]) -> None:
        self.found = {}
        pending = [(self.path.folder, "", 0)]
        n_files = 0
        while pending and n_files < MAX_FILES:
            check()
            folder, prefix, depth = pending.pop(0)
            entries = self.on.list_dir(folder)
            if isinstance(entries, read_error.ReadError):
                continue
            here = {name for name, _ in entries}
            for name, kind in entries:
                stem, dot, suffix = name.partition(".")
                if kind is system.Kind.DIRECTORY and not dot and _is_wanted(stem.removesuffix("-stubs"), depth):
                    if depth < _DEEPEST and name not in project_files.SKIPPED:
                        pending.append((paths.join(folder, name), f"{prefix}{stem.removesuffix('-stubs')}.", depth + 1))
                elif kind is system.Kind.FILE and suffix in ("py", "pyi"):
                    is_package = stem == "__init__" and bool(prefix)
                    if (suffix == "py" and f"{stem}.pyi" in here) or not (is_package or stem.isidentifier()):
                        continue
                    n_files += 1
                    path = paths.join(folder, name)
                    names = self._of_file.get(path)
                    if names is None:
                        if not n_files % 16:
                            check()
                        names = self._names_of(path, is_stub=suffix == "pyi", is_package=is_package)
                        self._of_file[path] = names
                    self.found.setdefault(prefix[:-1] if is_package else prefix + stem, names)

    def _names_of(self, path: str, *, is_stub: bool, is_package: bool) -> Names:
        content = self.on.read_bytes(path)
        if not isinstance(content, bytes):
            return _NOTHING
        if self._only and not any(name.search(content) for name in self._only) and _STAR.search(content) is None:
            return _NOTHING
        return names_of(content.decode("utf-8", "replace"), is_stub=is_stub, is_package=is_package)

    def _public(self, module: str) -> list[str]:
        return [name for name in _seen_in(self.found, module) if not name.startswith("_")]


def _encoded(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")


def _is_wanted(part: str, depth: int) -> bool:
    """Whether modules of this name are offered; at the top, only those that can be imported at all."""
    if depth and part.startswith("_"):
        return False
    return part.isidentifier() and part not in _LEFT_OUT and names.is_plain(part)
