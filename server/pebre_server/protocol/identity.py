"""Who answers: the name and version told to the client."""

NAME = "pebre"
VERSION = "0.1.0"  # as in pyproject.toml; a test compares them
