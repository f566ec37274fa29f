#!/usr/bin/env bash
# Check the Rocq development from scratch and compare what each headline theorem rests on
# with proofs/rocq/assumptions.txt. Sources are copied to build/rocq: nothing is left beside them.
# Exit status: 0 all checked, 1 something fails, 2 coqc is not installed.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v coqc >/dev/null && command -v coq_makefile >/dev/null || {
  echo "coqc not found: install Debian's coq (8.16 is what this is tested with)" >&2
  exit 2
}

build=build/rocq
rm -rf "$build"
mkdir -p "$build"
cp proofs/rocq/*.v proofs/rocq/_CoqProject "$build"
started=$SECONDS
# Assumptions.v is compiled last and apart, because what it prints is the result.
sed -i '/^Assumptions\.v$/d' "$build/_CoqProject"
(cd "$build" && coq_makefile -f _CoqProject -o Makefile && make --no-print-directory -j "${JOBS:-2}")
(cd "$build" && coqc -Q . Khrnn Assumptions.v >assumptions.out)

# One line a theorem; Rocq prints "Closed under the global context" or a list of axioms.
paste -d ' ' <(sed -n 's/^Print Assumptions \(.*\)\.$/\1:/p' proofs/rocq/Assumptions.v) \
  "$build/assumptions.out" >"$build/assumptions.txt"
cat "$build/assumptions.txt"
if ! diff -u proofs/rocq/assumptions.txt "$build/assumptions.txt"; then
  echo "the assumptions differ from proofs/rocq/assumptions.txt" >&2
  exit 1
fi
echo "$(wc -l <"$build/assumptions.txt") theorems checked from scratch in $((SECONDS - started)) s"
