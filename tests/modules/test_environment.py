"""Environments, found by reading only."""

import pytest

from pebre_analysis.modules import environment, search_paths, typeshed
from pebre_analysis.source import system

ORIGIN = environment.Origin

BASE = (
    "/usr/bin/python3.11",
    "/usr/lib/python3.11/os.py",
    "/usr/lib/python3.11/lib-dynload/x.so",
    "/usr/lib/python3/dist-packages/apt.py",
    "/usr/local/lib/python3.11/dist-packages/loc.py",
)
CONFIG = "home = /usr/bin\ninclude-system-site-packages = {}\nversion = 3.11.2\n"


def machine(*files: str, **variables: str) -> system.MemorySystem:
    """`files` are paths of empty files, or `path: content`."""
    disk = system.MemorySystem(variables=variables, current_folder="/p")
    disk.make_folder("/p")
    for each in files:
        path, _, content = each.partition(": ")
        disk.write(path, content)
    return disk


def venv(root: str, system_packages: str = "false") -> tuple[str, ...]:
    config = CONFIG.format(system_packages)
    return f"{root}/pyvenv.cfg: {config}", f"{root}/lib/python3.11/site-packages/x.py", f"{root}/bin/python"


def outcomes(found: environment.Environment) -> list[tuple[str, str]]:
    return [(step.path, step.outcome) for step in found.steps]


def test_a_virtual_environment_of_the_project() -> None:
    found = environment.discover(machine(*BASE, *venv("/p/.venv")), "/p")
    assert found.origin is ORIGIN.PROJECT
    assert found.root == "/p/.venv"
    assert found.python_version == (3, 11)
    assert found.site_packages == ("/p/.venv/lib/python3.11/site-packages",)
    assert found.standard_library == ("/usr/lib/python3.11", "/usr/lib/python3.11/lib-dynload")
    assert outcomes(found) == [("/p/.venv", "taken")]
    assert found.summary() == "/p/.venv (Python 3.11), found in the project"


def test_system_packages_follow_if_they_are_included() -> None:
    disk = machine(
        *BASE, *venv("/p/.venv", "True"), "/home/me/.local/lib/python3.11/site-packages/u.py", HOME="/home/me"
    )
    assert environment.discover(disk, "/p").site_packages == (
        "/p/.venv/lib/python3.11/site-packages",
        "/home/me/.local/lib/python3.11/site-packages",
        "/usr/local/lib/python3.11/dist-packages",
        "/usr/lib/python3/dist-packages",
    )


@pytest.mark.parametrize("written", ["/e", "/e/bin/python", "../e", "/e/bin/python9"])
def test_a_setting_is_a_folder_or_an_interpreter(written: str) -> None:
    found = environment.discover(machine(*BASE, *venv("/e"), *venv("/p/.venv")), "/p", written)
    assert (found.origin, found.root) == (ORIGIN.SETTING, "/e")


def test_a_setting_that_leads_nowhere_is_an_error() -> None:
    disk = machine(*BASE, *venv("/p/.venv"), "/q/readme")
    found = environment.discover(disk, "/p", "/nope")
    assert found.root is None
    assert found.problem == "/nope: does not exist"
    assert found.summary() == found.problem
    assert environment.discover(disk, "/p", "/q").problem == "/q: is no Python environment"


def test_a_bare_command_is_looked_up() -> None:
    disk = machine(*BASE, PATH="/bin:/usr/bin")
    found = environment.discover(disk, "/p", "python3.11")
    assert found.root == "/usr"
    assert found.site_packages == ("/usr/local/lib/python3.11/dist-packages", "/usr/lib/python3/dist-packages")


def test_the_order_of_the_search() -> None:
    all_of_them = (
        *BASE,
        *venv("/a"),
        *venv("/p/.venv"),
        *venv("/p/venv"),
        "/c/conda-meta/python-3.12.1-h1.json",
        "/c/lib/python3.12/site-packages/x.py",
        "/c/lib/python3.12/os.py",
    )
    variables = {"VIRTUAL_ENV": "/a", "CONDA_PREFIX": "/c", "PATH": "/usr/bin"}

    def chosen(
        project: str | None = "/p", own: str | None = None, **changed: str
    ) -> tuple[environment.Origin, str | None]:
        disk = machine(*all_of_them, **{**variables, **changed})
        found = environment.discover(disk, project, own=own)
        return found.origin, found.root

    assert chosen() == (ORIGIN.VIRTUAL_ENV, "/a")
    assert chosen(VIRTUAL_ENV="") == (ORIGIN.CONDA, "/c")
    assert chosen(VIRTUAL_ENV="", CONDA_DEFAULT_ENV="base") == (ORIGIN.PROJECT, "/p/.venv")
    assert chosen(None, VIRTUAL_ENV="", CONDA_DEFAULT_ENV="base") == (ORIGIN.CONDA, "/c")
    assert chosen(None, "/p/venv", VIRTUAL_ENV="", CONDA_PREFIX="") == (ORIGIN.OWN, "/p/venv")
    assert chosen(None, VIRTUAL_ENV="", CONDA_PREFIX="") == (ORIGIN.NONE, None)  # no `python3` in /usr/bin


