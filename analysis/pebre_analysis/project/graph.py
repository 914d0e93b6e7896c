"""What the results of earlier runs were made of: files with what they import, folders, and keys that stand for all.

In:  facts about each file: its content, what others can see of it (`semantic.surface`), the files it imports.
Out: `keys`: for each file, bytes that are equal in two runs only if nothing that its results depend on has changed.
Method: a file's results depend on its own text and on the surfaces of all files it reaches through imports. Files
that reach each other have one digest together; each group's digest is made of its files and of the groups it imports.
Does not know: the disk, the database, what the results are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from pebre_analysis.cache import store
from pebre_analysis.source import system

NO_SURFACE: Final = b""


class Node(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A file that was read. `stat`: as it was then, or one that nothing has if it had only just been written."""

    path: str
    stat: system.Stat
    content: bytes  # digest
    surface: bytes  # digest; that of the content for what is not of the project
    imports: tuple[tuple[int, str], ...]
    targets: tuple[str, ...]  # paths that the imports lead to, sorted


class Place(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Something else that was looked at: a folder, a path where nothing is, a file that is no module."""

    path: str
    kind: str
    stat: system.Stat
    content: bytes  # digest of a folder's names, or of the file; empty for what was not read


class Graph(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """All that the results of one project under one configuration were made of."""

    nodes: tuple[Node, ...]
    places: tuple[Place, ...]


def keys(nodes: Mapping[str, Node]) -> dict[str, bytes]:
    """The key of each node."""
    groups, group_of = _groups(nodes)
    digests: list[bytes] = []
    for members in groups:  # what a group imports comes before it
        below: set[bytes] = set()
        own: list[bytes] = []
        number = group_of[members[0]]
        for path in members:
            node = nodes[path]
            own.append(store.digest(path, node.surface, "\0".join(node.targets)))
            for target in node.targets:
                other = group_of.get(target)
                if other is not None and other != number:
                    below.add(digests[other])
        digests.append(store.digest(*sorted(own), b"", *sorted(below)))
    return {path: store.digest(node.path, node.content, digests[group_of[path]]) for path, node in nodes.items()}


def reached(nodes: Mapping[str, Node], path: str) -> set[str]:
    """A file that is known, and all that it reaches through imports."""
    found: set[str] = set()
    pending = [path]
    while pending:
        each = pending.pop()
        if each not in found and each in nodes:
            found.add(each)
            pending += nodes[each].targets
    return found


def reaching(nodes: Mapping[str, Node], paths: Iterable[str]) -> set[str]:
    """These paths, and all files that import one of them, directly or not."""
    importers: dict[str, list[str]] = {}
    for node in nodes.values():
        for target in node.targets:
            importers.setdefault(target, []).append(node.path)
    found: set[str] = set()
    pending = list(paths)
    while pending:
        path = pending.pop()
        if path not in found:
            found.add(path)
            pending += importers.get(path, ())
    return found


def _groups(nodes: Mapping[str, Node]) -> tuple[list[list[str]], dict[str, int]]:
    """Files that reach each other, after those they reach; and the number of each file's group.

    Tarjan's algorithm with a stack of its own.
    """
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    open_: list[str] = []
    is_open: set[str] = set()
    groups: list[list[str]] = []
    group_of: dict[str, int] = {}
    for root in nodes:
        if root in order:
            continue
        order[root] = low[root] = len(order)
        open_.append(root)
        is_open.add(root)
        work = [(root, iter(nodes[root].targets))]
        while work:
            path, targets = work[-1]
            for target in targets:
                if target not in nodes:
                    continue
                if target not in order:
                    order[target] = low[target] = len(order)
                    open_.append(target)
                    is_open.add(target)
                    work.append((target, iter(nodes[target].targets)))
                    break
                if target in is_open:
                    low[path] = min(low[path], order[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[path])
                if low[path] == order[path]:
                    members: list[str] = []
                    while True:
                        member = open_.pop()
                        is_open.discard(member)
                        group_of[member] = len(groups)
                        members.append(member)
                        if member == path:
                            break
                    groups.append(sorted(members))
    return groups, group_of
