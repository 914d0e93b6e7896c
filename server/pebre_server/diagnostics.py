"""What is reported about documents, told to the client when and how it wants.

In:  what the analysis reports; what changed.
Out: reports for a client that pulls, publications for one that does not.
Always
  - a client that pulls is asked to pull again when the report of a document it has not changed since
    its last pull has changed; nobody gets both ways for an open document;
  - a published list carries the version it is of; after each change there is one for the new version;
  - an equal report has an equal result id, and is not made twice while nothing moved;
  - a document that is opened is told what it was told when it was open before, if that is known to hold; then it is
    looked at as any other;
  - no timers: what is stale is dropped or done again, edited documents before others.
Settings: `diagnosticMode` (openFilesOnly, workspace, off), `diagnostics.run` (onType, onSave).
"""

from __future__ import annotations

from collections import deque
from functools import partial

from pebre_server import convert, json_parts, scheduler, uris
from pebre_server.protocol import progress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pebre_analysis.source import pieces
    from pebre_server.documents import Document
    from pebre_server.second.process import Second
    from pebre_server.session import News, Rest, Session
    from pebre_server.shown import Shown

_LANE = scheduler.Lane.OPEN_DIAGNOSTICS
_MANY = 20  # files that are worth a progress bar


class Report:
    """A document's diagnostics as JSON, the items of a list in parts, and what they were made of."""

    __slots__ = ("found", "id", "items", "moment", "number", "revision", "shown", "space")

    def __init__(
        self, found: object, revision: int, space: object, items: tuple[bytes, ...],
        number: int | None = None, shown: Shown | None = None,
    ) -> None:  # fmt: skip
        """`number` is equal for equal items; made of them if it is not given."""
        self.moment = 0  # of the session, when it was last known to hold
        self.found = found
        self.revision = revision
        self.space = space
        self.items = items
        self.shown = shown  # of a document that is no cell
        self.number = hash(json_parts.joined(items)) if number is None else number
        self.id = b"%x" % (self.number & 0xFFFFFFFFFFFFFFFF)


def pull(session: Session, uri: str, previous: object) -> tuple[bytes, ...]:
    """A `DocumentDiagnosticReport`, in parts; `previous` is the result id that the client holds."""
    document = session.documents.get(uri)
    if document is None:
        path = uris.path_of(uri)
        report = of_closed(session, path, _found(session, path))
    elif _waits_for_save(session, document) and isinstance(document.report, Report):
        report = document.report
    elif (before := _told_before(session, document)) is not None:
        report = document.report = before
        session.soon("refresh", _LANE, partial(_refresh, session))
    else:
        report = document.report = report_of(session, document)
    related = b"" if document is None or not session.client.takes_related_reports else _related(session, document)
    if isinstance(previous, str) and previous.encode("utf-8", "replace") == report.id:
        return (b'{"kind":"unchanged","resultId":"%b"%b}' % (report.id, related),)
    head = b'{"kind":"full","resultId":"%b","items":[' % report.id
    return head, *json_parts.with_commas(report.items), b"]%b}" % related


def _related(session: Session, document: Document) -> bytes:
    """Reports that changed along with this one's: those of the other cells of its notebook."""
    notebook = document.notebook
    found: list[bytes] = []
    for cell in [] if notebook is None else notebook.cells:
        other = cell.document
        if other is not None and other is not document:
            last = other.report
            other.report = report = report_of(session, other)
            if isinstance(last, Report) and last.id == report.id:
                continue
            uri, items = session.edge.encode(other.uri), json_parts.joined(report.items)
            found.append(b'%b:{"kind":"full","resultId":"%b","items":[%b]}' % (uri, report.id, items))
    return b',"relatedDocuments":{%b}' % b",".join(found) if found else b""


def keep(session: Session, rest: Rest) -> None:
    """Let later sessions know what is reported about the open documents, how they are coloured and outlined; nothing
    while one is not saved."""
    from pebre_server import interface, symbols, tokens  # not while the edge starts

    documents = [each for each in session.documents if not uris.is_virtual(each.path)]
    if session.prefers.reported == "off" or any(not each.is_saved or each.notebook is not None for each in documents):
        return
    told = []
    for document in documents:
        report = document.report
        if isinstance(report, Report) and report.moment == session.moment and report.revision == document.revision:
            body = b"[%b]" % json_parts.joined(report.items)
            told.append(interface.Told(document.path, _form(session, document), body))
            others = (tokens.told(session, document), symbols.told(session, document))
            told += [each for each in others if each is not None]
    looked = session.looked
    if looked is not None and session.documents.at_path(looked[0]) is None:
        looked = None
    if told or looked is not None:
        seen = () if looked is None else tuple(session.seen.get(looked[0], ()))
        session.host.keep(told, looked, seen, rest)


