"""One file per rule; `RULES` lists them, `BY_ID` finds them."""

from pebre_analysis.types.rules import (
    call_non_callable,
    invalid_argument_type,
    invalid_syntax,
    missing_argument,
    no_matching_overload,
    parameter_already_assigned,
    positional_only_parameter_as_kwarg,
    possibly_unresolved_reference,
    rule,
    too_many_positional_arguments,
    undefined_reveal,
    unknown_argument,
    unresolved_attribute,
    unresolved_import,
    unresolved_reference,
)

RULES: tuple[rule.Rule, ...] = (
    call_non_callable.RULE,
    invalid_argument_type.RULE,
    invalid_syntax.RULE,
    missing_argument.RULE,
    no_matching_overload.RULE,
    parameter_already_assigned.RULE,
    positional_only_parameter_as_kwarg.RULE,
    possibly_unresolved_reference.RULE,
    too_many_positional_arguments.RULE,
    undefined_reveal.RULE,
    unknown_argument.RULE,
    unresolved_attribute.RULE,
    unresolved_import.RULE,
    unresolved_reference.RULE,
)
BY_ID: dict[str, rule.Rule] = {each.id: each for each in RULES}
