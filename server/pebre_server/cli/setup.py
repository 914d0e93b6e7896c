"""From the words of the command line to a project."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from pebre_analysis.project import discover, rule_names, settings
from pebre_analysis.source import paths, system


def project(disk: system.System, options: argparse.Namespace, named: Sequence[str] = ()) -> discover.Project:
    """The project of `--project`, else of the current folder, else of what is named; options on top.

    The current folder's project is meant if any named path lies below the folder, or none is named.
    """
    chosen = getattr(options, "project", None)
    start = disk.current_folder
    places = [disk.normalise(name) for name in named]
    if places and not any(paths.is_below(place, start) for place in places):
        start = _common(places)
    return discover.discover(disk, start, layers(disk, options), rule_names.RuleNames(), chosen)


def _common(places: Sequence[str]) -> str:
    """The deepest path that all places lie below, or are."""
    found = places[0]
    while not all(paths.is_below(place, found) for place in places):
        found = paths.parent(found)
    return found


def layers(disk: system.System, options: argparse.Namespace) -> list[settings.Layer]:
    """What the options set, each from a place of its own so that a problem names the option."""
    found: list[settings.Layer] = []

    def add(place: str, table: str, key: str, value: object) -> None:
        found.append(settings.Layer(place, {table: {key: value}}, "", disk.current_folder))

    if options.python:
        add("--python", "environment", "python", options.python)
    if options.python_version:
        add("--python-version", "environment", "python-version", options.python_version)
    if options.python_platform:
        add("--python-platform", "environment", "python-platform", options.python_platform)
    if options.extra_search_path:
        add("--extra-search-path", "environment", "extra-paths", options.extra_search_path)
    if options.typeshed:
        add("--typeshed", "environment", "typeshed", options.typeshed)
    if getattr(options, "memory_limit", None) is not None:
        add("--memory-limit", "analysis", "memory-limit", options.memory_limit)
    if getattr(options, "exclude", None):
        add("--exclude", "src", "exclude", options.exclude)
    for level in ("error", "warn", "ignore"):
        for rule in getattr(options, level, ()):
            add(f"--{level}", "rules", rule, level)
    return found
