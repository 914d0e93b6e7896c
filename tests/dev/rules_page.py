"""`docs/rules.md`: every rule with its level, why it is there, its examples. Written by `python -m tests.dev update`.

In:  the rules as registered. Out: the page as Markdown text.
"""

from pathlib import Path

from pebre_analysis.types import rules

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"
_LEVELS = {"error": "error", "warning": "warning", "ignore": "off"}


def text() -> str:
    """The page."""
    lines = [
        "# Rules",
        "",
        "What `pebre check` and the server report, and why. `pebre explain RULE` shows the same in a terminal.",
        "",
        "A level is set in `pebre.toml` under `[rules]`, or with `--error`, `--warn` and `--ignore`; `all` means every",
        "rule. `# pebre: ignore[RULE]` silences a line. This page is written by `python -m tests.dev update`.",
        "",
        "| rule | level | reports |",
        "|---|---|---|",
    ]
    lines += [f"| [`{each.id}`](#{each.id}) | {_LEVELS[each.level]} | {each.summary} |" for each in rules.RULES]
    for each in rules.RULES:
        summary = each.summary[0].upper() + each.summary[1:]
        lines += ["", f"## {each.id}", "", f"*Level: {_LEVELS[each.level]}.* {summary}.", "", each.explanation.rstrip()]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page."""
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text(), encoding="utf-8")
