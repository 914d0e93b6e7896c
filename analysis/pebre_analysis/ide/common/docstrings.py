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

import functools
import re
from collections.abc import Mapping
from typing import NamedTuple

from pebre_analysis.ide.common import docstring_forms as forms
from pebre_analysis.ide.common import inline_markup, set_off


def clean(text: str) -> str:
    """The docstring without the indentation its place in the source gave it, and without blank edges."""
    lines = text.expandtabs().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    margin = min((len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()), default=0)
    lines = [lines[0].strip(), *(line[margin:].rstrip() for line in lines[1:])]
    return "\n".join(lines).strip("\n")


class Written(NamedTuple):
    """A docstring as Markdown: all of it, empty for a blank one; what it says of parameters, by name; of attributes."""

    whole: str
    parameters: dict[str, str]
    attributes: dict[str, str]


@functools.lru_cache(maxsize=2)  # the overloads of a function have it in common; so has a class with its constructor
def written(text: str) -> Written:
    """The docstring as Markdown."""
    writer = _Writer(clean(text).split("\n"))
    whole = writer.write()
    return Written(whole, writer.parameters, writer.attributes)


def to_markdown(text: str) -> str:
    """The whole docstring as Markdown; empty for a blank one."""
    return written(text).whole


def of_parameters(text: str) -> Mapping[str, str]:
    """What the docstring says of parameters, by name, as Markdown."""
    return written(text).parameters


def of_attributes(text: str) -> Mapping[str, str]:
    """What the docstring of a class says of its attributes, by name, as Markdown."""
    found = written(text)
    return {**found.parameters, **found.attributes}


def summary(text: str) -> str:
    """The first paragraph on one line, as plain text."""
    return " ".join(clean(text).split("\n\n", 1)[0].split())


