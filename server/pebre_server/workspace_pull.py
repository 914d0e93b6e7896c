"""`workspace/diagnostic`: a client asks for what is reported about all files, and waits for news.

In:  the request, with the result ids that the client holds; news of the session.
Out: reports of files that are not what the client holds. With a token for partial results each goes out as soon as it
     is made; the answer follows when all files were looked at.
Always
  - where nothing is new the request is held, and answered when something is;
  - a file is looked at when nothing else is to do; one that did not change costs one comparison;
  - a file that is gone, or no longer wanted, is reported empty once;
  - from the first such request on nothing is published by itself (`diagnostics.WorkspaceCheck`).
Settings: `diagnosticMode`: only with `workspace` there is anything to report.
"""

from __future__ import annotations

from collections import deque

from pebre_server import diagnostics, fields, json_parts, scheduler, uris

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Id, Message
    from pebre_server.session import News, Session

_KEY = "workspace pull"


class WorkspacePull:
    """The request that is open, and what was found before."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._id: Id | None = None
        self._token: object = None
        self._held: dict[str, str] = {}  # URI → result id that the client has
        self._made: dict[str, tuple[object, diagnostics.Report]] = {}  # path → what was found, and its report
        self._to_do: deque[str] = deque()
        self._seen: set[str] = set()
        self._items: list[bytes] = []
        self._is_news = False

    def ask(self, id_: Id, params: Message) -> None:
        """A request; one that is still open is answered with what there is."""
        self._answer()
        self._id, self._token = id_, params.get("partialResultToken")
        self._held = {}
        for each in fields.items(params, "previousResultIds"):
            self._held[fields.text(each, "uri")] = fields.text(each, "value")
        check = self._session.workspace_check
        if isinstance(check, diagnostics.WorkspaceCheck):
            check.leave()
        self._begin()

    def listen(self, session: Session, news: News) -> None:
        """Something changed: look at all files again."""
        if self._id is not None:
            self._begin()

    # ---- helpers ----

    def _begin(self) -> None:
        self._to_do.clear()
        self._session.later(_KEY, scheduler.Lane.WORKSPACE, self._step)

    def _step(self) -> None:
        session = self._session
        if not self._to_do:
            self._seen = set()
            self._to_do.extend(session.host.files() if session.prefers.reported == "workspace" else ())
            self._to_do.append("")  # the end
        path = self._to_do[0]
        if path:
            self._look_at(path)
        self._to_do.popleft()
        if path:
            session.later(_KEY, scheduler.Lane.WORKSPACE, self._step)
            return
        for uri in [uri for uri in self._held if uri not in self._seen]:
            self._tell(uri, None, diagnostics.Report(None, 0, None, ()))
            del self._held[uri]
        if self._is_news:
            self._answer()

    def _look_at(self, path: str) -> None:
        session = self._session
        document = session.documents.at_path(path)
        if session.documents.notebook_at(path) is not None:
            return  # its cells are asked for one by one
        uri = uris.uri_of(path) if document is None else document.uri
        if document is not None:
            report = diagnostics.report_of(session, document)
        else:
            found = session.host.diagnostics(path)
            known = self._made.get(path)
            if known is None or known[0] is not found:
                known = self._made[path] = found, diagnostics.of_closed(session, path, found)
            report = known[1]
        self._seen.add(uri)
        held = self._held.get(uri)
        if held is None and not report.items:
            return
        if held is None or held.encode("utf-8", "replace") != report.id:
            self._tell(uri, None if document is None else document.version, report)
            self._held[uri] = report.id.decode()

    def _tell(self, uri: str, version: int | None, report: diagnostics.Report) -> None:
        encode = self._session.edge.encode
        item = b'{"kind":"full","uri":%b,"version":%b,"resultId":"%b","items":[%b]}' % (
            encode(uri), encode(version), report.id, json_parts.joined(report.items),
        )  # fmt: skip
        self._is_news = True
        if self._token is None:
            self._items.append(item)
            return
        body = b'{"jsonrpc":"2.0","method":"$/progress","params":{"token":%b,"value":{"items":[%b]}}}'
        self._session.edge.send_raw(body % (encode(self._token), item))

    def _answer(self) -> None:
        if self._id is not None:
            self._session.edge.reply_raw(self._id, b'{"items":[%b]}' % b",".join(self._items))
        self._id = None
        self._items = []
        self._is_news = False
