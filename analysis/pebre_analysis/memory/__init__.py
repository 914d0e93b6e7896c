"""How much is held, and when to let go."""
