"""Text and where it comes from: files, editor overrides, encodings, lines."""
