"""`docs/features.md`: what the server does on a small package, as `tests/features` checks it.

Written by `python -m tests.dev update`. In: the rows of the tests. Out: the page as Markdown text.
"""

from pathlib import Path

from tests.features import rows

PAGE = Path(__file__).parents[2] / "docs" / "features.md"


def text() -> str:
    """The page."""
    lines = [
        "# What the server does in an editor",
        "",
        "Each line is a test (`tests/features/rows.py`) that asks the real server about a package of four modules.",
        "This page is written from these tests by `python -m tests.dev update`; what it says is what they must find.",
    ]
    for title, table in (("Requests", rows.METHODS), ("On the small package", rows.BEHAVIOUR)):
        lines += ["", f"## {title}", "", "| what | pebre |", "|---|---|"]
        lines += [f"| {each.title} | {each.expected} |" for each in table]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page."""
    PAGE.write_text(text(), encoding="utf-8")
