"""GitLab's code quality report: a JSON array with a fingerprint that survives moved lines."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from typing import TextIO

from pebre_server.cli.render import finding

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(findings: Iterable[finding.Finding], out: TextIO) -> None:
    seen: Counter[str] = Counter()
    rows = []
    for found in findings:
        place = found.place
        identity = f"{place.path}\0{found.rule}\0{found.message}"
        seen[identity] += 1
        fingerprint = hashlib.sha256(f"{identity}\0{seen[identity]}".encode("utf-8", "surrogatepass")).hexdigest()
        rows.append(
            {
                "check_name": found.rule,
                "description": f"{found.rule}: {found.message}",
                "severity": _SEVERITIES[found.level],
                "fingerprint": fingerprint[:40],
                "location": {
                    "path": place.path,
                    "positions": {
                        "begin": {"line": place.line, "column": place.column},
                        "end": {"line": place.end_line, "column": place.end_column},
                    },
                },
            }
        )
    json.dump(rows, out, indent=1, ensure_ascii=False)
    out.write("\n")
