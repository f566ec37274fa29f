"""What pytest leaves alone: scripts that build the corpus and attack the kernel are run, not collected."""

collect_ignore_glob = ["corpus/*.py", "fuzz/*.py"]
