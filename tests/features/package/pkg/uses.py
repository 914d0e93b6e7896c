from pkg.shapes import Circle, helper


def both(circle: Circle) -> str:
    return circle.run(1) + helper(2)


def one() -> str:
    return helper(1, "y")
