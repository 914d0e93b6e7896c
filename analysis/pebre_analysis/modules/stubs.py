"""What stub packages and marker files say, and what a package says about itself when an import fails.

Only small facts, each a query of its own, so that the resolver depends on the fact and not on the file.
Source: PEP 561; the documentation of `pkgutil`; typeshed's VERSIONS.
"""

from __future__ import annotations

import re
from typing import Final

from pebre_analysis.engine import query
from pebre_analysis.modules import entries, importables, typeshed
from pebre_analysis.source import db as source_db
from pebre_analysis.source import files, paths, source_text

_LEGACY_NAMESPACE: Final = re.compile(r"\b(?:extend_path|declare_namespace)\b")
_DYNAMIC: Final = re.compile(r"\b__path__\b|\bsys\s*\.\s*modules\b")


@query.query(files.File)
def standard_versions(db: source_db.Db, folder: files.File) -> typeshed.Versions:
    """The VERSIONS file of a folder of standard library stubs."""
    file = db.files.file(paths.join(folder.path, "VERSIONS"))
    return typeshed.parse_versions(source_text.source_text(db, file).text)


@query.query(files.File)
def is_partial(db: source_db.Db, package: files.File) -> bool:
    """Whether the `py.typed` in a package's folder says that it has types for a part of its modules."""
    if importables.TYPED not in entries.importable(db, package):
        return False
    file = db.files.file(paths.join(package.path, importables.TYPED))
    lines = source_text.source_text(db, file).text.splitlines()
    return "partial" in (line.strip() for line in lines)


@query.query(files.File)
def joins_portions(db: source_db.Db, init: files.File) -> bool:
    """Whether the package of an `__init__.py` leaves room for others of its name."""
    if is_partial(db, db.files.file(paths.parent(init.path))):
        return True
    return _LEGACY_NAMESPACE.search(source_text.source_text(db, init).text) is not None


@query.query(files.File)
def is_dynamic(db: source_db.Db, file: files.File) -> bool:
    """Whether a module may get submodules while it runs, so that one not found is no error."""
    return _DYNAMIC.search(source_text.source_text(db, file).text) is not None
