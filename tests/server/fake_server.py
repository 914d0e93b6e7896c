"""The language server over `fake_host`: python -m tests.server.fake_server"""

from pebre_server import __main__, dispatch
from pebre_server.session import Session
from tests.server import fake_host


def colors(session: Session, params: object) -> object:
    """Typed: the params are an object of lsprotocol, the result too."""
    from lsprotocol import types

    assert isinstance(params, types.ColorPresentationParams)
    at = session.place(params.text_document.uri, params.range.start.line, params.range.start.character)
    if session.host.hover(at.path, at.offset) is None:
        return None
    return [types.ColorPresentation("red")]


def many(session: Session, params: object) -> object:
    """Typed params, plain result."""
    return [{"startLine": 0, "endLine": 1}] * 200


def bad(session: Session, params: object) -> object:
    """What must not be sent."""
    return {"unserialisable": object()}


MORE = (
    dispatch.Request(method="textDocument/colorPresentation", run=colors),
    dispatch.Request(method="textDocument/documentColor", run=many, capability=("colorProvider", True)),
    dispatch.Request(method="test/bad", run=bad, plain=True),
    dispatch.Request(method="test/typedBad", run=bad),
)

if __name__ == "__main__":
    __main__.serve(fake_host.FakeAnalysis(), MORE)
