"""Incremental computation: inputs, queries, memos, revisions. Knows nothing of files or Python."""
