"""What the client said of itself in `initialize`, as far as anything here depends on it.

In:  the params of `initialize`, as they came.
Out: yes-or-no answers with plain names.
Always
  - odd or missing params count as "no"; nothing raises;
  - UTF-16 is chosen whenever the client offers it (all must have it), else its first choice we know;
  - what to do follows from capabilities, never from the client's name.
Does not know: what we announce.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message

ENCODINGS = ("utf-16", "utf-8", "utf-32")


class Client:
    """The other side."""

    def __init__(self, params: Message) -> None:
        self.params = params
        self._capabilities = params.get("capabilities")
        self.name = _text(_get(params, "clientInfo.name"))
        self.encoding = _encoding(self.get("general.positionEncodings"))
        # Refresh is needed because an edit in one file changes what is reported in others.
        self.pulls = isinstance(self.get("textDocument.diagnostic"), dict) and self.has(
            "workspace.diagnostics.refreshSupport"
        )
        self.takes_related_reports = self.has("textDocument.diagnostic.relatedDocumentSupport")
        self.asks_configuration = self.has("workspace.configuration")
        self.registers_configuration = self.has("workspace.didChangeConfiguration.dynamicRegistration")
        self.registers_watchers = self.has("workspace.didChangeWatchedFiles.dynamicRegistration")
        self.has_symbol_tree = self.has("textDocument.documentSymbol.hierarchicalDocumentSymbolSupport")
        self.has_symbol_kinds = frozenset(_list(self.get("textDocument.documentSymbol.symbolKind.valueSet")))
        self.has_definition_links = self.has("textDocument.definition.linkSupport")
        item = "textDocument.completion.completionItem"
        self.has_insert_and_replace = self.has(f"{item}.insertReplaceSupport")
        self.has_label_details = self.has(f"{item}.labelDetailsSupport")
        self.has_insert_modes = 1 in _list(self.get(f"{item}.insertTextModeSupport.valueSet"))
        late = _list(self.get(f"{item}.resolveSupport.properties"))
        self.takes_late_edits = "additionalTextEdits" in late
        defaults = _list(self.get("textDocument.completion.completionList.itemDefaults"))
        self.has_default_range = "editRange" in defaults
        written = _list(self.get(f"{item}.documentationFormat"))
        self.has_markdown_items = not written or "markdown" in written
        self.tells_of_renames = self.has("workspace.fileOperations.willRename")
        self.prepares_rename = self.has("textDocument.rename.prepareSupport")
        literals = self.get("textDocument.codeAction.codeActionLiteralSupport")
        self.has_code_actions = isinstance(literals, dict)  # else only commands could be offered
        late = _list(self.get("textDocument.codeAction.resolveSupport.properties"))
        self.resolves_actions = "edit" in late and self.has("textDocument.codeAction.dataSupport")
        made = _list(self.get("workspace.workspaceEdit.resourceOperations"))
        self.creates_files = "create" in made and self.has("workspace.workspaceEdit.documentChanges")
        self.shows_disabled_actions = self.has("textDocument.codeAction.disabledSupport")
        self.has_preferred_actions = self.has("textDocument.codeAction.isPreferredSupport")
        self.has_code_lenses = isinstance(self.get("textDocument.codeLens"), dict)
        self.has_inlay_hints = isinstance(self.get("textDocument.inlayHint"), dict)
        self.refreshes_inlay_hints = self.has("workspace.inlayHint.refreshSupport")
        self.has_semantic_tokens = isinstance(self.get("textDocument.semanticTokens"), dict)
        self.has_versioned_edits = self.has("workspace.workspaceEdit.documentChanges")
        signature = "textDocument.signatureHelp.signatureInformation"
        self.has_label_offsets = self.has(f"{signature}.parameterInformation.labelOffsetSupport")
        self.has_active_parameter = self.has(f"{signature}.activeParameterSupport")
        formats = _list(self.get("textDocument.hover.contentFormat"))
        self.has_markdown = not formats or "markdown" in formats
        self.has_related = self._of_diagnostics("relatedInformation") is True
        self.diagnostic_tags = frozenset(_list(self._of_diagnostics("tagSupport.valueSet")))
        self.has_progress = self.has("window.workDoneProgress")
        self.has_notebooks = isinstance(self.get("notebookDocument"), dict)

    def get(self, path: str) -> object:
        """What the capabilities hold under a dotted path; None if nothing."""
        return _get(self._capabilities, path)

    def has(self, path: str) -> bool:
        """Whether a capability is a plain yes."""
        return self.get(path) is True

    def folders(self) -> list[str]:
        """URIs of the workspace folders, the first most important; empty when a single file was opened."""
        found = [uri for folder in _list(self.params.get("workspaceFolders")) if (uri := _text(_get(folder, "uri")))]
        if not found:
            uri, path = _text(self.params.get("rootUri")), _text(self.params.get("rootPath"))
            found = [uri] if uri else [path] if path else []
        return found

    def _of_diagnostics(self, path: str) -> object:
        found = self.get(f"textDocument.publishDiagnostics.{path}")
        return self.get(f"textDocument.diagnostic.{path}") if found is None else found


def _get(value: object, path: str) -> object:
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[object]:
    return [item for item in value if isinstance(item, str | int | dict)] if isinstance(value, list) else []


def _encoding(offered: object) -> str:
    known = [name for name in _list(offered) if name in ENCODINGS]
    return "utf-16" if not known or "utf-16" in known else str(known[0])
