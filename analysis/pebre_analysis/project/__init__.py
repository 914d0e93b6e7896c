"""One workspace: settings, files, changes, checking."""
