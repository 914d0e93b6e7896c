"""`pebre server` whose long rests begin after `REST` seconds, not after a minute: python -m tests.dev.resting_server"""

import sys

from pebre_server import __main__

REST = 1.5

if __name__ == "__main__":
    __main__.PAUSE_LONG_AFTER = 1.0
    __main__.COLLECT_AFTER = REST
    sys.exit(__main__.main(["server"]))
