"""JUnit XML: one test suite per file, one failed case per diagnostic."""

from collections.abc import Iterable
from itertools import groupby
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from pebre_server.cli.render import finding


def render(findings: Iterable[finding.Finding], out: TextIO) -> None:
    groups = [(path, list(group)) for path, group in groupby(findings, key=lambda found: found.place.path)]
    total = sum(len(group) for _, group in groups)
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write(f'<testsuites name="pebre" tests="{total}" failures="{total}" errors="0">\n')
    for path, group in groups:
        size = len(group)
        out.write(f'  <testsuite name={_attribute(path)} tests="{size}" failures="{size}" errors="0">\n')
        for found in group:
            place = found.place
            out.write(
                f"    <testcase name={_attribute(found.rule)} classname={_attribute(path)} "
                f'line="{place.line}" column="{place.column}">\n'
            )
            out.write(
                f"      <failure message={_attribute(found.message)}>"
                f"{escape(_printable(f'{place.text}: {found.level}: {found.message}'))}</failure>\n"
            )
            out.write("    </testcase>\n")
        out.write("  </testsuite>\n")
    out.write("</testsuites>\n")


def _attribute(text: str) -> str:
    return quoteattr(_printable(text))


def _printable(text: str) -> str:
    """Without what XML 1.0 cannot hold."""
    return "".join(
        c if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff" else "?" for c in text
    )
