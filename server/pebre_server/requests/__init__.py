"""One file per request of the protocol, and the list of them."""

from pebre_server.requests import (
    completion,
    completion_resolve,
    definition,
    diagnostic,
    document_symbol,
    execute_command,
    hover,
)

REQUESTS = (
    completion.HANDLER,
    completion_resolve.HANDLER,
    definition.HANDLER,
    diagnostic.HANDLER,
    document_symbol.HANDLER,
    hover.HANDLER,
)
COMMANDS = execute_command.COMMANDS
