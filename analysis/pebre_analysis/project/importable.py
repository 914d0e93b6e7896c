"""Which modules give a name, for imports that are not written yet.

In:  the database of a project, the paths of its files.
Out: of a name the modules of the project that give it.
Always
  - names are found by looking at the text of a module line by line, which neither parses nor links it: what
    stands at the left of a module, or four blanks further below an `if` or `try` there, is taken to be one of its
    names; in a stub also what `__all__` lists;
  - what a module takes to give it on counts as its name: all that a package takes from its own modules, what is named
    twice (`x as x`), star imports.
Those of libraries: `library_names`.
"""

from __future__ import annotations

import re
import weakref
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.engine import query
from pebre_analysis.modules import names, reverse
from pebre_analysis.project import import_uses, kept_facts
from pebre_analysis.source import db as source_db
from pebre_analysis.source import files, source_text

if TYPE_CHECKING:
    from pebre_analysis.project import database

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


class Names(msgspec.Struct, frozen=True, gc=False):
    """What the text of a module shows: names it defines, names it takes to give them on, modules it takes all of."""

    own: tuple[str, ...]
    taken: tuple[str, ...]
    stars: tuple[str, ...]
    is_package: bool


NOTHING: Final = Names((), (), (), False)


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


KIND: Final = "shown"
_AT_ONCE: Final = 300  # files that are looked at while somebody waits
_decode: Final = msgspec.msgpack.Decoder(Names).decode


@query.query(files.File)
def shown_names(db: database.ProjectDatabase, file: files.File) -> Names:
    """`names_of` a file's text."""
    known = kept_facts.of(db, KIND, file)
    if known is not None:
        return _decode(known)
    is_package = file.path.rpartition("/")[2].startswith("__init__.")
    return names_of(source_text.source_text(db, file).text, is_stub=file.is_stub, is_package=is_package)


class Ordered:
    """Names, to be found by how they begin. No pair for each: that would call the collector."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted(sorted(names), key=str.casefold)
        self._folded = [name.casefold() for name in self._names]

    def beginning(self, typed: str) -> Iterator[str]:
        """Those that begin with folded letters, in order."""
        folded = self._folded
        at = bisect_left(folded, typed)
        while at < len(folded) and folded[at].startswith(typed):
            yield self._names[at]
            at += 1


class Own:
    """The names of a project's own modules, and these modules as names of their packages."""

    def __init__(self, shown: Mapping[str, Names]) -> None:
        """`shown`: what each module's text shows."""
        self._by_name: dict[str, list[tuple[str, str]]] = {}  # (where it is imported from, the module it is about)
        for module in shown:
            names = seen_in(shown, module)
            for name in names:
                self._by_name.setdefault(name, []).append((module, module))
            package, _, last = module.rpartition(".")
            if package and last not in names:
                self._by_name.setdefault(last, []).append((package, module))
        self._sorted = Ordered(self._by_name)

    def named(self, name: str, besides: str) -> list[str]:
        """The modules that give a name, but one."""
        return [module for module, of in self._by_name.get(name, ()) if of != besides]

    def beginning(self, typed: str, besides: str) -> Iterator[str]:
        """The names that begin with folded letters, and that another module gives than that one."""
        return (name for name in self._sorted.beginning(typed) if self.named(name, besides))


_LAST: Final[weakref.WeakKeyDictionary[source_db.Db, tuple[dict[str, Names], Own]]] = weakref.WeakKeyDictionary()
"""The names that were collected last: they are asked for at each letter, and few letters make another name."""


def own(db: database.ProjectDatabase, places: Iterable[str]) -> Own:
    """The names of the project's modules; the same object while no module shows others."""
    shown: dict[str, Names] = {}
    known = db.files.several(places)
    _take_over(db)
    for file in known:
        if file.path.endswith((".py", ".pyi")):
            module = reverse.file_to_module(db, file)
            if module is not None and names.is_plain(module.name):
                shown[module.name] = shown_names(db, file)
    last = _LAST.get(db)
    if last is None or last[0] != shown:
        last = _LAST[db] = shown, Own(shown)
    return last[1]


def seen_in(found: Mapping[str, Names], of: str) -> dict[str, None]:
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


def is_at_hand(db: database.ProjectDatabase, places: Sequence[str]) -> bool:
    """Whether nobody would wait long for what the project's files show: 0.1 s where nothing is known of _AT_ONCE."""
    facts = db.facts.get(KIND)
    return len(places) - (0 if facts is None else len(facts.taken)) <= _AT_ONCE


def prepare(db: database.ProjectDatabase, places: Sequence[str]) -> None:
    """Look at the texts of the project, so that nobody waits for it later. May be stopped like a query."""
    db.files.several(places)
    _take_over(db)
    kept_facts.prepare(db, KIND, shown_names, places)
    kept_facts.prepare(db, import_uses.KIND, import_uses.imported, places)


def keep(db: database.ProjectDatabase, places: list[str]) -> None:
    """Keep what these texts show for later sessions. May be stopped like a query."""
    prepare(db, places)
    kept_facts.keep(db, KIND, _packed, places)
    kept_facts.keep(db, import_uses.KIND, import_uses.packed, places)


def _packed(db: database.ProjectDatabase, file: files.File) -> bytes:
    return msgspec.msgpack.encode(shown_names(db, file))


def _take_over(db: database.ProjectDatabase) -> None:
    """Know what an earlier session kept, the first time."""
    kept_facts.known(db, KIND, shown_names)
    kept_facts.known(db, import_uses.KIND, import_uses.imported)
