"""IPython's additions to Python, taken out of a cell without moving anything.

In:  the source of one code cell.
Out: Python of the same length with its line breaks in the same places. A magic, shell or help line
     becomes `pass` and blanks, the right side of `x = !ls` or `x = %magic` becomes `_` and blanks,
     and a cell in another language (`%%bash`) becomes blanks. `%%capture out` still binds `out`.
Always
  - only the start of a logical line counts: `%` inside brackets, in a string or after a backslash
    is Python;
  - a cell without such a line is returned as it is, after one search.
"""

from __future__ import annotations

import re
from typing import Final

# What IPython defines before the first cell runs; `_` also stands for blanked right sides.
NAMES: Final = frozenset(
    ["_", "__", "___", "_i", "_ii", "_iii", "_ih", "_oh", "_dh", "In", "Out", "display", "exit", "get_ipython", "quit"],
)

# Cell magics whose body is Python that shares the notebook's names.
_PYTHON_BODIES: Final = frozenset(["capture", "debug", "prun", "python", "python3", "time", "timeit"])

_CANDIDATE: Final = re.compile(r"^[ \t]*[%!?/,;]|\?[ \t]*\r?$|=[ \t]*[%!]", re.MULTILINE)
_CELL_MAGIC: Final = re.compile(r"\s*%%([\w.]*)([^\r\n]*)")
_LINE_MAGIC: Final = re.compile(
    r"""[ \t]*(?:
        [%!?/,;]                                    # %magic, !command, ?help, /auto call
      | %{0,2}[A-Za-z_*][\w.*]*\?\??[ \t]*(?=\r?\n|\Z)  # help?
    )""",
    re.VERBOSE,
)
_ASSIGNED_MAGIC: Final = re.compile(r"""[ \t]*[A-Za-z_][\w.,\[\]'" \t]*=[ \t]*(?=[%!])""")
_LINES: Final = re.compile(r"(?:[^\\\n]|\\\r?\n|\\[^\n]|\\\Z)*")  # to the end of the line, and on after a backslash
_TOKEN: Final = re.compile(
    r'''"""(?:[^\\"]|\\.|"(?!""))*(?:"""|\Z)'''
    r"""|'''(?:[^\\']|\\.|'(?!''))*(?:'''|\Z)"""
    r"""|"(?:[^"\\\n]|\\.)*"?"""
    r"""|'(?:[^'\\\n]|\\.)*'?"""
    r"|#[^\n]*|\\\r?\n|[()\[\]{}]|\n",
    re.DOTALL,
)


def blank(source: str) -> str:
    """`source` as plain Python, every character that stays at its offset."""
    if _CANDIDATE.search(source) is None:
        return source
    at = 0
    parts: list[str] = []
    cell_magic = _CELL_MAGIC.match(source)
    if cell_magic is not None:
        if cell_magic[1] not in _PYTHON_BODIES:
            return _spaces(source)
        at = cell_magic.end()
        parts.append(_cell_magic_line(cell_magic))
    depth = 0
    copied = at
    logical_start = at == 0
    while at < len(source):
        if logical_start:
            logical_start = False
            found = _magic_at(source, at)
            if found is not None:
                stop, put = found
                end = _end_of_lines(source, stop)
                parts.append(source[copied:stop])
                parts.append(_filled(put, source[stop:end]))
                at = copied = end
        token = _TOKEN.search(source, at)
        if token is None:
            break
        at = token.end()
        first = source[token.start()]
        if first == "\n":
            logical_start = depth == 0
        elif first in "([{":
            depth += 1
        elif first in ")]}":
            depth = max(depth - 1, 0)
    parts.append(source[copied:])
    return "".join(parts)


def _magic_at(source: str, at: int) -> tuple[int, str] | None:
    """Where what is to be blanked starts in the line at `at`, and what stands for it; None if it is Python."""
    assigned = _ASSIGNED_MAGIC.match(source, at)
    if assigned is not None:
        return assigned.end(), "_"
    line = _LINE_MAGIC.match(source, at)
    if line is None:
        return None
    indent = len(line[0]) - len(line[0].lstrip(" \t"))
    return at + indent, "pass"


def _cell_magic_line(match: re.Match[str]) -> str:
    """The first line of a cell whose body is Python."""
    words = match[2].split() if match[1] == "capture" else []
    captured = next((word for word in words if word.isidentifier()), None)
    if captured is None:
        return _spaces(match[0])
    before = len(match[0]) - len(match[0].lstrip())  # blank lines above
    return _spaces(match[0][:before]) + f"{captured}=_".ljust(len(match[0]) - before)


def _end_of_lines(source: str, at: int) -> int:
    """The end of the line at `at`, or of the last of the lines that a backslash joins to it."""
    match = _LINES.match(source, at)
    end = len(source) if match is None else match.end()
    return end - 1 if source[end - 1 : end] == "\r" else end


def _filled(put: str, replaced: str) -> str:
    """`put` and then blanks, as long as `replaced`; a shorter statement where `put` does not fit."""
    blanks = _spaces(replaced)
    room = len(replaced.splitlines()[0]) if replaced else 0
    if room < len(put):
        put = "0"
    return put + blanks[len(put) :]


def _spaces(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)
