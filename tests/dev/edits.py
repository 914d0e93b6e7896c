"""Random edits of real text, as people make them: each is one range and what stands there afterwards.

In:  a text and a source of chance.
Out: `Edit(start, length, new)`; `apply` clips it to the text, so that a list of edits from which some were
     taken out can still be applied.
"""

from __future__ import annotations

import random
import re
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(r"\w+|[^\w\s]+|[ \t]+|\n")
_NAME: Final = re.compile(r"[A-Za-z_]\w*")
_BACK = 8  # edits that stand at a time
_CHARACTERS: Final = "abcdexyz_019 .,:()[]{}\"'=#\n@*-\\"
_OPENERS: Final = ("(", "[", "{", '"', "'", '"""', "'''", 'f"{', "f'''", ")", "]", "}", "\\\n", "#", ":")
_WORDS: Final = (
    "self", "None", "await ", "async ", "return ", "yield ", "yield from ", "del ", "global x\n", "lambda: ", "not ",
    "if True:\n", "else:\n", "try:\n", "finally:\n", "while True:\n", "import os\n", "from typing import *\n", "pass\n",
    "from . import *\n", "class A:\n    x = 1\n", "def f(a, *b, c: int = 1, **d):\n    return a\n", "@property\n",
    "@overload\n", "x: int = 'a'\n", "raise ValueError\n", "assert isinstance(x, int)\n", "match x:\n    case int():\n",
    "__all__ = ['f']\n", "if TYPE_CHECKING:\n", "with open(x) as y:\n", "for i in x:\n", "nonlocal x\n", " -> int",
    ": str", " = None", "[int]", "(*args, **kw)", "[T]", ".x", ".append(1)", "type A = int\n", "import nothing\n",
    "except Exception as e:\n", "break\n", "continue\n", "elif x:\n", " and ", " or ", " if x else y",
    "# type: ignore\n", "super().__init__()", "é", "\f", "\r\n", "\t",
)  # fmt: skip


class Edit(NamedTuple):
    """`length` code points from `start` are replaced by `new`."""

    start: int
    length: int
    new: str

    def apply(self, text: str) -> str:
        start = min(self.start, len(text))
        return text[:start] + self.new + text[start + self.length :]

    def inverse(self, text: str) -> Edit:
        """What takes it back, once it was applied to `text`."""
        start = min(self.start, len(text))
        return Edit(start, len(self.new), text[start : start + self.length])


class Walk:
    """Random edits of a text, always the same ones; when more than eight stand, all are taken back."""

    def __init__(self, text: str) -> None:
        self._first, self.text = text, text
        self._chance = random.Random(1)
        self._undo: list[Edit] = []

    def step(self) -> str:
        edit = random_edit(self.text, self._chance, self._first)
        self._undo.append(edit.inverse(self.text))
        self.text = edit.apply(self.text)
        return self.back() if len(self._undo) > _BACK else self.text

    def back(self) -> str:
        while self._undo:
            self.text = self._undo.pop().apply(self.text)
        return self.text


def random_edit(text: str, chance: random.Random, other: str) -> Edit:
    """One edit of `text`; names are taken from `other`, the text of a file near by."""
    roll = chance.random()
    at = chance.randrange(len(text) + 1)
    if roll < 0.2:
        return Edit(at, 0, chance.choice(_CHARACTERS))
    if roll < 0.27:
        return Edit(at, chance.choice((1, 1, 1, 2, 5, 30)), "")
    if roll < 0.36:
        return Edit(at, 0, chance.choice(_OPENERS))
    if roll < 0.62:
        return _of_token(text, at, chance, other)
    return _of_lines(text, chance)


def _of_token(text: str, at: int, chance: random.Random, other: str) -> Edit:
    found = _TOKEN.search(text, at)
    if found is None:
        return Edit(at, 0, chance.choice(_WORDS))
    start, length, roll = found.start(), len(found.group()), chance.random()
    if roll < 0.2:
        return Edit(start, length, "")
    if roll < 0.3:
        return Edit(start, 0, found.group())
    if roll < 0.75:
        name = _NAME.search(text, at)
        if name is None:
            return Edit(start, length, "x")
        new = _NAME.search(other, chance.randrange(len(other) + 1))
        return Edit(name.start(), len(name.group()), "renamed" if new is None else new.group())
    return Edit(start, 0, chance.choice(_WORDS))


def _of_lines(text: str, chance: random.Random) -> Edit:
    lines = text.splitlines(keepends=True) or [""]
    n = chance.randrange(len(lines))
    count = chance.choice((1, 1, 1, 2, 3, 8))
    start = sum(map(len, lines[:n]))
    taken = "".join(lines[n : n + count])
    roll = chance.random()
    if roll < 0.25:
        return Edit(start, len(taken), "")
    if roll < 0.4:
        return Edit(start, 0, taken)
    if roll < 0.55:
        up = "".join(lines[max(0, n - count) : n])
        return Edit(start - len(up), len(up) + len(taken), taken + up)
    if roll < 0.75:
        return Edit(start, len(taken), "".join(_indented(line, chance) for line in lines[n : n + count]))
    if roll < 0.85:
        return Edit(start, len(taken), "".join("# " + line for line in lines[n : n + count]))
    indent = re.match(r"[ \t]*", lines[n])
    return Edit(start, 0, (indent.group() if indent else "") + chance.choice(_WORDS))


def _indented(line: str, chance: random.Random) -> str:
    by = " " * chance.choice((1, 2, 4, 4, 4))
    return by + line if chance.random() < 0.5 else line.removeprefix(by)
