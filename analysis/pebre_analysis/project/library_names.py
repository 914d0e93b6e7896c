"""The public names of the libraries of a project.

In:  the database of a project. Out: `library_folder.Offer`s by name.
Always
  - libraries are looked through once, and again when a folder of them has changed; what was found is kept for later
    sessions (`kept_offers`);
  - of a few names the same is found without knowing all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from pebre_analysis.modules import program, search_paths
from pebre_analysis.project import importable, kept_offers, library_folder

if TYPE_CHECKING:
    from pebre_analysis.project import database

_KINDS: Final = (
    search_paths.PathKind.STANDARD_STUBS, search_paths.PathKind.SITE_PACKAGES, search_paths.PathKind.EDITABLE,
)  # fmt: skip


class Libraries:
    """The public names of libraries. `is_asked`: somebody wanted one of them. `is_whole`: those of all are known."""

    def __init__(self) -> None:
        self.by_name: dict[str, list[library_folder.Offer]] = {}
        self.is_asked = self.is_whole = False
        self._sorted = importable.Ordered(())
        self._folders: dict[library_folder.Place, list[library_folder.Offer]] = {}
        self._begun: dict[library_folder.Place, library_folder.Folder] = {}  # where an edit came in between
        self._sought = _Sought((), {})
        self._has_taken_up = False

    def update(self, db: database.ProjectDatabase) -> Libraries:
        """Look through the libraries of a database, as far as that was not done before."""
        wanted = _places(db)
        if wanted != list(self._folders):
            self._take_up(db, wanted)
            for each in wanted:
                if each not in self._folders:
                    db.check_cancelled()
                    folder = self._begun.get(each)
                    if folder is None:
                        folder = self._begun[each] = library_folder.Folder(db.system, each[0])
                    shown = list(folder.shown(db.check_cancelled))
                    kept_offers.keep(db, each, shown)
                    self._folders[each] = list(library_folder.offers(each[0], shown))
                    del self._begun[each]
            self._order(wanted)
        return self

    def take_up(self, db: database.ProjectDatabase) -> None:
        """Know what earlier sessions kept, the first time: 17,000 names take 15 ms."""
        if not self._has_taken_up and not self._folders:
            wanted = _places(db)
            self._take_up(db, wanted)
            self._order(wanted)

    def _take_up(self, db: database.ProjectDatabase, wanted: Sequence[library_folder.Place]) -> None:
        self._has_taken_up = True
        for each in wanted:
            shown = None if each in self._folders or each in self._begun else kept_offers.find(db, each)
            if shown is not None:
                self._folders[each] = list(library_folder.offers(each[0], shown))

    def _order(self, wanted: Sequence[library_folder.Place]) -> None:
        self._folders = {each: self._folders[each] for each in wanted if each in self._folders}
        self.is_whole = len(self._folders) == len(wanted)
        self.by_name = {}
        for offers in self._folders.values():
            for offer in offers:
                self.by_name.setdefault(offer.name, []).append(offer)
        self._sorted = importable.Ordered(self.by_name)

    def named(
        self, db: database.ProjectDatabase, names: tuple[str, ...]
    ) -> Mapping[str, Sequence[library_folder.Offer]]:
        """What gives one of a few names, among others where all are known. Of what was not looked through only modules
        whose texts hold one are looked at closely."""
        self.is_asked = True
        self.take_up(db)
        wanted = _places(db)
        if wanted == list(self._folders):
            return self.by_name
        if self._sought.names != names:
            self._sought = _Sought(names, {})
        found: dict[str, list[library_folder.Offer]] = {}
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
        return self._sorted.beginning(typed)


class _Sought(NamedTuple):
    """What was looked for alone the last time. `found`: what gives it, or where an edit came in between."""

    names: tuple[str, ...]
    found: dict[library_folder.Place, library_folder.Folder | list[library_folder.Offer]]

    def offers(self, db: database.ProjectDatabase, of: library_folder.Place) -> list[library_folder.Offer]:
        known = self.found.get(of)
        if known is None:
            known = self.found[of] = library_folder.Folder(db.system, of[0], self.names)
        if isinstance(known, library_folder.Folder):
            shown = known.shown(db.check_cancelled)
            known = self.found[of] = [each for each in library_folder.offers(of[0], shown) if each.name in self.names]
        return known


def _places(db: database.ProjectDatabase) -> list[library_folder.Place]:
    """The folders of libraries, as they are now."""
    paths = [path for path in program.all_paths(db, db.program) if path.kind in _KINDS and path.mapping is None]
    return [(path, db.system.stat(path.folder)) for path in paths]
