"""Bytes → text, as Python itself reads source: UTF-8 unless the file says otherwise.

In:  the bytes of a file.
Out: text, the encoding used, and an error or None. There is always a text: bytes that do not fit
     become U+FFFD, and the error names the first of them.
Always
  - line ends stay as they are;
  - a byte order mark is not part of the text, as it is not in an editor's;
  - a NUL stays in the text: it is the parser that refuses it.
Source of the rules: PEP 263 and the language reference, "Encoding declarations".
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from pebre_analysis.source import blocks, notebook, read_error

_ENCODING: Final = read_error.ReadErrorKind.ENCODING

# A comment on the first line, or on the second when the first holds at most a comment.
_DECLARATION: Final = re.compile(
    rb"(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))??[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)"
)
_BREAK: Final = re.compile(rb"\r\n?|\n")
# Codecs that give another text than any editor shows; some also take quadratic time.
_UNUSABLE: Final = re.compile(r"utf[-_]?(?:7|16|32)|idna|punycode|undefined|(?:raw[-_])?unicode[-_]escape|mbcs|oem")
_MAX_NAME: Final = 64


class SourceText:
    """The text of a file as the analysis sees it. Equal without regard to the encoding it came in.

    encoding: None for text that came from an editor; cells: of a notebook, whose code cells the text joins.
    """

    __slots__ = ("blocks", "cells", "encoding", "error")

    def __init__(
        self,
        text: str | blocks.Text,
        error: read_error.ReadError | None = None,
        encoding: str | None = None,
        cells: tuple[notebook.Cell, ...] | None = None,
    ) -> None:
        self.blocks = blocks.of(text)
        self.error = error
        self.encoding = encoding
        self.cells = cells

    @property
    def text(self) -> str:
        return self.blocks.whole

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SourceText):
            return NotImplemented
        return self.blocks == other.blocks and self.error == other.error and self.cells == other.cells

    __hash__ = None  # type: ignore[assignment]  # compared by content, never a key

    def __repr__(self) -> str:
        return f"SourceText({self.text!r}, {self.error!r}, {self.encoding!r}, {self.cells!r})"


def decode(data: bytes) -> SourceText:
    """The text of a file of Python source."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        error = read_error.ReadError(_ENCODING, "The file is UTF-16; Python reads source as UTF-8")
        return SourceText(data.decode("utf-16", "replace"), error, "utf-16")
    declared = declared_encoding(data)
    if data.startswith(codecs.BOM_UTF8):
        data = data[3:]
        if declared not in (None, "utf-8"):
            message = f"The file starts with the mark of UTF-8 but declares the encoding {declared}"
            return SourceText(data.decode("utf-8", "replace"), read_error.ReadError(_ENCODING, message), "utf-8")
    return _decode_as(data, declared or "utf-8")


def declared_encoding(data: bytes) -> str | None:
    """The encoding named by a comment in the first two lines, in its usual spelling; None without one."""
    if data.startswith(codecs.BOM_UTF8):
        data = data[3:]
    match = _DECLARATION.match(data)
    if match is None:
        return None
    name = match[1].decode("ascii", "replace")
    plain = name.lower().replace("_", "-")
    if plain == "utf8" or re.match(r"utf-8(-|$)", plain):
        return "utf-8"
    if re.match(r"(latin-1|iso-8859-1|iso-latin-1)(-|$)", plain):
        return "iso-8859-1"
    return name


def _decode_as(data: bytes, encoding: str) -> SourceText:
    if len(encoding) > _MAX_NAME or _UNUSABLE.match(encoding.lower()):
        return _unknown(data, encoding)
    problem: read_error.ReadError | None = None
    try:
        found = data.decode(encoding)
    except LookupError:  # also for codecs that do not give text
        return _unknown(data, encoding)
    except ValueError as error:
        problem = _misfit(data, encoding, error)
        try:
            found = data.decode(encoding, "replace")
        except ValueError:
            return SourceText(data.decode("utf-8", "replace"), problem, "utf-8")
    if encoding != "utf-8" and "coding" not in found:
        # A declaration that does not read as itself: the codec is not built on ASCII.
        return _unknown(data, encoding)
    return SourceText(found, problem, encoding)


def _misfit(data: bytes, encoding: str, error: ValueError) -> read_error.ReadError:
    """The error for bytes that are not text in the file's encoding."""
    message = f"The file is not {encoding} text"
    if isinstance(error, UnicodeDecodeError):
        line = len(_BREAK.findall(data, 0, error.start)) + 1
        message = f"Byte 0x{data[error.start]:02x} at byte {error.start} (line {line}) is not {encoding} text"
    return read_error.ReadError(read_error.ReadErrorKind.DECODE, message)


def _unknown(data: bytes, encoding: str) -> SourceText:
    shown = encoding if len(encoding) <= _MAX_NAME else encoding[:_MAX_NAME] + "…"
    error = read_error.ReadError(_ENCODING, f"The declared encoding {shown} cannot be used for source")
    return SourceText(data.decode("utf-8", "replace"), error, "utf-8")
