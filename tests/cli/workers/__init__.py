"""Several processes that check the files of one run."""
