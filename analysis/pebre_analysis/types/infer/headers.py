"""What the header of a `def` holds besides its decorators: type parameters, annotations, defaults.

In:  a region's inference and a FunctionDef of it. Out: nothing; their nodes have types afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.syntax import ir

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference


def check_function(r: RegionInference, node: ir.FunctionDef) -> None:
    """Infers every default; annotations are evaluated with the function's facts."""
    for param in node.params:
        if param.default is not None:
            r.infer(param.default)
