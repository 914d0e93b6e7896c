"""pebre: the language server and the command line over `pebre_analysis`."""
