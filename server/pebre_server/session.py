"""The state of one client: its documents, its settings, and the analysis that answers for it.

In:  the params of `initialize`, an `Analysis` to open, the edge to send through.
Out: what handlers need: the host, places in documents (`places`), requests of ours to the client.
Always
  - used on the analysis thread only, except `interrupt` and `resume`;
  - the host is opened at the first question, never before; what happened until then is told to it;
  - `flush` tells the host of everything since the last one as one batch, with the final text of each
    document; then those who listen are told what is new.
Does not know: methods, threads, how answers look.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from pebre_analysis.source import lines
from pebre_server import awaited, documents, interface, places, preferences, timings, uris

if TYPE_CHECKING:
    from collections.abc import Hashable

    from pebre_server import records
    from pebre_server.edge import Edge
    from pebre_server.protocol.client import Client
    from pebre_server.protocol.jsonrpc import Id, Message
    from pebre_server.second.process import Second

    class Queue(Protocol):
        """What the session needs of the scheduler."""

        def later(self, key: Hashable, lane: int, work: Callable[[], None]) -> None: ...
        def unwanted(self, key: Hashable) -> None: ...
        def hold(self, seconds: float) -> None: ...
        def release(self) -> None: ...
        def when_idle(self, seconds: float, work: Callable[[], None]) -> None: ...
        def is_wanted(self) -> bool: ...


Rest: TypeAlias = Literal["none", "short", "long"]  # how long the client rests
_LAST = 2  # the lane of what nobody waits for
_REST = 0.05  # seconds without a message after which more of the analysis is imported
_N_SEEN = 100  # hovers in one text that are known to have been shown
CONFIGURATION = 0.5  # seconds that the first question may wait for the client's settings


class News:
    """What a batch of notifications changed, for those who listen."""

    __slots__ = ("changed", "closed", "elsewhere", "opened", "saved")

    def __init__(self) -> None:
        self.opened: dict[str, documents.Document] = {}
        self.changed: dict[str, documents.Document] = {}
        self.saved: dict[str, documents.Document] = {}
        self.closed: dict[str, documents.Document] = {}
        self.elsewhere = False  # files that are not open, or settings

    def __bool__(self) -> bool:
        return bool(self.opened or self.changed or self.saved or self.closed or self.elsewhere)


class Session(places.Places):
    """One client and its analysis."""

    def __init__(self, edge: Edge, queue: Queue, client: Client, analysis: interface.Analysis) -> None:
        self.edge = edge
        self.log = edge.log
        self.client = client
        encoding = lines.Encoding(client.encoding)
        super().__init__(documents.Documents(encoding, self.log), encoding)
        self.folders = [uris.path_of(uri) for uri in client.folders()]
        self.news = News()
        self.workspace_check: object = None  # belongs to `diagnostics`
        self.workspace_pull: object = None  # belongs to the request of that name
        self.has_reported = False  # belongs to `diagnostics`
        self.second: Second | None = None  # likewise, as long as what it was started for is so
        self.asked_id: Id = 0  # of the request being handled
        self.listeners: list[Callable[[Session, News], None]] = []
        self.resting: list[Callable[[Session, Rest], None]] = []  # called at rest
        self.was_left = False  # the last document was closed
        self.worn: int | None = None  # the analysis said so when this was the last message
        self.size_before = 0  # bytes that the process held when the analysis was opened
        self.renewed = 0  # times a process has taken another one's place
        self.awaited = awaited.Awaited(edge)
        self.seen: dict[str, dict[int, None]] = {}  # offsets of hovers, by path, as long as its text is the same
        self.moment = 0  # how many batches of news there were: what was found at this moment still holds
        options = client.params.get("initializationOptions")
        self.is_trusted = not (isinstance(options, dict) and options.get("untrustedWorkspace") is True)
        self._base_settings = preferences.section(options)
        self.settings_of_folders: dict[str, Mapping[str, object]] = {}  # where they differ from the first one's
        self.timings = timings.Timings()
        self._log_level = edge.log.level
        self.take_settings(self._base_settings)
        self._queue = queue
        self._analysis = analysis
        self._host: interface.Host | None = None
        self._is_loaded = False  # all of it
        self._reopened: interface.Reopened | None = None
        self._interrupted = False
        self._soon: dict[Hashable, tuple[int, Callable[[], None]]] = {}  # by key: lane and work
        self._touched: dict[str, None] = {}
        self._changes: list[interface.Change] = []

    # ---- the analysis -------------------------------------------------------------------------

    @property
    def settings(self) -> Mapping[str, object]:
        """The client's section, as the analysis takes it."""
        return self.prefers.section

    @property
    def host(self) -> interface.Host:
        """The analysis, knowing all that has happened."""
        if self._host is None:
            from pebre_analysis.memory import process  # not where a document is merely opened again

            self.size_before = process.resident()
            host = self._analysis.open(self.folders, self.settings, self.log)
            own = [interface.Change("settings", at, settings=each) for at, each in self.settings_of_folders.items()]
            self._changes = own + [each for each in self._changes if each.kind not in ("settings", "folders")]
            self._apply(host)
            self._host = host
            if self._interrupted:  # while it was being opened
                host.request_cancel()
        return self._host

    def load(self) -> None:
        """Import the analysis, before anything is asked of it: a part now, others when nothing else is to do. Once the
        client is at work, when it rests: what it asks next would wait for the part that is being imported."""
        if self._host is not None or self.has_documents():
            self._queue.when_idle(_REST, self._load_at_rest)
        elif self._analysis.load():
            self.later("load", _LAST, self.load)

    def _load_at_rest(self) -> None:
        while not self._is_loaded:
            self._is_loaded = not self._analysis.load()
            if self._queue.is_wanted():
                break
        if not self._is_loaded:
            self._queue.when_idle(_REST, self._load_at_rest)

    def told_before(self, path: str, form: bytes) -> bytes | None:
        """What the client was told about a document in an earlier session, if that still holds; see `interface`."""
        texts = self._saved_texts()
        return None if texts is None else self._earlier().told(path, form, texts)

    def hover(self, at: places.Place) -> records.HoverResult | None:
        """What is at a place: of a document that the analysis has not looked at yet, what an earlier session knew."""
        document = self.documents.at_path(at.path)
        if document is not None:
            seen = self.seen.setdefault(at.path, {})
            if len(seen) < _N_SEEN:
                seen[at.offset] = None
        if document is not None and not document.is_known and not uris.is_virtual(at.path):
            texts = self._saved_texts()
            found = None if texts is None else self._earlier().hover(at.path, at.offset, texts)
            if found is not None:
                return found
            document.is_known = True
        return self.host.hover(at.path, at.offset)

    def _earlier(self) -> interface.Reopened:
        if self._reopened is None:
            self._reopened = self._analysis.reopened(self.folders, self.settings, self.settings_of_folders)
        return self._reopened

    def _saved_texts(self) -> dict[str, str] | None:
        """The texts of all open documents, by path; None if one is not what is on the disk."""
        documents = list(self.documents)
        if any(document.notebook is not None or not document.is_saved for document in documents):
            return None
        return {each.path: each.text for each in documents if not uris.is_virtual(each.path)}

    def _forget_reopened(self) -> None:
        if self._reopened is not None:
            self._reopened.close()
            self._reopened = None

    def interrupt(self) -> None:
        """Stop the running question. From any thread."""
        self._interrupted = True
        if self._host is not None:
            self._host.request_cancel()

    def resume(self) -> None:
        """Forget an `interrupt`."""
        self._interrupted = False
        if self._host is not None:
            self._host.clear_cancel()

    def close(self) -> None:
        """End the analysis; a question would open it again."""
        self._forget_reopened()
        self.end_second()
        host, self._host = self._host, None
        if host is not None:
            host.close()

    def end_second(self) -> None:
        """There is no use any more for a process that looks at a document beside this one."""
        second, self.second = self.second, None
        if second is not None:
            second.close()

    def later(self, key: Hashable, lane: int, work: Callable[[], None]) -> None:
        """Do `work` in the background; once for each key."""
        self._queue.later(key, lane, work)

    def soon(self, key: Hashable, lane: int, work: Callable[[], None]) -> None:
        """As `later`, of what nobody waits for: as long as the analysis is not up, when the client rests. What it asks
        first may be known from an earlier session, and would wait for imports."""
        if self._host is not None:
            self.later(key, lane, work)
            return
        if not self._soon:
            self._queue.when_idle(_REST, self._begin_soon)
        self._soon[key] = lane, work

    def _begin_soon(self) -> None:
        waiting, self._soon = self._soon, {}
        for key, (lane, work) in waiting.items():
            self.later(key, lane, work)

    def unwanted(self, key: Hashable) -> None:
        """Drop background work."""
        self._soon.pop(key, None)
        self._queue.unwanted(key)

    def pause(self) -> None:
        """Nothing was asked for a moment."""
        if self._host is not None:
            if not self.client.registers_watchers:
                self._look_around(self._host)
            self._host.pause()
            if not self.has_documents():
                self._settle()
            self._keep("short")

    def pause_long(self) -> None:
        """Nor for a few seconds."""
        if self._host is not None:
            self._keep("long")
            self._host.keep_facts()

    def leave(self) -> None:
        """The client says that it will go. May be stopped like a question."""
        if self._host is not None:
            self._keep("none")
            self._host.keep_facts()

    def _keep(self, rest: Rest) -> None:
        for keep in self.resting:
            keep(self, rest)

    def _settle(self) -> None:
        """Make anew what is small and was made when there was much: each piece would keep a whole arena, 1 MB."""
        if not self.news:
            self.news = News()
        self._changes, self._touched = list(self._changes), dict(self._touched)
        self.timings.settle()

    def rest(self) -> None:
        """Nothing was asked for long."""
        if self._host is not None:
            self._look_around(self._host)
            self.worn = self.asked if self._host.idle() else None

    def renew(self) -> None:
        """No other process takes the place of this one, which is worn."""
        if self.worn is not None and self._host is not None:
            self.worn = None
            self._host.renew()

    def _look_around(self, host: interface.Host) -> None:
        """See what other programs did to the files."""
        if host.look_around():
            self.news.elsewhere = True
            self.flush()

    def hold(self) -> None:
        """Let questions wait for the client's settings."""
        self._queue.hold(CONFIGURATION)

    def release(self) -> None:
        """The settings are here."""
        self._queue.release()

    # ---- what happens -------------------------------------------------------------------------

    def touch(self, path: str) -> None:
        """The text of a path was opened, changed or closed."""
        self._touched[path] = None
        self.seen.pop(path, None)

    def happened(self, kind: Literal["saved", "created", "changed", "deleted"], path: str) -> None:
        """A file on the disk was written or removed."""
        self._changed(interface.Change(kind, path))

    def set_folders(self, folders: list[str]) -> None:
        """The workspace has other folders now."""
        self.folders = folders
        self._changed(interface.Change("folders", folders=tuple(folders)))
        if self.client.asks_configuration:
            self.ask_configuration()

    def flush(self) -> None:
        """Tell the analysis, then those who listen."""
        if self._host is not None:
            self._apply(self._host)
        if self.news:
            news, self.news = self.news, News()
            self.moment += 1
            self.end_second()
            for listener in self.listeners:
                listener(self, news)
            if news.closed and not self.has_documents():
                self.was_left = True
                self._forget_reopened()  # it would be all that is left of them

    def has_documents(self) -> bool:
        """Whether a document is open."""
        return any(True for _ in self.documents)

    def _changed(self, change: interface.Change) -> None:
        self._changes.append(change)
        self.news.elsewhere = True
        if change.kind in ("settings", "folders"):
            self._forget_reopened()

    def _apply(self, host: interface.Host) -> None:
        changes, self._changes = self._changes, []
        touched, self._touched = self._touched, {}
        changes.extend(self._state(path) for path in touched)
        if changes:
            try:
                host.apply(changes)
            except BaseException as fault:
                self.log.fault("applying changes", fault)
                for change in changes:  # one of them is at fault: the others count all the same
                    with contextlib.suppress(BaseException):
                        host.apply([change])

    def _state(self, path: str) -> interface.Change:
        notebook = self.documents.notebook_at(path)
        if notebook is not None:
            return interface.Change("open", path, cells=notebook.sources(), version=notebook.version)
        document = self.documents.at_path(path)
        if document is not None:
            text, edit = document.lines.give()
            return interface.Change("open", path, text, version=document.version, edit=edit)
        return interface.Change("close", path)

    # ---- settings -----------------------------------------------------------------------------

    def configure(self, found: object) -> None:
        """Take the section `pebre` of the client's settings."""
        settings = preferences.merged(self._base_settings, found)
        if settings != self.settings:
            shown = self.prefers.hints
            self.take_settings(settings)
            if shown != self.prefers.hints and self.client.refreshes_inlay_hints:
                self.ask("workspace/inlayHint/refresh", None)
            self._changed(interface.Change("settings", settings=settings))

    def ask_configuration(self) -> None:
        """Ask the client for the section, of each folder; questions that wait for it go on with the answer."""
        folders = list(self.folders)
        items = [{"section": "pebre", "scopeUri": uris.uri_of(folder)} for folder in folders]
        self.ask(
            "workspace/configuration",
            {"items": items or [{"section": "pebre"}]},
            lambda answer: self._configured(folders, answer),
        )

    def _configured(self, folders: list[str], answer: Message) -> None:
        result = answer.get("result")
        if isinstance(result, list) and result:
            if isinstance(result[0], dict):
                self.configure(result[0])  # the first folder's hold for the server, and where nothing else is said
            for folder, found in zip(folders[1:], result[1:], strict=False):
                settings = preferences.merged(self._base_settings, found)
                if settings != self.settings_of_folders.get(folder, self.settings):
                    self.settings_of_folders[folder] = settings
                    self._changed(interface.Change("settings", folder, settings=settings))
        self.release()

    def take_settings(self, section: Mapping[str, object]) -> None:
        """Go by these from now on; the analysis is not told."""
        self.prefers = preferences.Preferences(section, self.client)
        self.log.level = max(self._log_level, self.prefers.log_level)

    # ---- messages of ours ---------------------------------------------------------------------

    def tell(self, method: str, params: object) -> None:
        """Send a notification."""
        self.edge.send({"method": method, "params": params})

    def ask(self, method: str, params: object, then: Callable[[Message], None] | None = None) -> None:
        """Send a request; `then` gets the answer, with its `result` or `error`."""
        self.awaited.ask(method, params, then)
