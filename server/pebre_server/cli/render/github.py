"""Workflow commands that GitHub shows as annotations on the changed lines."""

from collections.abc import Iterable
from typing import TextIO

from pebre_server.cli.render import finding

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def render(findings: Iterable[finding.Finding], out: TextIO) -> None:
    for found in findings:
        place = found.place
        properties = {
            "title": f"pebre ({found.rule})",
            "file": place.path,
            "line": place.line,
            "endLine": place.end_line,
            "col": place.column,
            "endColumn": place.end_column,
        }
        shown = ",".join(f"{key}={_escape(str(value), property=True)}" for key, value in properties.items())
        text = _escape(f"{place.text}: {found.rule}: {found.message}")
        out.write(f"::{_COMMANDS[found.level]} {shown}::{text}\n")


def _escape(text: str, property: bool = False) -> str:  # noqa: A002  # GitHub's own word
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property else text
