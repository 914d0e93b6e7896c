"""How much is not understood: the share of `Unknown` for each kind of expression of a project.

    python -m tests.dev unknowns PROJECT… [--python ENVIRONMENT] [--causes]

With `--causes` also the expressions, names left out, that are Unknown though none of their parts is, most
frequent first.
"""

import argparse
import os
from collections import Counter

from pebre_analysis.project import database, discover, files
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import region as regions
from pebre_analysis.source import system
from pebre_analysis.syntax import ir, visit
from pebre_analysis.syntax import outline as outlines
from pebre_analysis.types import kinds, positions, rules
from pebre_analysis.types.infer import results

Counts = dict[str, list[int]]  # kind of node -> [expressions, Unknown]
_CAUSES_SHOWN = 60
_WIDTH = 50


def main(words: list[str]) -> None:
    """Print one table for each project and one for all."""
    parser = argparse.ArgumentParser(prog="tests.dev unknowns", description=__doc__)
    parser.add_argument("projects", nargs="+")
    parser.add_argument("--python")
    parser.add_argument("--causes", action="store_true")
    options = parser.parse_args(words)
    whole: Counts = {}
    causes: Counter[str] = Counter()
    here = os.getcwd()
    for path in options.projects:
        os.chdir(path)
        found = of_project(options.python, causes if options.causes else None)
        os.chdir(here)
        _print(os.path.basename(os.path.abspath(path)), found)
        for kind, counts in found.items():
            sums = whole.setdefault(kind, [0, 0])
            sums[:] = [a + b for a, b in zip(sums, counts, strict=True)]
    if len(options.projects) > 1:
        _print("all", whole)
    for cause, n in causes.most_common(_CAUSES_SHOWN):
        print(f"{n:6}  {cause}")


def of_project(environment: str | None, causes: Counter[str] | None) -> Counts:
    """The counts of the project in the current folder."""
    disk = system.OsSystem()
    layers = [] if environment is None else [discover.settings.Layer("", {"environment": {"python": environment}})]
    project = discover.discover(disk, disk.current_folder, layers, rules.BY_ID)
    paths, _ = files.collect(disk, project, ())
    db = database.ProjectDatabase(disk, project, freeze_all=True)
    found: Counts = {}

    def every() -> None:
        for path in paths:
            file = db.files.file(path)
            for region in semantic_index.semantic_index(db, file).regions.get(db):
                _count(db, region, found, causes)

    db.run(every)
    return found


def _count(db: database.ProjectDatabase, region: regions.Region, found: Counts, causes: Counter[str] | None) -> None:
    types = results.infer_region(db, region).types
    for node in visit.in_region(region.lowered):
        if not isinstance(node, ir.Expr) or isinstance(node, ir.Missing | ir.Slice) or types[node.n] is None:
            continue
        counts = found.setdefault(type(node).__name__, [0, 0])
        counts[0] += 1
        if types[node.n] is not kinds.UNKNOWN:
            continue
        counts[1] += 1
        if (
            causes is not None
            and not isinstance(node, ir.Name)
            and not any(types[part.n] is kinds.UNKNOWN for part in visit.children(node) if isinstance(part, ir.Node))
        ):
            outline = outlines.outline(db, region.scope.file)
            start = positions.start_of(outline, region.occurrence)
            low, high = (start + offset for offset in region.lowered.spans[2 * node.n : 2 * node.n + 2])
            causes[f"{type(node).__name__} {outline.text[low:high][:_WIDTH]!r}"] += 1


def _print(name: str, found: Counts) -> None:
    print(f"{name}\n{'kind':<14} {'number':>8} {'Unknown':>8}  share")
    rows = sorted(found.items(), key=lambda row: -row[1][1])
    rows.append(("all", [sum(n for n, _ in found.values()), sum(n for _, n in found.values())]))
    for kind, (n, unknown) in rows:
        print(f"{kind:<14} {n:>8} {unknown:>8}  {100 * unknown / max(1, n):5.1f} %")
