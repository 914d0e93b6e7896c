"""The command line's grammar: commands, options, and what they turn into.

In:  the words after `pebre`. Out: an `argparse.Namespace`; usage errors end the process with exit code 2.
Does not know: what the commands do. Imports nothing of the analysis.
"""

import argparse
from collections.abc import Sequence
from typing import NoReturn

FORMATS = ("full", "concise", "json", "github", "gitlab", "junit")
DUMPS = ("tree", "scopes", "usedef", "types")
CARE = ("info", "clear", "prune", "verify")
REPORTS = ("short", "full", "json", "coarse")
WORKER = "_worker"  # the command that `workers` starts; not for people


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\nTry `{self.prog} --help`.\n")


def parse(words: Sequence[str]) -> argparse.Namespace:
    """What the words ask for; `words` among it as they are."""
    main = parser()
    options, unknown = main.parse_known_args(list(words))
    if unknown:
        getattr(options, "refuse", main.error)(f"unrecognized arguments: {' '.join(unknown)}")
    options.words = tuple(words)
    return options


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    main = _Parser(prog="pebre", description="A type checker and language server for Python.", allow_abbrev=False)
    main.add_argument("--version", action="store_true", help="print the version and exit")
    commands = main.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    _check(commands.add_parser("check", help="check files and report what is wrong", allow_abbrev=False))
    server = commands.add_parser("server", help="serve an editor over standard input and output", allow_abbrev=False)
    server.add_argument("--stdio", action="store_true", help="accepted and ignored: there is no other way")
    explain = commands.add_parser("explain", help="say what a rule is about", allow_abbrev=False)
    explain.add_argument("rule", nargs="?", metavar="RULE", help="a rule's name; without it, the list of rules")
    version = commands.add_parser("version", help="print the version", allow_abbrev=False)
    version.add_argument("--output-format", choices=("text", "json"), default="text", help="text (default) or json")
    stats = commands.add_parser("stats", help="say what checking a project costs, by query", allow_abbrev=False)
    stats.add_argument("paths", nargs="*", metavar="PATH", help="files or folders; default: the project")
    _html(stats)
    _environment(stats)
    why = commands.add_parser("why", help="say what runs again after an edit, and why", allow_abbrev=False)
    why.add_argument(
        "place", nargs="?", metavar="FILE[:LINE[:COL]]", help="tell only of what stands there after the edit"
    )
    why.add_argument(
        "--after",
        required=True,
        metavar="EDIT",
        help=r"FILE:LINE:COL=TEXT inserts, FILE:LINE=TEXT replaces a line (\n: a line end), FILE=@OTHER replaces all",
    )
    _html(why)
    _environment(why)
    cache = commands.add_parser("cache", help="look after what is kept between runs", allow_abbrev=False)
    cache.add_argument(
        "what",
        choices=CARE,
        metavar="WHAT",
        help="info: say what is there; clear: remove it; prune: make it fit; verify: look for damage",
    )
    dump = commands.add_parser("dump", help="show how a file is understood", allow_abbrev=False)
    dump.add_argument(
        "what",
        choices=DUMPS,
        metavar="WHAT",
        help="tree: its syntax; scopes: names; usedef: what reaches each use of a name; types: what expressions are",
    )
    dump.add_argument("file", metavar="FILE")
    _environment(dump)
    for command in commands.choices.values():
        command.set_defaults(refuse=command.error)
    return main


def _check(check: argparse.ArgumentParser) -> None:
    check.add_argument("paths", nargs="*", metavar="PATH", help="files or folders; default: the project")
    check.add_argument(
        "--output-format",
        choices=FORMATS,
        default="full",
        metavar="FORMAT",
        help=f"one of {', '.join(FORMATS)}; default: full, which shows the code",
    )
    check.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        metavar="WHEN",
        help="auto (default: on a terminal, unless NO_COLOR is set), always or never",
    )
    check.add_argument("--exit-zero", action="store_true", help="exit with 0 whatever was found")
    check.add_argument("--error-on-warning", action="store_true", help="exit with 1 on warnings too")
    for level in ("error", "warn", "ignore"):
        check.add_argument(
            f"--{level}",
            action="append",
            default=[],
            metavar="RULE",
            help=f"set a rule (or all) to level {level}; may be repeated",
        )
    check.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="PATTERN",
        help="files not to check, as in .gitignore; may be repeated",
    )
    check.add_argument(
        "-W", "--watch", action="store_true", help="go on: say what is new and what is gone whenever files change"
    )
    check.add_argument("--no-cache", action="store_true", help="use and write no cache")
    check.add_argument(
        "--cache-verify",
        action="store_true",
        help="check everything anew and say where the cache differs (exit code 101)",
    )
    check.add_argument(
        "--jobs",
        type=_jobs,
        metavar="N",
        help="check with so many processes, 0: one per core; auto (default): as many as pay. A memory report, a trace "
        "and --watch are of one process",
    )
    check.add_argument("--no-progress", action="store_true", help="show no progress")
    check.add_argument(
        "--memory-limit",
        type=_megabytes,
        metavar="MB",
        help="take no more memory than this (0: any); slower, same answers",
    )
    check.add_argument(
        "--memory-report",
        choices=REPORTS,
        help="say what is held in memory in the end; json: that alone, on standard output",
    )
    check.add_argument("-q", "--quiet", action="store_true", help="print no summary")
    _environment(check)


def _jobs(word: str) -> int | None:
    if word != "auto" and not word.isdecimal():
        raise argparse.ArgumentTypeError("expected a number of processes, or auto")
    return None if word == "auto" else int(word)


def _megabytes(word: str) -> int:
    if not word.isdecimal():
        raise argparse.ArgumentTypeError("expected a number of megabytes")
    return int(word)


def _html(command: argparse.ArgumentParser) -> None:
    told = "draw the queries too, as a page that needs no network; `-`: to standard output, and nothing else"
    command.add_argument("--html", metavar="FILE", help=told)


def _environment(command: argparse.ArgumentParser) -> None:
    command.add_argument("--project", metavar="DIR", help="the project's folder; default: found from here")
    command.add_argument("--python", metavar="PATH", help="interpreter or environment of the code; it is only read")
    command.add_argument("--python-version", metavar="X.Y", help="the version the code is checked for")
    command.add_argument("--python-platform", metavar="NAME", help="what sys.platform is: linux, darwin, win32, …")
    command.add_argument(
        "--extra-search-path",
        action="append",
        default=[],
        metavar="DIR",
        help="look for modules here before all other places; may be repeated",
    )
    command.add_argument("--typeshed", metavar="DIR", help="stubs of the standard library to use")
