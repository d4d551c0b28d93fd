"""E-papers on loopback, one line of software a file, all printing the same invented edition."""
