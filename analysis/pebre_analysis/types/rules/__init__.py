"""One file per rule; `RULES` lists them, `BY_ID` finds them."""

from pebre_analysis.types.rules import (
    invalid_syntax,
    possibly_unresolved_reference,
    rule,
    undefined_reveal,
    unresolved_attribute,
    unresolved_import,
    unresolved_reference,
)

RULES: tuple[rule.Rule, ...] = (
    invalid_syntax.RULE,
    possibly_unresolved_reference.RULE,
    undefined_reveal.RULE,
    unresolved_attribute.RULE,
    unresolved_import.RULE,
    unresolved_reference.RULE,
)
BY_ID: dict[str, rule.Rule] = {each.id: each for each in RULES}
