"""What a test says of the type of a place: one file per family of tests."""
