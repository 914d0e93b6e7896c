"""What is held for an editor: the workspaces, what was last reported, and when which of it is given back.

In:  what happened (objects with the fields of the server's `Change`); that nothing happened for a while.
Out: a database to ask about any path; the files around it; what is reported about it.
Always
  - questions raise `cancel.Cancelled` after `request_cancel`, which may come from any thread;
    everything else is called on one thread;
  - what was reported about a file is the same object again while nothing changed in it;
  - of closed and deleted files nothing is kept once nobody asks.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

from pebre_analysis.ide.common import gathered_hovers, keeping, workspaces
from pebre_analysis.memory import collector, process
from pebre_analysis.project import changes, database, relief
from pebre_analysis.project import files as project_files
from pebre_analysis.source import blocks, files, line_table, notebook, pieces, source_text, sync, system

if TYPE_CHECKING:
    from pebre_analysis.project import library_names
    from pebre_analysis.types import check

_MANY_EDITS = 200  # after so many it is worth a tenth of a second to look for what they have left

P = ParamSpec("P")
V = TypeVar("V")


class Change(Protocol):
    """One thing that happened; see the server's session for what each field means."""

    @property
    def kind(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def text(self) -> blocks.Text | str | None: ...
    @property
    def cells(self) -> tuple[tuple[int, str, str], ...] | None: ...
    @property
    def version(self) -> int | None: ...
    @property
    def settings(self) -> Mapping[str, object] | None: ...
    @property
    def folders(self) -> tuple[str, ...]: ...
    @property
    def edit(self) -> line_table.Edit | None: ...


class Workbench:
    """See the module's docstring."""

    def __init__(
        self,
        folders: Sequence[str],
        settings: Mapping[str, object],
        log: Callable[[str], object],
        disk: system.System | None,
        opened: Callable[[database.ProjectDatabase], object],
    ) -> None:
        """`opened` is told of the database of every project."""
        self._disk = system.OsSystem() if disk is None else disk
        self._workspaces = workspaces.Workspaces(self._disk, folders, settings, log, opened)
        self._reported: dict[str, pieces.FileReport] = {}
        self._joins: dict[str, check.Join] = {}
        self._collected: dict[str, list[str]] = {}  # files of projects, by folder
        self._checks_closed = False  # somebody wants to know of files that are not open
        self._collector = collector.Collector()
        process.prepare()
        self._has_gone = False  # a document was closed or a file deleted, since the last look for what nobody uses
        self._has_dropped = False  # what only the collector frees
        self._n_typed = 0  # edits since the last look for names that were typed half
        self._is_told = False  # the client watches the disk for us
        self._libraries: dict[str, library_names.Libraries] = {}  # by folder of the workspace
        self._offers_imports = False  # somebody wants names that would have to be imported
        self._searches = False  # somebody looks for words in the files of a project
        self._lists_symbols = False  # and for what they define

    # ---- what happens ---------------------------------------------------------------------------

    def apply(self, batch: Sequence[Change]) -> None:
        """All changes as one revision."""
        documents: list[changes.Document] = []
        touched: list[str] = []
        folders: tuple[str, ...] | None = None
        settings: Mapping[str, object] | None = None
        of_folders: dict[str, Mapping[str, object]] = {}
        rediscover = look_around = False
        for change in batch:
            if change.kind == "settings" and change.path:
                of_folders[change.path] = change.settings or {}
            elif change.kind == "settings":
                settings = change.settings or {}
            elif change.kind == "folders":
                folders = change.folders
            elif change.kind == "open":
                documents.append(changes.Document(change.path, _text(change), change.version or 0, change.edit))
                self._n_typed += 1
            elif change.kind == "close":
                documents.append(changes.Document(change.path, None))
                self._has_gone = True
                self._reported.pop(change.path, None)
                self._joins.pop(change.path, None)
            else:
                touched.append(change.path)
                if change.kind == "saved":
                    look_around = not self._is_told  # other files may have changed as well
                else:
                    self._is_told = True
                self._has_gone = self._has_gone or change.kind == "deleted"
                if change.kind in ("created", "deleted"):
                    rediscover = True  # a new folder may be a source root
                    self._collected.clear()
                rediscover = rediscover or changes.concerns_settings(change.path)
        if folders is not None or settings is not None or of_folders:
            self._workspaces.configure(folders, settings, of_folders)
            self._collected.clear()
            rediscover = True
        self._workspaces.apply(documents, touched, rediscover, look_around)

    def request_cancel(self) -> None:
        """From any thread: every question raises `cancel.Cancelled` soon, until `clear_cancel`."""
        self._workspaces.request_cancel()

    def clear_cancel(self) -> None:
        """From any thread: questions are answered again."""
        self._workspaces.clear_cancel()

    # ---- one file -------------------------------------------------------------------------------

    def diagnostics(self, path: str, listen: Callable[[], Sequence[bytes]] | None = None) -> pieces.FileReport:
        """What is reported about a file of the project; nothing about libraries. `listen`: what another process tells
        of the same text (`tell_from_end`), since the last time it was asked."""
        if not self._workspaces.is_open(path):
            self._checks_closed = True
        if path not in self._joins and self._workspaces.budget.may_begin_anew():
            self._begin_anew()  # while many files are looked at one after the other; else `pause` does it
        found = self._ask(path, self._join, listen)
        last = self._reported.get(path)
        if last is not None and last.same(found):
            return last
        self._reported[path] = found
        return found

    def tell_from_end(self, path: str, digest: bytes, tell: Callable[[bytes], object]) -> None:
        """Tell another process what is said about a file with the text of this digest, its end first."""
        self._ask(path, _tell_from_end, digest, tell)

    def _join(
        self, db: database.ProjectDatabase, file: files.File, listen: Callable[[], Sequence[bytes]] | None
    ) -> pieces.FileReport:
        from pebre_analysis.ide.common import navigation
        from pebre_analysis.types import check

        if navigation.is_library(db, file):
            return pieces.EMPTY
        join = self._joins.get(file.path)
        if join is None or join.db is not db:
            join = self._joins[file.path] = check.Join(db, file)
        return join.report(listen)

    def _ask(
        self, path: str, question: Callable[Concatenate[database.ProjectDatabase, files.File, P], V],
        *args: P.args, **kwargs: P.kwargs,
    ) -> V:  # fmt: skip
        db = self._workspaces.of(path).db
        file = db.files.file(path)
        if file is not db.looked_at():
            db.looked_at = weakref.ref(file)
        return db.run(question, db, file, *args, **kwargs)

    def _files_around(self, path: str) -> list[str]:
        """The files of the workspace that answers for a path, and what is open in it."""
        return self._files_in(self._workspaces.of(path))

    def _files_searched(self, path: str) -> list[str]:
        """The same, to look for a word in them."""
        self._searches = True
        return self._files_around(path)

    def _files_in(self, workspace: workspaces.Workspace) -> list[str]:
        """The files of a workspace, and what is open in it."""
        found = dict.fromkeys(self._workspaces.open_paths(workspace))
        if not workspace.is_loose:
            found.update(dict.fromkeys(self._files_of(workspace)))
        return list(found)

    def _libraries_of(self, path: str) -> library_names.Libraries:
        """What the libraries of a path's workspace give; looked through when somebody asks."""
        return self._libraries_in(self._workspaces.of(path).folder)

    def _libraries_in(self, folder: str) -> library_names.Libraries:
        from pebre_analysis.project import library_names

        return self._libraries.setdefault(folder, library_names.Libraries())

    # ---- the project ----------------------------------------------------------------------------

    def files(self) -> Sequence[str]:
        """Paths of the project's own files, for workspace diagnostics."""
        found: dict[str, None] = {}
        for workspace in self._workspaces.all():
            if not workspace.is_loose:
                found.update(dict.fromkeys(self._files_of(workspace)))
        return list(found)

    def _files_of(self, workspace: workspaces.Workspace) -> list[str]:
        """The project's own files, as of the last time a file came or went."""
        found = self._collected.get(workspace.folder)
        if found is None:
            found = self._collected[workspace.folder] = project_files.collect(self._disk, workspace.project)[0]
        return found

    def look_around(self) -> bool:
        """Whether files on the disk are not what they were; the disk is not asked if the client tells of changes."""
        is_changed = False
        if not self._is_told:
            for workspace in self._workspaces.loaded():
                is_changed |= workspace.db.run(sync.sync_all, workspace.db)
        if is_changed:
            self._collected.clear()
        return is_changed

    def keep(
        self, told: Sequence[keeping.Told], looked: tuple[str, int] | None = None, seen: Sequence[int] = (),
        rest: gathered_hovers.Rest = "short",
    ) -> None:  # fmt: skip
        """Let later sessions know what was told about open documents, all of which are saved, and what is shown around
        the place, path and offset, that was looked at last, and at those `seen` there; in a long `rest` in all of it.

        May be stopped like a question.
        """
        for workspace in self._workspaces.loaded():
            if not workspace.is_loose and not self._workspaces.budget.is_over():
                here = [each for each in told if self._is_found_in(workspace, each.path)]
                place = looked if looked is not None and self._answers_for(workspace, looked[0]) else None
                if here or place is not None:
                    workspace.keeper.keep(workspace.db, here, self._reported, place, seen, rest)

    def keep_facts(self) -> None:
        """Let later sessions know what was looked for in all files of a project: words, names to import, what they
        define. May be stopped like a question."""
        keep: list[Callable[[database.ProjectDatabase, list[str]], None]] = []
        if self._searches:
            from pebre_analysis.ide.common import file_words

            keep.append(file_words.keep)
        if self._is_asked_for_imports():
            from pebre_analysis.project import importable

            keep.append(importable.keep)
        if self._lists_symbols:
            from pebre_analysis.ide.common import listed_symbols

            keep.append(listed_symbols.keep)
        workspaces = self._workspaces
        for workspace in workspaces.in_use() if keep and not workspaces.budget.is_over() else ():
            if not workspace.is_loose:
                for each in keep:
                    workspace.db.run(each, workspace.db, self._files_in(workspace))

    def _is_asked_for_imports(self) -> bool:
        return self._offers_imports or any(each.is_asked for each in self._libraries.values())

    def _is_found_in(self, workspace: workspaces.Workspace, path: str) -> bool:
        """Whether what was reported about a path was found in the database that a workspace has now."""
        join = self._joins.get(path)
        return join is not None and join.db is workspace.db and path in self._reported

    def _answers_for(self, workspace: workspaces.Workspace, path: str) -> bool:
        """Whether a workspace was asked about an open document."""
        return self._workspaces.is_open(path) and self._workspaces.of(path) is workspace

    def pause(self) -> None:
        """Nothing was asked for a moment: without an open document all is given back, else what no open one uses, and
        what is over the limit."""
        workspaces = self._workspaces
        if not workspaces.is_in_use and workspaces.is_loaded and not self._checks_closed:
            self._begin_anew()
        elif self._has_gone and not self._checks_closed:
            for workspace in workspaces.loaded():
                self._has_dropped = bool(relief.drop_unused(workspace.db)) or self._has_dropped
            self._has_gone = False
        elif workspaces.budget.is_over():
            workspaces.relieve()
            if workspaces.budget.may_begin_anew():
                self._begin_anew()
        elif self._n_typed > _MANY_EDITS:
            self._renew_flows()
            self._drop_unread()
        if self._is_asked_for_imports():
            from pebre_analysis.project import importable

            for workspace in workspaces.in_use():
                db = workspace.db
                db.run(self._libraries_in(workspace.folder).update, db)
                db.run(importable.prepare, db, self._files_in(workspace))
        if self._searches and not workspaces.budget.is_over():
            from pebre_analysis.ide.common import file_words

            for workspace in workspaces.in_use():
                workspace.db.run(file_words.prepare, workspace.db, self._files_in(workspace))
        if self._lists_symbols and not workspaces.budget.is_over():
            from pebre_analysis.ide.common import listed_symbols

            for workspace in workspaces.in_use():
                workspace.db.run(listed_symbols.prepare, workspace.db, self._files_in(workspace))
        self._collector.batch_done(self._settle)

    def idle(self) -> bool:
        """Nothing was asked for long: look at the disk, and give back what can be made again.

        Whether so much was typed that the process is worn: better begun anew, or else what it knows (`renew`).
        """
        self._renew_flows()  # before the code goes that is walked
        self._sync()
        self._give_back()
        return self._workspaces.is_in_use and not self._checks_closed and self._workspaces.budget.is_worn()

    def _sync(self) -> None:
        for workspace in self._workspaces.loaded():
            workspace.db.run(sync.sync_all, workspace.db)

    def _give_back(self) -> None:
        for workspace in self._workspaces.loaded():
            relief.drop_leftovers(workspace.db, workspace.db.check_cancelled)
        self._drop_unread()
        if self._has_dropped:
            self._collector.collect_all()
        else:
            self._collector.collect_new()
        self._has_dropped = False

    def report(self) -> str:
        """What is held and how much of it, as text for people."""
        from pebre_analysis.ide.common import status

        return "\n".join(status.report(workspace) for workspace in self._workspaces.all()) or "no folder is open"

    def memory_report(
        self,
        more: Sequence[tuple[str, object]] = (),
        aside: Sequence[object] = (),
        statm: bytes = b"",
        modules: Collection[str] = (),
    ) -> str:
        """How many bytes that takes, by kind, as text for people; `more`: what the caller holds, with names, `aside`:
        what is no part of that although it knows it; `statm`, `modules`: what the process was at its start."""
        from pebre_analysis.memory import beside, report
        from pebre_analysis.project import held

        dbs = [workspace.db for workspace in self._workspaces.all()]
        more = [*more, ("reported", self._reported), ("importable", self._libraries)]
        return report.full(held.of(dbs, more, aside, beside.base(statm, modules)))

    def _renew_flows(self) -> None:
        for workspace in self._workspaces.loaded():
            relief.renew_flows(workspace.db)

    def _drop_unread(self) -> None:
        for join in self._joins.values():
            join.forget_gone()
        for workspace in self._workspaces.loaded():
            relief.drop_unread(workspace.db)
        self._n_typed = 0

    def _settle(self) -> None:
        """Much was made: have tables as large as what is in them."""
        for workspace in self._workspaces.loaded():
            workspace.db.types.compact()
        process.trim()

    def renew(self) -> None:
        """Give up all that is known, and find out anew what is asked with the next key: of the document that was looked
        at last first. May be stopped like a question. Nobody on the stack may hold a workspace: it would stay."""
        paths = dict.fromkeys([*self._looked_at(), *self._reported])
        self._reported.clear()  # these hold all that they were made of
        self._begin_anew()
        self._has_dropped = False
        for path in paths:
            if self._workspaces.is_open(path):
                self.diagnostics(path)
        self._give_back()

    def _looked_at(self) -> list[str]:
        files = [workspace.db.looked_at() for workspace in self._workspaces.loaded()]
        return [file.path for file in files if file is not None]

    def _begin_anew(self) -> None:
        self._has_gone = False
        self._has_dropped = True  # what this leaves in cycles goes after a longer rest
        self._workspaces.give_up()
        if not self._workspaces.is_in_use:
            self._libraries.clear()
        relief.drop_shared()
        self._joins.clear()
        self._collector.collect_all()
        self._workspaces.budget.began_anew()

    def close(self) -> None:
        """The session is over."""
        self._workspaces.close()
        self._reported.clear()
        self._joins.clear()


def _tell_from_end(
    db: database.ProjectDatabase, file: files.File, digest: bytes, tell: Callable[[bytes], object]
) -> None:
    from pebre_analysis.cache import store
    from pebre_analysis.ide.common import navigation
    from pebre_analysis.types.join import elsewhere

    if store.digest(source_text.source_text(db, file).text) == digest and not navigation.is_library(db, file):
        for found in elsewhere.look(db, file):
            tell(found)


def _text(change: Change) -> blocks.Text | str | notebook.NotebookText:
    if change.cells is not None:
        return notebook.NotebookText(tuple([notebook.CellSource(*cell) for cell in change.cells]))
    return "" if change.text is None else change.text
