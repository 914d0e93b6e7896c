"""The parts of the join: one file for each thing that is reported, and what they share. `check` puts them together."""
