"""What the layers cost for 1,000 lines, in this process: parse, index, infer.

parse: borders of chunks, trees, lowered forms; index: use-def maps and the link of the file; infer: all diagnostics.
What the file imports was analysed before, with another copy of the same modules.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator

from pebre_analysis.semantic import chunks
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.syntax import outline, parsed
from pebre_analysis.types import check
from tests.bench import corpus, figures
from tests.harness import project

LINES = 10_000
FILES = ("first.py", "second.py")


def measured(rounds: int) -> Iterator[figures.Figure]:
    """Milliseconds for 1,000 lines of each layer."""
    before, text = corpus.file_of(LINES)[0], corpus.file_of(LINES, 1_000)[0]
    found: dict[str, list[float]] = {"parse": [], "index": [], "infer": []}
    n_lines = text.count("\n")
    for _ in range(rounds):
        db = project.open_project({FILES[0]: before, FILES[1]: text}, real_typeshed=True, freeze_all=True)
        project.report(db, FILES[0])
        file = db.files.file(f"{project.ROOT}/{FILES[1]}")

        def parse() -> None:
            for _, part in outline.outline(db, file).occurrences():  # noqa: B023 (called at once)
                parsed.lowered_of(part)

        def index() -> None:
            for _, part in outline.outline(db, file).occurrences():  # noqa: B023
                chunks.use_def_of(part)
            semantic_index.semantic_index(db, file)  # noqa: B023

        def infer() -> None:
            check.check_file(db, file)  # noqa: B023

        gc.disable()
        for name, work in (("parse", parse), ("index", index), ("infer", infer)):
            found[name].append(db.run(_timed, work) * 1e6 / n_lines)
        gc.enable()
    for name, values in found.items():
        yield figures.Figure(name, f"{name}, for 1,000 lines", "ms", tuple(values))


def _timed(work: Callable[[], None]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
