"""What an unknown name may be imported from, the likeliest first.

In:  a name, the file it stands in, the project's files.
Out: `imports.Wish`es in order.
The order is that of `import_ranking`. What the project imports elsewhere is offered also where no module shows such a
name, or is there: an alias, a name that is made when the module runs, a library that is not installed here.
Measured by `python -m tests.dev imports` on import lines of real projects, each taken away: of 448 of fourteen projects
the module that was imported comes first in 94 %, among the first three in 99 %; of 386 of five others in 99 and 100 %;
of 726 of thirty-one more, with 270 packages installed beside each, in 95 and 99 %.
Counted apart are lines that nothing could tell: of a module that is not there, or an alias that no other file writes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.common import import_ranking, import_style, imports
from pebre_analysis.modules import listing, module, resolve, reverse
from pebre_analysis.project import import_uses, importable
from pebre_analysis.semantic import exports
from pebre_analysis.source import source_text

if TYPE_CHECKING:
    from pebre_analysis.project import database, library_folder, library_names
    from pebre_analysis.source import files

# What the names that are usual for some modules stand for.
_ALIASES: Final = {
    "np": "numpy", "pd": "pandas", "plt": "matplotlib.pyplot", "sns": "seaborn", "tf": "tensorflow", "sp": "scipy",
    "nx": "networkx", "ET": "xml.etree.ElementTree", "dt": "datetime", "mpl": "matplotlib", "pa": "pyarrow",
    "pl": "polars", "sa": "sqlalchemy", "jnp": "jax.numpy",
}  # fmt: skip


def choices(
    db: database.ProjectDatabase,
    file: files.File,
    name: str,
    places: Sequence[str],
    libraries: library_names.Libraries,
    use: import_ranking.Use = import_ranking.ANY_USE,
) -> list[imports.Wish]:
    """Everything that gives a name."""
    own = importable.own(db, places)
    uses = import_uses.uses(db, places, file)
    plain = name.lstrip("_")
    is_other = plain not in ("", name)
    given = libraries.named(db, (name, plain) if is_other else (name,))
    found = _ordered(db, file, name, own, given, uses, use)
    if is_other:
        public = _ordered(db, file, plain, own, given, uses, use)
        found += [each._replace(alias=name) for each in public if each.alias != plain]
    return import_style.spelled(db, file, found, uses)


def is_given(db: database.ProjectDatabase, of: imports.Wish) -> bool:
    """Whether a module may have the name that is to be imported from it; said of modules that are not there, too.

    What looks like a name line by line may stand in a text, or be there in another version of Python. Only then is the
    module analysed: that of all that are offered takes 30 to 360 ms for a name, this 1 to 15.
    """
    found = resolve.resolve(db, of.module) if of.name and not of.module.startswith(".") else None
    if not isinstance(found, module.Module) or found.file is None:
        return True
    text = source_text.source_text(db, found.file).text
    lines = [match.start() for match in re.finditer(_DEFINED.format(re.escape(of.name)), text, re.M)]
    if lines:
        is_plain = any(not text[at].isspace() and not _may_be_in_text(text, at) for at in lines)
    else:  # it is imported there, if not by a star import
        is_plain = re.search(rf"(?<!\w){re.escape(of.name)}(?!\w)", text) is not None
    if is_plain or db.infer.module_attribute(db, found.file, of.name) is not None:
        return True
    return _is_there(db, f"{of.module}.{of.name}") or exports.may_have_others(db, found.file)


_DEFINED: Final = r"^[ \t]*(?:(?:async[ ]+)?def[ ]+|class[ ]+|type[ ]+)?{}[ ]*[:=(\[]"


def _may_be_in_text(text: str, at: int) -> bool:
    return any(text.count(quotes, 0, at) % 2 for quotes in ('"""', "'''"))


MIN_TYPED: Final = 3  # letters, before names that would have to be imported are offered
MAX_NAMES: Final = 80
_MAX_OF_ONE: Final = 3  # modules for one name


