"""The memory report as text."""

from __future__ import annotations

import json

from pebre_analysis.memory import account, process, report

ROWS = (
    account.Row("table", "chunks", 3, 3, 0, 2_000_000),
    account.Row("input", "File", 2, 2, 400_000, 600_000),
    account.Row("query", "outline", 2, 1, 300_000, 500_000, "Outline"),
    account.Row("entity", "Scope", 5, 5, 10_000, 20_000),
)


def test_short() -> None:
    assert (
        report.short(report.Report(ROWS))
        == """\
=======SUMMARY=======
TOTAL MEMORY USAGE: 3.83MB
    struct metadata = 0.41MB
    struct fields = 0.62MB
    memo metadata = 0.30MB
    memo fields = 0.50MB
    tables = 2.00MB
QUERY COUNT: 1
STRUCT COUNT: 2
"""
    )


def test_what_was_taken_beside_is_listed() -> None:
    text = report.full(report.Report(ROWS, 5_000_000, (("code", 1_000_000), ("free room", 100_000))))
    assert text.splitlines()[-4:] == [
        "ALLOCATED: 5.00MB, not in the report: 1.17MB",
        "    code = 1.00MB",
        "    free room = 0.10MB",
        "    not known = 0.07MB",
    ]


def test_full() -> None:
    assert (
        report.full(report.Report(ROWS, 5_000_000))
        == """\
=======STRUCTS=======
`File`                                             metadata=0.40MB   fields=0.60MB   count=2
`Scope`                                            metadata=0.01MB   fields=0.02MB   count=5
=======TABLES=======
`chunks`                                           metadata=0.00MB   fields=2.00MB   count=3
=======QUERIES=======
`outline -> Outline`
     metadata=0.30MB   fields=0.50MB   count=2
=======SUMMARY=======
TOTAL MEMORY USAGE: 3.83MB
    struct metadata = 0.41MB
    struct fields = 0.62MB
    memo metadata = 0.30MB
    memo fields = 0.50MB
    tables = 2.00MB
ALLOCATED: 5.00MB, not in the report: 1.17MB
"""
    )


def test_json() -> None:
    found = json.loads(report.as_json(report.Report(ROWS)))
    assert found["total_bytes"] == 3_830_000
    assert found["structs"][0] == {
        "name": "File",
        "metadata_bytes": 400_000,
        "fields_bytes": 600_000,
        "count": 2,
        "large_maps": 0,
    }
    assert found["queries"][0]["return_type"] == "Outline"
    parts = ("struct_metadata", "struct_fields", "memo_metadata", "memo_fields", "table")
    assert sum(found[f"{part}_bytes"] for part in parts) == found["total_bytes"]


def test_the_coarse_form_is_the_same_for_nearly_the_same() -> None:
    more = (*ROWS[:-1], account.Row("entity", "Scope", 5, 5, 10_100, 20_100))
    assert report.coarse(report.Report(ROWS)) == report.coarse(report.Report(more))
    assert report.coarse(report.Report(ROWS)).splitlines()[0] == "TOTAL MEMORY USAGE ~3.81MB"
    assert report.rounded(0) == 0


def test_the_process_is_as_large_as_it_says() -> None:
    resident = process.resident()
    assert resident == 0 or resident > 10_000_000
    assert process.in_use() > 1_000_000
