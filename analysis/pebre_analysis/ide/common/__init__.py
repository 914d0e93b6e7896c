"""What several editor features share."""
