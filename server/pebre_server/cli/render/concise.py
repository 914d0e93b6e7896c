"""`path:line:column: level[rule] message`, one line each: the form other programs read."""

from collections.abc import Iterable
from typing import TextIO

from pebre_server.cli.render import finding


def render(findings: Iterable[finding.Finding], out: TextIO) -> None:
    for found in findings:
        message = found.message.replace("\n", " ")
        out.write(f"{found.place.text}: {found.level}[{found.rule}] {message}\n")
