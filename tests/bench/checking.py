"""What checking a project costs, by its size: cold, warm (nothing changed), and the memory; checkers side by side.

Each run starts with empty caches; the second one right after it is the warm one, also for those that keep nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.bench import corpus, figures, processes


def measured(
    checkers: Mapping[str, Sequence[str]], sizes: Sequence[int], rounds: int, folder: Path
) -> Iterator[figures.Figure]:
    """For each size and checker: CPU seconds cold and warm, megabytes at most. `{}` in a command: the project."""
    for size in sizes:
        project = folder / f"project-{size}"
        shutil.rmtree(project, ignore_errors=True)
        project.mkdir(parents=True)
        n_lines = corpus.write_project(project, size)
        (project / "pyproject.toml").write_text('[project]\nname = "grown"\nversion = "1"\n', encoding="utf-8")
        found: dict[str, list[tuple[processes.Cost, processes.Cost]]] = {name: [] for name in checkers}
        for _ in range(rounds):
            for name, command in checkers.items():
                kept = folder / "kept"
                for each in (kept, *project.glob(".*")):  # where tools keep something
                    shutil.rmtree(each, ignore_errors=True)
                variables = {"PEBRE_CACHE_DIR": str(kept), "XDG_CACHE_HOME": str(kept)}
                words = [word.replace("{}", str(project)) for word in command]
                cold, warm = [processes.run(words, project, variables) for _ in range(2)]
                if cold.code in (0, 1):
                    found[name].append((cold, warm))
        for name, costs in found.items():
            if costs:
                yield figures.Figure("cold", "check, cold, CPU", "s", tuple(c.cpu for c, _ in costs), name, n_lines)
                yield figures.Figure("cold", "check, cold, wall", "s", tuple(c.wall for c, _ in costs), name, n_lines)
                yield figures.Figure("warm", "check, warm, CPU", "s", tuple(w.cpu for _, w in costs), name, n_lines)
                peaks = tuple(cold.peak / 1e6 for cold, _ in costs)
                yield figures.Figure("memory", "check, cold, at most", "MB", peaks, name, n_lines)
        shutil.rmtree(project)
