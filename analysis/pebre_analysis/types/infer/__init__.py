"""Inference: what the expressions and bindings of a region are, on demand."""
