"""What the lines of docstrings look like: fields, sections and their entries, directives, lists, tables.

In:  lines. Out: patterns that tell what a line is, and what the words in it stand for.
Does not know: Markdown.
Source: docutils' reStructuredText, Sphinx' fields, Google's style guide, numpydoc.
"""

from __future__ import annotations

import re
from typing import Final

FIELD: Final = re.compile(r":(\w+)((?:\s+[^:`]+)?):(?:\s+(.*))?$")
SECTION: Final = re.compile(
    r"(Args|Arguments|Parameters|Params|Other Parameters|Keyword Args|Keyword Arguments|Attributes|"
    r"Returns?|Yields?|Receives|Raises|Warns|Exceptions|Examples?|Notes?|See Also|References|Methods|"
    r"Todo|Warnings?|Tip|Hint):\s*$"
)
OF_PARAMETERS: Final = frozenset((
    "Args", "Arguments", "Parameters", "Params", "Other Parameters", "Keyword Args", "Keyword Arguments",
))  # fmt: skip
UNDERLINE: Final = re.compile(r"([=\-~^\"'`#*+.])\1{2,}\s*$")
DIRECTIVE: Final = re.compile(r"\.\.\s+([\w:-]+)::\s*(.*)$")
ENTRY: Final = re.compile(r"(\*{0,2}[\w.]+(?:\s*,\s*\*{0,2}[\w.]+)*)\s*(?:\(([^)]*)\))?\s*:(?:\s+(.*))?$")
NUMPY_ENTRY: Final = re.compile(r"(\*{0,2}[\w.]+(?:\s*,\s*\*{0,2}[\w.]+)*)\s*:\s*(.*)$")
TABLE: Final = re.compile(r"\+[-=]+\+[-=+]*$|=+(?: +=+)+$")  # the first line of one, drawn or simple
TYPED: Final = re.compile(  # of what is returned: `list[str]: the lines`
    r"([\w.]+(?:\[[^\]]*\]+)?(?:\s*(?:\||\bor\b)\s*[\w.]+(?:\[[^\]]*\]+)?)*)()\s*:\s+(.*)$"
)
LIST_ITEM: Final = re.compile(r"(?:[-*+•]|\d+[.)]|#\.)\s+")
MARKS: Final = {"*": "-", "+": "-", "•": "-", "#.": "1."}  # of items, as Markdown has them
TITLES: Final = {
    "param": "Parameters",
    "parameter": "Parameters",
    "arg": "Parameters",
    "argument": "Parameters",
    "key": "Parameters",
    "keyword": "Parameters",
    "raises": "Raises",
    "raise": "Raises",
    "except": "Raises",
    "exception": "Raises",
    "return": "Returns",
    "returns": "Returns",
    "yield": "Yields",
    "yields": "Yields",
    "ivar": "Attributes",
    "cvar": "Attributes",
    "var": "Attributes",
    "type": "Parameters",
    "rtype": "Returns",
    "vartype": "Attributes",
}
TYPES: Final = ("type", "rtype", "vartype")
ADMONITIONS: Final = {
    "note",
    "warning",
    "tip",
    "hint",
    "important",
    "caution",
    "danger",
    "attention",
    "error",
    "seealso",
    "versionadded",
    "versionchanged",
    "deprecated",
    "todo",
}
MOST_JOINED: Final = 3  # lines that a quote goes on for
CODE: Final = {"code", "code-block", "sourcecode", "doctest", "testcode", "ipython", "prompt"}


def types_in_fields(lines: list[str]) -> dict[str, str]:
    """Types that stand in fields of their own (`:type x: int`), by name, if that has a field; of the result by ""."""
    types: dict[str, str] = {}
    named: set[str] = set()
    for n, line in enumerate(lines):
        found = FIELD.match(line)
        if found is None:
            continue
        kind, name = found[1], found[2].strip()
        if kind in TYPES:
            rest = [found[3] or ""]
            for below in lines[n + 1 :]:
                if not below[:1].isspace():
                    break
                rest.append(below)
            types[name] = " ".join([part.strip() for part in rest]).strip()
        elif kind in TITLES:
            named.add("" if TITLES[kind] in ("Returns", "Yields") else name.rpartition(" ")[2])
    return {name: text for name, text in types.items() if name in named and text}


def joined(lines: list[str]) -> str:
    """Lines as one."""
    return " ".join([each.strip() for each in lines if each.strip()])


def indent(line: str) -> int:
    """How many blanks it begins with."""
    return len(line) - len(line.lstrip())
