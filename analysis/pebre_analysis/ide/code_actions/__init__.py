"""What an editor offers to do about a place, one file for each kind of action."""
