"""The page about rules says what the rules say."""

from tests.dev import rules_page


def test_the_page_is_up_to_date() -> None:
    assert rules_page.PAGE.read_text(encoding="utf-8") == rules_page.text(), "write it: python -m tests.dev update"
