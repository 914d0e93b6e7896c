"""What a workspace holds, as text for people.

Always: nothing is computed for a report, it only counts.
"""

from __future__ import annotations

from pebre_analysis.ide.common import workspaces
from pebre_analysis.syntax import trees


def report(workspace: workspaces.Workspace) -> str:
    """The project, its environment, where imports are looked up, and how much is held."""
    db = workspace.db
    program = db.program
    environment = program.environment.value
    lines = [
        f"project: {workspace.project.root}, settings: {workspace.project.file or 'none'}",
        f"environment: {environment.summary()}",
        *(f"  {step.origin.value}: {step.path}: {step.outcome}" for step in environment.steps),
        f"checked for: Python {'.'.join(map(str, program.python_version.value))} on {program.platform.value}",
        "search paths:",
        *(f"  {path.kind.value}: {path.folder}" for path in program.search_paths.value),
        *(f"problem: {problem}" for problem in workspace.project.problems),
        f"revision {db.revision}, {len(db.files)} files, {trees.of(db).n_lines:,} lines of trees",
    ]
    lines += [f"  {info.kind} {info.name}: {info.n_values:,} of {info.count:,}" for info in db.ingredients()]
    return "\n".join(lines)
