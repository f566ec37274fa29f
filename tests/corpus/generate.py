"""Write the corpus: `python tests/corpus/generate.py`, or compare with `--check`.

Every case is a file of valid/, invalid/, incomplete/ or malformed/ whose name says what is wrong
with it. `messages.json` holds, for every case that is not valid, a part of the message that the
kernel must give; it is written by hand in the modules `cases_*`, not recorded from a run.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

import cases_colouring
import cases_contexts
import cases_counts
import cases_degree
import cases_degree_links
import cases_derivation
import cases_error
import cases_exclusion
import cases_exclusivity
import cases_fraction
import cases_knowledge
import cases_lrat
import cases_machine
import cases_mmd
import cases_pauli
import cases_reader
import cases_sharing
import cases_small_bias
from corpus_case import FOLDERS, Case

ROOT = Path(__file__).resolve().parent
MODULES = (
    cases_pauli,
    cases_colouring,
    cases_contexts,
    cases_lrat,
    cases_counts,
    cases_degree,
    cases_degree_links,
    cases_derivation,
    cases_error,
    cases_exclusion,
    cases_exclusivity,
    cases_machine,
    cases_knowledge,
    cases_mmd,
    cases_fraction,
    cases_reader,
    cases_sharing,
    cases_small_bias,
)


def files() -> dict[str, bytes]:
    """Return every file of the corpus by its path below this folder.

    Raises:
        ValueError: if two cases have one name.
    """
    result: dict[str, bytes] = {}
    messages: dict[str, str] = {}
    cases: list[Case] = [case for module in MODULES for case in module.cases()]
    for case in cases:
        name = f"{case.folder}/{case.name}.json"
        if name in result:
            raise ValueError(f"two cases are called {name}")
        result[name] = case.data
        for proof, data in case.proofs.items():
            result[f"{case.folder}/{proof}.lrat"] = data
        if case.folder != "valid":
            messages[name] = case.message
    result["messages.json"] = (json.dumps(messages, indent=1, sort_keys=True) + "\n").encode()
    return result


def main() -> int:
    """Write or compare; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    wanted = files()
    if parser.parse_args().check:
        present = {
            str(path.relative_to(ROOT)): path.read_bytes()
            for folder in FOLDERS
            for path in (ROOT / folder).rglob("*")
            if path.is_file()
        }
        present["messages.json"] = (ROOT / "messages.json").read_bytes()
        differing = sorted(
            name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name)
        )
        print("\n".join(differing) or f"{len(wanted)} files as generated")
        return 1 if differing else 0
    for folder in FOLDERS:
        shutil.rmtree(ROOT / folder, ignore_errors=True)
        (ROOT / folder).mkdir()
    for name, data in wanted.items():
        (ROOT / name).write_bytes(data)
    print(f"{len(wanted)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
