"""Inputs: keys whose cells are set from outside.

Subclass with `__slots__`, make the cells in `__init__`. An input may be made at any time, also inside a query (then it
is the query's duty to find the same one again next time). Inputs are never deleted by the engine.
"""

from pebre_analysis.engine import memo


class Input(memo.Keyed):
    """Base of inputs: plain objects compared by identity, with `cells.Cell`s for what may change."""

    __slots__ = ()
