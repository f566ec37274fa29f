"""JUnit XML of a run, for anyone's continuous integration.

Here belongs the one writer. The elements and attributes are those that both common schemas (Ant's
and Jenkins') allow; the host is "localhost", because no host names are written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from proofs.provenance import line

if TYPE_CHECKING:
    from proofs.claims import Outcome
    from proofs.regression.compare import Comparison, Finding
    from proofs.regression.records import Run

FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""


def junit_text(run: Run, outcomes: Sequence[Outcome], comparison: Comparison | None = None) -> str:
    """Return JUnit XML: a test case for every claim.

    Args:
        run: the record of the outcomes.
        outcomes: what was found. A claim that failed or timed out is a failure with its text, one
            that was not run is skipped with the reason.
        comparison: with a baseline; a claim with a regression is a failure, too. What else moved
            stands in system-out.

    Returns:
        The document, with an XML declaration.
    """
    fallen: dict[str, list[Finding]] = {}
    for finding in comparison.regressions if comparison else ():
        fallen.setdefault(finding.claim, []).append(finding)
    cases = [_case(outcome, fallen.get(outcome.claim.identifier, [])) for outcome in outcomes]
    counts = {
        tag: sum(case.find(tag) is not None for case in cases) for tag in ("failure", "skipped")
    }
    root = ET.Element("testsuites")
    suite = ET.SubElement(
        root,
        "testsuite",
        {
            "name": "khrnn verify",
            "package": "khrnn",
            "id": "0",
            "hostname": "localhost",
            "timestamp": run.time.removesuffix("Z"),
            "tests": str(len(cases)),
            "failures": str(counts["failure"]),
            "errors": "0",
            "skipped": str(counts["skipped"]),
            "time": f"{run.seconds:.3f}",
        },
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in (
        ("provenance", line(run.seed)),
        ("commit", run.commit or "unknown"),
        ("interrupted", str(run.interrupted).lower()),
        *(
            (f"not-decided-again.{one.claim.identifier}", one.detail)
            for one in outcomes
            if one.resumed_from
        ),
    ):
        ET.SubElement(properties, "property", {"name": name, "value": _clean(value)})
    suite.extend(cases)
    told = ET.SubElement(suite, "system-out")
    if comparison is not None:
        from proofs.regression.compare import lines  # noqa: PLC0415 - one use

        told.text = _clean("\n".join(lines(comparison)))
    ET.SubElement(suite, "system-err")
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def _case(outcome: Outcome, fallen: list[Finding]) -> ET.Element:
    claim = outcome.claim
    case = ET.Element(
        "testcase",
        {
            "classname": "khrnn.verify",
            "name": _clean(claim.identifier),
            "time": f"{outcome.seconds:.3f}",
        },
    )
    failed = outcome.status.failed
    if failed or fallen:
        texts = [*(outcome.failures or (outcome.detail,))] if failed else []
        texts += [finding.said() for finding in fallen]
        kind = outcome.status.name.lower() if failed else "regression"
        attributes = {"message": _clean(texts[0]), "type": kind}
        failure = ET.SubElement(case, "failure", attributes)
        failure.text = _clean("\n".join([claim.statement, f"if {claim.hypotheses}", *texts]))
    elif outcome.status.name == "NOT_RUN":
        ET.SubElement(case, "skipped", {"message": _clean(outcome.detail)})
    return case


def _clean(text: str) -> str:
    return FORBIDDEN.sub("\ufffd", text)
