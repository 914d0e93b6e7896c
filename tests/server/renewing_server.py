"""`fake_server` that begins anew at each chance: python -m tests.server.renewing_server [PROGRAM]

PROGRAM stands for the interpreter when the process begins anew; with NEVER it is as where no process can.
"""

import sys

from pebre_server import __main__, handover
from pebre_server.protocol import renewal
from tests.server import fake_host, fake_server

NEVER = "never"

if __name__ == "__main__":
    handover.AFTER = 0.02
    handover.GROWN = -(1 << 60)
    __main__.PAUSE_AFTER = 0.01
    __main__.COLLECT_AFTER = 0.02
    if sys.argv[1:] == [NEVER]:
        renewal.is_possible = lambda: False
    elif sys.argv[1:]:
        sys.executable = sys.argv[1]
    __main__.serve(fake_host.FakeAnalysis(), fake_server.MORE)
