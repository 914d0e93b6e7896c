from shapes import Circle

circle = Circle(2.0)
label: str = circle.area()
print(label)
