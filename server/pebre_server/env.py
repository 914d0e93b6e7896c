"""Every environment variable the server looks at, with its meaning.

In:  the environment, once, at start.
Out: its values.
"""

from __future__ import annotations

import os

VARIABLES = {
    "PEBRE_LOG": "what the server says on standard error: error, warning (default), info or debug",
}


def log_level() -> str:
    """The level named by PEBRE_LOG, as written; empty if none."""
    return os.environ.get("PEBRE_LOG", "").strip().lower()
