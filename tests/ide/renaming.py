"""Projects in which something is renamed."""

from pebre_analysis.modules import program, search_paths
from tests.harness import project
from tests.ide import harness


def rename(source: str, name: str) -> dict[str, str]:
    """The files that change, as they are afterwards."""
    at = harness.Project(source)
    found = at.host.rename(*at.cursor, name)
    assert not found.refusal
    texts: dict[str, str] = {}
    for edit in sorted(found.edits, key=lambda each: (each.path, -each.range.start)):
        path = edit.path.removeprefix(f"{project.ROOT}/")
        text = texts.get(path, at.host.line_index(edit.path).text)
        texts[path] = text[: edit.range.start] + edit.text + text[edit.range.end :]
    return texts


def with_library(source: str, library: str) -> harness.Project:
    """A project beside an installed module `box`."""
    at = harness.Project(source)
    at.disk.write(f"{project.ROOT}/.venv/site/box.py", library)
    db = at.host._workspaces.all()[0].db
    libraries = search_paths.SearchPath(search_paths.PathKind.SITE_PACKAGES, f"{project.ROOT}/.venv/site")
    program.configure(db, paths=(*db.program.search_paths.value, libraries))
    return at
