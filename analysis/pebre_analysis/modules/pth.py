"""What `.pth` files add to a site-packages folder, editable installs above all. Read, never executed.

In:  a site-packages folder.
Out: the search paths that follow it: plain lines name folders; an `import` line names a generated
     module, whose text says where single modules are (setuptools' MAPPING, `editables`,
     scikit-build-core). Anything else such a line does stays unknown.
Source: the documentation of `site`; the templates of the three tools.
"""

from __future__ import annotations

import re
from typing import Final

from pebre_analysis.engine import query
from pebre_analysis.modules import literals, search_paths
from pebre_analysis.source import db as source_db
from pebre_analysis.source import files, folders, paths, source_text, system

_IMPORT: Final = re.compile(r"import[ \t]+([A-Za-z_][\w.]*)")
_MAP_MODULE: Final = re.compile(r"^F\.map_module(?=\()", re.MULTILINE)
_INSTALL: Final = re.compile(r"^install(?=\()", re.MULTILINE)
_SUFFIX: Final = re.compile(r"(?:/__init__)?\.pyi?$")


@query.query(files.File)
def added_paths(db: source_db.Db, site: files.File) -> tuple[search_paths.SearchPath, ...]:
    """The search paths added by the `.pth` files in `site`, in the order of their names."""
    found: list[search_paths.SearchPath] = []
    entries = folders.listing(db, site).entries
    for name, kind in entries.items():
        if not name.endswith(".pth") or name.startswith(".") or kind is not system.Kind.FILE:
            continue
        for line in _text(db, site, name).splitlines():
            line = line.rstrip()
            if not line or line.startswith("#") or "\0" in line:
                continue
            match = _IMPORT.match(line)
            if match is None:
                if not line.startswith(("import ", "import\t")):
                    folder = paths.normalise(line, site.path, db.system.platform == "win32")
                    found.append(search_paths.SearchPath(search_paths.PathKind.EDITABLE, folder))
            elif (module := f"{match[1]}.py") in entries:
                mapping = finder_mapping(_text(db, site, module), site.path)
                if mapping:
                    found.append(search_paths.SearchPath(search_paths.PathKind.EDITABLE, site.path, mapping))
    return tuple(found)


def finder_mapping(text: str, site: str) -> dict[str, str]:
    """Module name → its path without suffix, from the text of a generated finder; empty if it is none."""
    mapping = literals.strings(literals.read_assignment(text, "MAPPING"))
    namespaces = literals.read_assignment(text, "NAMESPACES")
    if isinstance(namespaces, dict):
        for name, portions in namespaces.items():
            if isinstance(name, str) and isinstance(portions, list) and portions and isinstance(portions[0], str):
                mapping.setdefault(name, portions[0])
    for match in _MAP_MODULE.finditer(text):
        pair = literals.read(text, match.end())
        if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) and isinstance(pair[1], str):
            mapping[pair[0]] = pair[1]
    for match in _INSTALL.finditer(text):
        arguments = literals.read(text, match.end())
        if isinstance(arguments, list) and arguments:
            mapping.update(literals.strings(arguments[0]))
    return _essential({name: _SUFFIX.sub("", paths.normalise(path, site)) for name, path in mapping.items()})


def _essential(mapping: dict[str, str]) -> dict[str, str]:
    """Without the entries that lie where their package says anyway."""
    kept: dict[str, str] = {}
    for name, path in sorted(mapping.items()):
        package, _, last = name.rpartition(".")
        if not package or mapping.get(package) is None or path != paths.join(mapping[package], last):
            kept[name] = path
    return kept


def _text(db: source_db.Db, site: files.File, name: str) -> str:
    return source_text.source_text(db, db.files.file(paths.join(site.path, name))).text
