"""What is kept of a chunk's code is what would be made of it again; damaged bytes are refused or harmless."""

import random
import sys
from pathlib import Path

import pytest

from pebre_analysis.semantic import chunks, packed_maps
from pebre_analysis.syntax import chunk, chunk_cache, incremental, packed, parsed
from tests.harness import alike

TEXT = '''\
"""A module."""
from __future__ import annotations
import a.b, c as d
from .e import *
from f import (g as h, i)

X: Final[int] = 0x10
x = y = (1.5, 2j, "s" "t", b"b", ..., None, True)
x += -X if X else not y
x.attr[0], (q := 3) = lambda z, *w: z + w, {**k, "v": [*x]}
del x.attr, y
if sys.version_info >= (3, 12):
    import tomllib
elif x and y or z:
    tomllib = None
else:
    raise ImportError("no") from None

for n, m in enumerate(x):
    if n: continue
else:
    n = 0
while not n:
    n += 1
    break
with open("f") as one, two as (three, four):
    assert one, "text"
try:
    pass
except (A, B) as e:
    print(e)
except* C:
    pass
finally:
    done = True
match x:
    case [1, *rest] | {"a": b, **rest}: pass
    case P(c, d=-1) as p if p: pass
    case None | "s" | q.r: pass
    case _: pass

type T[U: int, *V, **W] = list[U]

@decorate(1, key=2, *more, **most)
async def f[T](a, /, b: int = 1, *c: T, d=2, **e) -> "str":
    """Says."""
    global G, H
    G = [i async for i in a if i]
    if b is None: die()
    if a: h: int = 1
    else: h: str = ""
    h = 2
    def inner(x=b):
        nonlocal b
        b = f"{x!r:>{d}} {t'{x}'}"
        return inner(b)
    class Local(Base, metaclass=M):
        z: int = 3
        def get(self): return self.z
    async with a as b: await b.c
    try: yield b
    finally: return
    match a:
        case Local(z=z): return z
    for i in c:
        if i: d = i
        else: break
    return a[1:2, ::3] < b != c is not d, x not in y

class Small: x = 1
'''
CLASS = "class Large(Base):\n    '''It is.'''\n" + "".join(
    f"    a{n}: int = {n}\n    def m{n}(self): self.b{n} = self.a{n}\n" for n in range(8)
)
BROKEN = "def f(:\n    return (1,\n\nclass\nx = = 2\nprint 'x'\n" + "y = " + "(" * 250 + ")" * 250 + "\n"


def parts_of(text: str, context: int = 0) -> list[chunk.Chunk]:
    made = incremental.build(text, context, chunk_cache.ChunkCache())
    return [part for _, part in made.occurrences()]


def texts() -> list[str]:
    library = Path(sys.modules["ast"].__file__ or "").parent
    return [TEXT, CLASS, BROKEN, *(library.joinpath(each).read_text() for each in ("ast.py", "contextlib.py"))]


@pytest.mark.parametrize("number", range(5))
def test_what_is_unpacked_is_what_was_packed(number: int) -> None:
    for part in parts_of(texts()[number]):
        index, maps, lowered = chunks.index_of(part), chunks.use_def_of(part), parsed.lowered_of(part)
        code, beside = packed.pack(part, lowered), packed_maps.pack(lowered, index, maps)
        assert code is not None, part
        assert beside is not None, part
        said = part.rejected, part.features
        part.rejected = part.features = ()
        found = packed.unpack(part, code)
        assert found is not None
        assert (part.rejected, part.features) == said
        also = packed_maps.unpack(found, beside)
        assert also is not None
        alike.assert_alike((lowered, index, maps), (found, *also), ("seen", "contents", "flow_names"))


def test_what_bytes_cannot_tell_is_not_packed() -> None:
    for text in (f"x = {10**30}\n", 'x = "\ud800"\n'):
        [part] = parts_of(text)[:1]
        assert packed.pack(part, parsed.lowered_of(part)) is None


@pytest.mark.parametrize("seed", range(4))
def test_damaged_bytes_raise_nothing(seed: int) -> None:
    rng = random.Random(seed)
    rows = []
    for part in parts_of(TEXT):
        lowered = parsed.lowered_of(part)
        rows.append(
            (
                part,
                packed.pack(part, lowered),
                packed_maps.pack(lowered, chunks.index_of(part), chunks.use_def_of(part)),
            )
        )
    for _ in range(500):
        part, code, maps = rng.choice(rows)
        assert code is not None
        assert maps is not None
        packed.unpack(part, damaged(code, rng))
        packed_maps.unpack(parsed.lowered_of(part), damaged(maps, rng))


def damaged(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data))
    return rng.choice((data[:at], data[:at] + rng.randbytes(1) + data[at + 1 :], data[:at] + data[at + 1 :], b""))
