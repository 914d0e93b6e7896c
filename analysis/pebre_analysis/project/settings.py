"""A project's settings: read, checked, merged and explained.

In:  layers of options, strongest last: a `pebre.toml` or `[tool.pebre]` table, the editor's
     settings, the command line.
Out: `Settings` and a list of `SettingProblem`. A bad value never stops anything: it is one problem
     that names key, value and place, and the default (or the weaker layer) stands.
Does not know: which files exist, which rules exist (the names are passed in).
"""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from pebre_analysis.project import options
from pebre_analysis.source import paths


class SettingProblem(msgspec.Struct, frozen=True):
    """Something in the settings that was not used: where it stands and why. Reported as a warning."""

    place: str  # "pebre.toml:3", "--python-version", "editor settings"
    key: str  # empty: the whole file is meant
    value: str  # as written, shortened
    message: str

    def __str__(self) -> str:
        value = f" = {self.value}" if self.value else ""
        return f"{self.place}: {self.key}{value}: {self.message}" if self.key else f"{self.place}: {self.message}"


class Layer(msgspec.Struct, frozen=True):
    """Options from one place. `text` is the file they were read from, to find a line in, if any."""

    place: str
    tables: Mapping[str, object]
    text: str = ""
    folder: str = ""  # relative paths start here
    prefix: str = ""  # "tool.pebre" in pyproject.toml


class Settings(msgspec.Struct, frozen=True):
    """What is in force. Paths are as written, made absolute by the folder of the layer they came from."""

    python: str | None = None
    python_version: tuple[int, int] | None = None
    python_platform: str | None = None
    extra_paths: tuple[str, ...] = ()
    root: tuple[str, ...] | None = None
    typeshed: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    respect_ignore_files: bool = True
    respect_type_ignore_comments: bool = True
    allowed_unresolved_imports: tuple[str, ...] = ()
    memory_limit: int | None = None  # megabytes; None: as the command has it
    rules: Mapping[str, str] = msgspec.field(default_factory=dict)  # rule -> level; "all" applied first
    origins: Mapping[str, str] = msgspec.field(default_factory=dict)  # option name -> place it was set

    def origin(self, name: str) -> str:
        """Where the option `table.key` was set; "default" when nowhere."""
        return self.origins.get(name, "default")


def merge(layers: Sequence[Layer], rules: Collection[str]) -> tuple[Settings, list[SettingProblem]]:
    """The settings of all layers, the last one strongest. `rules` are the known rule names."""
    found: dict[str, object] = {}
    origins: dict[str, str] = {}
    levels: dict[str, str] = {}
    problems: list[SettingProblem] = []
    for layer in layers:
        for table, content in layer.tables.items():
            if table not in options.TABLES:
                problems.append(_unknown(layer, table, content))
            elif not isinstance(content, Mapping):
                problems.append(_problem(layer, "", table, content, "expected a table"))
            elif table == "rules":
                _read_rules(layer, content, rules, levels, problems)
            else:
                _read_table(layer, table, content, found, origins, problems)
    fields = {name.partition(".")[2].replace("-", "_"): value for name, value in found.items()}
    return Settings(**fields, rules=levels, origins=origins), problems  # type: ignore[arg-type]  # checked by coerce


def problem_of(layers: Sequence[Layer], table: str, key: str, message: str) -> SettingProblem:
    """What is wrong with a setting that `merge` took from one of the layers."""
    for layer in reversed(layers):
        content = layer.tables.get(table)
        if isinstance(content, Mapping) and key in content:
            return _problem(layer, table, key, content[key], message)
    return SettingProblem("default", f"{table}.{key}", "", message)


def _unknown(layer: Layer, name: str, content: object) -> SettingProblem:
    """A name beside the tables: a table that does not exist, or a setting outside of its table."""
    if isinstance(content, Mapping):
        return _problem(layer, "", name, "", "unknown table" + _nearest(name, options.TABLES))
    meant = [each for each in options.BY_NAME if each.endswith(f".{name}")]
    near = f"; did you mean `{meant[0]}`?" if meant else _nearest(name, options.BY_NAME)
    return _problem(layer, "", name, content, "unknown setting" + near)


def _read_table(
    layer: Layer,
    table: str,
    content: Mapping[str, object],
    found: dict[str, object],
    origins: dict[str, str],
    problems: list[SettingProblem],
) -> None:
    for key, value in content.items():
        option = options.BY_NAME.get(f"{table}.{key}")
        if option is None:
            known = [o.key for o in options.OPTIONS if o.table == table]
            problems.append(_problem(layer, table, key, value, "unknown setting" + _nearest(key, known)))
            continue
        checked, wrong = options.coerce(option, value)
        if wrong is not None:
            problems.append(_problem(layer, table, key, value, wrong + "; the default is used"))
            continue
        found[option.name] = _absolute(option.kind, checked, layer.folder)
        origins[option.name] = layer.place


def _read_rules(
    layer: Layer,
    content: Mapping[str, object],
    rules: Collection[str],
    levels: dict[str, str],
    problems: list[SettingProblem],
) -> None:
    if "all" in content and content["all"] in options.LEVELS:
        levels.clear()  # a stronger "all" overrides what weaker layers said of single rules
    for rule, level in content.items():
        if rule != "all" and rule not in rules:
            problems.append(_problem(layer, "rules", rule, level, "unknown rule" + _nearest(rule, rules)))
        elif level not in options.LEVELS:
            wrong = f"expected one of {', '.join(options.LEVELS)}; the default is used"
            problems.append(_problem(layer, "rules", rule, level, wrong))
        else:
            levels[rule] = str(level)


def _absolute(kind: options.Kind, value: object, folder: str) -> object:
    """A path as the layer's folder sees it."""
    if kind == "path" and isinstance(value, str):
        return join(folder, value)
    if kind == "paths" and isinstance(value, tuple):
        return tuple(join(folder, item) for item in value)
    return value


def join(folder: str, path: str) -> str:
    """`path` seen from `folder`; home-relative paths and an empty folder leave it alone."""
    return path if not folder or path.startswith("~") else paths.normalise(path, folder)


def _nearest(name: str, known: Collection[str]) -> str:
    import difflib  # for mistakes only

    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean `{near[0]}`?" if near else ""


def _problem(layer: Layer, table: str, key: str, value: object, message: str) -> SettingProblem:
    shown = "" if value == "" else repr(value) if not isinstance(value, str) else f'"{value}"'
    if isinstance(value, bool):
        shown = shown.lower()  # as TOML and JSON write it
    if len(shown) > 60:
        shown = shown[:57] + "..."
    name = ".".join(part for part in (layer.prefix, table, key) if part)
    return SettingProblem(_place(layer, table, key), name, shown, message)


def _place(layer: Layer, table: str, key: str) -> str:
    """The layer's place with the line of the key, when its text is at hand."""
    heading = f"[{'.'.join(part for part in (layer.prefix, table) if part)}]"
    inside = not table and not layer.prefix
    first = 0
    for number, line in enumerate(layer.text.split("\n"), 1):
        bare = line.strip()
        if bare.startswith("["):
            inside = bare.split("#")[0].strip() == heading
            if not table and bare.rstrip("]").endswith(key):
                return f"{layer.place}:{number}"
        elif inside and bare.split("=")[0].strip().strip("\"'") == key:
            return f"{layer.place}:{number}"
        elif not first and bare.split("=")[0].strip().strip("\"'").endswith(key) and bare:
            first = number
    return f"{layer.place}:{first}" if first else layer.place
