"""What several processes saw and found that shared the files of one run, made one.

In:  of each process a `Part`. Out: rows for the next run, as if one process had found all.
Always
  - in which order the parts come does not matter;
  - if two parts contradict, since something changed between two looks at it, nothing is kept;
  - a process tells of no file that another one tells of, only that it read it. Where that other one has told nothing,
    since it died, no finding is kept that the file could have a part in.
Method: `graph` tells from the surfaces and imports of all files what a finding depends on. A process that tells of its
own files and of all that it read of libraries has told all that its findings are made of, but for the files of others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

from pebre_analysis.project import graph, recall

if TYPE_CHECKING:
    from pebre_analysis.project import database


class Part(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What one process saw and found. `read`: files that it read and leaves to others, with digests of their texts."""

    configuration: bytes
    seen: graph.Graph
    read: tuple[tuple[str, bytes], ...]
    found: tuple[tuple[str, recall.Fresh], ...]


def part(
    known: recall.Recall,
    db: database.ProjectDatabase,
    found: Mapping[str, recall.Fresh],
    elsewhere: Collection[str],
) -> Part | None:
    """What was found with `db`; others tell of the files `elsewhere`. None: the disk has something else by now.

    May be stopped like a query.
    """
    from pebre_analysis.source import source_text

    if not known.look(db, elsewhere):
        return None
    read: list[tuple[str, bytes]] = []
    for path in sorted(elsewhere):
        file = db.files.file(path)
        if file.seen is not None and recall.is_asked_about(file):
            data = source_text.read(db, file)
            if source_text.fingerprint(data) != file.seen:
                return None
            read.append((path, recall.digest(data)))
    return Part(known.configuration, known.seen(), tuple(read), tuple(found.items()))


def join(known: recall.Recall, parts: Iterable[Part]) -> bool:
    """Keep what was found, as far as it is known what it was made of. False: parts contradict, nothing is kept."""
    parts = [*parts, Part(known.configuration, known.seen(), (), ())]
    nodes: dict[str, graph.Node] = {}
    places: dict[str, graph.Place] = {}
    for each in parts:
        if each.configuration != known.configuration:
            return False
        for node in each.seen.nodes:
            if not _is_one(nodes.setdefault(node.path, node), node):
                return False
            nodes[node.path] = min(nodes[node.path], node, key=_stat_of)
        for place in each.seen.places:
            whole = _both(places.setdefault(place.path, place), place)
            if whole is None:
                return False
            places[place.path] = whole
    untold: set[str] = set()
    for each in parts:
        for path, content in each.read:
            if path not in nodes:
                untold.add(path)
            elif nodes[path].content != content:
                return False
    unsure = graph.reaching(nodes, untold)
    found = [(path, fresh) for each in parts for path, fresh in each.found if path not in unsure]
    seen = graph.Graph(tuple([nodes[path] for path in sorted(nodes)]), tuple([places[path] for path in sorted(places)]))
    known.take(seen, found)
    return True


def _stat_of(seen: graph.Node | graph.Place) -> tuple[int, ...]:
    """An order among looks at one thing. Any of the stats will do: each was followed by the same content."""
    return (seen.stat.mtime_ns, seen.stat.size, seen.stat.inode)


def _is_one(left: graph.Node, right: graph.Node) -> bool:
    return msgspec.structs.replace(left, stat=right.stat) == right


def _both(left: graph.Place, right: graph.Place) -> graph.Place | None:
    """One place that two have looked at, perhaps only one of them into it; None if they saw different things."""
    if left.kind != right.kind or (left.content != right.content and left.content and right.content):
        return None
    return min((left, right), key=lambda each: (not each.content, _stat_of(each)))
