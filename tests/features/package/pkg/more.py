from . import shapes
from .shapes import Base

VALUE = shapes.helper(3)


def take(base: Base) -> str:
    return base.run(2)
