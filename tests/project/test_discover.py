"""From a folder to a project: root, settings, first-party roots, files."""

from pebre_analysis.project import discover, files, target
from pebre_analysis.source import system

RULES = ("unresolved-import", "invalid-syntax")


def find(sources: dict[str, str], start: str, **options: str) -> tuple[discover.Project, system.MemorySystem]:
    on = system.MemorySystem(sources, current_folder="/p")
    return discover.discover(on, start, [], RULES, **options), on


def test_the_nearest_pebre_toml_wins() -> None:
    project, _ = find({"/p/pebre.toml": "", "/p/a/pebre.toml": "[rules]\nall = 'warn'", "/p/a/b/c.py": ""}, "/p/a/b")
    assert project.root == "/p/a"
    assert project.settings.rules == {"all": "warn"}


def test_a_pyproject_with_a_table_wins_over_a_nearer_one_without() -> None:
    project, _ = find({"/p/pyproject.toml": "[tool.pebre.src]\nexclude = ['x']", "/p/a/pyproject.toml": ""}, "/p/a")
    assert project.root == "/p"
    assert project.settings.exclude == ("x",)


def test_requires_python_gives_the_version() -> None:
    for wanted, version in ((">=3.10", (3, 10)), (">=3.8,<4", (3, 9)), ("~=3.12.1", (3, 12)), ("<4", None)):
        project, _ = find({"/p/pyproject.toml": f'[project]\nrequires-python = "{wanted}"'}, "/p")
        assert project.settings.python_version == version


def test_settings_that_are_no_toml_are_one_problem() -> None:
    project, _ = find({"/p/pebre.toml": "[rules\n"}, "/p")
    (problem,) = project.problems
    assert str(problem).startswith("pebre.toml: not TOML: ")


def test_paths_that_lead_nowhere_are_problems() -> None:
    text = "[environment]\npython = 'gone'\ntypeshed = 'lost'\n"
    project, on = find({"/p/pebre.toml": text, "/p/lib/a.py": ""}, "/p")
    assert list(map(str, project.problems)) == [
        'pebre.toml:2: environment.python = "gone": does not exist; no environment is used',
        'pebre.toml:3: environment.typeshed = "lost": no stubs are there; the default is used',
    ]
    layer = discover.settings.Layer("--python", {"environment": {"python": "lib"}}, "", "/p")
    project = discover.discover(on, "/p", [layer], RULES)
    assert (
        str(project.problems[0])
        == '--python: environment.python = "lib": is no Python environment; no environment is used'
    )


def test_a_command_may_be_named_as_python() -> None:
    text = "[environment]\npython = 'python3.11'\n"
    sources = {"/p/pebre.toml": text, "/usr/bin/python3.11": "", "/usr/lib/python3.11/os.py": ""}
    on = system.MemorySystem(sources, current_folder="/p", variables={"PATH": "/usr/bin"})
    assert discover.discover(on, "/p", [], RULES).problems == ()


def test_source_roots_are_found() -> None:
    sources = {
        "/p/pyproject.toml": "",
        "/p/src/app/__init__.py": "",
        "/p/server/one/__init__.py": "",
        "/p/pkg/__init__.py": "",
        "/p/pkg/sub/__init__.py": "",
        "/p/scripts/run.py": "",
    }
    project, _ = find(sources, "/p")
    assert project.roots == ("/p", "/p/server", "/p/src")


def test_a_package_without_settings_is_imported_from_the_folder_above() -> None:
    project, _ = find({"/p/pkg/__init__.py": "", "/p/pkg/sub/__init__.py": "", "/p/other.py": ""}, "/p/pkg/sub")
    assert (project.root, project.roots) == ("/p/pkg/sub", ("/p", "/p/pkg/sub"))


def test_modules_of_such_a_package_hide_no_others() -> None:
    sources = {
        "/p/pkg/__init__.py": "",
        "/p/pkg/abc.py": "",
        "/p/pkg/own.py": "",
        "/std/abc.pyi": "",
        "/std/VERSIONS": "",
    }
    project, on = find(sources, "/p/pkg")
    paths = [each.folder for each in target.of(on, project).paths]
    assert paths[0] == "/p"
    assert paths[-1] == "/p/pkg"
    project, on = find({**sources, "/p/pkg/pebre.toml": "environment.root = ['.']"}, "/p/pkg")
    assert target.of(on, project).paths[0].folder == "/p/pkg"


def test_files_follow_ignore_files_and_patterns() -> None:
    sources = {
        "/p/pebre.toml": "[src]\nexclude = ['gen/']",
        "/p/.gitignore": "*.tmp.py\n/out\n",
        "/p/a.py": "",
        "/p/b.tmp.py": "",
        "/p/out/c.py": "",
        "/p/gen/d.py": "",
        "/p/.venv/e.py": "",
        "/p/env/pyvenv.cfg": "",
        "/p/env/f.py": "",
        "/p/sub/.gitignore": "!keep.tmp.py",
        "/p/sub/keep.tmp.py": "",
        "/p/n.ipynb": "",
        "/p/s.pyi": "",
        "/p/notes.txt": "",
    }
    project, on = find(sources, "/p")
    found, missing = files.collect(on, project)
    assert found == ["/p/a.py", "/p/n.ipynb", "/p/s.pyi", "/p/sub/keep.tmp.py"]
    assert missing == []


def test_named_files_are_taken_whatever_the_patterns_say() -> None:
    project, on = find({"/p/pebre.toml": "[src]\nexclude = ['*.py']", "/p/a.py": "", "/p/d/b.py": ""}, "/p")
    assert files.collect(on, project, ["a.py", "d", "gone.py"]) == (["/p/a.py"], ["/p/gone.py"])


def test_a_loop_of_links_is_walked_once() -> None:
    project, on = find({"/p/a/x.py": ""}, "/p")
    on.link("/p/a/again", "/p/a")
    assert files.collect(on, project)[0] == ["/p/a/x.py"]
