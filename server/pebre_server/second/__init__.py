"""A second process, for as long as it takes to look at a large file the first time: it begins at the end."""
