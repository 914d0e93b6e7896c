"""What is kept does not grow with the number of runs."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pebre_analysis.cache import store
from tests.project.remembering import World

N_FILES = 25
PIECES = ("return n + {}", "return n * {} + missing", "m = [n] * {}\n    return m[0]", "return '{}'")


def text(n: int, rng: random.Random) -> str:
    """The n-th file: some functions, and imports of others."""
    imports = "".join(f"import m{rng.randrange(N_FILES)}\n" for _ in range(3))
    bodies = [rng.choice(PIECES).format(rng.randrange(99)) for _ in range(rng.randrange(4, 8))]
    functions = [f"def f{at}(n: int) -> int:\n    {body}\n" for at, body in enumerate(bodies)]
    return "\n".join([imports, f"x{n} = f1({rng.randrange(9)})", *functions])


def size(folder: Path) -> int:
    """Bytes of the store's file and those beside it."""
    return sum(each.stat().st_size for each in folder.glob(f"{store.NAME}*"))


def grown(folder: Path, n_runs: int) -> float:
    """How much larger the store is after so many runs than after one: in each some files change, one has a new name."""
    rng = random.Random(1)
    names = {n: f"m{n}.py" for n in range(N_FILES)}
    world = World(folder / "often", {name: text(n, rng) for n, name in names.items()})
    for run in range(n_runs):
        world.check()
        for n in rng.sample(sorted(names), 4):
            world.write(names[n], text(n, rng))
        moved = rng.choice(sorted(names))
        world.remove(names[moved])
        names[moved] = f"m{moved}_{run}.py"
        world.write(names[moved], text(moved, rng))
    found = world.check()[0]
    often, world.folder = world.folder, folder / "once"
    assert world.check()[0] == found
    return size(often) / size(world.folder)


@pytest.mark.slow
def test_after_a_few_runs_it_is_no_larger(tmp_path: Path) -> None:
    assert grown(tmp_path, 5) < 1.5


@pytest.mark.long
def test_after_fifty_runs_it_is_no_larger(tmp_path: Path) -> None:
    assert grown(tmp_path, 50) < 1.5
