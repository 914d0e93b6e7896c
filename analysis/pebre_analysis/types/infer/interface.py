"""`queries.Inference`, implemented: what the algebra and everything above ask of inference.

Always: each function is a query, or cheap over one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pebre_analysis.types import kinds, queries
from pebre_analysis.types.infer import annotation_variables, class_facts, function_facts, imports, results
from pebre_analysis.types.infer import region as region_inference

if TYPE_CHECKING:
    from pebre_analysis.semantic import definition as definitions
    from pebre_analysis.semantic import region as regions
    from pebre_analysis.semantic import scope as scopes
    from pebre_analysis.source import files
    from pebre_analysis.types.queries import Db


class Inferred:
    """See `queries.Inference` for what each answers."""

    __slots__ = ()

    def definition_type(self, db: Db, definition: definitions.Definition) -> queries.DefinitionType:
        return results.infer_definition(db, definition)

    def public_type(self, db: Db, symbol: scopes.Symbol) -> queries.Place | None:
        return results.public_type(db, symbol)

    def captured_type(self, db: Db, symbol: scopes.Symbol) -> queries.Place | None:
        return results.captured_type(db, symbol)

    def instance_attribute(self, db: Db, symbol: scopes.Symbol) -> queries.Place | None:
        return results.instance_attribute(db, symbol)

    def module_attribute(self, db: Db, file: files.File, name: str) -> queries.Place | None:
        return results.module_attribute(db, file, name)

    def module_member(self, db: Db, module: kinds.Module, name: str) -> queries.Place | None:
        return imports.module_member(db, module, name)

    def expression_type(self, db: Db, region: regions.Region, n: int) -> kinds.Type:
        return results.expression_type(db, region, n)

    def return_type(self, db: Db, definition: definitions.Definition) -> kinds.Type:
        return results.return_type(db, definition)

    def names(self, db: Db, region: regions.Region) -> queries.Names:
        return region_inference.RegionInference(db, region)

    def can_run(self, db: Db, definition: definitions.Definition) -> bool:
        return function_facts.can_run(db, definition)

    def function_facts(self, db: Db, definition: definitions.Definition) -> queries.FunctionFacts:
        return function_facts.function_facts(db, definition)

    def overloads(self, db: Db, definition: definitions.Definition) -> queries.Overloads:
        return function_facts.overloads(db, definition)

    def class_type_params(self, db: Db, definition: definitions.Definition) -> tuple[kinds.TypeVar, ...]:
        return class_facts.class_type_params(db, definition)

    def class_header(self, db: Db, definition: definitions.Definition) -> queries.ClassHeader:
        return class_facts.class_header(db, definition)

    def synthesised(self, db: Db, definition: definitions.Definition) -> queries.Synthesised:
        return annotation_variables.synthesised(db, definition)

    def type_variable(self, db: Db, definition: definitions.Definition) -> queries.TypeVarFacts:
        return annotation_variables.type_variable(db, definition)

    def alias_value(self, db: Db, definition: definitions.Definition) -> queries.AliasFacts:
        return annotation_variables.alias_value(db, definition)
