"""A project in memory that is checked again and again, each time as by a new process, with one store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pebre_analysis.cache import store
from pebre_analysis.project import discover, parts, recall, remembered
from pebre_analysis.source import system
from pebre_analysis.types import rules
from pebre_server.cli import findings
from pebre_server.cli.render import finding
from tests.harness import project

Found = dict[str, tuple[finding.Finding, ...]]


class World:
    """`files`: by path below the project's root."""

    def __init__(self, folder: Path, files: Mapping[str, str]) -> None:
        self.folder = folder
        self.disk = system.MemorySystem(project.stub_files(), current_folder=project.ROOT)
        self.write("pebre.toml", "")
        for path, text in files.items():
            self.write(path, text)

    def write(self, path: str, text: str) -> None:
        self.disk.write(f"{project.ROOT}/{path}", text)

    def remove(self, path: str) -> None:
        self.disk.remove(f"{project.ROOT}/{path}")

    def paths(self) -> list[str]:
        """All Python files."""
        found, pending = [], [project.ROOT]
        while pending:
            entries = self.disk.list_dir(pending[-1])
            above = pending.pop()
            assert isinstance(entries, tuple)
            for name, kind in entries:
                if kind is system.Kind.DIRECTORY:
                    pending.append(f"{above}/{name}")
                elif name.endswith(".py"):
                    found.append(f"{above}/{name}")
        return sorted(found)

    def check(self, kept: bool = True, **rules_: str) -> tuple[Found, list[str]]:
        """The findings of all files; and the files that were checked to have them, below the root."""
        kept_rows = store.Store(str(self.folder))
        meant = self._meant(rules_)
        known = remembered.open_recall(self.disk, meant, kept_rows) if kept else None
        finder = findings.Finder(self.disk, meant, known, print)
        found: Found = {}
        made: list[str] = []
        for path in self.paths():
            here = finder.kept(path)
            if here is None:
                here = finder.made(path)
                made.append(path.removeprefix(f"{project.ROOT}/"))
            found[path] = here
        finder.keep()
        kept_rows.close()
        return found, made

    def part(self, own: Sequence[str], others: Sequence[str]) -> parts.Part:
        """What a process would tell that checks some files, below the root, while others check others."""
        meant = self._meant({})
        finder = findings.Finder(self.disk, meant, remembered.open_recall(self.disk, meant, store.Store(None)), print)
        for path in own:
            finder.made(f"{project.ROOT}/{path}")
        told = finder.part({f"{project.ROOT}/{path}" for path in others})
        assert told is not None
        return told

    def join(self, told: Sequence[parts.Part]) -> bool:
        """Keep for the next run what processes told, if they saw the same."""
        kept_rows = store.Store(str(self.folder))
        meant = self._meant({})
        known = remembered.open_recall(self.disk, meant, kept_rows)
        findings.Finder(self.disk, meant, known, print).missing(self.paths())
        done = parts.join(known, told)
        known.keep()
        kept_rows.close()
        return done

    def known(self) -> recall.Recall:
        """What a new run knows before it has looked at anything."""
        return remembered.open_recall(self.disk, self._meant({}), store.Store(str(self.folder)))

    def _meant(self, rules_: Mapping[str, str]) -> discover.Project:
        tables = {
            "environment": {"python-version": "3.14", "python-platform": "linux", "typeshed": project.STUBS},
            "rules": rules_,
        }
        above = [discover.settings.Layer("the test", tables)]
        return discover.discover(self.disk, project.ROOT, above, rules.BY_ID)
