"""A database over files in memory, and edits as an editor makes them."""

from __future__ import annotations

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
            found = next(
                each for each in found.child_scopes() if each.name == name and each.nth == int(nth or 0)
            )
        return found
