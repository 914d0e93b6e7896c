"""`python -m tests.dev orders FOLDER`: the same questions about a real project in shuffled order, same answers?

Each order is asked of a database of its own: the types of every expression, the public type of every name of every
scope, and the diagnostics of every file; regions, names and files shuffled together. The first order is the plain one.
A difference is shown with the place.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pebre_analysis.project import database, discover, files
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.source import system
from pebre_analysis.source.files import File
from pebre_analysis.types import check, display, rules
from pebre_analysis.types.infer import results

_SHOWN = 20

Answers = dict[str, str]  # by question


def main(words: list[str]) -> int:
    """0 if all orders gave the same answers."""
    parser = argparse.ArgumentParser(prog="python -m tests.dev orders", description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--orders", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0, help="of the first shuffled order")
    parser.add_argument("--python", default="", help="the environment whose packages are imported")
    options = parser.parse_args(words)
    begun = time.process_time()
    folder = str(Path(options.folder).resolve())
    first = answers(folder, options.python, None)
    print(f"{len(first)} answers", flush=True)
    bad = 0
    for seed in range(options.seed, options.seed + options.orders):
        found = answers(folder, options.python, seed)
        different = [question for question in first if found.get(question) != first[question]]
        bad += len(different)
        print(f"order {seed}: {len(different)} differences, {time.process_time() - begun:.0f} s of CPU", flush=True)
        for question in different[:_SHOWN]:
            print(f"  {question}\n    - {first[question]}\n    + {found.get(question)}")
    return bool(bad)


def answers(folder: str, environment: str, seed: int | None) -> Answers:
    """All answers of a fresh database, asked in the order of this seed; None: as they stand."""
    disk = system.OsSystem()
    layers = [discover.settings.Layer("", {"environment": {"python": environment}})] if environment else []
    project = discover.discover(disk, folder, layers, rules.BY_ID)
    paths, _ = files.collect(disk, project, ())
    db = database.ProjectDatabase(disk, project, freeze_all=True)
    return db.run(_asked, db, paths, seed)


def _asked(db: database.ProjectDatabase, paths: list[str], seed: int | None) -> Answers:
    questions: list[Callable[[], Answers]] = []
    for path in paths:
        file = db.files.file(path)
        index = semantic_index.semantic_index(db, file)
        questions += [
            partial(_expressions, db, f"{path} {region.debug_name()} {n}", region)
            for n, region in enumerate(index.regions.get(db))
        ]
        questions += [partial(_names, db, scope) for scope in _scopes(index.module)]
        questions.append(partial(_findings, db, file))
    if seed is not None:
        random.Random(seed).shuffle(questions)
    found: Answers = {}
    for question in questions:
        found.update(question())
    return found


def _scopes(module: scopes.Scope) -> list[scopes.Scope]:
    found = [module]
    for each in found:
        found += each.child_scopes()
    return found


def _expressions(db: database.ProjectDatabase, place: str, region: semantic_index.Region) -> Answers:
    types = results.infer_region(db, region).types
    return {f"{place}:{n}": display.text(db, ty) for n, ty in enumerate(types) if ty is not None}


def _names(db: database.ProjectDatabase, scope: scopes.Scope) -> Answers:
    found: Answers = {}
    for name in sorted(scope.names.get(db)):
        place = results.public_type(db, scope.symbol(name))
        found[scope.symbol(name).name_path()] = "" if place is None else display.text(db, place.type)
    return found


def _findings(db: database.ProjectDatabase, file: File) -> Answers:
    return {f"diagnostics of {file.path}": "\n".join(map(repr, check.check_file(db, file)))}
