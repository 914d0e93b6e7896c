"""Settings: merged by strength, checked, and explained by key, value and place."""

from pebre_analysis.project import settings

RULES = ("unresolved-import", "unresolved-reference", "invalid-syntax")


def read(*layers: settings.Layer) -> tuple[settings.Settings, list[str]]:
    found, problems = settings.merge(layers, RULES)
    return found, [str(problem) for problem in problems]


def toml(text: str, tables: dict[str, object], prefix: str = "") -> settings.Layer:
    return settings.Layer("pebre.toml", tables, text, "/home/me/project", prefix)


def test_the_strongest_layer_wins() -> None:
    weak = toml("", {"environment": {"python-version": "3.9"}})
    strong = settings.Layer("--python-version", {"environment": {"python-version": "3.12"}})
    found, problems = read(weak, strong)
    assert found.python_version == (3, 12)
    assert found.origin("environment.python-version") == "--python-version"
    assert problems == []


def test_paths_are_seen_from_the_folder_of_their_file() -> None:
    found, _ = read(toml("", {"environment": {"python": ".venv", "extra-paths": ["./lib", "/opt/lib", "~/x"]}}))
    assert found.python == "/home/me/project/.venv"
    assert found.extra_paths == ("/home/me/project/lib", "/opt/lib", "~/x")


def test_a_bad_value_is_one_problem_with_key_value_and_place() -> None:
    text = '[rules]\nall = "warn"\n[environment]\npython-version = "4.1"\n'
    found, problems = read(toml(text, {"environment": {"python-version": "4.1"}}))
    assert found.python_version is None
    assert problems == [
        'pebre.toml:4: environment.python-version = "4.1": expected a Python version from 3.9 to 3.15, '
        'such as "3.12"; the default is used'
    ]


def test_unknown_names_get_the_nearest_one() -> None:
    tables = {
        "python-version": "3.12",
        "enviroment": {},
        "src": {"exlude": []},
        "rules": {"unresolved-imports": "error", "invalid-syntax": 3},
    }
    _, problems = read(toml("", tables))
    assert problems == [
        'pebre.toml: python-version = "3.12": unknown setting; did you mean `environment.python-version`?',
        "pebre.toml: enviroment: unknown table; did you mean `environment`?",
        "pebre.toml: src.exlude = []: unknown setting; did you mean `exclude`?",
        'pebre.toml: rules.unresolved-imports = "error": unknown rule; did you mean `unresolved-import`?',
        "pebre.toml: rules.invalid-syntax = 3: expected one of error, warn, ignore; the default is used",
    ]


def test_all_rules_of_a_stronger_layer_override_single_ones_of_a_weaker() -> None:
    weak = toml("", {"rules": {"unresolved-import": "error"}})
    strong = settings.Layer("--ignore", {"rules": {"all": "ignore"}})
    found, _ = read(weak, strong)
    assert dict(found.rules) == {"all": "ignore"}


def test_the_line_is_found_in_pyproject_too() -> None:
    text = '[project]\nname = "x"\n\n[tool.pebre.src]\ninclude = 3\n'
    _, problems = read(toml(text, {"src": {"include": 3}}, "tool.pebre"))
    assert problems == ["pebre.toml:5: tool.pebre.src.include = 3: expected a list of texts; the default is used"]
