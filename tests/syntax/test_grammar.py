"""The grammar and its tables."""

import time
from pathlib import Path

import pytest

from pebre_analysis.syntax import grammar, lexical, tables

KEPT = Path(grammar.__file__).with_name(grammar.KEPT)


def update() -> None:
    """Write what is kept of the grammar."""
    KEPT.write_text(grammar.to_keep(), encoding="utf-8")


def described(made: grammar.Grammar) -> object:
    """All of a grammar that a parser sees, by numbers of states."""
    ordered = {rule: grammar.in_order(states[0]) for rule, states in made.nonterminal_to_dfas.items()}
    number = {id(state): (rule, n) for rule, states in ordered.items() for n, state in enumerate(states)}
    rules = [
        (
            number[id(state)],
            state.from_rule,
            state.is_final,
            sorted((label, number[id(to)]) for label, to in state.arcs.items()),
            sorted((label, number[id(to)]) for label, to in state.nonterminal_arcs.items()),
            sorted(
                (str(key), number[id(plan.next_dfa)], [number[id(each)] for each in plan.dfa_pushes])
                for key, plan in state.transitions.items()
            ),
        )
        for states in ordered.values()
        for state in states
    ]
    return made.start_nonterminal, rules, sorted(made.reserved_syntax_strings)


def test_what_is_kept_of_the_grammar_is_what_is_made_of_its_text() -> None:
    assert KEPT.read_text(encoding="utf-8") == grammar.to_keep()
    assert described(grammar.generated.__wrapped__()) == described(grammar.from_text())


def test_another_text_of_parso_is_not_overlooked(monkeypatch: pytest.MonkeyPatch) -> None:
    text = grammar._of_parso()
    monkeypatch.setattr(grammar, "_of_parso", lambda: text.replace(b"pass_stmt: 'pass'", b"pass_stmt: 'pass' ['pass']"))
    made = grammar.generated.__wrapped__()
    assert len(made.nonterminal_to_dfas["pass_stmt"]) == 3


def test_every_rule_of_ours_is_in_the_text_once() -> None:
    text = grammar.grammar_text()
    for name in grammar.RULES:
        assert text.count(f"\n{name}:") == 1, name


def test_keywords_are_those_of_the_grammar() -> None:
    words = {word for word in grammar.generated().reserved_syntax_strings if word.isidentifier()}
    assert words == lexical.KEYWORDS | grammar.SOFT_KEYWORDS


def test_every_operator_of_the_grammar_is_a_token() -> None:
    for sign in grammar.generated().reserved_syntax_strings:
        if not sign.isidentifier():
            match = lexical.TOKEN.match(sign)
            assert match is not None
            assert match.group() == sign


def test_tables_are_made_in_less_than_a_tenth_of_a_second() -> None:
    grammar.generated.cache_clear()
    start = time.process_time()
    made = tables.Tables()
    assert made.start["NAME"][0] == tables.SHIFT
    assert time.process_time() - start < 0.1  # 0.02 s measured


def test_configurations_are_shared() -> None:
    made = tables.tables()
    _, following, pushed = made.start["NAME"]
    assert following is not None
    assert following["NAME"][2] is pushed
