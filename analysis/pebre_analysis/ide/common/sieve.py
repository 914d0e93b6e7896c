"""Which places of a word may mean what is looked for, as far as the text around them shows: the others are not parsed.

In:  what is looked for; a file, its text.
Out: the parts of its places in which that may be named, and of each place the part.
Always, of what each identity may be named by:
  - a name of a function: the word alone, in its file; a parameter also as the name of an argument, in any file;
  - a name of a module: what stands behind a dot; the word alone in its file, and in files that may import the word;
  - a member of a class: what stands behind a dot, the name of an argument, the word alone in the body of a class.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.common import identity, words
from pebre_analysis.modules import module
from pebre_analysis.semantic import scope, use_def
from pebre_analysis.source import source_text
from pebre_analysis.syntax import chunk, ir, outline, sketch
from pebre_analysis.types.algebra import sources

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.semantic import region
    from pebre_analysis.source import files

_SPACE: Final = r"(?:\s|\\|\#[^\r\n]*)*+"
_EQUALS: Final = re.compile(rf"{_SPACE}=(?!=)")
_CLASS: Final = re.compile(r"\bclass\b")
_STAR: Final = re.compile(r"import[\s\\(]*\*")  # begins with plain text, which is searched for by itself
_COMMENT: Final = re.compile(r"#[^\r\n]*")
_KEYWORD: Final = re.compile(r"\b(?:import|from)\b")
_NAMES: Final = re.compile(r"(?:[\w \t\f,.*]|\\(?:\r\n?|\n))*(?:\([\w\s,.*\\]*)?")  # on one line, or in brackets
_LONGEST: Final = 200  # code points before a word, on its line or above, that are looked at


# The parts: where a word stands.
DOTTED: Final = 0  # behind the dot of an attribute
UNSURE: Final = 1  # perhaps
ARGUMENT: Final = 2  # alone, an equals sign behind it
IN_CLASS: Final = 3  # alone in the body of a class, perhaps, and not in that of a function of it
ALONE: Final = 4
PARTS: Final = (DOTTED, UNSURE, ARGUMENT, IN_CLASS, ALONE)
_ANY_ALONE: Final = (ARGUMENT, IN_CLASS, ALONE)


class Sieve:
    """See the module's docstring. For one question."""

    def __init__(self, db: database.ProjectDatabase, word: str, meant: Iterable[identity.Identity]) -> None:
        self._word = word
        self._homes: set[files.File] = set()  # of names that are seen there without an import
        self._always = {UNSURE}  # parts that count in each file
        self._of_modules = self._is_open = False  # open: all parts count
        for each in meant:
            self._add(each)
        if self._of_modules and not self._is_open:
            builtins = sources.stdlib_file(db, "builtins")
            # What is built in needs no import.
            self._is_open = builtins is not None and word in source_text.source_text(db, builtins).text

    def _add(self, each: identity.Identity) -> None:
        if isinstance(each, module.Module):
            self._of_modules = True
            self._always.add(DOTTED)
            return
        if each.name != self._word:
            self._is_open = True
        elif each.inner is None and each.scope.kind == scope.CLASS:
            self._always.update((DOTTED, ARGUMENT, IN_CLASS))
            return
        elif each.inner is None and each.scope.kind != scope.FUNCTION:
            self._of_modules = True
            self._always.add(DOTTED)
        elif each.inner is None and is_argument(each.scope.body, each.name):
            self._always.add(ARGUMENT)
        self._homes.add(each.scope.file)

    def parts(self, file: files.File, text: str) -> set[int]:
        """The parts in which the file may name it."""
        # What a stub names is also what the source behind it defines.
        if self._is_open or file.is_stub:
            return set(PARTS)
        if file in self._homes or (self._of_modules and imports(text, self._word)):
            return self._always.union(_ANY_ALONE)
        return self._always


def parts_in(text: str, places: Iterable[int], word: str) -> set[int]:
    """The parts to which the places of the word may belong, without a look at the code."""
    found: set[int] = set()
    for offset in places:
        is_dotted = _is_dotted(text, offset)
        if is_dotted is not False:
            found.add(UNSURE if is_dotted is None else DOTTED)
        elif _EQUALS.match(text, offset + len(word)):
            found.add(ARGUMENT)
        else:
            found.update((IN_CLASS, ALONE))
    return found


def is_of_part(db: database.ProjectDatabase, file: files.File, text: str, offset: int, word: str, part: int) -> bool:
    """Whether a place of the word belongs to a part."""
    is_dotted = _is_dotted(text, offset)
    if is_dotted is not False:
        return part == (UNSURE if is_dotted is None else DOTTED)
    if part not in _ANY_ALONE:
        return False
    if _EQUALS.match(text, offset + len(word)):
        return part == ARGUMENT
    return part != ARGUMENT and (part == IN_CLASS) is _is_in_class(db, file, offset)


def stands_alone(text: str, offset: int, word: str) -> bool:
    """Whether the word surely stands behind no dot and before no equals sign."""
    return _is_dotted(text, offset) is False and _EQUALS.match(text, offset + len(word)) is None


def _is_in_class(db: database.ProjectDatabase, file: files.File, offset: int) -> bool:
    found = outline.outline(db, file).innermost(offset)
    if found is None:
        return False
    start, part = found
    body = 0
    if part.context & chunk.IN_CLASS:
        body = sketch.body_of_function(part)
        if body < 0 or offset - start < body:
            return True
    return _CLASS.search(part.text, body) is not None


def is_argument(body: region.Region | None, name: str) -> bool:
    """Whether callers of the function with this body may write the name: that of a parameter without stars."""
    for each in () if body is None else body.index.bindings:
        if each.kind == use_def.PARAMETER and each.place == name and not each.scope:
            return not (isinstance(each.node, ir.Parameter) and each.node.kind in (ir.VARIADIC, ir.KEYWORDS))
    return False


def imports(text: str, word: str) -> bool:
    """Whether a text may import the word, or all that some module has."""
    if "import" not in text:
        return False
    return _STAR.search(text) is not None or any(_is_imported(text, each) for each in words.finder(word)(text))


def _is_imported(text: str, offset: int) -> bool:
    """Whether nothing but names stands between the word and an `import` or `from` above it."""
    end = offset
    while True:
        begin = max(text.rfind("import", 0, end), text.rfind("from", 0, end))
        if begin < 0:
            return False
        if _KEYWORD.match(text, begin) is None:
            end = begin  # it is part of a name
            continue
        between = text[begin:offset]
        if _NAMES.fullmatch(_COMMENT.sub("", between)) is not None:
            return True
        if text.find("#", max(text.rfind("\n", 0, begin), 0), begin) < 0:
            return False
        end = begin  # that one may stand in a comment


def _is_dotted(text: str, offset: int) -> bool | None:
    """Whether the word stands behind the dot of an attribute; None if a look at the text does not tell."""
    before = text[max(0, offset - _LONGEST) : offset]
    line = before.rstrip(" \t")
    if line and line[-1] not in "\r\n":
        if line[-1] == "\\":
            return None
        return None if line.endswith("..") else line[-1] == "."
    above = before.rstrip()
    if not above:
        return None if offset > _LONGEST else False
    above = above[max(above.rfind("\n"), above.rfind("\r")) + 1 :]
    return None if above[-1] in ".\\" or "#" in above else False
