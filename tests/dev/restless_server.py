"""`pebre server` that begins anew in each short rest with a document open: python -m tests.dev.restless_server"""

import sys

from pebre_server import __main__, handover, session

REST = 0.4  # seconds


def rest(of: session.Session) -> None:
    """The process is worn whenever nobody asks for a moment."""
    of.worn = of.asked if of.has_documents() else None


if __name__ == "__main__":
    handover.AFTER = 0.1
    __main__.COLLECT_AFTER = REST
    session.Session.rest = rest  # type: ignore[method-assign]  # instead of looking at what is held
    sys.exit(__main__.main(["server"]))
