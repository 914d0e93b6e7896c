"""One file per request of the protocol, and the list of them."""

from pebre_server.requests import (
    code_action,
    completion,
    completion_resolve,
    declaration,
    definition,
    diagnostic,
    document_highlight,
    document_symbol,
    execute_command,
    folding_range,
    hover,
    prepare_rename,
    references,
    rename,
    selection_range,
    signature_help,
    type_definition,
    workspace_symbol,
)

REQUESTS = (
    code_action.HANDLER,
    completion.HANDLER,
    completion_resolve.HANDLER,
    declaration.HANDLER,
    definition.HANDLER,
    diagnostic.HANDLER,
    document_highlight.HANDLER,
    document_symbol.HANDLER,
    folding_range.HANDLER,
    hover.HANDLER,
    prepare_rename.HANDLER,
    references.HANDLER,
    rename.HANDLER,
    selection_range.HANDLER,
    signature_help.HANDLER,
    type_definition.HANDLER,
    workspace_symbol.HANDLER,
)
COMMANDS = execute_command.COMMANDS
