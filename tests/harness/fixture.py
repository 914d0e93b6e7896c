"""Small projects written as one text.

`#- path` starts a file (without one, the text is `main.py`); `<|>` is the cursor, it can never be
Python; a line `# ^^^ label` marks the span above it and is removed before offsets are counted.
"""

import re
import textwrap
from dataclasses import dataclass, field

from pebre_analysis.source import ranges

CURSOR = "<|>"
_FILE = re.compile(r"#- (\S+)\s*$")
_LABEL = re.compile(r"\s*#\s*(\^+)\s*(\S.*?)\s*$")


@dataclass
class Fixture:
    """`files`: path → text. `cursor`: (path, offset) or None. `spans`: label → (path, range)."""

    files: dict[str, str] = field(default_factory=dict)
    cursor: tuple[str, int] | None = None
    spans: dict[str, tuple[str, ranges.TextRange]] = field(default_factory=dict)


def parse(text: str) -> Fixture:
    """The fixture that `text`, dedented, describes."""
    found = Fixture()
    path, lines = "main.py", list[str]()
    is_named = False
    for line in [*textwrap.dedent(text).lstrip("\n").split("\n"), None]:
        start = _FILE.match(line) if line is not None else None
        if line is None or start is not None:
            if is_named or (lines and (start is None or found.files or any(each.strip() for each in lines))):
                _finish(found, path, lines)
            lines = []
            is_named = start is not None
            path = start[1] if start is not None else path
        else:
            lines.append(line)
    return found


def _finish(found: Fixture, path: str, lines: list[str]) -> None:
    text = ""
    above = 0  # where the line above starts
    for number, line in enumerate(lines):
        label = _LABEL.match(line)
        if label is not None and text:
            start = above + line.index("^")
            found.spans[label[2]] = (path, ranges.TextRange(start, start + len(label[1])))
            continue
        if CURSOR in line:
            found.cursor = (path, len(text) + line.index(CURSOR))
            line = line.replace(CURSOR, "", 1)
        above = len(text)
        text += line + ("\n" if number < len(lines) - 1 else "")
    found.files[path] = text
