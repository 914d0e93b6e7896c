"""Shapes, for the tests of the extension."""


class Circle:
    """A round thing."""

    def __init__(self, radius: float) -> None:
        self.radius = radius

    def area(self) -> float:
        """How much it covers, in square units."""
        return 3.14159 * self.radius**2