class _Writer:
    """Walks the lines once; `at` is the next one. Each method takes what it understands."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0
        self.out: list[str] = []
        self.around = 0  # indentation of the prose above
        self.looked_at = 0  # up to where it is known whether what is set off is code
        self.behind_term = -1  # the line behind the last term and what is said of it
        self.title = ""  # heading of the field list being written
        self.parameters: dict[str, str] = {}
        self.attributes: dict[str, str] = {}
        self.types = forms.types_in_fields(lines)
        self.taken: dict[str, str] | None = None  # what the section being written is about

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
            elif (field := forms.FIELD.match(bare)) and line[:1] == ":":
                self._field(field)
            elif directive := forms.DIRECTIVE.match(bare):
                self._directive(directive, forms.indent(line))
            elif forms.TABLE.match(bare):
                self._table()
            elif self._is_heading():
                self._numpy_section()
            elif forms.SECTION.match(line):
                self._google_section(bare[:-1])
            elif self._is_set_off(line):
                self._code(self._deeper(self.around), "")
            elif self._is_term(line):
                self._term(line)
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
        if self.title:
            self._blank()  # what stands behind a list of fields is none
        opens_literal = line.rstrip().endswith("::")
        if opens_literal:
            line = line.rstrip()[:-1]
            line = "" if line.strip() == ":" else line
        indent = forms.indent(line)
        line = self._with_closed_quotes(line)
        if line.strip():
            item = forms.LIST_ITEM.match(line.strip())
            shown = forms.MARKS.get(item[0].strip(), item[0].strip()) + " " if item is not None else ""
            shown += inline_markup.inline(line.strip()[0 if item is None else item.end() :])
            keep = min(indent, 12) if item is not None or self._continues_list(indent) else 0
            self.out.append(" " * keep + shown)
            self.around = indent
        if opens_literal:
            self._literal_block(indent)

    def _with_closed_quotes(self, line: str) -> str:
        """The line, with those below it where what it quotes ends."""
        for _ in range(forms.MOST_JOINED):
            below = self.lines[self.at].strip() if self.at < len(self.lines) else ""
            if "`" not in below or not inline_markup.is_open(line):
                break
            line = f"{line.rstrip()} {below}"
            self.at += 1
        return line

    def _is_set_off(self, line: str) -> bool:
        """Whether code begins here that only its indentation sets off, behind a blank line or a colon."""
        above = self.lines[self.at - 1].strip() if self.at else "."
        if self.at < self.looked_at or forms.indent(line) < self.around + 2 or (above and above[-1] != ":"):
            return False
        if self._continues_list(forms.indent(line)) or forms.LIST_ITEM.match(line.strip()) or set_off.is_code([above]):
            return False
        start = self.at
        block = self._deeper(self.around)
        self.looked_at, self.at = self.at, start
        return set_off.is_code(block)

    def _is_term(self, line: str) -> bool:
        """Whether a line begins a paragraph, or follows another term, and what is said of it stands below, indented."""
        above, below = (self.lines[n] if 0 <= n < len(self.lines) else "" for n in (self.at - 1, self.at + 1))
        if above.strip() and self.at != self.behind_term:
            return False
        return not forms.LIST_ITEM.match(line.strip()) and set_off.is_term(line, below)

    def _term(self, line: str) -> None:
        self.at += 1
        body = self._deeper(forms.indent(line))
        while body and not body[-1].strip():
            body.pop()
            self.at -= 1
        self.behind_term = self.at
        if set_off.is_code(body):
            self.out.append(inline_markup.inline(line.strip()))
            self._code(body, "")
            return
        text, below = _parted("", body)
        self.out.append(
            " — ".join(filter(None, (f"- {inline_markup.inline(line.strip())}", inline_markup.inline(text))))
        )
        self.out += [f"  {each}" if each else "" for each in ["", *below, ""]] if below else ()

    def _continues_list(self, indent: int) -> bool:
        return bool(
            indent and self.out and self.out[-1] and (self.out[-1][0] == " " or forms.LIST_ITEM.match(self.out[-1]))
        )

    # ---- code ---------------------------------------------------------------------------------

    def _code(self, body: list[str], language: str) -> None:
        while body and not body[-1].strip():
            body.pop()
        while body and not body[0].strip():
            body.pop(0)
        if not body:
            return
        margin = min(forms.indent(line) for line in body if line.strip())
        fence = "````" if any("```" in line for line in body) else "```"
        self._blank()
        self.out += [fence + language, *(line[margin:] for line in body), fence, ""]

    def _doctest(self) -> None:
        start = self.at
        while self.at < len(self.lines) and self.lines[self.at].strip():
            self.at += 1
        self._code(self.lines[start : self.at], "python")

    def _table(self) -> None:
        """A table as it is written: Markdown in hovers knows none that fits."""
        start = self.at
        while self.at < len(self.lines) and self.lines[self.at].strip():
            self.at += 1
        self._code(self.lines[start : self.at], "")

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
            if line.strip() and forms.indent(line) <= indent:
                break
            self.at += 1
        return self.lines[start : self.at]

    # ---- reStructuredText ---------------------------------------------------------------------

    def _field(self, field: re.Match[str]) -> None:
        kind, name, text = field[1], field[2].strip(), field[3] or ""
        self.at += 1
        text = " ".join([text, *(line.strip() for line in self._deeper(0))]).strip()
        if kind in forms.TYPES and name in self.types:
            return  # it stands where the field itself is
        title = forms.TITLES.get(kind, "")
        if title != self.title:
            if title:
                self._blank()
                self.out += [f"**{title}**", ""]
            self.title = title
        typed, last = "", name
        if kind in forms.TYPES:
            typed, last, text = (text, name, "") if name else ("", text, "")
        elif title in ("Returns", "Yields"):
            last = self.types.get("", "")
        elif title:
            typed, _, last = name.rpartition(" ")
            typed = typed or self.types.get(last, "")
        if title in ("Parameters", "Attributes") and text:
            taken = self.parameters if title == "Parameters" else self.attributes
            taken[last.lstrip("*\\")] = inline_markup.inline(text)
        shown = last and (_type(last) if title in ("Returns", "Yields") else f"`{last}`")
        shown += f" ({_type(typed)})" if typed else ""
        label = "" if title else f"{kind}: "
        self.out.append("- " + label + " — ".join(part for part in (shown, inline_markup.inline(text)) if part))

    def _directive(self, directive: re.Match[str], indent: int) -> None:
        name, argument = directive[1].lower(), directive[2].strip()
        self.at += 1
        body = self._deeper(indent)
        if name in forms.CODE:
            while body and body[0].strip().startswith(":"):
                body.pop(0)
            self._code(body, argument or "python")
            return
        self._blank()
        if name in forms.ADMONITIONS:
            titles = {
                "versionadded": "Added in version",
                "versionchanged": "Changed in version",
                "deprecated": "Deprecated since",
                "seealso": "See also",
            }
            title = titles.get(name, name.capitalize())
            head = f"**{title} {argument}**" if name in titles and argument else f"**{title}**"
            rest = "" if name in titles else inline_markup.inline(argument)
            self.out.append(" ".join(part for part in (head, rest) if part))
        else:
            self.out.append(inline_markup.inline(f"{name}: {argument}" if argument else name))
        self._nested(body)

    def _nested(self, body: list[str]) -> None:
        if any(line.strip() for line in body):
            margin = min(forms.indent(line) for line in body if line.strip())
            inner = _Writer([line[margin:] for line in body]).write()
            self.out += ["", *inner.split("\n"), ""]

    # ---- Google and NumPy sections --------------------------------------------------------------

    def _google_section(self, title: str) -> None:
        self.at += 1
        body = self._deeper(forms.indent(self.lines[self.at - 1]))
        self._section(title, body, forms.ENTRY)

    def _is_heading(self) -> bool:
        here, below = self.lines[self.at], self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
        return bool(here.strip() and not here[0].isspace() and len(here) <= 80 and forms.UNDERLINE.match(below))

    def _numpy_section(self) -> None:
        title = self.lines[self.at].strip()
        self.at += 2
        start = self.at
        while self.at < len(self.lines) and not self._is_heading():
            self.at += 1
        body = self.lines[start : self.at]
        if forms.SECTION.match(title + ":"):
            self._section(title, body, forms.NUMPY_ENTRY)
        else:
            self._blank()
            self.out += [f"**{inline_markup.inline(title)}**", ""]
            self._nested(body)

    def _section(self, title: str, body: list[str], entry: re.Pattern[str]) -> None:
        self._blank()
        self.out += [f"**{title}**", ""]
        while body and not body[0].strip():
            body = body[1:]
        if not body:
            return
        margin = min(forms.indent(line) for line in body if line.strip())
        body = [line[margin:] for line in body]
        self.taken = (
            self.parameters if title in forms.OF_PARAMETERS else self.attributes if title == "Attributes" else None
        )
        listed = not title.startswith(("Example", "Note", "See", "Reference", "Todo", "Warning", "Tip", "Hint"))
        if title.startswith("Example") and not any(">>>" in line for line in body) and set_off.is_code(body):
            self._code(body, "python")
        elif listed and entry is forms.NUMPY_ENTRY and any(line[:1] == " " for line in body):
            self._entries(body, entry, bare=True)
        elif listed and entry.match(body[0]):
            self._entries(body, entry, bare=False)
        elif listed and title.startswith(("Return", "Yield", "Receives")) and forms.TYPED.match(body[0]):
            self._entries(body, forms.TYPED, bare=False)
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
            first = "" if found is None else found[3] or "" if entry is not forms.NUMPY_ENTRY else ""
            text, below = _parted(first, rest)
            if found is not None:
                kind = f" ({_type(found[2])})" if found[2] else ""
                text = inline_markup.inline(text)
                self.out.append(f"- `{found[1]}`{kind}" + (f" — {text}" if text else ""))
            elif bare:
                text = inline_markup.inline(text)
                self.out.append(f"- `{line.strip('`')}`" + (f" — {text}" if text else ""))
            else:
                self.out.append(inline_markup.inline(" ".join(filter(None, (line.strip(), text)))))
            self.out += [f"  {each}" if each else "" for each in ["", *below, ""]] if below else ()
            text = "\n\n".join(filter(None, (text, "\n".join(below))))
            if self.taken is not None and text and (found is not None or bare):
                names = line if found is None else found[1]
                self.taken.update(dict.fromkeys([each.strip("* `") for each in names.split(",")], text))
        self.out.append("")


def _type(text: str) -> str:
    """A type as code; with roles, names in quotes and links in it, as these are shown."""
    inner = text.strip("`")
    return f"`{inner}`" if "`" not in inner and not text.startswith(":") else inline_markup.inline(text)


def _parted(first: str, rest: list[str]) -> tuple[str, list[str]]:
    """The text of an entry, its first line and those below it: its prose, and the lists and code that follow, as
    Markdown."""
    margin = min((forms.indent(line) for line in rest if line.strip()), default=0)
    lines = [first, *(line[margin:] for line in rest)]
    for n, line in enumerate(lines):
        bare = line.strip()
        if bare.endswith("::") and not bare.startswith(".."):
            code = lines[n + 1 :]
            if any(each[:1].strip() for each in code):
                code = [f"    {each}" for each in code]  # nothing else stands below it
            return forms.joined([*lines[:n], bare[:-1]]), _Writer(["::", *code]).write().split("\n")
        if n and (forms.LIST_ITEM.match(bare) or bare.startswith((">>>", "```", ".. "))):
            return forms.joined(lines[:n]), _Writer(lines[n:]).write().split("\n")
    return forms.joined(lines), []
