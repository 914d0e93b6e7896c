"""Programs in memory for the tests of this folder: `/p` is the project, `/site` its packages, `/std` the stubs."""

from pebre_analysis.modules import db as modules_db
from pebre_analysis.modules import desperate, module, program, resolve, search_paths
from pebre_analysis.source import sync, system

VERSIONS = """\
# comment
builtins: 3.0-
sys: 3.0-
types: 3.0-
typing_extensions: 3.0-
os: 3.0-
os.path: 3.0-
asyncio: 3.4-
asyncio.taskgroups: 3.11-
distutils: 3.0-3.11
tomllib: 3.11-
"""
STANDARD = {
    "/std/VERSIONS": VERSIONS,
    "/std/builtins.pyi": "",
    "/std/sys/__init__.pyi": "",
    "/std/types.pyi": "",
    "/std/typing_extensions.pyi": "",
    "/std/os/__init__.pyi": "",
    "/std/os/path.pyi": "",
    "/std/asyncio/__init__.pyi": "",
    "/std/asyncio/taskgroups.pyi": "",
    "/std/asyncio/streams.pyi": "",
    "/std/distutils/__init__.pyi": "",
    "/std/distutils/core.pyi": "",
    "/std/tomllib.pyi": "",
    "/std/unlisted.pyi": "",
    "/lib/os.py": "",
    "/lib/types.py": "",
    "/lib/asyncio/__init__.py": "",
    "/lib/asyncio/streams.py": "",
}


class Program:
    """A project on a disk in memory."""

    def __init__(
        self,
        *files: str,
        version: tuple[int, int] = (3, 11),
        extra: tuple[str, ...] = (),
        roots: tuple[str, ...] = ("/p",),
        sites: tuple[str, ...] = ("/site",),
        case_sensitive: bool = True,
        **contents: str,
    ) -> None:
        """`files` are paths of empty files, or `path: content`."""
        self.disk = system.MemorySystem(STANDARD, is_case_sensitive=case_sensitive)
        for folder in (*roots, *extra, *sites):
            self.disk.make_folder(folder)
        for each in files:
            path, _, content = each.partition(": ")
            self.disk.write(path, content)
        self.db = modules_db.Db(self.disk, debug=True)
        kinds = search_paths.PathKind
        made = [search_paths.SearchPath(kinds.EXTRA, folder) for folder in extra]
        made += [search_paths.SearchPath(kinds.FIRST_PARTY, folder) for folder in roots]
        made.append(search_paths.SearchPath(kinds.STANDARD_STUBS, "/std"))
        made.append(search_paths.SearchPath(kinds.STANDARD_SOURCE, "/lib"))
        made += [search_paths.SearchPath(kinds.SITE_PACKAGES, folder) for folder in sites]
        program.configure(self.db, python_version=version, platform="linux", paths=tuple(made))

    def resolve(self, name: str, mode: resolve.Mode = resolve.Mode.TYPING) -> str:
        """Where `name` leads, in one word: a path, what kind of thing without a path, or why not."""
        return show(resolve.resolve(self.db, name, mode))

    def source(self, name: str) -> str:
        """The same at run time."""
        return self.resolve(name, resolve.Mode.RUNTIME)

    def import_in(self, path: str, level: int, name: str) -> str:
        """Where an import statement in a file leads."""
        return show(desperate.resolve_import(self.db, self.db.files.file(path), level, name))

    def unresolved(self, name: str) -> module.Unresolved:
        found = resolve.resolve(self.db, name)
        assert isinstance(found, module.Unresolved), found
        return found

    def write(self, path: str, content: str = "") -> None:
        self.disk.write(path, content)
        sync.sync_paths(self.db, [path])

    def remove(self, path: str) -> None:
        self.disk.remove(path)
        sync.sync_paths(self.db, [path])


def show(found: module.Resolution) -> str:
    if isinstance(found, module.Unresolved):
        return found.reason.name
    if found.file is not None:
        return found.file.path
    places = " ".join(dict.fromkeys(place.folder for place in found.places))
    return f"{found.kind.value} {places}".strip()
