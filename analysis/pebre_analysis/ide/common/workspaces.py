"""The folders an editor has open, each a project with a database of its own; and which of them answers for a path.

In:  folders, the editor's settings, the texts of open documents, events of the disk.
Out: a `Workspace` for any path.
Always
  - a workspace is opened at the first question about it, and told then of all documents that are open;
  - a path belongs to the deepest folder above it, else to the workspace on whose search paths it lies
    (a library), else to the first one; without folders, to the project around the document;
  - a request to cancel reaches workspaces that are opened after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from pebre_analysis.ide.common import client_settings, keeping
from pebre_analysis.memory import budget
from pebre_analysis.modules import program, script
from pebre_analysis.project import changes, database, discover, relief, remembered, rule_names
from pebre_analysis.source import paths, system
from pebre_analysis.syntax import chunk_cache, kept_code


class Workspace:
    """One project. `folder` is the editor's; `is_loose` when the editor has no folder open."""

    def __init__(self, folder: str, is_loose: bool, project: discover.Project, db: database.ProjectDatabase) -> None:
        self.folder = folder
        self.is_loose = is_loose
        self.db = db
        self.project = project
        self.told: set[str] = set()  # problems of the settings
        self._keeper: keeping.Keeper | None = None

    @property
    def keeper(self) -> keeping.Keeper:
        """Who keeps what is found for later sessions."""
        if self._keeper is None:
            self._keeper = keeping.Keeper(self.db.system, self.project)
        return self._keeper

    def close(self) -> None:
        """Nobody asks any more."""
        if self._keeper is not None:
            self._keeper.close()
        relief.give_up(self.db)

    def libraries(self) -> list[str]:
        """The folders in which its imports are found."""
        return [path.folder for path in program.all_paths(self.db, self.db.program)]


