"""Compares what was kept of hovers with what they show.

In:  a project, what is known of it from earlier runs and sessions. Out: how many are right, and where others are.
Always: asked of a database of its own, in which a file is open as in an editor and which reads no row.
"""

from __future__ import annotations

from pebre_analysis.ide import hover
from pebre_analysis.ide.common import kept_hovers
from pebre_analysis.project import changes, database, discover, recall
from pebre_analysis.source import system


def compare(on: system.System, project: discover.Project, known: recall.Recall) -> tuple[int, list[tuple[str, int]]]:
    """(how many are right, path and offset of each that is not)."""
    n_right = 0
    wrong: list[tuple[str, int]] = []
    db = database.ProjectDatabase(on, project)
    for path in sorted(set(known.paths())):
        row = known.find(path, kept_hovers.FORM)
        held = None if row is None else kept_hovers.held(row, on)
        text = None if held is None else known.text(path)
        if held is None or text is None:
            continue
        db.run(changes.apply, db, [changes.Document(path, text, 1)])
        for start, then in held.shown.items():
            found = db.run(hover.hover, db, db.files.file(path), start)
            if found is not None and found.markdown == then:
                n_right += 1
            else:
                wrong.append((path, start))
        db.run(changes.apply, db, [changes.Document(path, None)])
    return n_right, wrong
