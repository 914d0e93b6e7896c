"""URIs of documents ↔ the paths that the analysis knows them by.

Always: a `file:` URI and its path are one-to-one up to spelling; every other URI is a virtual path and is never looked
up on the disk.
"""

from __future__ import annotations

_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
_HEX = frozenset(b"0123456789abcdefABCDEF")


def is_virtual(path: str) -> bool:
    """Whether a path of a document leads nowhere on the disk."""
    from pebre_analysis.source import paths

    return not paths.is_absolute(path)


def path_of(uri: str) -> str:
    """The path that the analysis knows a document by."""
    from pebre_analysis.source import paths  # the edge imports this file before it answers `initialize`

    if uri[:5].lower() != "file:":
        return paths.normalise(uri) if uri.startswith("/") else uri
    rest = uri[5:]
    host = ""
    if rest.startswith("//"):
        host, slash, rest = rest[2:].partition("/")
        rest = slash + rest
    path = _unquoted(rest)
    if not path.startswith("/") or "\0" in path:
        return uri
    if path[2:3] == ":" and path[1].isascii() and path[1].isalpha() and path[3:4] in ("/", ""):
        return paths.normalise(path[1:] if len(path) > 3 else path[1:] + "/")
    if host and host.lower() != "localhost":
        return paths.normalise(f"//{_unquoted(host)}{path}")
    return paths.normalise("/" + path.lstrip("/"))


def uri_of(path: str) -> str:
    """The URI of a path; a virtual path is one already."""
    from pebre_analysis.source import paths

    if not paths.is_absolute(path):
        return path
    quoted = "".join(chr(byte) if byte in _SAFE else f"%{byte:02X}" for byte in path.encode("utf-8", "surrogateescape"))
    if path.startswith("//"):
        return "file:" + quoted
    return "file://" + quoted if path.startswith("/") else "file:///" + quoted


def _unquoted(text: str) -> str:
    first, *rest = text.encode("utf-8", "surrogatepass").split(b"%")
    parts = [first]
    for part in rest:
        is_escape = len(part) > 1 and part[0] in _HEX and part[1] in _HEX
        parts.append(bytes((int(part[:2], 16),)) + part[2:] if is_escape else b"%" + part)
    return b"".join(parts).decode("utf-8", "surrogateescape")
