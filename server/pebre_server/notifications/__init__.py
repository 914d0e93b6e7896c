"""One file per notification of the protocol."""
