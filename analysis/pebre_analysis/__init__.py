"""pebre: analysis of Python source, from text to types and editor features."""