def _told_before(session: Session, document: Document) -> Report | None:
    """The report of a document in an earlier session, if it holds and this one has none yet."""
    if document.report is not None or session.prefers.reported == "off" or uris.is_virtual(document.path):
        return None
    body = session.told_before(document.path, _form(session, document))
    if body is None:
        return None
    report = Report(None, document.revision, None, json_parts.of(body[1:-1]))
    report.moment = -1  # it was not found at any
    return report


def _form(session: Session, document: Document) -> bytes:
    """What the JSON of a document's diagnostics depends on besides what was found."""
    client = session.client
    tags = sorted(each for each in client.diagnostic_tags if isinstance(each, int))
    return repr((document.uri, session.encoding.value, client.has_related, tags)).encode("utf-8", "surrogatepass")


def listen(session: Session, news: News) -> None:
    """Plan what follows from a batch of notifications."""
    pulls = session.client.pulls
    for document in news.closed.values():
        session.unwanted(("publish", document.uri))
        session.unwanted(("compare", document.uri))
        if not pulls and session.documents.get(document.uri) is None:
            _publish(session, document.uri, None, ())
    fresh = {**news.opened, **news.changed, **news.saved}
    if pulls:
        session.soon("refresh", _LANE, partial(_refresh, session))
    else:
        for document in fresh.values():
            if not _waits_for_save(session, document):
                session.later(("publish", document.uri), _LANE, partial(_tell, session, document))
        for document in session.documents:
            if document.uri not in fresh and not _waits_for_save(session, document):
                session.soon(("compare", document.uri), _LANE, partial(_compare, session, document))
    check = session.workspace_check
    if isinstance(check, WorkspaceCheck):
        check.begin(news)


def _waits_for_save(session: Session, document: Document) -> bool:
    return session.prefers.reports_on_save and not document.is_saved


def _found(session: Session, path: str) -> pieces.FileReport:
    if session.prefers.reported != "off":
        second = session.second
        return session.host.diagnostics(path) if second is None else session.host.diagnostics(path, second.listen)
    from pebre_analysis.source import pieces  # not while the edge starts

    return pieces.EMPTY


def report_of(session: Session, document: Document) -> Report:
    """The present report of a document; the last one if nothing moved."""
    _share(session, document)
    report = _present(session, document)
    document.is_known = True
    report.moment = session.moment
    second, session.second = session.second, None
    if second is not None:
        second.stop()
        report.moment = -1
        session.later("whole", _LANE, partial(_look_at_all, session, document, second))
    return report


def _look_at_all(session: Session, document: Document, second: Second) -> None:
    """Find here what another process has found: the client knows it, and what is asked next needs it."""
    second.close()
    if session.client.pulls:
        _refresh(session)
    else:
        _compare(session, document)


def _share(session: Session, document: Document) -> None:
    """Let another process look at the document, too, if it is the first of the session and that helps."""
    if session.has_reported or session.prefers.reported == "off":
        return
    session.has_reported = True
    if document.report is not None:  # the client knows what an earlier session found, and does not wait
        return
    if document.notebook is not None or uris.is_virtual(document.path) or not document.is_saved:
        return
    if any(each is not document for each in session.documents):
        return
    from pebre_server.second import share  # not while the edge starts

    folders, settings, own = session.folders, session.settings, session.settings_of_folders
    session.second = share.begin(document.path, document.text, folders, settings, own)


def _present(session: Session, document: Document) -> Report:
    from pebre_server.shown import Shown  # not while the edge starts, and not when there is much: see `process.prepare`

    found = _found(session, document.analysed_path)
    layout = None if document.notebook is None else document.notebook.layout()
    last = document.report
    if isinstance(last, Report) and last.found is found and last.revision == document.revision and last.space is layout:
        return last
    if document.notebook is None:
        shown = last.shown if isinstance(last, Report) else None
        if shown is None:
            shown = Shown(session)
            if isinstance(last, Report):
                shown.begin(last.items, last.number)
        items, number = shown.items(found), shown.hash
        hints = _hints(session, document)
        if hints:
            items = (*items, hints)
            if isinstance(last, Report) and json_parts.same(last.items, items):
                number = last.number
            else:
                number = hash((number, hints))
        return Report(found, document.revision, layout, items, number, shown)
    space = session.space(document.analysed_path)
    shapes = convert.diagnostics(found.flat(), space, session.space, session.client, document.uri)
    items = json_parts.of(session.edge.encode(shapes)[1:-1], _hints(session, document))
    return Report(found, document.revision, layout, items)


