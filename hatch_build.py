"""Writes the stubs that come with pebre as they are read (`pebre_analysis.project.shipped`), with each installation.

`python hatch_build.py` writes the file into this folder's sources, for those who run them; hatchling does it for a
wheel and for an editable installation. Where the code that reads stubs was edited since, the file counts no more.
"""

import sys
from pathlib import Path

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface as Hook
except ImportError:  # run by itself
    Hook = object

SOURCES = Path(__file__).resolve().parent / "analysis"


class Ship(Hook):
    """What hatchling calls before it builds."""

    PLUGIN_NAME = "custom"

    def initialize(self, version, build_data):
        """Write the file, and have it packed: git does not know it."""
        build_data["artifacts"].append(f"/{write().relative_to(SOURCES.parent).as_posix()}")


def write() -> Path:
    """Write the file; where it is."""
    sys.path.insert(0, str(SOURCES))
    try:
        from pebre_analysis.project import shipped
        from pebre_analysis.source import system
    finally:
        sys.path.remove(str(SOURCES))
    disk = system.OsSystem()
    data = shipped.make(disk)
    if len(data) > shipped.CAP:
        raise SystemExit(f"{shipped.NAME}: {len(data):,} bytes, more than {shipped.CAP:,}")
    place = Path(shipped.place(disk))
    place.write_bytes(data)
    return place


if __name__ == "__main__":
    write()
