"""Every setting a project can make: its name, what it may hold, its default, and what it is for.

In:  nothing. Out: `OPTIONS`, the table that the reader of settings, the generated reference and
"did you mean" all use; `coerce` checks one value against its kind.
Always: a new setting is one line here and one field in `settings.Settings`.
"""

from collections.abc import Callable
from typing import Final, Literal

import msgspec

Kind = Literal["text", "flag", "version", "platform", "texts", "path", "paths", "megabytes"]


class Option(msgspec.Struct, frozen=True):
    """One setting: `table.key` in `pebre.toml`, `[tool.pebre.table]` in `pyproject.toml`."""

    table: str
    key: str
    kind: Kind
    default: str  # as the reference shows it
    doc: str

    @property
    def name(self) -> str:
        return f"{self.table}.{self.key}"


OPTIONS: Final = (
    Option(
        "environment",
        "python",
        "path",
        "found by looking",
        "An interpreter or the folder of an environment; it is only read.",
    ),
    Option(
        "environment",
        "python-version",
        "version",
        "requires-python, the environment, else 3.14",
        "The Python version the code is checked for.",
    ),
    Option(
        "environment",
        "python-platform",
        "platform",
        "the platform of this machine",
        "What sys.platform is taken to be: linux, darwin, win32 or all.",
    ),
    Option("environment", "extra-paths", "paths", "[]", "Folders searched for modules before all others."),
    Option("environment", "root", "paths", "the project, ./src if it exists", "Folders whose modules are first-party."),
    Option("environment", "typeshed", "path", "bundled", "A folder with stubs of the standard library to use instead."),
    Option("src", "include", "texts", "everything", "Patterns (as in .gitignore) of files to check."),
    Option("src", "exclude", "texts", "[]", "Patterns (as in .gitignore) of files not to check."),
    Option("src", "respect-ignore-files", "flag", "true", "Leave out what .gitignore and .ignore leave out."),
    Option("analysis", "respect-type-ignore-comments", "flag", "true", "Honour `# type: ignore` comments."),
    Option(
        "analysis",
        "allowed-unresolved-imports",
        "texts",
        "[]",
        "Patterns of module names that may be missing without a report.",
    ),
    Option(
        "analysis",
        "memory-limit",
        "megabytes",
        "1000",
        "How much memory pebre may take, in megabytes; what goes is made again when needed. 0: no limit.",
    ),
)
TABLES: Final = ("environment", "src", "rules", "analysis")
BY_NAME: Final = {option.name: option for option in OPTIONS}
PLATFORMS: Final = ("linux", "darwin", "win32", "all")
LEVELS: Final = ("error", "warn", "ignore")
VERSIONS: Final = tuple((3, minor) for minor in range(9, 16))


def coerce(option: Option, value: object) -> tuple[object, str | None]:
    """`value` in the form `Settings` keeps it, or what is wrong with it."""
    return _COERCE[option.kind](value)


def _text(value: object) -> tuple[object, str | None]:
    if isinstance(value, str):
        return value, None
    return None, "expected a text"


def _flag(value: object) -> tuple[object, str | None]:
    if isinstance(value, bool):
        return value, None
    return None, "expected true or false"


def _texts(value: object) -> tuple[object, str | None]:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value), None
    return None, "expected a list of texts"


def _platform(value: object) -> tuple[object, str | None]:
    if isinstance(value, str) and value:
        return value, None
    return None, f"expected one of {', '.join(PLATFORMS)}"


def _version(value: object) -> tuple[object, str | None]:
    if isinstance(value, str):
        parts = value.strip().split(".")
        if len(parts) in (2, 3) and all(part.isdecimal() and len(part) < 4 for part in parts):
            version = (int(parts[0]), int(parts[1]))
            if version in VERSIONS:
                return version, None
    low, high = (".".join(map(str, version)) for version in (VERSIONS[0], VERSIONS[-1]))
    return None, f'expected a Python version from {low} to {high}, such as "3.12"'


def _megabytes(value: object) -> tuple[object, str | None]:
    if type(value) is int and value >= 0:
        return value, None
    return None, "expected a number of megabytes"


_COERCE: Final[dict[Kind, Callable[[object], tuple[object, str | None]]]] = {
    "text": _text,
    "flag": _flag,
    "version": _version,
    "platform": _platform,
    "texts": _texts,
    "path": _text,
    "paths": _texts,
    "megabytes": _megabytes,
}
