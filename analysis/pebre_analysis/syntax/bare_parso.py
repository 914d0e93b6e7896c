"""Import parts of parso without the rest of it.

The parser here uses parso's nodes, tokens and grammar tables. The package itself, when it is imported, loads its own
parser and a cache for that on disk, and with it pickle, logging and hashlib with all of OpenSSL: 6 MB and 25 ms, in
every run.
Always: who asks the package for anything else gets all of it, as if it had been imported in the usual way.
"""

from __future__ import annotations

import importlib.util
import sys

_NAME = "parso"


def prepare() -> None:
    """Before the first import of a part; nothing if parso was imported already, or is not there."""
    spec = importlib.util.find_spec(_NAME) if _NAME not in sys.modules else None
    if spec is None or spec.loader is None:
        return
    loader = spec.loader
    module = importlib.util.module_from_spec(spec)

    def complete(name: str) -> object:
        if name.startswith("__"):  # a question about the module itself
            raise AttributeError(name)
        vars(module).pop("__getattr__", None)
        loader.exec_module(module)
        return getattr(module, name)

    vars(module)["__getattr__"] = complete
    sys.modules[_NAME] = module
