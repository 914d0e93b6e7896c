"""`pebre dump tree|scopes|usedef|types FILE`: how a file is understood, as text."""

from __future__ import annotations

import argparse
import sys

from pebre_analysis.project import database
from pebre_analysis.semantic import dump as semantic_dump
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.source import files, system
from pebre_analysis.syntax import dump as syntax_dump
from pebre_analysis.syntax import outline, parsed
from pebre_analysis.types import dump as types_dump
from pebre_server.cli import setup


def run(options: argparse.Namespace) -> int:
    """Print to standard output; 0, or 2 when there is no such file."""
    disk = system.OsSystem()
    path = disk.normalise(options.file)
    if disk.stat(path).kind is not system.Kind.FILE:
        print(f"pebre dump: no such file: {options.file}", file=sys.stderr)
        return 2
    db = database.ProjectDatabase(disk, setup.project(disk, options, [path]), freeze_all=True)
    sys.stdout.write(db.run(_shown, options.what, db, db.files.file(path)))
    return 0


def _shown(what: str, db: database.ProjectDatabase, file: files.File) -> str:
    if what == "types":
        return types_dump.types(db, file)
    if what == "tree":
        parts = [part for _, part in outline.outline(db, file).occurrences()]
        return "\n".join(syntax_dump.dump(parsed.lowered_of(part), part.text) for part in parts) + "\n"
    index = semantic_index.semantic_index(db, file)
    shown = semantic_dump.dump_scopes if what == "scopes" else semantic_dump.dump_uses
    return shown(index) + "\n"
