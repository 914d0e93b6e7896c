"""What a project's database holds: which classes have a row in the memory report, and what stands beside the engine.

In:  a database. Out: `report.Report`.
Always: nothing is computed for a report; it only counts. It may be stopped like a query.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pebre_analysis.engine import database
from pebre_analysis.memory import account as accounts
from pebre_analysis.memory import beside, process, report
from pebre_analysis.semantic import chunk_index, link_flow, live_states, occurrence, pending, use_def, walked
from pebre_analysis.source import files
from pebre_analysis.syntax import chunk, chunk_cache, driver, ir, kept_code, trees
from pebre_analysis.types import build, remembered, table

CLAIMS: Final = (
    accounts.Claim("files", (files.Files,)),
    accounts.Claim("chunks", (chunk.Chunk, chunk_cache.ChunkCache)),
    accounts.Claim("trees", (driver.Parsed, trees.Trees)),
    accounts.Claim("kept code", (kept_code.KeptFile, kept_code.KeptCode)),
    accounts.Claim("lowered regions", (ir.Lowered, ir.Region)),
    accounts.Claim("use-def maps", (use_def.RegionIndex, chunk_index.ChunkUseDef)),
    accounts.Claim("chunk indexes", (chunk_index.ChunkIndex,)),
    accounts.Claim("occurrences", (occurrence.Occurrence, pending.Pending)),
    accounts.Claim(
        "flow of modules", (link_flow.LinkFlow, walked.Walked, live_states.Converter, pending.History, pending.Passage)
    ),
    accounts.Claim("types", (table.Part,), by_class=True),
    accounts.Claim("tables of types", (build.Table,)),
    accounts.Claim("facts about types", (remembered.Memos,)),
)


def of(
    dbs: Sequence[database.Database],
    more: Iterable[tuple[str, object]] = (),
    aside: Iterable[object] = (),
    base: beside.Base | None = None,
) -> report.Report:
    """The report on these databases together; `more`: (name of a row, what it holds) of what the caller keeps;
    `aside`: what is no part of it although some of that knows it; `base`: what the process was at its start. With it
    the report is about all that the process took since: imported code too."""
    allocated, room = (None, ()) if base is None else (process.resident() - base.resident, beside.room(base))
    account = accounts.Account(CLAIMS)
    account.leave_out(aside)
    for db in dbs:
        account.add_table("chunks", chunk_cache.of(db))
        account.add_table("trees", trees.of(db))
    for name, root in more:
        account.add_table(name, root)
    for db in dbs:
        account.add(db, db.check_cancelled)
    rows = account.rows()
    if base is not None:
        check = dbs[0].check_cancelled if dbs else tuple  # `tuple()` does nothing
        rows = accounts.ordered([*rows, *beside.code(account, base.modules, check)])
    return report.Report(rows, allocated, room)