class Workspaces:
    """See the module's docstring."""

    def __init__(
        self,
        disk: system.System,
        folders: Sequence[str],
        settings: Mapping[str, object],
        log: Callable[[str], object],
        opened: Callable[[database.ProjectDatabase], object] = lambda db: None,
    ) -> None:
        self.disk = disk
        self.budget = budget.Budget()  # of the process
        self.folders = list(dict.fromkeys(disk.normalise(folder) for folder in folders))
        self._settings = settings
        self._of_folders: dict[str, Mapping[str, object]] = {}  # settings of one folder
        self._log = log
        self._opened = opened  # told of every database
        self._open: dict[str, Workspace] = {}
        self._roots: dict[str, str] = {}  # without folders: folder of a document → root of its project
        self._documents: dict[str, changes.Document] = {}
        self._cancelled = False
        self._code: kept_code.KeptCode | None = None  # that was read before

    # ---- cancellation, from any thread ----------------------------------------------------------

    def request_cancel(self) -> None:
        self._cancelled = True
        for workspace in list(self._open.values()):
            workspace.db.request_cancel()

    def clear_cancel(self) -> None:
        self._cancelled = False
        for workspace in list(self._open.values()):
            workspace.db.clear_cancel()

    # ---- which one ------------------------------------------------------------------------------

    def all(self) -> list[Workspace]:
        """One for each folder; without folders, those that were opened for documents."""
        return [self._of(folder) for folder in self.folders] or list(self._open.values())

    def loaded(self) -> list[Workspace]:
        """Those that were asked about."""
        return list(self._open.values())

    @property
    def is_loaded(self) -> bool:
        """Whether any was asked about, and holds more than its settings."""
        return any(workspace.db.revision > 1 or len(workspace.db.files) > 1 for workspace in self._open.values())

    def of(self, path: str) -> Workspace:
        """The workspace that answers for a path."""
        if self._is_script(path):
            return self._of(path)
        above = [folder for folder in self.folders if paths.is_below(path, folder)]
        if above:
            return self._of(max(above, key=len))
        for workspace in self._open.values():
            if any(paths.is_below(path, folder) for folder in workspace.db.run(workspace.libraries)):
                return workspace
        if self.folders:
            return self._of(self.folders[0])
        folder = paths.parent(path) if paths.is_absolute(path) else self.disk.current_folder
        root = self._roots.get(folder)
        if root is None:
            root = self._roots[folder] = self._discover(folder).root
        return self._of(root)

    def _is_script(self, path: str) -> bool:
        """Whether a document says itself what it needs, as a script of PEP 723 does."""
        document = self._documents.get(path)
        if document is None or not isinstance(document.text, str) or not path.endswith(".py"):
            return False
        return script.is_script(document.text) and paths.is_absolute(path)

    def open_paths(self, workspace: Workspace) -> list[str]:
        """The open documents that a workspace answers for."""
        return [path for path in self._documents if self.of(path) is workspace]

    def _of(self, folder: str) -> Workspace:
        found = self._open.get(folder)
        if found is None:
            project = self._discover(folder)
            db = database.ProjectDatabase(self.disk, project)
            relief.watch(db, self.budget)
            if self._code is None:
                self._code = remembered.open_code(self.disk)
            chunk_cache.of(db).code = self._code
            self._opened(db)
            found = Workspace(folder, folder not in self.folders, project, db)
            self._open[folder] = found
            if self._cancelled:
                db.request_cancel()
            self._report(found)
            self._log(f"{folder}: {db.program.environment.value.summary()}")
            if self._documents:
                self._apply(found, self._documents.values())
        return found

    # ---- what happens ---------------------------------------------------------------------------

    def configure(
        self,
        folders: Sequence[str] | None,
        settings: Mapping[str, object] | None,
        of_folders: Mapping[str, Mapping[str, object]] | None = None,
    ) -> None:
        """Other folders, or other settings of the editor, for all or for single folders. Takes effect with `apply`."""
        if folders is not None:
            self.folders = list(dict.fromkeys(self.disk.normalise(folder) for folder in folders))
            for folder in [folder for folder in self._open if folder not in self.folders]:
                self._open.pop(folder).close()
        if settings is not None:
            self._settings = settings
        for folder, own in (of_folders or {}).items():
            self._of_folders[self.disk.normalise(folder)] = own

    def apply(
        self, documents: Sequence[changes.Document], touched: Sequence[str], rediscover: bool, look_around: bool
    ) -> None:
        """What happened, as one revision of each workspace; see `changes.apply`."""
        for document in documents:
            if document.text is not None and document.path in self._documents:
                self.budget.typed()
            else:
                self.budget.has_others()
            if document.text is None:
                self._documents.pop(document.path, None)
                if document.path in self._open:  # a script, which nobody looks at any more
                    self._open.pop(document.path).close()
            else:
                self._documents[document.path] = changes.Document(document.path, document.text, document.version)
        if rediscover:
            self._roots.clear()
        for workspace in self._open.values():
            is_due = rediscover or workspace.folder in touched
            project = self._discover(workspace.folder) if is_due else None
            self._apply(workspace, documents, touched, project, look_around)
            if project is not None:
                workspace.project = project
                self._report(workspace)

    def _apply(
        self,
        workspace: Workspace,
        documents: Iterable[changes.Document],
        touched: Sequence[str] = (),
        project: discover.Project | None = None,
        look_around: bool = False,
    ) -> None:
        refused = workspace.db.run(changes.apply, workspace.db, documents, touched, project, look_around)
        for path in refused:
            self._log(f"{path} is bundled with pebre: changes in the editor are not seen")

    def close(self) -> None:
        """Nobody asks any more."""
        self.configure((), None)
        if self._code is not None:
            self._code.close()

    # ---- memory ---------------------------------------------------------------------------------

    @property
    def is_in_use(self) -> bool:
        """Whether a document is open."""
        return bool(self._documents)

    def in_use(self) -> list[Workspace]:
        """Those that answer for an open document."""
        return list(dict.fromkeys([self.of(path) for path in self._documents]))

    def is_open(self, path: str) -> bool:
        """Whether a document of this path is open."""
        return path in self._documents

    def give_up(self) -> None:
        """Let go of all that is known, but for the texts of open documents; it is found anew when asked for."""
        for workspace in self._open.values():
            workspace.close()
        self._open.clear()
        if self._code is not None:
            self._code.close()  # until it is asked again: what was asked last stands among all that goes

    def relieve(self) -> None:
        """Let go of what is only kept to save time."""
        for workspace in self._open.values():
            relief.drop_leftovers(workspace.db)

    def _limit(self, project: discover.Project) -> None:
        """The settings of the project that was looked at last hold for the process."""
        wanted = project.settings.memory_limit
        self.budget.limit = budget.MEGABYTE * (budget.DEFAULT if wanted is None else wanted)

    def _discover(self, folder: str) -> discover.Project:
        layer = client_settings.layer(self._of_folders.get(folder, self._settings), folder)
        found = discover.discover(self.disk, folder, [layer], rule_names.RuleNames())
        self._limit(found)
        return found

    def _report(self, workspace: Workspace) -> None:
        now = {str(problem) for problem in workspace.project.problems}
        for problem in sorted(now - workspace.told):
            self._log(f"{workspace.folder}: {problem}")
        workspace.told = now
