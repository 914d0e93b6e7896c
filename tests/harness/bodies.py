"""A function body that is inferred again, and which of its statements and definitions that takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from pebre_analysis.project import database
from pebre_analysis.semantic.definition import Definition
from pebre_analysis.source import overrides
from pebre_analysis.syntax import ir, visit
from pebre_analysis.types import check, queries
from pebre_analysis.types.infer import checker, region, results, stepwise
from tests.harness import project

HELPER = "def double(n: int) -> int:\n    return n * 2\n"


class Watched:
    """A project whose main.py has one function, `run`; `text`: or this.

    What the last edit took: `ran`, the statements that were inferred as steps of a body, by the first name in each or
    its class; `definitions`, the places that were inferred by themselves. `debug`: results are set beside those of
    whole bodies, which infers definitions too.
    """

    def __init__(
        self,
        body: str = "",
        helper: str = HELPER,
        header: str = "def run(given: int):",
        text: str = "",
        debug: bool = True,
    ) -> None:
        lines = "".join(f"    {line}\n" for line in body.splitlines())
        self.texts = {"main.py": text or f"from helper import *\n\n{header}\n{lines}", "helper.py": helper}
        self.db: database.ProjectDatabase = project.open_project(self.texts, debug=debug)
        self.ran: list[str] = []
        self.definitions: list[str] = []
        self.found = self.check()

    def check(self) -> list[tuple[int, str, str, str]]:
        self.db.run(check.check_file, self.db, self.db.files.file(f"{project.ROOT}/main.py"))
        return project.report(self.db, "main.py")

    def edit(self, old: str, new: str, path: str = "helper.py") -> list[str]:
        """`ran` after an edit; findings are those of a new database."""
        assert old in self.texts[path]
        self.texts[path] = self.texts[path].replace(old, new, 1)
        overrides.set_text(self.db, self.db.files.file(f"{project.ROOT}/{path}"), self.texts[path], 1)
        with self._noting():
            self.found = self.check()
        assert self.found == project.checked(self.texts)["main.py"]
        return self.ran

    def begin(self) -> Watched:
        """The second time a body is inferred its steps are kept."""
        self.edit("def double(", "def double(zero=0, *, ")
        self.edit("def double(zero=0, *, ", "def double(")
        return self

    @contextmanager
    def _noting(self) -> Iterator[None]:
        ran: list[str] = []
        inferred: list[str] = []
        statement, definition = checker.statement, results._definition

        def noted_statement(r: region.RegionInference, node: ir.Node) -> None:
            if isinstance(r, stepwise.Stepwise):
                names = [each.id for each in visit.walk(node) if isinstance(each, ir.Name)]
                ran.append(names[0] if names else type(node).__name__)
            statement(r, node)

        def noted_definition(r: region.RegionInference, of: Definition) -> queries.DefinitionType:
            if of.region.is_body:
                inferred.append(of.place)
            return definition(r, of)

        with (
            mock.patch.object(checker, "statement", noted_statement),
            mock.patch.object(results, "_definition", noted_definition),
        ):
            yield
        self.ran, self.definitions = ran, inferred
