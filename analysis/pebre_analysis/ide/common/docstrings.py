"""A docstring as Markdown: reStructuredText, Google and NumPy styles, and plain text.

In:  the raw text of a docstring (quotes and escapes already resolved).
Out: Markdown without HTML: prose keeps its line breaks where they carry meaning (lists, indented
     blocks), code and doctests are fenced, field lists and sections become bullet lists.
Always
  - every word of the docstring is in the result, but for what roles and links point to behind their text;
  - text that follows no known form comes out as it is, with what Markdown would eat escaped;
  - cost is linear in the text, nothing raises.
Does not know: what the names in the docstring mean.
"""

import re

_FIELD = re.compile(r":(\w+)((?:\s+[^:`]+)?):(?:\s+(.*))?$")
_SECTION = re.compile(
    r"(Args|Arguments|Parameters|Params|Other Parameters|Keyword Args|Keyword Arguments|Attributes|"
    r"Returns?|Yields?|Receives|Raises|Warns|Exceptions|Examples?|Notes?|See Also|References|Methods|"
    r"Todo|Warnings?|Tip|Hint):\s*$"
)
_OF_PARAMETERS = frozenset((
    "Args", "Arguments", "Parameters", "Params", "Other Parameters", "Keyword Args", "Keyword Arguments",
))  # fmt: skip
_UNDERLINE = re.compile(r"([=\-~^\"'`#*+.])\1{2,}\s*$")
_DIRECTIVE = re.compile(r"\.\.\s+([\w:-]+)::\s*(.*)$")
_ENTRY = re.compile(r"(\*{0,2}[\w.]+(?:\s*,\s*\*{0,2}[\w.]+)*)\s*(?:\(([^)]*)\))?\s*:(?:\s+(.*))?$")
_NUMPY_ENTRY = re.compile(r"(\*{0,2}[\w.]+(?:\s*,\s*\*{0,2}[\w.]+)*)\s*:\s*(.*)$")
_ROLE = re.compile(r":((?:[\w+-]+:)?[\w+-]+):`([^`]+)`")
_LITERAL = re.compile(r"``(.+?)``")
_LINK = re.compile(r"`([^`<]+?)\s*<([^>`]+)>`__?")
_REFERENCE = re.compile(r"`([^`]+)`_\b")
_LIST_ITEM = re.compile(r"(?:[-*+•]|\d+[.)]|#\.)\s+")
_TITLES = {
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
}
_ADMONITIONS = {
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
# Roles that say what kind of thing is meant, which its name shows too; others (`pep`, `issue`) are part of the text.
_ROLES = {
    "any",
    "attr",
    "class",
    "code",
    "command",
    "const",
    "data",
    "dfn",
    "doc",
    "envvar",
    "exc",
    "file",
    "func",
    "kbd",
    "keyword",
    "math",
    "meth",
    "mod",
    "obj",
    "option",
    "paramref",
    "program",
    "ref",
    "samp",
    "sub",
    "sup",
    "term",
    "token",
    "type",
}
_CODE = {"code", "code-block", "sourcecode", "doctest", "testcode", "ipython", "prompt"}


def clean(text: str) -> str:
    """The docstring without the indentation its place in the source gave it, and without blank edges."""
    lines = text.expandtabs().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    margin = min((len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()), default=0)
    lines = [lines[0].strip(), *(line[margin:].rstrip() for line in lines[1:])]
    return "\n".join(lines).strip("\n")


def to_markdown(text: str) -> str:
    """The whole docstring as Markdown; empty for a blank one."""
    return _Writer(clean(text).split("\n")).write()


def of_parameters(text: str) -> dict[str, str]:
    """What the docstring says of parameters, by name, as Markdown."""
    writer = _Writer(clean(text).split("\n"))
    writer.write()
    return writer.parameters


def summary(text: str) -> str:
    """The first paragraph on one line, as plain text."""
    return " ".join(clean(text).split("\n\n", 1)[0].split())


class _Writer:
    """Walks the lines once; `at` is the next one. Each method takes what it understands."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0
        self.out: list[str] = []
        self.title = ""  # heading of the field list being written
        self.parameters: dict[str, str] = {}
        self.takes_parameters = False  # whether the section being written is about them

    def write(self) -> str:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            bare = line.strip()
            if not bare:
                self._blank()
                self.at += 1
            elif bare.startswith(">>>"):
                self._doctest()
            elif bare.startswith(("```", "~~~")):
                self._fenced(bare[:3])
            elif (field := _FIELD.match(bare)) and line[:1] == ":":
                self._field(field)
            elif directive := _DIRECTIVE.match(bare):
                self._directive(directive, _indent(line))
            elif self._is_heading():
                self._numpy_section()
            elif _SECTION.match(line):
                self._google_section(bare[:-1])
            else:
                self._prose(line)
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(self.out))
        return text.strip("\n")

    # ---- plain text ---------------------------------------------------------------------------

    def _blank(self) -> None:
        self.title = ""
        if self.out and self.out[-1]:
            self.out.append("")

    def _prose(self, line: str) -> None:
        self.at += 1
        opens_literal = line.rstrip().endswith("::")
        if opens_literal:
            line = line.rstrip()[:-1]
            line = "" if line.strip() == ":" else line
        indent = _indent(line)
        if line.strip():
            shown = inline(line.strip())
            keep = min(indent, 12) if _LIST_ITEM.match(line.strip()) or self._continues_list(indent) else 0
            self.out.append(" " * keep + shown)
        if opens_literal:
            self._literal_block(indent)

    def _continues_list(self, indent: int) -> bool:
        return bool(indent and self.out and self.out[-1] and (self.out[-1][0] == " " or _LIST_ITEM.match(self.out[-1])))

    # ---- code ---------------------------------------------------------------------------------

    def _code(self, body: list[str], language: str) -> None:
        while body and not body[-1].strip():
            body.pop()
        while body and not body[0].strip():
            body.pop(0)
        if not body:
            return
        margin = min(_indent(line) for line in body if line.strip())
        fence = "````" if any("```" in line for line in body) else "```"
        self._blank()
        self.out += [fence + language, *(line[margin:] for line in body), fence, ""]

    def _doctest(self) -> None:
        start = self.at
        while self.at < len(self.lines) and self.lines[self.at].strip():
            self.at += 1
        self._code(self.lines[start : self.at], "python")

    def _fenced(self, fence: str) -> None:
        self._blank()
        self.out.append(self.lines[self.at].strip())
        self.at += 1
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            self.out.append(line)
            if line.strip() == fence:
                return
        self.out.append(fence)

    def _literal_block(self, indent: int) -> None:
        self._code(self._deeper(indent), "")

    def _deeper(self, indent: int) -> list[str]:
        """Takes the lines that are blank or indented more than `indent`."""
        start = self.at
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.strip() and _indent(line) <= indent:
                break
            self.at += 1
        return self.lines[start : self.at]

    # ---- reStructuredText ---------------------------------------------------------------------

    def _field(self, field: re.Match[str]) -> None:
        kind, name, text = field[1], field[2].strip(), field[3] or ""
        self.at += 1
        text = " ".join([text, *(line.strip() for line in self._deeper(0))]).strip()
        title = _TITLES.get(kind, "")
        if title != self.title:
            if title:
                self._blank()
                self.out += [f"**{title}**", ""]
            self.title = title
        if kind in ("type", "rtype", "vartype"):
            name, text = name or "return type", f"`{text.strip('`')}`" if text else ""
        elif title in ("Returns", "Yields"):
            name = ""
        typed, _, last = name.rpartition(" ") if title else ("", "", name)
        if title == "Parameters" and text:
            self.parameters[last.lstrip("*\\")] = inline(text)
        shown = f"`{last}`" if last else ""
        shown += f" (`{typed}`)" if typed else ""
        label = "" if title or kind in ("type", "rtype", "vartype") else f"{kind}: "
        self.out.append("- " + label + " — ".join(part for part in (shown, inline(text)) if part))

    def _directive(self, directive: re.Match[str], indent: int) -> None:
        name, argument = directive[1].lower(), directive[2].strip()
        self.at += 1
        body = self._deeper(indent)
        if name in _CODE:
            while body and body[0].strip().startswith(":"):
                body.pop(0)
            self._code(body, argument or "python")
            return
        self._blank()
        if name in _ADMONITIONS:
            titles = {
                "versionadded": "Added in version",
                "versionchanged": "Changed in version",
                "deprecated": "Deprecated since",
                "seealso": "See also",
            }
            title = titles.get(name, name.capitalize())
            head = f"**{title} {argument}**" if name in titles and argument else f"**{title}**"
            rest = "" if name in titles else inline(argument)
            self.out.append(" ".join(part for part in (head, rest) if part))
        else:
            self.out.append(inline(f"{name}: {argument}" if argument else name))
        self._nested(body)

    def _nested(self, body: list[str]) -> None:
        if any(line.strip() for line in body):
            margin = min(_indent(line) for line in body if line.strip())
            inner = _Writer([line[margin:] for line in body]).write()
            self.out += ["", *inner.split("\n"), ""]

    # ---- Google and NumPy sections --------------------------------------------------------------

    def _google_section(self, title: str) -> None:
        self.at += 1
        body = self._deeper(_indent(self.lines[self.at - 1]))
        self._section(title, body, _ENTRY)

    def _is_heading(self) -> bool:
        here, below = self.lines[self.at], self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
        return bool(here.strip() and not here[0].isspace() and len(here) <= 80 and _UNDERLINE.match(below))

    def _numpy_section(self) -> None:
        title = self.lines[self.at].strip()
        self.at += 2
        start = self.at
        while self.at < len(self.lines) and not self._is_heading():
            self.at += 1
        body = self.lines[start : self.at]
        if _SECTION.match(title + ":"):
            self._section(title, body, _NUMPY_ENTRY)
        else:
            self._blank()
            self.out += [f"**{inline(title)}**", ""]
            self._nested(body)

    def _section(self, title: str, body: list[str], entry: re.Pattern[str]) -> None:
        self._blank()
        self.out += [f"**{title}**", ""]
        while body and not body[0].strip():
            body = body[1:]
        if not body:
            return
        margin = min(_indent(line) for line in body if line.strip())
        body = [line[margin:] for line in body]
        self.takes_parameters = title in _OF_PARAMETERS
        listed = not title.startswith(("Example", "Note", "See", "Reference", "Todo", "Warning", "Tip", "Hint"))
        if listed and entry is _NUMPY_ENTRY and any(line[:1] == " " for line in body):
            self._entries(body, entry, bare=True)
        elif listed and entry.match(body[0]):
            self._entries(body, entry, bare=False)
        else:
            self._nested(body)

    def _entries(self, body: list[str], entry: re.Pattern[str], bare: bool) -> None:
        """Each unindented line opens an entry; indented lines continue it."""
        at = 0
        while at < len(body):
            line = body[at]
            at += 1
            if not line.strip():
                continue
            found = entry.match(line)
            rest: list[str] = []
            while at < len(body) and (not body[at].strip() or body[at][0] == " "):
                rest.append(body[at])
                at += 1
            text = " ".join(part.strip() for part in rest if part.strip())
            if found is not None and entry is _ENTRY:
                kind = f" (`{found[2]}`)" if found[2] else ""
                text = " ".join(filter(None, (found[3], text)))
                self.out.append(f"- `{found[1]}`{kind} — {inline(text)}")
            elif found is not None:
                kind = f" (`{found[2].strip('`')}`)" if found[2] else ""
                self.out.append(f"- `{found[1]}`{kind}" + (f" — {inline(text)}" if text else ""))
            elif bare:
                self.out.append(f"- `{line.strip('`')}`" + (f" — {inline(text)}" if text else ""))
            else:
                self.out.append(inline(" ".join(filter(None, (line.strip(), text)))))
            if self.takes_parameters and text and (found is not None or bare):
                names = line if found is None else found[1]
                self.parameters.update(dict.fromkeys([each.strip("* `") for each in names.split(",")], inline(text)))
        self.out.append("")


def inline(text: str) -> str:
    """Inline markup of reStructuredText as Markdown; characters Markdown would eat are escaped outside code."""
    pieces: list[str] = []
    at = 0
    for found in _INLINE.finditer(text):
        pieces.append(_escape(text[at : found.start()]))
        whole = found[0]
        if link := _LINK.fullmatch(whole):
            pieces.append(f"[{_escape(link[1])}]({link[2]})")
        elif role := _ROLE.fullmatch(whole):
            shown = role[2].split("<")[0].strip() or role[2]
            kind = role[1].rpartition(":")[2]
            pieces.append(f"`{shown.lstrip('~!')}`" if kind in _ROLES else f"{_escape(kind)} `{shown}`")
        elif literal := _LITERAL.fullmatch(whole):
            pieces.append(f"`{literal[1]}`" if "`" not in literal[1] else f"`` {literal[1]} ``")
        elif reference := _REFERENCE.fullmatch(whole):
            pieces.append(_escape(reference[1]))
        else:
            pieces.append(whole)
        at = found.end()
    pieces.append(_escape(text[at:]))
    return "".join(pieces)


_INLINE = re.compile(
    "|".join(p.pattern for p in (_LITERAL, _ROLE, _LINK)) + r"|`[^`]+`_\b|`[^`]+`|\*\*[^*\s][^*]*\*\*|"
    r"(?<![\w*])\*[^*\s][^*]*\*(?![\w*])|https?://[^\s)>\]]+"
)


def _escape(text: str) -> str:
    text = re.sub(r"([\\*<])", r"\\\1", text)
    # An underscore inside a word is no markup; at a word's edge it is.
    return re.sub(r"(?<![^\W_])_+|_+(?![^\W_])", lambda found: found[0].replace("_", "\\_"), text)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
