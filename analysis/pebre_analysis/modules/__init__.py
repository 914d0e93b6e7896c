"""From an import name to a file."""
