"""What `pebre check` prints: one file per output format.

Each format is a function `render(findings, out)` that writes text to `out`; `FORMATS` lists them.
"""
