"""`textDocument/codeAction` and `codeAction/resolve`: what is offered to do about a range."""

from __future__ import annotations

from pebre_server import convert, dispatch, fields, shapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pebre_server import records
    from pebre_server.places import Place
    from pebre_server.protocol.client import Client
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session

_KINDS = [
    "quickfix", "refactor.delete", "refactor.extract", "refactor.inline", "refactor.move", "refactor.rewrite",
    "source.fixAll", "source.fixAll.pebre", "source.organizeImports",
]  # fmt: skip
_INVOKED = 1  # the user asked for a list, not the editor for a sign that there is something


def run(session: Session, params: Message) -> object:
    """A list of `CodeAction`."""
    uri, range_ = fields.document_uri(params), fields.member(params, "range")
    start = session.place(uri, *fields.position(range_.get("start")))
    end = session.place(uri, *fields.position(range_.get("end")))
    last = max(start.offset, end.offset)
    context = fields.member(params, "context")
    wanted = shapes.kinds(context.get("only"))

    def wants(kind: str) -> bool:
        return shapes.is_kind(kind, wanted) if wanted else not kind.startswith("source.")

    told = tuple(_told(session, uri, context.get("diagnostics")))
    found: Iterable[records.Action] = session.host.code_actions(start.path, start.offset, last, wants, told)
    if not session.client.resolves_actions:
        is_listed = context.get("triggerKind", _INVOKED) == _INVOKED
        found = _complete(session, start, last, found) if is_listed else [each for each in found if not each.late]
    asked = (uri, start.offset, last, _version(session, uri))
    return shapes.actions(
        found, context.get("diagnostics"), asked, start.space, session.space, session.documents, session.client
    )


def _told(session: Session, uri: str, diagnostics: object) -> Iterator[tuple[int, int]]:
    """Where those of our diagnostics stand that the client speaks of: some ask about all of a line."""
    for each in diagnostics if isinstance(diagnostics, list) else ():
        if isinstance(each, dict) and each.get("source") == "pebre":
            range_ = fields.member(each, "range")
            start, end = (session.place(uri, *fields.position(range_.get(side))) for side in ("start", "end"))
            yield start.offset, end.offset


def _complete(session: Session, start: Place, last: int, found: Iterable[records.Action]) -> Iterator[records.Action]:
    """All that can be done, with its edits."""
    for each in found:
        if not each.late:
            yield each
            continue
        done = session.host.resolve_action(start.path, start.offset, last, each.kind, each.late)
        if done is not None and not done.disabled and (session.client.creates_files or not done.creates):
            yield shapes.Titled(each.title, done)


def resolve(session: Session, params: Message) -> object:
    """The `CodeAction` with its edits; a refusal is an error, which clients show."""
    data = params.get("data")
    if not (isinstance(data, list) and [type(each) for each in data[:5]] == [str, str, str, int, int]):
        return params
    kind, late, uri, start, last, version = data
    path, _, _ = session.shown(uri)
    if version != _version(session, uri):
        raise convert.refused("the text has changed: ask again")
    found = session.host.resolve_action(path, start, last, kind, late)
    if found is None:
        return params
    if found.creates and not session.client.creates_files:
        raise convert.refused("this editor makes no files")
    if found.disabled:
        raise convert.refused(found.disabled)
    return {**params, "edit": shapes.action_edit(found, session.space, session.documents, session.client)}


def _version(session: Session, uri: str) -> int | None:
    document = session.documents.get(uri)
    return None if document is None else document.version


def _when(client: Client) -> bool:
    return client.has_code_actions


def _options(client: Client) -> object:
    return {"codeActionKinds": _KINDS, "resolveProvider": client.resolves_actions}


def _when_late(client: Client) -> bool:
    return client.has_code_actions and client.resolves_actions


HANDLERS = (
    dispatch.Request(
        method="textDocument/codeAction", run=run, capability=("codeActionProvider", _options), plain=True, when=_when
    ),
    dispatch.Request(method="codeAction/resolve", run=resolve, plain=True, when=_when_late),
)
