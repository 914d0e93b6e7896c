"""`pebre version`: which pebre, on which Python."""

import json
import sys

from pebre_server.protocol import identity


def run(form: str) -> int:
    """Print to standard output; 0."""
    if form == "json":
        told = {"version": identity.VERSION, "python": sys.version.split()[0], "executable": sys.executable}
        print(json.dumps(told))
    else:
        print(f"{identity.NAME} {identity.VERSION}")
    return 0
