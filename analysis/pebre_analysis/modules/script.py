"""What a script says of itself: the block of PEP 723 in its comments.

In:  the text of a Python file.
Out: the tables of its block `script`; None where there is none, or it is not TOML. And what it depends on.
Always: looked for only in the first MAX_HEAD code points; of several such blocks the script has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

MAX_HEAD: Final = 16_000
_MARK: Final = "# /// script"
_NAME: Final = r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)"  # patterns that few files need
_BLOCK: Final = r"(?m)^# /// script[ \t]*\r?\n((?:#(?:[ \t][^\r\n]*)?\r?\n)+?)# ///[ \t]*\r?$"


def is_script(text: str) -> bool:
    """Whether a file has such a block; a look at its beginning."""
    return _MARK in text[:MAX_HEAD] and metadata(text) is not None


def metadata(text: str) -> Mapping[str, object] | None:
    """The tables of the block."""
    if _MARK not in text[:MAX_HEAD]:
        return None
    found = re.findall(_BLOCK, text[:MAX_HEAD])
    if len(found) != 1:
        return None
    import tomllib

    lines = [line[2:] if line.startswith("# ") else line[1:] for line in found[0].splitlines()]
    try:
        return tomllib.loads("\n".join(lines))
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def dependencies(tables: Mapping[str, object]) -> tuple[str, ...]:
    """What the script says it needs, each as it is written."""
    found = tables.get("dependencies")
    return tuple([each for each in found if isinstance(each, str)]) if isinstance(found, list) else ()


def gives(dependency: str, module: str) -> bool:
    """Whether what is installed for a dependency is likely to hold a module: by their names."""
    found = re.match(_NAME, dependency)
    if found is None:
        return False
    name = re.sub(r"[-_.]+", "-", found[1]).lower()
    first = module.partition(".")[0].lower().replace("_", "-")
    return first in (name, _IMPORTED_AS.get(name), name.removeprefix("python-"), name.removesuffix("-python"))


# Packages whose module has another name.
_IMPORTED_AS: Final = {
    "attrs": "attr", "beautifulsoup4": "bs4", "biopython": "bio", "faiss-cpu": "faiss", "gitpython": "git",
    "google-cloud-storage": "google", "mysqlclient": "mysqldb", "opencv-python": "cv2",
    "opencv-python-headless": "cv2", "pillow": "pil", "protobuf": "google", "psycopg2-binary": "psycopg2",
    "pycryptodome": "crypto", "pygithub": "github", "pyjwt": "jwt", "pymupdf": "fitz", "pyopenssl": "openssl",
    "pyserial": "serial", "python-levenshtein": "levenshtein", "pyyaml": "yaml", "pyzmq": "zmq",
    "scikit-image": "skimage", "scikit-learn": "sklearn", "setuptools": "pkg-resources",
}  # fmt: skip
