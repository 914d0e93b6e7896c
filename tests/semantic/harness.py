"""A database over files in memory, and edits as an editor makes them."""

from __future__ import annotations

from pebre_analysis.engine import cells, memo
from pebre_analysis.modules import db as modules_db
from pebre_analysis.semantic import index as indexes
from pebre_analysis.semantic.index import SemanticIndex
from pebre_analysis.source import files, overrides, system


class Project:
    """`Project({"main.py": "x = 1"}).index()`."""

    def __init__(self, texts: dict[str, str] | str, **options: object) -> None:
        if isinstance(texts, str):
            texts = {"main.py": texts}
        self.db = modules_db.Db(system.MemorySystem({f"/{path}": text for path, text in texts.items()}), **options)

    def file(self, path: str = "main.py") -> files.File:
        return self.db.files.file(f"/{path}")

    def index(self, path: str = "main.py") -> SemanticIndex:
        return indexes.semantic_index(self.db, self.file(path))

    def edit(self, text: str, path: str = "main.py") -> None:
        overrides.set_text(self.db, self.file(path), text)

    def scope(self, name_path: str, path: str = "main.py") -> indexes.scopes.Scope:
        """`Box.size`, `f#1`."""
        found = self.index(path).module
        for part in name_path.split(".") if name_path else ():
            name, _, nth = part.partition("#")
            found = next(each for each in found.child_scopes() if each.name == name and each.nth == int(nth or 0))
        return found


def all_cells(index: SemanticIndex) -> dict[str, cells.Cell[object]]:
    """Every cell of a file's entities, made by asking for it, by name."""
    found: dict[str, cells.Cell[object]] = {
        "imports": index.imports, "flags": index.flags, "dunder_all": index.dunder_all, "regions": index.regions,
    }  # fmt: skip  # type: ignore[dict-item]  # cells of different types
    for region in index.regions.value:
        found[f"{region.debug_name()}: code"] = region.code  # type: ignore[assignment]
        found[f"{region.debug_name()}: entry"] = region.entry  # type: ignore[assignment]
    stack = [index.module]
    while stack:
        scope = stack.pop()
        stack.extend(scope.child_scopes())
        found[f"{scope.debug_name()}: names"] = scope.names  # type: ignore[assignment]
        if scope.kind != indexes.scopes.FUNCTION:
            found[f"{scope.debug_name()}: straight calls"] = scope.straight_calls  # type: ignore[assignment]
        for name in [*scope.names.value, "absent"]:
            found[f"{scope.symbol(name).debug_name()}: state"] = scope.symbol(name).state  # type: ignore[assignment]
            if scope.kind == indexes.scopes.CLASS:
                found[f"{scope.symbol(name).debug_name()}: sites"] = scope.symbol(name).sites  # type: ignore[assignment]
    return {name.removeprefix("/main.py").lstrip("."): cell for name, cell in found.items()}


def changed_by(before: str, after: str) -> list[str]:
    """Names of the cells that an edit changes, sorted; `+ name` for cells of new entities, `- name` for those gone."""
    project = Project(before)
    old = all_cells(project.index())
    project.edit(after)
    index = project.index()
    revision = project.db.revision
    found = [name for name, cell in old.items() if cell.changed_at == revision and cell.owner is not memo.GRAVE]
    gone = [f"- {name}" for name, cell in old.items() if cell.owner is memo.GRAVE]
    new = [f"+ {name}" for name, cell in all_cells(index).items() if cell not in old.values()]
    return sorted(found) + sorted(gone) + sorted(new)
