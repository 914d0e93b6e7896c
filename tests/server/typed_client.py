"""A client of pytest-lsp for tests that are no coroutines: what it asks and gets must fit the types of lsprotocol."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest_lsp
from lsprotocol import types

TIMEOUT = 60.0


class TypedClient:
    """Messages go in and out as JSON values, but each is made into its type and back on its way."""

    def __init__(self, command: list[str], cwd: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._client = pytest_lsp.client.make_test_lsp_client()
        self._client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda params: None)
        for refreshed in (types.WORKSPACE_INLAY_HINT_REFRESH, types.WORKSPACE_SEMANTIC_TOKENS_REFRESH):
            self._client.feature(refreshed)(lambda params: None)
        self._run(self._client.start_io(*command, cwd=str(cwd)))

    def _run(self, what: Any) -> Any:
        return self._loop.run_until_complete(asyncio.wait_for(what, TIMEOUT))

    def begin(self, capabilities: dict[str, Any], **more: object) -> dict[str, Any]:
        """The answer to `initialize`; `initialized` is told as well."""
        params = {"processId": None, "rootUri": None, "capabilities": capabilities, **more}
        structured = self._client.protocol._converter.structure(params, types.InitializeParams)
        return self._plain(self._run(self._client.initialize_session(structured)))

    def ask(self, method: str, params: object) -> Any:
        kind = types.METHOD_TO_TYPES[method][2]
        structured = self._client.protocol._converter.structure(params, kind)
        return self._plain(self._run(self._client.protocol.send_request_async(method, structured)))

    def notify(self, method: str, params: object) -> None:
        structured = self._client.protocol._converter.structure(params, types.METHOD_TO_TYPES[method][2])
        self._client.protocol.notify(method, structured)

    def told_diagnostics(self, uri: str) -> list[Any]:
        """What was published of a document last, once something was."""

        async def wait() -> list[Any]:
            while uri not in self._client.diagnostics:
                await self._client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
            return list(self._client.diagnostics[uri])

        return list(self._plain(self._run(wait())))

    def kill(self) -> None:
        server = self._client._server
        if server is not None and server.returncode is None:
            server.kill()
        self._run(self._client.stop())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    def _plain(self, value: Any) -> Any:
        return self._client.protocol._converter.unstructure(value)
