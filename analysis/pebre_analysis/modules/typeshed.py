"""The standard library's stubs: where they are, and which modules exist in which Python version.

The bundled ones are the data of the `typeshed_client` package, found without importing it. A folder
of the user's own may be laid out in the same way, or as typeshed itself (`stdlib/VERSIONS`).
"""

from __future__ import annotations

import enum
import importlib.util
import re
from typing import Final, TypeAlias

import msgspec

from pebre_analysis.source import paths, system

Version: TypeAlias = tuple[int, int]

_LINE: Final = re.compile(r"[ \t]*([\w.]+)[ \t]*:[ \t]*(\d+)\.(\d+)[ \t]*-[ \t]*(?:(\d+)\.(\d+))?")


class Availability(enum.Enum):
    """What a VERSIONS file says about a module."""

    LISTED = "listed"  # it exists in this version
    OUTSIDE = "outside"  # it, or a package it is in, exists only in other versions
    INHERITED = "inherited"  # only a package above it is listed: it exists if its file does
    UNLISTED = "unlisted"  # nothing is said


class Versions(msgspec.Struct, frozen=True, gc=False):
    """A parsed VERSIONS file: module → (first version, last version or None)."""

    ranges: dict[str, tuple[Version, Version | None]]

    def availability(self, name: str, version: Version) -> Availability:
        """Whether the module `name` exists in `version`."""
        answer = Availability.UNLISTED
        at = 0
        while at >= 0:
            at = name.find(".", at + 1)
            prefix = name if at < 0 else name[:at]
            listed = self.ranges.get(prefix)
            if listed is None:
                if answer is Availability.LISTED:
                    answer = Availability.INHERITED
                continue
            first, last = listed
            if version < first or (last is not None and version > last):
                return Availability.OUTSIDE
            answer = Availability.LISTED
        return answer

    def range_of(self, name: str) -> tuple[Version, Version | None] | None:
        """The range that decides about `name`: its own, or that of the closest package that has one."""
        while name:
            if name in self.ranges:
                return self.ranges[name]
            name = name.rpartition(".")[0]
        return None


EVERYTHING: Final = Versions({})


def parse_versions(text: str) -> Versions:
    """Read a VERSIONS file; lines that are none of its own are passed over."""
    ranges: dict[str, tuple[Version, Version | None]] = {}
    for line in text.split("\n"):
        match = _LINE.match(line.partition("#")[0])
        if match is not None:
            last = (int(match[4]), int(match[5])) if match[4] else None
            ranges[match[1]] = ((int(match[2]), int(match[3])), last)
    return Versions(ranges)


def bundled_folder(disk: system.System) -> str | None:
    """The folder of the bundled stubs; None if the installation is damaged."""
    spec = importlib.util.find_spec("typeshed_client")
    if spec is None or not spec.submodule_search_locations:
        return None
    return stubs_folder(disk, paths.join(disk.normalise(spec.submodule_search_locations[0]), "typeshed"))


def checker_folder(disk: system.System) -> str | None:
    """The folder with stubs of modules that exist for checkers only; None where the disk does not have it."""
    folder = paths.join(paths.parent(disk.normalise(__file__)), "checker_stubs")
    return folder if disk.stat(folder).kind is system.Kind.DIRECTORY else None


def stubs_folder(disk: system.System, folder: str) -> str | None:
    """The folder below `folder` that holds the standard library's stubs and VERSIONS; None if it is neither."""
    for candidate in (paths.join(folder, "stdlib"), folder):
        if disk.stat(paths.join(candidate, "VERSIONS")).kind is system.Kind.FILE:
            return candidate
    return None
