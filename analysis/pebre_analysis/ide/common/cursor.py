"""What is being typed at a cursor: an attribute, a name, part of an import, text in a string, or nothing to complete.

In:  a file and an offset.
Out: a `Cursor`: the word begun before the offset, what kind of word belongs there, and where that is in the code.
Always
  - broken code counts as what it is about to be: the parser gives `x.` an attribute without a name;
  - in comments, docstrings and numbers, and where a new name is being made, nothing is completed;
  - what the tree does not say (an empty line) is told from the indentation.
Does not know: which names there are.
"""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.ide.common import target
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import navigation
from pebre_analysis.semantic import region as regions
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.source import files, ranges
from pebre_analysis.syntax import comments, covering, ir, outline, outlined, parsed

if TYPE_CHECKING:
    from pebre_analysis.project import database


class Kind(enum.Enum):
    """What belongs at the cursor."""

    ATTRIBUTE = "attribute"  # behind a dot
    NAME = "name"  # an expression, or a statement's first word
    OPERATOR = "operator"  # behind a complete expression: a word such as `and`, `if`
    MODULE = "module"  # a module's name in an import
    MEMBER = "member"  # in `from module import`
    IMPORT = "import"  # the word `import` itself
    OVERRIDE = "override"  # the name behind `def`
    TEXT = "text"  # in a string


class Cursor(msgspec.Struct, frozen=True):
    """See the module's docstring. `steps`: nodes at the word with offsets in the file, outermost first."""

    file: files.File
    offset: int
    kind: Kind
    prefix: str
    word: ranges.TextRange  # of the whole word, also what stands behind the cursor
    steps: tuple[covering.Step, ...]
    region: regions.Region | None  # what numbers the innermost node
    scope: scopes.Scope
    is_first: bool  # the word begins its line
    indent: str  # what the line begins with
    level: int = 0  # of MODULE and MEMBER: leading dots
    module: str = ""  # of MODULE: what stands before the last dot; of MEMBER: the whole name

    def above(self, kind: type[ir.Node] | tuple[type[ir.Node], ...]) -> ir.Node | None:
        """The innermost node of a kind around."""
        return next((step.node for step in reversed(self.steps) if isinstance(step.node, kind)), None)


_FROM: Final = re.compile(r"from\s+(?P<dots>[.\s]*)(?P<name>[\w.]*)\Z")
_MEMBER: Final = re.compile(r"from\s*(?P<dots>[.\s]*)(?P<name>[\w.]*)\s*\bimport\b(?P<rest>[\w\s,()\\]*)\Z")
_AFTER_MODULE: Final = re.compile(r"from\s+[.\s]*[\w.]*(?<=[\w.])\s+\w*\Z")
_IMPORT: Final = re.compile(r"import\s+(?:.*,\s*)?(?P<name>[\w.]*)\Z", re.S)
_AS: Final = re.compile(r"\bas\s+\w*\Z")
_NUMBER: Final = re.compile(r"(?<![\w.])\d[\w.]*\Z")
_NEW_NAME: Final = frozenset(("class", "as", "global", "nonlocal"))
# Words behind which an expression begins, so that what stands before the cursor is not complete.
_BEFORE_EXPRESSION: Final = frozenset((
    "and", "assert", "async", "await", "case", "del", "elif", "else", "except", "for", "from", "if", "in", "is",
    "lambda", "match", "not", "or", "raise", "return", "try", "while", "with", "yield",
))  # fmt: skip
_CLOSERS: Final = frozenset(")]}'\"")


def at(db: database.ProjectDatabase, file: files.File, offset: int) -> Cursor | None:
    """What is being typed at the offset; None where nothing can be completed."""
    of = outline.outline(db, file)
    text = of.text
    if not 0 <= offset <= len(text):
        return None
    word = _word(text, offset)
    found = covering.node_at(of, word.end if word.start < word.end else offset)
    steps = tuple(found.steps) if found is not None else ()
    region = target.region_of(db, file, found) if found is not None and steps else None
    line = text[_line_start(text, word.start) : word.start]
    index = semantic_index.semantic_index(db, file)
    # A `def` that is being named is looked at from outside.
    named = _last_word(line.rstrip()) == "def"
    scope = navigation.scope_at(index, word.start - len(line.lstrip()) if named else word.start)
    is_first = not line.strip()
    indent = line[: len(line) - len(line.lstrip())]

    def cursor(kind: Kind, level: int = 0, module: str = "") -> Cursor:
        prefix = text[word.start : offset]
        return Cursor(file, offset, kind, prefix, word, steps, region, scope, is_first, indent, level, module)

    if _in_comment(of, found, offset) or _in_docstring(of, offset):
        return None
    if steps and isinstance(steps[-1].node, ir.Str | ir.Bytes) and steps[-1].start < offset:
        inside = _inside(text, steps[-1], offset)
        return (
            None
            if inside is None
            else Cursor(
                file, offset, Kind.TEXT, text[inside.start : offset], inside, steps, region, scope, False, indent
            )
        )
    if steps and isinstance(steps[-1].node, ir.Parameter) and word.start <= steps[-1].start + 2:
        return None
    return _import(cursor, _statement_text(text, offset, steps)) or _expression(cursor, text, word, line)


