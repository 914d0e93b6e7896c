"""The queries of a project as a picture: one HTML page that needs nothing else.

In:  a project that was observed. Out: `picture.html` with its data in place of a mark.
The data: kinds of queries with their sums, and the reads between kinds; every memo with its time and reads; what ran
again after an edit with the chain of causes; the diagnostics with the memo they come from. Long lists of numbers are
base64 of little-endian integers, because a page with 300,000 numbers as text takes too long to open.
"""

from __future__ import annotations

import array
import base64
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Final

from pebre_analysis.engine import graph, memo, profile
from pebre_analysis.memory import account
from pebre_analysis.source import paths
from pebre_server.cli import observe, places
from pebre_server.cli.render import finding

_MARK: Final = "/*data*/null"


@dataclass(frozen=True, slots=True)
class Told:
    """What the picture shows. `after`: the check after the edit `edit`, if there was one."""

    seen: observe.Observed
    first: profile.Profile
    after: profile.Profile | None
    edit: str
    rows: Sequence[account.Row]


def write(name: str, told: Told) -> bool:
    """Write the page to a file, `-` for standard output; UsageError if that cannot be done.

    Whether there is room on standard output for more.
    """
    text = page(told)
    if name == "-":
        sys.stdout.write(text)
        return False
    try:
        with open(name, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise observe.UsageError(f"cannot write {name}: {error.strerror}") from error
    return True


def page(told: Told) -> str:
    """The page as text."""
    template = (resources.files("pebre_server.cli") / "picture.html").read_text(encoding="utf-8")
    # `</script>` inside a text of the project would end the data.
    return template.replace(_MARK, json.dumps(data(told), separators=(",", ":")).replace("</", "<\\/"))


def data(told: Told) -> dict[str, object]:
    """What the page is given."""
    seen = told.seen
    nodes = graph.of(seen.db)
    names: dict[str, int] = {}
    name_of = [names.setdefault(name, len(names)) for name in nodes.names]
    spent = [0] * len(nodes.names)
    for run in told.first.runs:
        at = nodes.number_of.get(run.memo)
        if at is not None:
            spent[at] += round(run.own_seconds * 1e6)
    return {
        "title": paths.name(seen.db.project.root) or seen.db.project.root,
        "files": len(seen.paths),
        "seconds": told.first.total_seconds,
        "bytes": sum(row.total for row in told.rows),
        "edit": told.edit,
        "after": None if told.after is None else told.after.seconds,
        "kinds": _kinds(told, nodes),
        "between": _between(nodes),
        "names": list(names),
        "nameOf": _numbers(name_of),
        "kindOf": _numbers(nodes.kind_of),
        "spent": _numbers(spent),
        "starts": _numbers(nodes.starts),
        "targets": _numbers(nodes.targets),
        "again": [] if told.after is None else _again(told.after, nodes),
        "diagnostics": _diagnostics(seen, nodes),
    }


def _kinds(told: Told, nodes: graph.Graph) -> list[dict[str, object]]:
    totals = {each.name: each for each in told.first.totals()}
    sizes = {row.name: row.total for row in told.rows if row.kind == "query"}
    counts = Counter(nodes.kind_of)
    again = Counter(run.memo.query.name for run in (profile.reruns(told.after) if told.after is not None else ()))
    nothing = profile.Totals("")
    return [
        {
            "name": name,
            "count": counts[number],
            "own": totals.get(name, nothing).own_seconds,
            "runs": totals.get(name, nothing).runs,
            "hits": totals.get(name, nothing).hits,
            "longest": totals.get(name, nothing).longest,
            "bytes": sizes.get(name, 0),
            "again": again[name],
        }
        for number, name in enumerate(nodes.kinds)
    ]


def _between(nodes: graph.Graph) -> list[tuple[int, int, int]]:
    """(kind, kind it reads, number of reads)."""
    found: Counter[tuple[int, int]] = Counter()
    for at, kind in enumerate(nodes.kind_of):
        for target in nodes.targets[nodes.starts[at] : nodes.starts[at + 1]]:
            found[kind, nodes.kind_of[target]] += 1
    return [(kind, other, n) for (kind, other), n in found.items()]


def _again(after: profile.Profile, nodes: graph.Graph) -> list[dict[str, object]]:
    def number(of: memo.Memo | None) -> int:
        return -1 if of is None else nodes.number_of.get(of, -1)

    return [
        {
            "node": number(run.memo),
            "name": run.memo.debug_name(),
            "changed": run.changed,
            "first": run.first,
            "spent": round(run.own_seconds * 1e6),
            "chain": [[step.text, number(step.of)] for step in after.because(run)],
        }
        for run in after.runs
        if after.last_run(run.memo) is run
    ]


def _diagnostics(seen: observe.Observed, nodes: graph.Graph) -> list[list[object]]:
    found: list[list[object]] = []
    for path, diagnostics in seen.found.items():
        if not diagnostics:
            continue
        locate = places.Locator(seen.db, path)
        for each in diagnostics:
            shown = finding.seen_from(seen.db.system.current_folder, locate.found(each))
            found.append(
                [shown.place.text, shown.level, shown.rule, shown.message, seen.db.run(seen.node_of, path, each, nodes)]
            )
    return found


def _numbers(numbers: Iterable[int]) -> str:
    packed = array.array("I", numbers)
    if sys.byteorder == "big":
        packed.byteswap()
    return base64.b64encode(packed.tobytes()).decode("ascii")
