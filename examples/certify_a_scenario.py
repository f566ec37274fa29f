"""Decide a Pauli scenario, certify the answer, and let the kernel check the certificate.

The GHZ paradox of three qubits, as four measured contexts and the state's own stabilizers.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from contextuality.scenario import pauli_scenario
from contextuality.search.parity import decide_parity
from proofs.certificates.scenarios import pauli_document
from proofs.kernel import check_file

CONTEXTS = [
    ["XII", "IXI", "IIX", "XXX"],
    ["XII", "IYI", "IIY", "XYY"],
    ["YII", "IXI", "IIY", "YXY"],
    ["YII", "IYI", "IIX", "YYX"],
    ["XXX", "XYY", "YXY", "YYX"],
]

scenario = pauli_scenario(CONTEXTS, "ghz")
answer = decide_parity(scenario)
document = pauli_document(scenario, answer)
with TemporaryDirectory() as folder:
    path = Path(folder) / "ghz.json"
    document.write(path)
    verdict = check_file(path)
print(f"{verdict.statement}: {verdict.status}")
print(f"the refutation uses the contexts {document.certificate['contexts']}")