def are_at_hand(db: database.ProjectDatabase, places: Sequence[str], libraries: library_names.Libraries) -> bool:
    """Whether nobody would wait long for them: libraries were looked through, now or by an earlier session, and so was
    most of the project."""
    libraries.take_up(db)
    return libraries.is_read and importable.is_at_hand(db, places)


def beginning(
    db: database.ProjectDatabase,
    file: files.File,
    typed: str,
    places: Sequence[str],
    libraries: library_names.Libraries,
) -> list[imports.Wish]:
    """What could be imported under a name that begins with the letters, the likeliest first."""
    folded = typed.casefold()

    def fits(name: str) -> bool:
        return name.casefold().startswith(folded)

    own = importable.own(db, places)
    uses = import_uses.uses(db, places, file)
    known = uses.by_name()
    installed = filter(fits, listing.top_level(db, db.program))
    in_project = own.beginning(folded, _module_of(db, file))
    names = dict.fromkeys([*in_project, *libraries.beginning(folded), *installed, *filter(fits, known)])
    is_exact = typed != folded

    def order(name: str) -> tuple[object, ...]:
        """A whole word first, then what the project imports elsewhere, then the shortest."""
        is_whole = name.casefold() == folded
        return not is_whole, name not in known, is_exact and not name.startswith(typed), len(name), name

    given = libraries.by_name
    found: list[imports.Wish] = []
    for name in sorted(names, key=order)[:MAX_NAMES]:
        if not name.startswith("_") or typed.startswith("_"):
            found += _ordered(db, file, name, own, given, uses, import_ranking.ANY_USE)[:_MAX_OF_ONE]
    return import_style.spelled(db, file, found, uses)


def _ordered(
    db: database.ProjectDatabase,
    file: files.File,
    name: str,
    own: importable.Own,
    given: Mapping[str, Sequence[library_folder.Offer]],
    uses: import_uses.Uses,
    use: import_ranking.Use,
) -> list[imports.Wish]:
    """All that gives a name: what the project has or imports, and what libraries have."""
    found = {imports.Wish(of, name): import_ranking.OWN for of in own.named(name, _module_of(db, file))}
    if name in listing.top_level(db, db.program):
        found[imports.Wish(name, "")] = import_ranking.OWN
    alias = _ALIASES.get(name)
    if alias is not None and _is_there(db, alias):
        found[imports.Wish(alias, "", name)] = import_ranking.OWN
    for offer in given.get(name, ()):
        choice = imports.Wish(offer.module, offer.name)
        needed = f"{offer.module}.{offer.name}" if offer.is_module else offer.module
        if choice not in found and _is_there(db, needed):
            found[choice] = offer.group
    for each in uses.by_name().get(name, ()):
        choice = imports.Wish(*each)
        if choice not in found and (each.name or each.alias or "." not in each.module) and _may_give(db, file, each):
            found[choice] = import_ranking.INSTALLED
    return import_ranking.ordered(db, file, found, uses, use)


def _module_of(db: database.ProjectDatabase, file: files.File) -> str:
    found = reverse.file_to_module(db, file)
    return "" if found is None else found.name


def _is_there(db: database.ProjectDatabase, name: str) -> bool:
    return isinstance(resolve.resolve(db, name), module.Module)


def _may_give(db: database.ProjectDatabase, file: files.File, of: import_uses.Import) -> bool:
    """Whether an import that another file has may be right: all but what is gone from a module that is there."""
    found = resolve.resolve(db, of.module)
    if not isinstance(found, module.Module):
        return not _is_there(db, of.module.partition(".")[0])
    if found.file is None:
        return not of.name or _is_there(db, f"{of.module}.{of.name}")
    if found.file is file:
        return False
    return (
        not of.name
        or of.name in source_text.source_text(db, found.file).text
        or _is_there(db, f"{of.module}.{of.name}")
    )
