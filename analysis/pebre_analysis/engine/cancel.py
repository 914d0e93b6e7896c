"""Stopping a computation because its answer is no longer wanted.

`Cancelled` derives from BaseException, so that an `except Exception` on the way does not swallow it.
A request to cancel stands until it is taken back: every query called meanwhile raises. What finished before keeps its
memo; what was cut off leaves nothing, but for an owner of entities that keeps what it did to go on from there.
"""


class Cancelled(BaseException):
    """The running computation was asked to stop."""
