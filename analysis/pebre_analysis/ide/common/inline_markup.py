"""Markup inside a line of reStructuredText, as Markdown.

Always: every word stays, but for what roles and links point to behind their text; what Markdown would eat is escaped
outside of code.
"""

import re

_ROLE = re.compile(r":((?:[\w+-]+:)?[\w+-]+):`([^`]+)`")
_LITERAL = re.compile(r"``(.+?)``")
_LINK = re.compile(r"`([^`<]+?)\s*<([^>`]+)>`__?")
_ADDRESS = re.compile(r"<https?://[^\s<>]+>")
_REFERENCE = re.compile(r"`([^`]+)`_\b")
# Roles that say what kind of thing is meant, which its name shows too; others (`pep`, `issue`) are part of the text.
_ROLES = frozenset((
    "any", "attr", "class", "code", "command", "const", "data", "dfn", "doc", "envvar", "exc", "file", "func",
    "kbd", "keyword", "math", "meth", "mod", "obj", "option", "paramref", "program", "ref", "samp", "sub", "sup",
    "term", "token", "type",
))  # fmt: skip


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
    "|".join(p.pattern for p in (_LITERAL, _ROLE, _LINK, _ADDRESS)) + r"|`[^`]+`_\b|`[^`]+`|\*\*[^*\s][^*]*\*\*|"
    r"(?<![\w*])\*[^*\s][^*]*\*(?![\w*])|https?://[^\s)>\]]+"
)


def is_open(text: str) -> bool:
    """Whether a quote begins in the text that does not end in it."""
    return "`" in text and "`" in _QUOTED.sub("", text)


_QUOTED = re.compile(r"``.+?``|`[^`]+`")


def _escape(text: str) -> str:
    text = re.sub(r"([\\*<])", r"\\\1", text)
    # An underscore inside a word is no markup; at a word's edge it is.
    return re.sub(r"(?<![^\W_])_+|_+(?![^\W_])", lambda found: found[0].replace("_", "\\_"), text)
