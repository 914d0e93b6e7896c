"""What the client's section `pebre` says: the settings that the analysis takes, and those of the server itself.

In:  what the client sent, as plain JSON; dotted keys and nested objects mean the same.
Out: `Preferences`, which never change: new settings make new ones.
Always: what is not understood counts as not said.
Does not know: what the analysis makes of its settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pebre_server.protocol.log import LEVELS

if TYPE_CHECKING:
    from pebre_server.protocol.client import Client


class Preferences:
    """The settings of one client."""

    __slots__ = ("counts_references", "hints", "log_level", "offers_imports", "reported", "reports_on_save", "section")

    def __init__(self, section: Mapping[str, object], client: Client) -> None:
        self.section = section
        self.reported = self._text("diagnosticMode", "openFilesOnly")
        self.reports_on_save = self._text("diagnostics.run", "onType") == "onSave"
        self.offers_imports = client.takes_late_edits and self._is_on("completion.autoImport")
        self.counts_references = self._value("codeLens.references") is True
        shown = {"type": self._is_on("inlayHints.types"), "parameter": self._is_on("inlayHints.parameters")}
        self.hints = frozenset(kind for kind, is_on in shown.items() if is_on)
        self.log_level = LEVELS.get(self._text("logLevel", ""), 0)

    def _text(self, path: str, default: str) -> str:
        value = self._value(path)
        return value if isinstance(value, str) else default

    def _is_on(self, path: str) -> bool:
        """Whether it is not turned off."""
        return self._value(path) is not False

    def _value(self, path: str) -> object:
        value: object = self.section.get(path)
        if value is None:
            value = self.section
            for key in path.split("."):
                value = value.get(key) if isinstance(value, Mapping) else None
        return value


def section(found: object) -> Mapping[str, object]:
    """Settings as the client wrapped them: the section itself, or an object that holds it."""
    if not isinstance(found, dict):
        return {}
    inner = found.get("pebre")
    return inner if isinstance(inner, dict) else found


def merged(base: Mapping[str, object], found: object) -> dict[str, object]:
    """A section over what was said at the start; what it leaves open stays."""
    return {**base, **{key: value for key, value in section(found).items() if value is not None}}
