"""What several processes found is kept as if one had found it, or not at all."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from pebre_analysis.project import parts
from tests.harness import project
from tests.project import test_recall
from tests.project.remembering import World
from tests.project.test_recall import FILES, holds
from tests.property import test_types_incremental as edits

NAMES = sorted(FILES)


def shared(world: World, *shares: list[str]) -> list[parts.Part]:
    """A part for each share."""
    return [world.part(own, [name for other in shares if other is not own for name in other]) for own in shares]


def below(found: Iterable[str]) -> list[str]:
    """Those of the project, below its root."""
    return sorted(path.removeprefix(f"{project.ROOT}/") for path in found if path.startswith(f"{project.ROOT}/"))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, FILES)


def test_the_next_run_makes_nothing_again(world: World) -> None:
    assert world.join(shared(world, ["main.py", "alone.py"], ["shapes.py", "base.py"]))
    holds(world)


def test_what_changed_since_is_made_again(world: World) -> None:
    assert world.join(shared(world, ["main.py"], ["alone.py", "base.py", "shapes.py"]))
    world.write("base.py", "unit = ''\n")
    holds(world, "base.py", "main.py", "shapes.py")


def test_a_process_tells_of_no_file_that_another_one_tells_of(world: World) -> None:
    main, shapes = shared(world, ["main.py"], ["alone.py", "base.py", "shapes.py"])
    assert below(node.path for node in main.seen.nodes) == ["main.py"]
    assert below(path for path, _ in main.read) == ["shapes.py"]
    assert below(node.path for node in shapes.seen.nodes) == ["alone.py", "base.py", "shapes.py"]
    assert shapes.read == ()


def test_in_any_order_they_give_the_same(world: World, tmp_path: Path) -> None:
    told = shared(world, ["main.py"], ["alone.py", "shapes.py"], ["base.py"])
    rows = []
    for number, order in enumerate(itertools.permutations(told)):
        world.folder = tmp_path / str(number)
        assert world.join(order)
        rows.append(world.known().seen())
        holds(world)
    assert rows[1:] == rows[:-1]


def test_where_one_tells_nothing_only_what_does_not_need_it_is_kept(world: World) -> None:
    told = shared(world, ["main.py", "alone.py"], ["shapes.py", "base.py"])
    assert world.join(told[:1])
    holds(world, "base.py", "main.py", "shapes.py")
    holds(world)


def test_nothing_is_kept_if_a_file_changed_between_two_looks(world: World) -> None:
    early = world.part(["main.py", "alone.py"], ["shapes.py", "base.py"])
    world.write("shapes.py", FILES["shapes.py"] + "\nmore = 1\n")
    late = world.part(["shapes.py", "base.py"], ["main.py", "alone.py"])
    assert not world.join([early, late])
    assert not world.join([late, early])
    holds(world, *NAMES)


def test_nothing_is_kept_if_imports_lead_elsewhere_by_now(world: World) -> None:
    early = world.part(["main.py"], [])
    world.write("shapes/__init__.py", "")
    late = world.part(["alone.py", "main.py"], [])
    assert not world.join([early, late])


def test_a_folder_that_only_one_looked_into(world: World) -> None:
    world.write("main.py", "import package.inner\nprint(package.inner.missing)\n")
    world.write("package/__init__.py", "")
    world.write("package/inner.py", "")
    others = ["package/__init__.py", "package/inner.py", "shapes.py", "base.py", "alone.py"]
    told = shared(world, ["main.py"], others)
    for order in (told, told[::-1]):
        assert world.join(order)
        holds(world)


def run(folder: Path, seed: int, n_edits: int) -> None:
    """Files are dealt at random, after each edit; some processes die."""
    rng = random.Random(seed)
    texts = {"main.py": edits.MAIN, "shapes.py": edits.SHAPES, "other.py": edits.OTHER, **FILES}
    world = World(folder, texts)
    for _ in range(n_edits):
        shares: list[list[str]] = [[], [], []]
        for name in rng.sample(sorted(texts), len(texts)):
            shares[rng.randrange(3)].append(name)
        told = shared(world, *shares)
        assert world.join(rng.sample(told, rng.randrange(1, 4)))
        assert world.check()[0] == world.check(kept=False)[0]
        test_recall.edit(world, texts, rng)


@pytest.mark.slow
def test_after_edits_a_run_finds_what_one_without_a_store_finds(tmp_path: Path) -> None:
    run(tmp_path, 1, 6)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 120))
def test_after_many_edits_a_run_finds_what_one_without_a_store_finds(tmp_path: Path, seed: int) -> None:
    run(tmp_path, seed, 30)
