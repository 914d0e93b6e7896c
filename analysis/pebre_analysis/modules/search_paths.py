"""The ordered places where imports are looked up.

A search path is plain data: what kind of place it is, and its folder. Settings and the environment
give the static ones (`program`); those that `.pth` files and editable installs add follow the
site-packages folder they were found in (`pth`).
"""

from __future__ import annotations

import enum
from collections.abc import Sequence

import msgspec

from pebre_analysis.modules import environment


class PathKind(enum.Enum):
    """Where a search path comes from; the order here is the order of lookup."""

    EXTRA = "extra"  # set by the user, before everything else; stubs in it overlay packages elsewhere
    FIRST_PARTY = "first-party"  # a source root of the project
    STANDARD_STUBS = "standard-stubs"  # typeshed; restricted by its VERSIONS file
    STANDARD_SOURCE = "standard-source"  # the real standard library, for going to the source only
    SITE_PACKAGES = "site-packages"
    EDITABLE = "editable"  # added by a site-packages folder
    DESPERATE = "desperate"  # a folder above the importing file, tried after all else failed


class SearchPath(msgspec.Struct, frozen=True, gc=False):
    """One place. `folder` is a normalised path.

    mapping: for an editable install that redirects single modules, their names and where they are
    (a path without suffix); then `folder` only says where the install was found, and nothing else
    is looked up there.
    """

    kind: PathKind
    folder: str
    mapping: dict[str, str] | None = None


def without_duplicates(found: list[SearchPath]) -> tuple[SearchPath, ...]:
    """The paths in their order, each folder once; redirecting ones are all kept."""
    seen: set[str] = set()
    kept: list[SearchPath] = []
    for path in found:
        if path.mapping is None:
            if path.folder in seen:
                continue
            seen.add(path.folder)
        kept.append(path)
    return tuple(kept)


def assemble(
    first_party: Sequence[str],
    standard_stubs: str | None,
    found: environment.Environment | None = None,
    extra: Sequence[str] = (),
    checker_stubs: str | None = None,
    scripts: Sequence[str] = (),
) -> tuple[SearchPath, ...]:
    """The static search paths in their order, from folders that are normalised.

    `checker_stubs`: stubs of modules that are in no environment; they come last, but for `scripts`, folders whose
    modules are found by their bare names where nothing else is called so.
    """
    made = [SearchPath(PathKind.EXTRA, folder) for folder in extra]
    made.extend(SearchPath(PathKind.FIRST_PARTY, folder) for folder in first_party)
    if standard_stubs is not None:
        made.append(SearchPath(PathKind.STANDARD_STUBS, standard_stubs))
    if found is not None:
        made.extend(SearchPath(PathKind.STANDARD_SOURCE, folder) for folder in found.standard_library)
        made.extend(SearchPath(PathKind.SITE_PACKAGES, folder) for folder in found.site_packages)
    if checker_stubs is not None:
        made.append(SearchPath(PathKind.STANDARD_STUBS, checker_stubs))
    made.extend(SearchPath(PathKind.FIRST_PARTY, folder) for folder in scripts)
    return without_duplicates(made)
