"""The command line: words in, exit code out. Each command is imported when it is asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pebre_server import bare_msgspec
from pebre_server.cli import arguments


def main(words: Sequence[str]) -> int:
    """Run one command; the exit code (see the commands; 130 when interrupted, 2 when nothing can be written)."""
    if None in (sys.stdin, sys.stdout, sys.stderr):
        from pebre_server.protocol import stdio

        stdio.fill()
    try:
        code = _run(words)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.filename is not None:  # not about a stream
            raise
        from pebre_server.protocol import stdio

        stdio.let_go()
        if isinstance(error, BrokenPipeError):  # the reader has seen enough, as `head` does
            return 0
        print(f"pebre: cannot write: {error.strerror}", file=sys.stderr)
        return 2
    return code


def _run(words: Sequence[str]) -> int:
    if list(words) == [arguments.WORKER]:
        bare_msgspec.load()
        from pebre_server.cli.workers import worker

        return worker.run()
    options = arguments.parse(words)
    if options.version or options.command == "version":
        from pebre_server.cli import version

        return version.run(getattr(options, "output_format", "text"))
    bare_msgspec.load()
    if options.command == "check":
        from pebre_server.cli import check

        return check.run(options)
    if options.command == "cache":
        from pebre_server.cli import cache

        return cache.run(options.what)
    if options.command == "explain":
        from pebre_server.cli import explain

        return explain.run(options.rule)
    if options.command == "stats":
        from pebre_server.cli import stats

        return stats.run(options)
    if options.command == "why":
        from pebre_server.cli import why

        return why.run(options)
    if options.command == "dump":
        from pebre_server.cli import dump

        return dump.run(options)
    arguments.parser().print_help(sys.stderr)
    return 2