def _hints(session: Session, document: Document) -> bytes:
    """The items that only say what is drawn in grey."""
    if session.prefers.reported == "off" or not convert.greys_out(session.client):
        return b""
    found = session.host.unused_imports(document.analysed_path)
    shapes = convert.unused(found, session.space(document.analysed_path), document.uri) if found else []
    return session.edge.encode(shapes)[1:-1]


def of_closed(session: Session, path: str, found: pieces.FileReport) -> Report:
    """The report of a path that is not open."""
    if session.is_closed_notebook(path):
        space = session.space(path)
        shapes = convert.diagnostics(found.flat(), space, session.space, session.client, uris.uri_of(path))
        return Report(None, 0, None, json_parts.of(session.edge.encode(shapes)[1:-1]))
    from pebre_server.shown import Shown  # not while the edge starts

    shown = Shown(session)
    items = shown.items(found)
    return Report(None, 0, None, items, shown.hash)


def _refresh(session: Session) -> None:
    """Ask the client to pull again if a document it has not changed is reported differently."""
    for document in session.documents:
        last = document.report
        if not isinstance(last, Report) or last.revision != document.revision:
            continue  # not pulled yet, or sure to be pulled for its change
        if last.moment == session.moment:
            continue  # pulled since the last change of anything
        report = report_of(session, document)
        if report.id != last.id:
            session.ask("workspace/diagnostic/refresh", None)
            return
        document.report = report


def _tell(session: Session, document: Document) -> None:
    """Publish a document's diagnostics."""
    if session.documents.get(document.uri) is document:
        before = _told_before(session, document)
        if before is not None:
            session.soon(("compare", document.uri), _LANE, partial(_compare, session, document))
        document.report = report = before or report_of(session, document)
        _publish(session, document.uri, document.version, report.items)


def _compare(session: Session, document: Document) -> None:
    """Publish a document's diagnostics if they have changed."""
    if session.documents.get(document.uri) is document:
        last = document.report
        document.report = report = report_of(session, document)
        if not isinstance(last, Report) or last.id != report.id:
            _publish(session, document.uri, document.version, report.items)


def _publish(session: Session, uri: str, version: int | None, items: Sequence[bytes]) -> None:
    head = b'{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{"uri":%b,%b"diagnostics":['
    version_member = b"" if version is None else b'"version":%d,' % version
    head %= (session.edge.encode(uri), version_member)
    session.edge.send_raw(head, *json_parts.with_commas(items), b"]}}", key=f"diagnostics {uri}")


class WorkspaceCheck:
    """Diagnostics of the files that are not open, published file by file when nothing else is to do."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._told: dict[str, object] = {}  # path → what was found, if anything was
        self._to_do: deque[str] = deque()
        self._n_files = 0
        self._progress: progress.Progress | None = None
        self._n_checks = 0
        self._is_left = False  # the client asks

    def leave(self) -> None:
        """The client asks for these: nothing is published any more, and what was is taken back."""
        self._is_left = True
        self._to_do.clear()
        self._session.unwanted("workspace")
        for path in list(self._told):
            self._forget(path)
        if self._progress is not None:
            self._progress.end()
            self._progress = None

    def begin(self, news: News) -> None:
        """Something changed: look at all files again; what did not change costs little."""
        session = self._session
        if self._is_left:
            return
        if session.prefers.reported == "workspace":
            for document in news.opened.values():
                self._forget(document.path)
            self._to_do.clear()
            session.later("workspace", scheduler.Lane.WORKSPACE, self._step)
        elif self._told:
            for path in list(self._told):
                self._forget(path)

    def _step(self) -> None:
        session = self._session
        if not self._to_do:
            self._to_do.extend(session.host.files())
            self._n_files = len(self._to_do)
            if self._n_files > _MANY and self._progress is None:
                self._n_checks += 1
                self._progress = progress.Progress(session, f"pebre check {self._n_checks}", "Checking files")
            self._to_do.append("")  # the end
        path = self._to_do[0]
        if path and session.documents.at_path(path) is None and session.documents.notebook_at(path) is None:
            found = session.host.diagnostics(path)
            if found is not self._told.get(path) and (found or path in self._told):
                uri = uris.uri_of(path)
                space = session.space(path)
                shapes = convert.diagnostics(found.flat(), space, session.space, session.client, uri)
                _publish(session, uri, None, json_parts.of(session.edge.encode(shapes)[1:-1]))
                self._told[path] = found
        self._to_do.popleft()
        if self._progress is not None:
            self._progress.report(self._n_files - max(len(self._to_do) - 1, 0), self._n_files)
        if path:
            session.later("workspace", scheduler.Lane.WORKSPACE, self._step)
        elif self._progress is not None:
            self._progress.end()
            self._progress = None

    def _forget(self, path: str) -> None:
        if self._told.pop(path, None):
            _publish(self._session, uris.uri_of(path), None, ())
