"""One file per notification of the protocol, and the list of them."""

from pebre_server.notifications import (
    did_change,
    did_change_configuration,
    did_change_notebook,
    did_change_watched_files,
    did_change_workspace_folders,
    did_close,
    did_close_notebook,
    did_open,
    did_open_notebook,
    did_save,
    did_save_notebook,
    initialized,
)

NOTIFICATIONS = (
    did_change.HANDLER,
    did_change_configuration.HANDLER,
    did_change_notebook.HANDLER,
    did_change_watched_files.HANDLER,
    did_change_workspace_folders.HANDLER,
    did_close.HANDLER,
    did_close_notebook.HANDLER,
    did_open.HANDLER,
    did_open_notebook.HANDLER,
    did_save.HANDLER,
    did_save_notebook.HANDLER,
    initialized.HANDLER,
)
