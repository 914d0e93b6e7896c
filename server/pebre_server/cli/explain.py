"""`pebre explain [RULE]`: what a rule is about, with an example; without a name, the list of rules."""

import difflib
import sys

from pebre_analysis.types import rules


def run(name: str | None) -> int:
    """Print to standard output. Returns 0, or 2 for a name that is no rule."""
    if name is None:
        width = max(len(each.id) for each in rules.RULES)
        for each in rules.RULES:
            print(f"{each.id:<{width}}  {each.level:<8} {each.summary}")
        return 0
    rule = rules.BY_ID.get(name)
    if rule is None:
        near = difflib.get_close_matches(name, rules.BY_ID, n=1)
        hint = f"; did you mean `{near[0]}`?" if near else "; `pebre explain` lists them"
        print(f"pebre explain: no rule `{name}`{hint}", file=sys.stderr)
        return 2
    summary = rule.summary[0].upper() + rule.summary[1:]
    print(f"# {rule.id}\n\nDefault level: {rule.level}\n\n{summary}.\n\n{rule.explanation}", end="")
    return 0
