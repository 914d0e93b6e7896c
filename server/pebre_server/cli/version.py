"""`pebre version`: which pebre, on which Python."""

import json
import sys
from importlib import metadata


def run(form: str) -> int:
    """Print to standard output; 0."""
    found = metadata.version("pebre")
    if form == "json":
        print(json.dumps({"version": found, "python": sys.version.split()[0], "executable": sys.executable}))
    else:
        print(f"pebre {found}")
    return 0
