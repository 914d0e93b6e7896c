"""The language server over `fake_host`: python -m tests.server.fake_server"""

from pebre_server import __main__, dispatch
from pebre_server.session import Session
from tests.server import fake_host


def references(session: Session, params: object) -> object:
    """Typed: the params are an object of lsprotocol, the result too."""
    from lsprotocol import types

    assert isinstance(params, types.ReferenceParams)
    at = session.place(params.text_document.uri, params.position.line, params.position.character)
    if session.host.hover(at.path, at.offset) is None:
        return None
    where = types.Range(types.Position(0, 0), types.Position(0, 1))
    return [types.Location(params.text_document.uri, where)]


def folding(session: Session, params: object) -> object:
    """Typed params, plain result."""
    return [{"startLine": 0, "endLine": 1}] * 200


def bad(session: Session, params: object) -> object:
    """What must not be sent."""
    return {"unserialisable": object()}


MORE = (
    dispatch.Request(method="textDocument/references", run=references, capability=("referencesProvider", True)),
    dispatch.Request(method="textDocument/foldingRange", run=folding, capability=("foldingRangeProvider", True)),
    dispatch.Request(method="test/bad", run=bad, plain=True),
    dispatch.Request(method="test/typedBad", run=bad),
)

if __name__ == "__main__":
    __main__.serve(fake_host.FakeAnalysis(), MORE)
