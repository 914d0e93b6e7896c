"""One file per request of the protocol."""
