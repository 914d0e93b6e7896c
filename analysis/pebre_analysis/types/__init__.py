"""What expressions are: types, inference, rules."""
