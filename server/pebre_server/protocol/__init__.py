"""Message types and framing; no logic."""
