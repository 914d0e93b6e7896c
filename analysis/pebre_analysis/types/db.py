"""The database of the types layer: the tables of types, the inference behind them, and the rules in force.

The inference is imported when it is first asked: who wants an outline does not wait for it.
"""

from __future__ import annotations

from typing import Any

from pebre_analysis.engine import cells, durability, inputs
from pebre_analysis.source import system
from pebre_analysis.types import build, queries, remembered


class RuleSettings(inputs.Input):
    """Which rules are reported, and how loud. One per database. `levels`: what the settings say; `levels.of` knows the
    rest, which is imported with the rules when something is reported."""

    __slots__ = ("allowed_imports", "declared", "levels", "type_ignore")

    def __init__(self) -> None:
        super().__init__()
        self.levels: cells.Cell[tuple[tuple[str, str], ...]] = cells.Cell((), durability.MEDIUM)
        self.type_ignore = cells.Cell(True, durability.MEDIUM)
        self.allowed_imports: cells.Cell[tuple[str, ...]] = cells.Cell((), durability.MEDIUM)
        self.declared: cells.Cell[tuple[str, ...]] = cells.Cell((), durability.MEDIUM)  # what a script says it needs

    def debug_name(self) -> str:
        return "rules"


class Db(queries.Db):
    """Adds `rules`, and carries the inference."""

    def __init__(self, disk: system.System, **options: Any) -> None:  # handed down as they are
        super().__init__(disk, **options)
        self.types = build.Table()
        self.memos = remembered.Memos()
        self.rules = RuleSettings()

    def __getattr__(self, name: str) -> Any:  # of `infer` only, the first time
        if name != "infer":
            raise AttributeError(name)
        from pebre_analysis.types.infer import interface

        self.infer = found = interface.Inferred()
        return found
