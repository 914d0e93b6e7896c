"""A refactoring that cannot be done, and why."""


class RefusalError(Exception):
    """Its text is the reason, as people are told."""
