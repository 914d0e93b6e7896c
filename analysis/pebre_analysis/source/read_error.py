"""Why a text could not be read as it should be: a value that travels with the text, never an exception."""

from __future__ import annotations

import enum

import msgspec


class ReadErrorKind(enum.Enum):
    """What went wrong, in the words of the reader and not of the operating system."""

    MISSING = "missing"
    DIRECTORY = "directory"  # a folder where a file was expected, or the other way round
    SPECIAL = "special"  # a pipe, device or socket; these are never opened
    DENIED = "denied"
    TOO_LARGE = "too-large"
    IO = "io"
    ENCODING = "encoding"  # the declared encoding is unknown or unusable for source
    DECODE = "decode"  # bytes that are not text in the file's encoding
    NOTEBOOK = "notebook"  # not the JSON of a notebook


class ReadError(msgspec.Struct, frozen=True, gc=False):
    """One cause, and a message for people: short, without the file's path."""

    kind: ReadErrorKind
    message: str