def test_what_was_tried_is_told() -> None:
    disk = machine(*venv("/p/.venv"), VIRTUAL_ENV="/gone", CONDA_PREFIX="/p")
    found = environment.discover(disk, "/p")
    assert outcomes(found) == [("/gone", "does not exist"), ("/p", "is no Python environment"), ("/p/.venv", "taken")]
    nothing = environment.discover(machine(), "/p")
    assert nothing.steps == ()
    assert nothing.summary() == "no Python environment was found"


def test_an_environment_above_the_project_counts_inside_its_repository() -> None:
    files = (*BASE, *venv("/r/.venv"))
    assert environment.discover(machine(*files, "/r/.git/HEAD", "/r/a/b/x"), "/r/a/b").root == "/r/.venv"
    assert environment.discover(machine(*files, "/r/a/b/x"), "/r/a/b").root is None


def test_conda() -> None:
    disk = machine(
        "/c/conda-meta/python-3.12.1-h1.json",
        "/c/conda-meta/python-dateutil-2.json",
        "/c/lib/python3.12/os.py",
        "/c/lib/python3.12/site-packages/x.py",
        "/c/lib/python3.1/x",
        CONDA_PREFIX="/c",
    )
    found = environment.discover(disk)
    assert found.python_version == (3, 12)
    assert found.site_packages == ("/c/lib/python3.12/site-packages",)
    assert found.standard_library == ("/c/lib/python3.12",)


def test_windows() -> None:
    disk = system.MemorySystem(
        {
            "C:/e/pyvenv.cfg": "home = D:\\Python311\r\nversion_info = 3.11.4.final.0\r\n",
            "C:/e/Lib/site-packages/x.py": "",
            "C:/e/Scripts/python.exe": "",
            "D:/Python311/python.exe": "",
            "D:/Python311/Lib/os.py": "",
            "D:/Python311/Lib/site-packages/y.py": "",
        },
        current_folder="C:/p",
        platform="win32",
        is_case_sensitive=False,
    )
    for setting in ("C:\\e", "C:\\e\\Scripts\\python.exe", "..\\e"):
        found = environment.discover(disk, "C:/p", setting)
        assert found.site_packages == ("C:/e/Lib/site-packages",)
        assert found.python_version == (3, 11)
        assert found.standard_library == ("D:/Python311/Lib",)
    plain = environment.discover(disk, None, "D:/Python311/python.exe")
    assert plain.site_packages == ("D:/Python311/Lib/site-packages",)


def test_lib64_is_not_a_second_lib() -> None:
    disk = machine(
        *BASE,
        *venv("/e"),
        "/f/pyvenv.cfg: " + CONFIG.format("false"),
        "/f/lib/python3.11/site-packages/x",
        "/f/lib64/python3.11/site-packages/y",
    )
    disk.link("/e/lib64", "/e/lib")
    assert environment.discover(disk, None, "/e").site_packages == ("/e/lib/python3.11/site-packages",)
    assert environment.discover(disk, None, "/f").site_packages == (
        "/f/lib/python3.11/site-packages",
        "/f/lib64/python3.11/site-packages",
    )


def test_a_linked_interpreter_leads_to_its_installation() -> None:
    disk = machine(
        "/opt/py/lib/python3.12/os.py",
        "/opt/py/lib/python3.13/os.py",
        "/opt/py/bin/python3.12",
        "/opt/py/lib/python3.12/site-packages/x",
        "/opt/py/lib/python3.13/site-packages/x",
        "/e/pyvenv.cfg: home = /shadow/bin\nexecutable = /shadow/bin/python3.12\nversion=3.12.0",
        "/e/lib/python3.12/site-packages/x",
    )
    disk.link("/shadow/bin/python3.12", "/opt/py/bin/python3.12")
    disk.link("/usr/bin/python", "/opt/py/bin/python3.12")
    assert environment.discover(disk, None, "/e").standard_library == ("/opt/py/lib/python3.12",)
    found = environment.discover(disk, None, "/usr/bin/python")
    assert (found.root, found.python_version) == ("/opt/py", (3, 12))
    assert found.site_packages == ("/opt/py/lib/python3.12/site-packages",)


def test_a_pyenv_launcher_chooses_like_pyenv() -> None:
    files = [f"/y/versions/{version}/lib/python{version[:4]}/os.py" for version in ("3.10.9", "3.11.7", "3.11.10")]
    disk = machine(*files, "/y/shims/python: #!/bin/sh", "/y/version: 3.10.9\n", "/q/.python-version: 3.11\n", "/q/r/x")
    assert environment.discover(disk, "/p", "/y/shims/python").root == "/y/versions/3.10.9"
    assert environment.discover(disk, "/q/r", "/y/shims/python").root == "/y/versions/3.11.10"
    empty = machine("/y/shims/python", "/y/version: system")
    assert environment.discover(empty, "/p", "/y/shims/python").problem == "/y/shims/python: is no Python environment"


