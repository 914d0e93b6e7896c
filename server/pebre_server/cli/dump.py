"""`pebre dump tree|scopes|usedef|types FILE`: how a file is understood, as text."""

from __future__ import annotations

import argparse
import sys

from pebre_analysis.project import database
from pebre_analysis.semantic import dump as semantic_dump
from pebre_analysis.source import system
from pebre_analysis.syntax import outline_dump
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
    file = db.files.file(path)
    show = {
        "tree": outline_dump.tree,
        "scopes": semantic_dump.scopes,
        "usedef": semantic_dump.use_def,
        "types": types_dump.types,
    }[options.what]
    sys.stdout.write(db.run(show, db, file))
    return 0
