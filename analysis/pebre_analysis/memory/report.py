"""The memory report as text: short, full, JSON, and a coarse form that stays the same from run to run.

In:  rows of an `account`, and what the operating system gave the process, if known.
Out: text that ends with a line end.
Always
  - the sums are those of the rows: nothing is counted that no row shows;
  - MB are 1,000,000 bytes, with two decimals; rows stand by what they hold, largest first.
The layout follows the memory report of Astral's ty, with one more group: tables, which are no ingredients.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from pebre_analysis.memory import account

STEP: Final = 1.1  # of the coarse form: what differs by less is mostly shown as the same
_WIDTH: Final = 50


class Report(msgspec.Struct, frozen=True):
    """What is held. `allocated`: bytes that the system gave the process since before there was anything to hold;
    `beside`: what these were taken for beside the rows, as far as it is known."""

    rows: tuple[account.Row, ...]
    allocated: int | None = None
    beside: tuple[tuple[str, int], ...] = ()

    @property
    def structs(self) -> list[account.Row]:
        """Inputs, interned objects, entities and other keys."""
        return [row for row in self.rows if row.kind not in ("query", "table")]

    @property
    def queries(self) -> list[account.Row]:
        return [row for row in self.rows if row.kind == "query"]

    @property
    def tables(self) -> list[account.Row]:
        return [row for row in self.rows if row.kind == "table"]

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)

    def sums(self) -> dict[str, int]:
        """Bytes by group, in the order they are shown."""
        structs, queries = self.structs, self.queries
        return {
            "struct metadata": sum(row.metadata for row in structs),
            "struct fields": sum(row.fields for row in structs),
            "memo metadata": sum(row.metadata for row in queries),
            "memo fields": sum(row.fields for row in queries),
            "tables": sum(row.total for row in self.tables),
        }


def short(report: Report) -> str:
    """The sums only."""
    counts = [f"QUERY COUNT: {len(report.queries)}", f"STRUCT COUNT: {len(report.structs)}"]
    return _lines([*_summary(report), *counts])


def full(report: Report) -> str:
    """A line for each kind of key and each table, two for each query, then the sums."""
    lines = [_title("STRUCTS"), *(_quoted(row.name) + _columns(row) for row in report.structs)]
    lines.append(_title("TABLES"))
    lines.extend(_quoted(row.name) + _columns(row) for row in report.tables)
    lines.append(_title("QUERIES"))
    for row in report.queries:
        lines += [f"`{row.name} -> {row.result or '?'}`", f"    {_columns(row)}"]
    return _lines([*lines, *_summary(report)])


def as_json(report: Report) -> str:
    """All of it for programs; sizes in bytes."""
    sums = report.sums()
    found = {
        "total_bytes": report.total,
        "struct_metadata_bytes": sums["struct metadata"],
        "struct_fields_bytes": sums["struct fields"],
        "memo_metadata_bytes": sums["memo metadata"],
        "memo_fields_bytes": sums["memo fields"],
        "table_bytes": sums["tables"],
        "allocated_bytes": report.allocated,
        "beside_bytes": dict(report.beside),
        "structs": [_fields(row) for row in report.structs],
        "tables": [_fields(row) for row in report.tables],
        "queries": [{**_fields(row), "return_type": row.result} for row in report.queries],
    }
    return json.dumps(found, indent=2) + "\n"


def coarse(report: Report) -> str:
    """The sums, rounded so that small changes of the code or of Python leave them as they are."""
    sums = {"TOTAL MEMORY USAGE": report.total, **report.sums()}
    return _lines(f"{name} ~{_megabytes(rounded(size))}" for name, size in sums.items())


FORMS: Final[dict[str, Callable[[Report], str]]] = {
    "short": short,
    "full": full,
    "json": as_json,
    "coarse": coarse,
}


def rounded(size: int) -> int:
    """The nearest power of STEP."""
    return round(STEP ** round(math.log(size, STEP))) if size > 0 else 0


def _summary(report: Report) -> list[str]:
    total = report.total
    lines = [_title("SUMMARY"), f"TOTAL MEMORY USAGE: {_megabytes(total)}"]
    lines += [f"    {name} = {_megabytes(size)}" for name, size in report.sums().items()]
    n_large = sum(row.n_large_maps for row in report.rows)
    if n_large:
        lines.append(f"MAPS OVER {account.SMALL_MAP} ENTRIES: {n_large}")
    if report.allocated is not None:
        beside = report.allocated - total
        lines.append(f"ALLOCATED: {_megabytes(report.allocated)}, not in the report: {_megabytes(beside)}")
        if report.beside:
            lines += [f"    {name} = {_megabytes(size)}" for name, size in report.beside]
            lines.append(f"    not known = {_megabytes(beside - sum([size for _, size in report.beside]))}")
    return lines


def _title(text: str) -> str:
    return f"======={text}======="


def _quoted(name: str) -> str:
    return f"`{name}`".ljust(_WIDTH)


def _columns(row: account.Row) -> str:
    metadata, fields = _megabytes(row.metadata), _megabytes(row.fields)
    return f" metadata={metadata:<8} fields={fields:<8} count={row.count}"


def _fields(row: account.Row) -> dict[str, object]:
    return {
        "name": row.name,
        "metadata_bytes": row.metadata,
        "fields_bytes": row.fields,
        "count": row.count,
        "large_maps": row.n_large_maps,
    }


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.2f}MB"


def _lines(lines: Iterable[str] | Sequence[str]) -> str:
    return "\n".join(lines) + "\n"
