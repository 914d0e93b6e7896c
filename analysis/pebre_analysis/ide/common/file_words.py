"""Which words are in which files of a project, so that a search opens only files that may hold its word.

In:  files and a word. Out: those of the files that may hold it, in their order; few of the others.
Always
  - a file is left out only if its text, as it is now, lacks the word as a whole one;
  - the words of a file are taken down at rest (`prepare`), after somebody has searched, and kept for later sessions
    (`project.kept_facts`); before, and of an open file, the letters are looked for in the text;
  - who searches again before the next rest, and before anything has changed, looks through the same texts.
Cost: four bytes a word, a tenth of the text; of a search 0.5 µs a file, where looking through its text takes 4.
"""

from __future__ import annotations

import re
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from pebre_analysis.engine import query
from pebre_analysis.project import kept_facts, searches
from pebre_analysis.source import files, source_text

if TYPE_CHECKING:
    from pebre_analysis.project import database

KIND: Final = "words"
_WORD: Final = re.compile(r"\w+")
_WORDS_HELD: Final = 32
_MOST: Final = 10_000_000  # code points of texts that are held until the next rest


@query.query(files.File)
def word_hashes(db: database.ProjectDatabase, file: files.File) -> bytes:
    """The hashes of the words of a file's text, sorted, four bytes each."""
    known = kept_facts.of(db, KIND, file)
    if known is not None:
        return known
    found = set(_WORD.findall(source_text.source_text(db, file).text))
    return array("I", sorted({_hash(word) for word in found})).tobytes()


def _hash(word: str) -> int:
    """The same in each process, in four bytes."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def prepare(db: database.ProjectDatabase, places: Iterable[str]) -> None:
    """Take down the words of files, so that no search does, if there was one before; may be stopped like a query, and
    goes on the next time."""
    found = db.searches
    found.texts = None
    if kept_facts.prepare(db, KIND, word_hashes, places):
        for known in found.asked.values():
            known.revision = 0  # fewer files are known to hold it now


def keep(db: database.ProjectDatabase, places: list[str]) -> None:
    """Keep the words of files, once all are taken down, for later sessions. May be stopped like a query."""
    prepare(db, places)
    kept_facts.keep(db, KIND, word_hashes, places)


def asked(db: database.ProjectDatabase, word: str) -> searches.Asked:
    """What is known of a word that is looked for; the last _WORDS_HELD are held."""
    found = db.searches.asked.pop(word, None)
    if found is None:
        found = searches.Asked()
        while len(db.searches.asked) >= _WORDS_HELD:
            del db.searches.asked[next(iter(db.searches.asked))]
    db.searches.asked[word] = found
    return found


def holding(db: database.ProjectDatabase, places: Iterable[files.File], word: str) -> Iterator[tuple[files.File, str]]:
    """The files that may hold a word, with their texts."""
    known = asked(db, word)
    searched = tuple(places)
    if known.revision == db.revision and known.searched == searched:
        for file in known.holding:
            yield file, source_text.source_text(db, file).text
        return
    found: list[files.File] = []
    for file, text in _holding(db, searched, word):
        found.append(file)
        yield file, text
    known.revision, known.searched, known.holding = db.revision, searched, found


def _holding(
    db: database.ProjectDatabase, places: tuple[files.File, ...], word: str
) -> Iterator[tuple[files.File, str]]:
    taken = kept_facts.known(db, KIND, word_hashes)
    wanted = _hash(word)
    unknown = tuple([file for file in places if file.is_open or file not in taken])
    texts = dict(_texts(db, unknown))
    for file in places:
        text = texts.get(file)
        if text is None:
            known = memoryview(word_hashes(db, file)).cast("I")
            place = bisect_left(known, wanted)
            if place == len(known) or known[place] != wanted:
                continue
            text = source_text.source_text(db, file).text
        if word in text:
            yield file, text


def _texts(db: database.ProjectDatabase, places: tuple[files.File, ...]) -> list[tuple[files.File, str]]:
    last = db.searches.texts
    if last is not None and last.revision == db.revision and last.places == places:
        return last.texts
    found = [(file, source_text.source_text(db, file).text) for file in places]
    if sum([len(text) for _, text in found]) <= _MOST:
        db.searches.texts = searches.Texts(db.revision, places, found)
    return found