def _expression(cursor: _Make, text: str, word: ranges.TextRange, line: str) -> Cursor | None:
    before = line.rstrip()
    if before.endswith(".") and not before.endswith(".."):
        return None if _NUMBER.search(before) else cursor(Kind.ATTRIBUTE)
    if _NUMBER.search(line + text[word.start : word.end]):
        return None
    last = _last_word(before)
    if last == "def":
        return cursor(Kind.OVERRIDE)
    if last in _NEW_NAME:
        return None
    if before and (before[-1] in _CLOSERS or (last and last not in _BEFORE_EXPRESSION)) and before != line:
        return cursor(Kind.OPERATOR)
    return cursor(Kind.NAME)


def _import(cursor: _Make, statement: str) -> Cursor | None:
    if not statement.startswith(("from", "import")):
        return None
    if found := _MEMBER.match(statement):
        if _AS.search(found["rest"]):
            return None
        return cursor(Kind.MEMBER, found["dots"].count("."), found["name"])
    if found := _FROM.match(statement):
        return cursor(Kind.MODULE, found["dots"].count("."), found["name"].rpartition(".")[0])
    if _AFTER_MODULE.match(statement):
        return cursor(Kind.IMPORT)
    if found := _IMPORT.match(statement):
        return cursor(Kind.MODULE, 0, found["name"].rpartition(".")[0])
    return None


# ---- the text around -------------------------------------------------------------------------------------


def _word(text: str, offset: int) -> ranges.TextRange:
    """The word that holds the offset or touches it, perhaps empty."""
    start = end = offset
    while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    return ranges.TextRange(start, end)


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _last_word(before: str) -> str:
    found = re.search(r"\w+\Z", before)
    return found[0] if found is not None else ""


def _statement_text(text: str, offset: int, steps: tuple[covering.Step, ...]) -> str:
    """An import statement up to the cursor: from where the tree says it begins, else the cursor's line."""
    for step in reversed(steps):
        if isinstance(step.node, ir.Import | ir.ImportFrom):
            return text[step.start : offset]
    return text[_line_start(text, offset) : offset].lstrip().rpartition(";")[2].lstrip()


def _in_comment(of: outlined.Outline, found: covering.Found | None, offset: int) -> bool:
    if found is None:
        return of.text.rfind("#", _line_start(of.text, offset), offset) >= 0
    start, part = found.chunks[-1]
    if part.text.find("#", 0, offset - start) < 0:
        return False
    return any(low < offset - start <= high for low, high in comments.between(part.text))


def _in_docstring(of: outlined.Outline, offset: int) -> bool:
    """Whether the offset lies between the quotes of a docstring, which is no node."""
    return any(
        start + low < offset < start + high
        for start, part in of.path_to(offset)
        for _, _, low, high in parsed.lowered_of(part).docstrings
    )


_OPENING: Final = re.compile(r"[rRbBuU]*(\"\"\"|'''|\"|')")


def _inside(text: str, step: covering.Step, offset: int) -> ranges.TextRange | None:
    """What stands between the quotes of a literal that holds the offset; None outside, and for literals in a row."""
    opening = _OPENING.match(text, step.start, step.end)
    if opening is None or offset < opening.end():
        return None
    end = step.end
    if end - len(opening[1]) >= opening.end() and text.endswith(opening[1], step.start, end):
        end -= len(opening[1])
    if offset > end or opening[1] in text[opening.end() : end]:
        return None
    return ranges.TextRange(opening.end(), end)


if TYPE_CHECKING:
    from typing import Protocol

    class _Make(Protocol):
        def __call__(self, kind: Kind, level: int = 0, module: str = "") -> Cursor: ...