def test_pypy_and_free_threaded_folders() -> None:
    assert environment.discover(machine("/e/lib/pypy3.10/site-packages/x"), None, "/e").python_version == (3, 10)
    found = environment.discover(machine("/e/lib/python3.13t/site-packages/x"), None, "/e")
    assert found.site_packages == ("/e/lib/python3.13t/site-packages",)


def test_an_environment_made_from_another_sees_its_packages() -> None:
    disk = machine(
        "/e/pyvenv.cfg: home = /x\nextends-environment = /f",
        "/e/lib/python3.12/site-packages/x",
        "/f/pyvenv.cfg: home = /x",
        "/f/lib/python3.12/site-packages/y",
    )
    assert environment.discover(disk, None, "/e").site_packages == (
        "/e/lib/python3.12/site-packages",
        "/f/lib/python3.12/site-packages",
    )


@pytest.mark.parametrize(
    "config",
    ["", "\0", "home\n=", "home = \nversion = x", "home = /e\nextends-environment = /e", "\ufeffhome = /usr/bin"],
)
def test_damaged_configurations_are_read_as_far_as_they_go(config: str) -> None:
    disk = machine(f"/e/pyvenv.cfg: {config}", "/e/lib/python3.12/site-packages/x")
    found = environment.discover(disk, None, "/e")
    assert found.site_packages == ("/e/lib/python3.12/site-packages",)
    assert found.python_version == (3, 12)


def test_an_environment_without_packages_says_so() -> None:
    disk = machine("/e/pyvenv.cfg: version = 3.12")
    found = environment.discover(disk, None, "/e")
    assert found.python_version == (3, 12)
    assert outcomes(found) == [("/e", "taken"), ("/e", "has no site-packages folder")]


def test_search_paths_are_put_in_order_without_duplicates() -> None:
    found = environment.discover(machine(*BASE, *venv("/p/.venv")), "/p")
    made = search_paths.assemble(["/p/src", "/p"], "/std", found, extra=["/x", "/p"])
    assert [(path.kind.value, path.folder) for path in made] == [
        ("extra", "/x"),
        ("extra", "/p"),
        ("first-party", "/p/src"),
        ("standard-stubs", "/std"),
        ("standard-source", "/usr/lib/python3.11"),
        ("standard-source", "/usr/lib/python3.11/lib-dynload"),
        ("site-packages", "/p/.venv/lib/python3.11/site-packages"),
    ]


# ---- typeshed ----


def test_versions_are_parsed() -> None:
    versions = typeshed.parse_versions("# c\na: 3.0-\nb: 3.0-3.9  # x\n b.c : 3.2 - 3.4\r\nnonsense\nd: 2.7-3.x\n")
    assert versions.ranges == {
        "a": ((3, 0), None),
        "b": ((3, 0), (3, 9)),
        "b.c": ((3, 2), (3, 4)),
        "d": ((2, 7), None),
    }
    listed, outside, inherited, unlisted = typeshed.Availability
    assert versions.availability("a", (3, 14)) is listed
    assert versions.availability("a.x", (3, 14)) is inherited
    assert versions.availability("b", (3, 10)) is outside
    assert versions.availability("b.c", (3, 3)) is listed
    assert versions.availability("b.c", (3, 9)) is outside
    assert versions.availability("b.c.d", (3, 9)) is outside
    assert versions.availability("z", (3, 9)) is unlisted
    assert versions.range_of("b.c.d") == ((3, 2), (3, 4))
    assert versions.range_of("z") is None


def test_the_bundled_stubs_are_found_and_complete() -> None:
    disk = system.OsSystem(variables={})
    folder = typeshed.bundled_folder(disk)
    assert folder is not None
    data = disk.read_bytes(f"{folder}/VERSIONS")
    assert isinstance(data, bytes)
    versions = typeshed.parse_versions(data.decode())
    listed = [line for line in data.decode().splitlines() if line and not line.startswith("#")]
    assert len(versions.ranges) == len(listed)
    assert versions.availability("asyncio.taskgroups", (3, 10)) is typeshed.Availability.OUTSIDE


def test_a_folder_of_stubs_has_either_layout() -> None:
    disk = machine("/a/stdlib/VERSIONS", "/b/VERSIONS", "/c/x")
    assert typeshed.stubs_folder(disk, "/a") == "/a/stdlib"
    assert typeshed.stubs_folder(disk, "/b") == "/b"
    assert typeshed.stubs_folder(disk, "/c") is None
    assert typeshed.bundled_folder(disk) is None
