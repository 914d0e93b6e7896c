"""Each rule is explained: why, an example that is wrong, one that is right. The examples are checked."""

import re
from functools import cache

import pytest

from pebre_analysis.types import rules
from tests.harness import project

_BLOCK = re.compile(r"```(pyi?)\n(.*?)```", re.DOTALL)


def _examples() -> dict[str, str]:
    """Path -> code: `wrong/RULE.py` and `right/RULE.py`."""
    files: dict[str, str] = {}
    for rule in rules.RULES:
        for kind, (suffix, code) in zip(("wrong", "right"), _BLOCK.findall(rule.explanation), strict=False):
            files[f"{kind}/{rule.id}.{suffix}"] = code
    return files


@cache
def _found() -> dict[str, set[str]]:
    """What is reported about each example, with every rule on."""
    levels = "\n".join(["[rules]", 'all = "warn"'])
    checked = project.checked({"pebre.toml": levels, **_examples()}, real_typeshed=True)
    return {
        path.partition(".")[0]: {rule for _, _, rule, _ in here if rule != "revealed-type"}
        for path, here in checked.items()
    }


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.id)
def test_each_rule_has_a_wrong_and_a_right_example(rule: rules.rule.Rule) -> None:
    assert len(_BLOCK.findall(rule.explanation)) == 2


@pytest.mark.slow
@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.id)
def test_a_wrong_example_breaks_its_rule_and_no_other(rule: rules.rule.Rule) -> None:
    assert _found()[f"wrong/{rule.id}"] == {rule.id}


@pytest.mark.slow
@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.id)
def test_a_right_example_breaks_no_rule(rule: rules.rule.Rule) -> None:
    assert _found()[f"right/{rule.id}"] == set()
