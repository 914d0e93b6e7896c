"""A session driven by pytest-lsp, as a client that really uses lsprotocol, with what real editors announce."""

import sys
from collections.abc import AsyncIterator

import pytest
import pytest_lsp
from lsprotocol import types

COMMAND = [sys.executable, "-m", "tests.server.fake_server"]
URI = "file:///w/a.py"


@pytest_lsp.fixture(
    params=["neovim", "visual-studio-code"],
    config=pytest_lsp.ClientServerConfig(server_command=COMMAND),
)
async def editor(request: pytest.FixtureRequest, lsp_client: pytest_lsp.LanguageClient) -> AsyncIterator[None]:
    params = types.InitializeParams(
        capabilities=pytest_lsp.client_capabilities(request.param),
        workspace_folders=[types.WorkspaceFolder(uri="file:///w", name="w")],
    )
    lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda params: None)
    await lsp_client.initialize_session(params)
    yield
    await lsp_client.shutdown_session()


@pytest.mark.slow
async def test_a_session_of_an_editor(editor: pytest_lsp.LanguageClient) -> None:
    item = types.TextDocumentItem(uri=URI, language_id="python", version=1, text="def f(): error_1\nf\n")
    editor.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))
    await editor.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert [diagnostic.message for diagnostic in editor.diagnostics[URI]] == ["error_1"]
    named, at = types.TextDocumentIdentifier(uri=URI), types.Position(1, 0)
    hover = await editor.text_document_hover_async(types.HoverParams(text_document=named, position=at))
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert hover.contents.value == "```python\nf\n```"
    places = await editor.text_document_definition_async(types.DefinitionParams(text_document=named, position=at))
    assert isinstance(places, list)
    assert isinstance(places[0], types.LocationLink)
    symbols = await editor.text_document_document_symbol_async(types.DocumentSymbolParams(text_document=named))
    assert symbols is not None
    assert [symbol.name for symbol in symbols] == ["f"]
    references = types.ReferenceParams(text_document=named, position=at, context=types.ReferenceContext(True))
    assert await editor.text_document_references_async(references)
    edit = types.TextDocumentContentChangePartial(range=types.Range(at, types.Position(1, 1)), text="error_2")
    editor.text_document_did_change(
        types.DidChangeTextDocumentParams(
            text_document=types.VersionedTextDocumentIdentifier(uri=URI, version=2), content_changes=[edit]
        )
    )
    await editor.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert [diagnostic.message for diagnostic in editor.diagnostics[URI]] == ["error_1", "error_2"]
    command = types.ExecuteCommandParams(command="pebre.debugInformation")
    assert "open documents: 1" in str(await editor.workspace_execute_command_async(command))
