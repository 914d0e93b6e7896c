"""`pebre server` that rests after `REST` seconds, where others take a minute: python -m tests.dev.resting_server"""

import sys

from pebre_server import __main__

REST = 3.0

if __name__ == "__main__":
    __main__.COLLECT_AFTER = REST
    sys.exit(__main__.main(["server"]))
