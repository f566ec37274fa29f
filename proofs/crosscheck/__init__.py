"""Theory against simulation: the regression suite that `khrnn verify` runs.

Every function here compares two computations of the same exact number that share no code, over a
stated set of cases, and returns what differed. Tolerances do not occur.
"""

from __future__ import annotations

from proofs.crosscheck.memory import search_memory
from proofs.crosscheck.report import Report
from proofs.crosscheck.simulator import compare_hidden_model, compare_laws, measure_gap

__all__ = ["Report", "compare_hidden_model", "compare_laws", "measure_gap", "search_memory"]
