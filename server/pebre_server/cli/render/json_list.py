"""One JSON array; places as line and column from 1."""

import json
from collections.abc import Iterable
from typing import Any, TextIO

from pebre_server.cli.render import finding


def render(findings: Iterable[finding.Finding], out: TextIO) -> None:
    json.dump([_one(found) for found in findings], out, indent=1, ensure_ascii=False)
    out.write("\n")


def _one(found: finding.Finding) -> dict[str, Any]:  # Any: JSON
    return {
        "path": found.place.path,
        **({"cell": found.place.cell} if found.place.cell is not None else {}),
        "level": found.level,
        "rule": found.rule,
        "message": found.message,
        **_range(found.place),
        "notes": list(found.notes),
        "related": [{"path": r.place.path, "message": r.message, **_range(r.place)} for r in found.related],
    }


def _range(place: finding.Place) -> dict[str, Any]:  # Any: JSON
    return {
        "start": {"line": place.line, "column": place.column},
        "end": {"line": place.end_line, "column": place.end_column},
    }
