"""Text → tokens: labels, leaves and offsets, as three lists of equal length.

A token's label is its type (`NAME`, `NUMBER`, `STRING`, `NEWLINE`, `INDENT`, `DEDENT`, `FSTRING_START`,
`FSTRING_STRING`, `FSTRING_END`, `ERRORTOKEN`, `ERROR_DEDENT`, `ENDMARKER`) or, for an operator or a
keyword, itself. Its leaf is the one the tree will hold. Offsets count code points from the text's start.

Always
  - prefixes and values, in order, are the text;
  - the tokens of text that stock parso reads without error are those of stock parso;
  - one INDENT for every DEDENT; the last two tokens are a NEWLINE (of no width if the text lacks
    one after its last statement) and ENDMARKER, or ENDMARKER alone;
  - work is linear in the text, whatever it holds.

f-strings and t-strings are read as PEP 701 has them, for every target version.

Brackets: newlines inside them are blank. A bracket that is still open at the end, or before a line
that begins with a keyword which cannot stand inside brackets, ends its statement at the first later
line that is not indented more than the statement and looks like one (`name =`, `name(`, `@`, a
keyword); so does an open `{` of an f-string of one line at its line's end. Balanced text is never
touched. This takes a second pass over the text, never a third.

`indent` is the column at which the statements of the text stand: 0 for a module.
Does not know: the grammar, which words are soft keywords here (`keywords` decides that afterwards).
Method: parso's token rules in one regular expression over the whole text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from parso.python import tree

from pebre_analysis.syntax import grammar, layout, lexical, nodes


class Candidate:
    """A word at the start of a logical line that may be a soft keyword."""

    __slots__ = ("block", "index")

    def __init__(self, index: int, block: int) -> None:
        self.index = index  # of the token
        self.block = block  # index of the INDENT that opened the block it stands in, -1 for the outermost


class Tokens:
    """The tokens of a text."""

    __slots__ = ("candidates", "dedents", "faults", "labels", "leaves", "line_starts", "starts", "text", "unclosed")

    def __init__(self, text: str, line_starts: list[int]) -> None:
        self.text = text
        self.labels: list[str] = []
        self.leaves: list[nodes.Tree] = []
        self.starts: list[int] = []
        # Offset of column 0 of each line, by line number; entry 0 is unused.
        self.line_starts = line_starts
        self.candidates: list[Candidate] = []
        self.dedents: dict[int, int] = {}  # index of an INDENT → index of its DEDENT
        self.unclosed: frozenset[int] = frozenset()  # offsets of brackets that nothing closes
        self.faults: list[lexical.Fault] = []  # what no grammar is needed to see, by offset


class FString:
    """An f-string that is being read."""

    __slots__ = ("closers", "fields", "literal", "quote", "spec", "start")

    def __init__(self, opening: str, start: int, closers: int) -> None:
        quote = opening.lstrip("fFrRtT")
        self.quote = quote
        self.start = start
        self.literal = lexical.LITERALS[quote, "r" in opening or "R" in opening]
        self.spec = lexical.FORMAT_SPECS[quote]
        self.closers = closers  # how many brackets were open before it
        self.fields: list[bool] = []  # open replacement fields; has its format spec begun?


def tokenize(text: str, indent: int = 0, check: Callable[[], object] = lambda: None) -> Tokens:
    """The tokens of `text`. `check` is called now and then, and may raise."""
    tokens = _scan(text, indent, frozenset(), check)
    return _scan(text, indent, tokens.unclosed, check) if tokens.unclosed else tokens


_STEP: Final = 64  # lines between two looks at whether to stop, some 1 ms
_CLOSER: Final = {"(": ")", "[": "]", "{": "}"}
_FIELD: Final = "F"  # stands for the `}` that closes a replacement field
_SOFT: Final = ""

_WORDS: Final = {word: word for word in lexical.KEYWORDS} | dict.fromkeys(grammar.SOFT_KEYWORDS, _SOFT)


def _scan(text: str, indent: int, unclosed: frozenset[int], check: Callable[[], object]) -> Tokens:
    """One pass. With `unclosed` (of a first pass) the statements of these brackets end as described above."""
    size = len(text)
    line_starts = [0, 0]
    line_starts += [m.end() for m in lexical.LINE_ENDS.finditer(text)]
    tokens = Tokens(text, line_starts)
    labels, leaves, starts = tokens.labels, tokens.leaves, tokens.starts
    faults = tokens.faults
    finditer = lexical.TOKEN.finditer
    word = _WORDS.get
    new = object.__new__
    name_class, keyword_class, operator_class = tree.Name, tree.Keyword, tree.Operator
    name_kind, operator_kind, open_kind, close_kind = lexical.NAME, lexical.OPERATOR, lexical.OPEN, lexical.CLOSE
    newline_kind, number_kind, string_kind = lexical.NEWLINE, lexical.NUMBER, lexical.STRING
    label: Any  # a string wherever it is used
    kind: int | None = 0
    leaf: nodes.Tree

    pos = 0
    pending = ""  # prefix of the next token, without the blanks right before it
    if text.startswith(lexical.BOM):
        pos = line_starts[1] = 1
        pending = lexical.BOM
    line = 1
    line_start = pos
    next_line = line_starts[2] if len(line_starts) > 2 else size + 1
    lines = layout.Layout(text, indent, labels, leaves, starts, faults)
    tokens.dedents = lines.dedents
    indents = lines.columns
    closers: list[str] = []  # what closes the open brackets
    opened: list[int] = []  # their offsets
    fstrings: list[FString] = []
    lost: set[int] = set()  # brackets that nothing closed
    cut = False  # a broken string ended the line, so open brackets end with it
    literal = False
    doomed: FString | None = None  # an f-string of one line with a field that nothing closes

    match = lexical.BLANK_LINES_AT.match(text, pos)
    assert match is not None
    pending += match.group()
    pos = match.end()
    while pos >= next_line:
        line += 1
        line_start = next_line
        next_line = line_starts[line + 1] if line + 1 < len(line_starts) else size + 1
    first = lexical.BLANKS_AT.match(text, pos)
    assert first is not None
    lines.begin_line(first.group(), first.end(), line, line_start)

    while True:
        if literal:  # inside quotes of an f-string, outside of its fields
            literal = False
            fstring = fstrings[-1]
            in_spec = bool(fstring.fields) and fstring.fields[-1]
            match = (fstring.spec if in_spec else fstring.literal).match(text, pos)
            assert match is not None
            value = match.group()
            if value:
                labels.append("FSTRING_STRING")
                leaves.append(tree.FStringString(value, (line, pos - line_start)))
                starts.append(pos)
                pos = match.end()
                while pos >= next_line:
                    line += 1
                    line_start = next_line
                    next_line = line_starts[line + 1] if line + 1 < len(line_starts) else size + 1
            here = (line, pos - line_start)
            if text.startswith(fstring.quote, pos):
                if fstring.fields:
                    faults.append(lexical.Fault(lexical.OPEN_FIELD, pos, pos + 1, opened[-1]))
                labels.append("FSTRING_END")
                leaves.append(tree.FStringEnd(fstring.quote, here))
                starts.append(pos)
                pos += len(fstring.quote)
                fstrings.pop()
                del closers[fstring.closers :], opened[fstring.closers :]
            elif pos < size and text[pos] in "{}":
                value = text[pos]
                if value == "{":
                    closers.append(_FIELD)
                    opened.append(pos)
                    fstring.fields.append(False)
                    if doomed is None and pos in unclosed and len(fstring.quote) == 1:
                        doomed = fstring
                else:
                    literal = True
                    if in_spec:
                        fstring.fields.pop()
                        closers.pop()
                        opened.pop()
                labels.append(value)
                leaves.append(tree.Operator(value, here))
                starts.append(pos)
                pos += 1
                if literal:
                    continue
            elif not (in_spec and pos < size):
                # The quote is missing. (A line end in a format spec is allowed: the field may end below.)
                faults.append(lexical.Fault(lexical.OPEN_FSTRING, fstring.start, pos, -1))
                fstrings.pop()
                del closers[fstring.closers :], opened[fstring.closers :]
                cut = True

        for match in finditer(text, pos):
            kind = match.lastindex
            if kind == name_kind:
                prefix, value = match.group(1, 2)
                start = pos + len(prefix)
                pos = start + len(value)
                if pending:
                    prefix = pending + prefix
                    pending = ""
                starts.append(start)
                label = word(value)
                if label is None:
                    labels.append("NAME")
                    leaf = new(name_class)
                    leaf.value = value
                    leaf.line = line
                    leaf.column = start - line_start
                    leaf.prefix = prefix
                    leaves.append(leaf)
                elif label:
                    labels.append(label)
                    leaf = new(keyword_class)
                    leaf.value = value
                    leaf.line = line
                    leaf.column = start - line_start
                    leaf.prefix = prefix
                    leaves.append(leaf)
                else:
                    if not labels or labels[-1] in _LINE_STARTS:
                        tokens.candidates.append(Candidate(len(labels), lines.blocks[-1]))
                    labels.append("NAME")
                    leaves.append(tree.Name(value, (line, start - line_start), prefix))
                continue
            if kind == operator_kind:
                prefix, value = match.group(1, 3)
                start = pos + len(prefix)
                pos = start + len(value)
                if fstrings and closers[-1] == _FIELD and value[0] == ":":
                    label = value = ":"
                    pos = start + 1
                    leaf = new(operator_class)
                    fstrings[-1].fields[-1] = literal = True
                else:
                    if pending:
                        prefix = pending + prefix
                        pending = ""
                    leaf = new(operator_class)
                    leaf.value = value
                    leaf.line = line
                    leaf.column = start - line_start
                    leaf.prefix = prefix
                    labels.append(value)
                    leaves.append(leaf)
                    starts.append(start)
                    continue
            elif kind == open_kind:
                prefix, value = match.group(1, 4)
                start = pos + len(prefix)
                pos = start + 1
                label = value
                leaf = new(operator_class)
                closers.append(_CLOSER[value])
                opened.append(start)
            elif kind == close_kind:
                prefix, value = match.group(1, 5)
                start = pos + len(prefix)
                pos = start + 1
                label = value
                leaf = new(operator_class)
                if closers and closers[-1] == value:
                    closers.pop()
                    opened.pop()
                elif closers and closers[-1] == _FIELD and value == "}":
                    closers.pop()
                    opened.pop()
                    fstrings[-1].fields.pop()
                    literal = True
                else:
                    depth = _matching(closers, value, fstrings[-1].closers if fstrings else 0)
                    if closers:
                        faults.append(lexical.Fault(lexical.MISMATCH, start, pos, opened[-1]))
                    else:
                        faults.append(lexical.Fault(lexical.UNMATCHED, start, pos, -1))
                    if depth < 0:
                        label = "ERRORTOKEN"
                        leaf = nodes.error_leaf(label)
                    else:
                        literal = closers[depth] == _FIELD
                        for _ in range(closers[depth:].count(_FIELD)):
                            fstrings[-1].fields.pop()
                        del closers[depth:], opened[depth:]
            elif kind == newline_kind:
                if not line % _STEP:
                    check()
                prefix, comment, value, blank_lines, blanks = match.group(1, 6, 7, 8, 9)
                start = pos + len(prefix) + (len(comment) if comment else 0)
                ended = pos
                pos = match.end()
                if closers:
                    if doomed is not None:
                        if doomed in fstrings:
                            depth = doomed.closers
                            del fstrings[fstrings.index(doomed) :]
                            faults.append(lexical.Fault(lexical.OPEN_FIELD, ended, ended, opened[depth]))
                            lost.update(opened[depth:])
                            del closers[depth:], opened[depth:]
                            cut = True
                        doomed = None
                    if closers and (
                        cut
                        or lexical.BREAK.match(text, pos + len(blanks))
                        or (opened[0] in unclosed and _ends_here(text, pos, len(blanks), indents[-1], labels))
                    ):
                        lost.update(opened)
                        if not cut:
                            faults.append(lexical.Fault(lexical.NEVER_CLOSED, opened[-1], opened[-1] + 1, -1))
                        closers.clear()
                        opened.clear()
                        fstrings.clear()
                if closers:
                    pending += match.group()
                else:
                    leaf = new(tree.Newline)
                    leaf.value = value
                    leaf.line = line
                    leaf.column = start - line_start
                    leaf.prefix = pending + prefix + comment if comment else pending + prefix
                    leaves.append(leaf)
                    labels.append("NEWLINE")
                    starts.append(start)
                    pending = blank_lines
                while pos >= next_line:
                    line += 1
                    line_start = next_line
                    next_line = line_starts[line + 1] if line + 1 < len(line_starts) else size + 1
                if not closers:
                    cut = False
                    if lines.irregular or len(blanks) != indents[-1]:
                        lines.begin_line(blanks, pos + len(blanks), line, line_start)
                continue
            elif kind in (number_kind, string_kind):
                prefix, value = match.group(1, kind)
                start = pos + len(prefix)
                pos = start + len(value)
                if kind == number_kind:
                    label = "NUMBER"
                    leaf = new(tree.Number)
                else:
                    label = "STRING"
                    leaf = new(tree.String)
            elif kind == lexical.END:
                break
            elif kind == lexical.CONTINUATION or kind == lexical.COMMENT:
                pending += match.group()
                pos = match.end()
                while pos >= next_line:
                    line += 1
                    line_start = next_line
                    next_line = line_starts[line + 1] if line + 1 < len(line_starts) else size + 1
                continue
            else:
                prefix, value = match.group(1, kind or 0)
                start = pos + len(prefix)
                if kind == lexical.FSTRING_START:
                    fstrings.append(FString(value, start, len(closers)))
                    label = "FSTRING_START"
                    leaf = new(tree.FStringStart)
                    literal = True
                elif kind == lexical.ANY_NAME:
                    if value.isidentifier():
                        label = word(value) or "NAME"
                        leaf = new(name_class if label == "NAME" else keyword_class)
                    else:
                        value, legal = _first_part(value)
                        label = "NAME" if legal else "ERRORTOKEN"
                        leaf = new(name_class) if legal else nodes.error_leaf(label)
                elif kind == lexical.OTHER:
                    label = "ERRORTOKEN"
                    leaf = nodes.error_leaf(label)
                else:
                    quoted = value.lstrip("bBrRuU")
                    quote = quoted[0] * (3 if kind == lexical.UNTERMINATED_TRIPLE else 1)
                    if fstrings and fstrings[-1].quote == quote and len(quoted) == len(value):
                        # The f-string's own quote: its field is not closed.
                        fstring = fstrings.pop()
                        faults.append(lexical.Fault(lexical.OPEN_FIELD, start, start + 1, opened[-1]))
                        del closers[fstring.closers :], opened[fstring.closers :]
                        value = quote
                        label = "FSTRING_END"
                        leaf = new(tree.FStringEnd)
                    else:
                        fault = lexical.OPEN_STRING if len(quote) == 1 else lexical.OPEN_TRIPLE
                        faults.append(lexical.Fault(fault, start, start + len(value), -1))
                        cut = True
                        label = "STRING"
                        leaf = nodes.error_leaf(label)
                pos = start + len(value)

            leaf.value = value
            leaf.line = line
            leaf.column = start - line_start
            if pending:
                leaf.prefix = pending + prefix
                pending = ""
            else:
                leaf.prefix = prefix
            leaves.append(leaf)
            labels.append(label)
            starts.append(start)
            while pos >= next_line:
                line += 1
                line_start = next_line
                next_line = line_starts[line + 1] if line + 1 < len(line_starts) else size + 1
            if literal or pos != match.end():
                break
        if kind == lexical.END:
            break

    ended = pos
    pending += text[pos:]
    if closers:
        lost.update(opened)
        if not cut:
            faults.append(lexical.Fault(lexical.NEVER_CLOSED, opened[-1], opened[-1] + 1, -1))
    if labels and labels[-1] not in _LINE_STARTS:
        labels.append("NEWLINE")
        leaves.append(tree.Newline("", (line, ended - line_start)))
        starts.append(ended)
    while size >= next_line:
        line += 1
        line_start = next_line
        next_line = line_starts[line + 1] if line + 1 < len(line_starts) else size + 1
    lines.end(size, line, size - line_start)
    labels.append("ENDMARKER")
    leaves.append(tree.EndMarker("", (line, size - line_start), pending))
    starts.append(size)
    tokens.unclosed = frozenset(lost)
    return tokens


def _ends_here(text: str, pos: int, column: int, indent: int, labels: list[str]) -> bool:
    """At a line end inside a bracket that nothing closes: does its statement end, before the line at `pos`?"""
    if column <= indent:
        return lexical.STATEMENT.match(text, pos + column) is not None
    if labels[-1] != ":":
        return False
    # A deeper line after a `:`: the block of a header.
    i = len(labels) - 1
    while i > 0 and labels[i - 1] not in _LINE_STARTS:
        i -= 1
    return labels[i] in _HEADERS


_HEADERS: Final = frozenset(("if", "elif", "for", "while", "with", "def", "class", "except", "async"))
_LINE_STARTS: Final = frozenset(("NEWLINE", "INDENT", "DEDENT", "ERROR_DEDENT"))


def _matching(closers: list[str], value: str, floor: int) -> int:
    """Index of the innermost open bracket that `value` closes, -1 for none; fields end the search."""
    for depth in range(len(closers) - 1, floor - 1, -1):
        if closers[depth] == value:
            return depth
        if closers[depth] == _FIELD:
            return depth if value == "}" else -1
    return -1


def _first_part(word: str) -> tuple[str, bool]:
    """The longest start of `word` that is an identifier, and True; else the longest without one, and False."""
    # What begins an identifier is one, so the longest such start is found by halving.
    shortest, longest = 0, len(word)
    while shortest < longest:
        middle = (shortest + longest + 1) // 2
        if word[:middle].isidentifier():
            shortest = middle
        else:
            longest = middle - 1
    if shortest:
        return word[:shortest], True
    n = 0
    while n < len(word) and not word[n].isidentifier():
        n += 1
    return word[:n], False
