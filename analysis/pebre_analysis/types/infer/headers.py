"""What the header of a `def` holds besides its decorators: type parameters, annotations, defaults.

In:  a region's inference and a FunctionDef of it. Out: nothing; their nodes have types afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.syntax import ir
from pebre_analysis.types.infer import (
    annotation_context,
    assignments,
    function_facts,
    function_findings,
    misplaced_marks,
    variable_scopes,
    variance_findings,
)

if TYPE_CHECKING:
    from pebre_analysis.types.infer.region import RegionInference


def check_function(r: RegionInference, node: ir.FunctionDef) -> None:
    """Infers every default; annotations are evaluated with the function's facts."""
    number = r.index.marks[node.name_node.n] - 1
    facts = None if number < 0 else r.db.infer.function_facts(r.db, r.definition(number))
    by_name = {} if facts is None else {each.name: each for each in facts.signature.params}
    if number >= 0 and (node.returns is not None or any(param.annotation is not None for param in node.params)):
        context = annotation_context.Context(r, r.definition(number))
        function_facts.look_at(context, node)
        if facts is not None and facts.signature.type_params and context.judges:
            variable_scopes.function(context, node, r.definition(number), facts.signature)
        if facts is not None and context.judges:
            variance_findings.method(r, node, r.definition(number), facts)
    if facts is not None:
        function_findings.check(r, node, r.definition(number), facts)
        misplaced_marks.function(r, node, r.definition(number))
    for param in node.params:
        if param.default is None:
            continue
        wanted = by_name[param.name].type if param.annotation is not None and param.name in by_name else None
        r.infer(param.default, wanted)
        if wanted is not None and not r.is_stub:
            assignments.default(r, param, wanted)
