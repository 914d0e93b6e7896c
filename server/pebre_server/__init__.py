"""pebre: the language server and the command line over `pebre_analysis`.

What the process was before anything of them was imported is noted here, 10 µs: memory reports speak of the rest.
"""

import sys

MODULES_AT_START = frozenset(sys.modules)
STATM_AT_START = b""  # what the system said of the memory then; nothing on other systems than Linux
try:
    with open("/proc/self/statm", "rb", 0) as _said:
        STATM_AT_START = _said.read(128)
except OSError:
    pass
