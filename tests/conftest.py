"""What pytest leaves alone: scripts that build the corpus or attack the kernel are run by hand."""

collect_ignore_glob = ["corpus/*.py", "fuzz/*.py"]
