"""The workers of one run, seen from their parent.

In:  the words of the command line, files to check. Out: what was found in each; what it was made of, in parts.
Always
  - a worker that ends, or says what is no answer, loses the file it was at: the parent has to check that itself, and
    all that was not dealt if no worker is left;
  - when the run ends, also by an exception, no worker is left.
Method: a thread for each worker deals it the next file as soon as it has answered, one ahead of what it is at, so that
it need not wait for the parent; whoever asks for a file waits for the answer. Workers are started anew, never forked:
as a command, through the interpreter that runs this process.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import deque
from collections.abc import Collection, Sequence
from typing import IO, Any, Final

import msgspec

from pebre_analysis.project import parts
from pebre_server.cli import arguments
from pebre_server.cli.workers import deal, frames

_AHEAD: Final = 2  # files given to a worker at once: the one it checks, and the next
_WAIT: Final = 0.2  # seconds: on Windows, Ctrl-C is noticed only between two waits


class Crew:
    """See the module's text. `files`: paths with sizes in bytes; `known`: files that the parent itself tells of;
    `memory_limit`: MB for each worker, 0 for none; `keeps`: there will be questions about parts."""

    def __init__(
        self,
        n_workers: int,
        words: Sequence[str],
        files: Sequence[tuple[str, int]],
        known: Collection[str] = (),
        memory_limit: int = 0,
        *,
        keeps: bool,
    ) -> None:
        self._begin = frames.Begin(tuple(words), memory_limit, keeps)
        self._known = known
        self._dealer = deal.Dealer(files, n_workers)
        self._changed = threading.Condition()
        self._found: dict[str, bytes | None] = {}
        self._dealt: list[list[str]] = [[] for _ in range(n_workers)]
        self._parts: list[parts.Part] = []
        self._n_working = 0
        self._processes: list[subprocess.Popen[bytes]] = []
        for _ in range(n_workers):
            try:
                self._processes.append(_start())
            except OSError:
                break
        self._n_working = len(self._processes)
        if not self._n_working:
            self._leave_rest()
        self._threads = [
            threading.Thread(target=self._attend, args=(number, process), daemon=True)
            for number, process in enumerate(self._processes)
        ]
        for thread in self._threads:
            thread.start()

    def found(self, path: str) -> bytes | None:
        """What was found in a file; None if the caller has to look. Waits for it; each may be asked for once."""
        with self._changed:
            while path not in self._found:
                self._changed.wait(_WAIT)
            return self._found.pop(path)

    def parts(self) -> list[parts.Part]:
        """What all workers found that were not lost, and what it was made of. From here on nothing is dealt."""
        with self._changed:
            self._dealer.rest()
        for thread in self._threads:
            while thread.is_alive():
                thread.join(_WAIT)
        return self._parts

    def close(self) -> None:
        """End all workers."""
        for process in self._processes:
            process.kill()
            process.wait()
        for thread in self._threads:
            thread.join()

    # ---- a thread for each worker ----

    def _attend(self, number: int, process: subprocess.Popen[bytes]) -> None:
        given: deque[str] = deque()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            with process.stdin as orders, process.stdout as answers:
                frames.send(orders, self._begin)
                while True:
                    while len(given) < _AHEAD and (path := self._next(number)) is not None:
                        given.append(path)
                        frames.send(orders, frames.Check(frames.encoded(path)))
                    if not given:
                        break
                    found = _answer(answers, frames.Found).found
                    self._take(given.popleft(), found)
                frames.send(orders, frames.Finish(self._elsewhere(number)))
                part = _answer(answers, frames.Told).part
                if part is not None:
                    self._parts.append(part)
        except (EOFError, OSError, ValueError, msgspec.MsgspecError):
            process.kill()
            self._forget(number)
        finally:
            self._leave(number, given)
            process.wait()

    def _next(self, number: int) -> str | None:
        with self._changed:
            path = self._dealer.next(number)
            if path is not None:
                self._dealt[number].append(path)
            return path

    def _take(self, path: str, found: bytes | None) -> None:
        with self._changed:
            self._found[path] = found
            self._changed.notify_all()

    def _elsewhere(self, number: int) -> tuple[bytes, ...]:
        """Files that others than this worker tell of."""
        with self._changed:
            others = {path for each, dealt in enumerate(self._dealt) if each != number for path in dealt}
        others.update(self._known)
        return tuple(map(frames.encoded, sorted(others.difference(self._dealt[number]))))

    def _forget(self, number: int) -> None:
        """A worker was lost, with all that it might have told: others tell of what they read of it."""
        with self._changed:
            self._dealt[number].clear()

    def _leave(self, number: int, given: deque[str]) -> None:
        """A worker has ended; the first of what it was given is what it was at."""
        with self._changed:
            self._n_working -= 1
            if given:
                self._found[given.popleft()] = None
            while given:
                self._dealer.back(number, given.pop())
            if not self._n_working:
                self._leave_rest()
            self._changed.notify_all()

    def _leave_rest(self) -> None:
        self._found.update(dict.fromkeys(self._dealer.rest()))


def _answer(source: IO[bytes], kind: Any) -> Any:  # one of the two answers
    answer = frames.ANSWERS.decode(frames.receive(source))
    if not isinstance(answer, kind):
        raise EOFError
    return answer


def _start() -> subprocess.Popen[bytes]:
    """Ctrl-C reaches the parent alone, which ends the workers."""
    # Never the current folder, where the checked project may have modules of the same names.
    how = "-I" if sys.flags.isolated else "-P"
    words = [sys.executable, how, "-m", "pebre_server", arguments.WORKER]
    if sys.platform == "win32":
        group = subprocess.CREATE_NEW_PROCESS_GROUP
        return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, creationflags=group)
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0)
