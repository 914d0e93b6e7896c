"""Files that may pass the hard limit of 600 lines, each with its reason."""

HARD_LIMIT = 600

EXCEPTIONS: dict[str, str] = {}
