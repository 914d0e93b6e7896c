"""The section `pebre` of an editor's settings as a layer of project settings.

In:  the section as the client wrote it: `pythonVersion` or `python-version`, at the top or in its
     table (`environment`, `src`, `analysis`), and `rules`.
Out: a `settings.Layer`; what is no setting of the project is left in, to be reported, unless it is the
     server's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pebre_analysis.project import options, settings

PLACE: Final = "editor settings"
_CAPITAL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_TABLE_OF: Final = {option.key: option.table for option in options.OPTIONS}
# What the server or the editor's extension reads itself.
_NOT_OURS: Final = frozenset((
    "args", "code-lens", "command", "completion", "diagnostic-mode", "diagnostics", "enable", "import-strategy",
    "inlay-hints", "install-from", "interpreter", "log-level", "path", "server", "trace",
))  # fmt: skip
_LEVELS: Final = {"warning": "warn", "off": "ignore", "none": "ignore"}


def layer(section: Mapping[str, object], folder: str) -> settings.Layer:
    """The layer; relative paths start at `folder`."""
    tables: dict[str, dict[str, object]] = {}
    strange: dict[str, object] = {}
    for written, value in section.items():
        for name, each in _flat(written, value):
            table, _, key = name.rpartition(".")
            if table == "rules":
                tables.setdefault(table, {})[key] = _LEVELS.get(each, each) if isinstance(each, str) else each
                continue
            key = _kebab(key)
            if f"{table}.{key}" not in options.BY_NAME:
                table = _TABLE_OF.get(key, table)
            if each is None or _kebab(name.partition(".")[0]) in _NOT_OURS:
                continue
            if table:
                tables.setdefault(table, {})[key] = each
            else:
                strange[key] = each
    return settings.Layer(PLACE, {**tables, **strange}, "", folder)


def _flat(name: str, value: object) -> list[tuple[str, object]]:
    """`environment: {python: x}` as `environment.python: x`; other objects as they are."""
    table, dot, rest = name.partition(".")
    if dot:
        return [(f"{_kebab(table)}.{rest}", value)]
    if name in options.TABLES and isinstance(value, Mapping):
        return [(f"{name}.{key}", each) for key, each in value.items()]
    return [(name, value)]


def _kebab(name: str) -> str:
    return _CAPITAL.sub("-", name).lower()
