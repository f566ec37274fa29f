"""What pytest leaves alone: scripts that build the corpus or attack the kernel are run by hand."""

import os

# Two processes with two BLAS threads each slow small eigenproblems tenfold; numpy reads it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

collect_ignore_glob = ["corpus/*.py", "fuzz/*.py"]
