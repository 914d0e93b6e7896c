"""Several processes that check the files of one run: the parent deals files out, the workers say what they found."""
