"""Faults the engine reports. Each one is a mistake in a query or in the use of the engine, not in user code."""


class EngineError(Exception):
    """Base of all below."""


class CycleError(EngineError):
    """A query met itself on its own stack and nobody on the way declares what to do then."""


class TooDeepError(EngineError):
    """Queries are nested deeper than all threads allow, and the query has no value for that case."""


class DeadEntityError(EngineError):
    """A retired entity was used as a key, or one of its cells was read. Raised in debug mode only."""


class ImpureQueryError(EngineError):
    """A rerun did not read again the first read that had changed: the query branches on something hidden.

    Raised in debug mode only.
    """


class MutatedValueError(EngineError):
    """A result was altered after it was returned. Raised by `check_values` only."""


class SuspectOracleError(EngineError):
    """The suspect flags took a memo for valid that pull verification would rerun. Raised by `check_suspects` only."""
