"""Editor features as plain data: offsets, ranges, strings."""
