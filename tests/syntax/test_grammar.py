"""The grammar and its tables."""

import time

from pebre_analysis.syntax import grammar, lexical, tables


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
