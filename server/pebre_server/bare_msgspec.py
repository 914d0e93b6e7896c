"""Import msgspec without what it could do for types that are not used here.

- typing_extensions, which it prefers to typing where it is installed, brings inspect, ast, dis and tokenize: 10 ms at
  every start. From 3.11 on typing has all that msgspec asks for.
- uuid, whose `UUID` it can read and write, brings platform: 8 ms.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType


def load() -> None:
    """Before the first import of msgspec; nothing if that was imported already, or the others were."""
    if "msgspec" in sys.modules:
        return
    instead: dict[str, ModuleType | None] = {"typing_extensions": None, "uuid": _without_uuids()}
    try:
        _load({name: module for name, module in instead.items() if name not in sys.modules})
    except (ImportError, AttributeError):  # a version that asks for more
        for name in [name for name in sys.modules if name.partition(".")[0] == "msgspec"]:
            del sys.modules[name]


def _load(instead: dict[str, ModuleType | None]) -> None:
    sys.modules.update(instead)  # type: ignore[arg-type]  # an import of what is None fails, as where it is missing
    try:
        import msgspec  # noqa: F401
    finally:
        for name in instead:
            del sys.modules[name]


def _without_uuids() -> ModuleType:
    """What msgspec takes from `uuid`, of classes that have no values."""
    made = type(sys)("uuid")
    made.UUID = type("UUID", (), {})  # type: ignore[attr-defined]  # a module takes any attribute
    made.SafeUUID = type("SafeUUID", (), {"unknown": None})  # type: ignore[attr-defined]  # likewise
    return made
