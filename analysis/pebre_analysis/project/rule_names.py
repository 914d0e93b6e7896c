"""The names of all rules, for whoever reads settings before the rules are needed."""

from __future__ import annotations

from collections.abc import Collection, Iterator


class RuleNames(Collection[str]):
    """Imports the rules when somebody asks about one."""

    def __contains__(self, name: object) -> bool:
        return name in self._names()

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())

    def _names(self) -> Collection[str]:
        from pebre_analysis.types import rules

        return rules.BY_ID.keys()
