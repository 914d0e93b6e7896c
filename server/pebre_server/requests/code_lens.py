"""`textDocument/codeLens` and `codeLens/resolve`: how often what is defined is named, above its definition.

Only with the setting `codeLens.references`: each line that an editor shows is a search through the project.
"""

from __future__ import annotations

from pebre_server import dispatch, fields, scheduler

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.client import Client
    from pebre_server.protocol.jsonrpc import Message
    from pebre_server.session import Session


def run(session: Session, params: Message) -> object:
    """A list of `CodeLens` without what they say."""
    path, uri, space = session.shown(fields.document_uri(params))
    if not session.prefers.counts_references:
        return []
    shapes = []
    for each in session.host.code_lens(path):
        where, range_ = space.location(each.start, each.end)
        if where == uri:
            shapes.append({"range": range_, "data": uri})
    return shapes


def resolve(session: Session, params: Message) -> object:
    """The `CodeLens` with what it says. Its command does nothing: not all editors can show a list of places."""
    uri, range_ = params.get("data"), fields.member(params, "range")
    if not isinstance(uri, str):
        return params
    at = session.place(uri, *fields.position(range_.get("start")))
    n = len(session.host.references(at.path, at.offset, False))
    return {**params, "command": {"title": f"{n} reference{'' if n == 1 else 's'}", "command": ""}}


def _when(client: Client) -> bool:
    return client.has_code_lenses


HANDLERS = (
    dispatch.Request(
        method="textDocument/codeLens",
        run=run,
        capability=("codeLensProvider", {"resolveProvider": True}),
        plain=True,
        when=_when,
    ),
    dispatch.Request(
        method="codeLens/resolve", run=resolve, lane=scheduler.Lane.OPEN_DIAGNOSTICS, plain=True, when=_when
    ),
)
