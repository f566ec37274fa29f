"""The records that the pages are made from: a run's data, and the certificates that go with it.

Here belongs reading `khrnn verify --json` together with its bundle, whether the run was just made
or is somebody's file. Writing pages does not belong here. Every certificate is compared with its
recorded SHA-256 and judged by the kernel again, so that a page never repeats a verdict on faith.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from contextuality.errors import InputError, shown
from contextuality.formats.strict_json import (
    expect_integer,
    expect_list,
    expect_string,
    parse_object,
)
from proofs.claims.model import Status
from proofs.kernel.bundle import MANIFEST, NAME
from proofs.quantities import Quantity
from proofs.regression.reading import (
    read_commit,
    read_machine,
    read_quantities,
    read_seconds,
    read_seed,
    read_time,
)
from proofs.regression.records import Machine
from proofs.regression.runs import SCHEMA

VERDICTS = {status.name.lower(): status for status in Status}
IDENTIFIER = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
"""Identifiers become names of files, so nothing else is accepted."""


@dataclass(frozen=True)
class OpinionRow:
    """What another checker said: its name, verdict and detail."""

    checker: str
    verdict: str
    detail: str


@dataclass(frozen=True)
class CertificateRow:
    """A certificate file and what was said about it.

    Args:
        name: short.
        kind: of the certificate.
        statement: as the kernel printed it.
        verdict: the kernel's.
        steps: that the kernel checked.
        sha256: of the file.
        file: its name in the bundle.
        size: in bytes.
        proof: name of the proof file that it names, or None.
        proof_size: in bytes, 0 without one.
        opinions: of other checkers; empty if they were not asked.
    """

    name: str
    kind: str
    statement: str
    verdict: str
    steps: int
    sha256: str
    file: str
    size: int
    proof: str | None
    proof_size: int
    opinions: tuple[OpinionRow, ...] = ()

    @property
    def doubted(self) -> bool:
        """Whether other checkers were asked and none agreed, or one disagreed."""
        said = {opinion.verdict for opinion in self.opinions}
        return bool(self.opinions) and ("invalid" in said or "valid" not in said)


@dataclass(frozen=True)
class ClaimRow:
    """A claim with its verdict; the fields are those of `khrnn verify --json`."""

    identifier: str
    source: str
    statement: str
    hypotheses: str
    method: str
    rocq: tuple[str, ...]
    long: bool
    verdict: str
    detail: str
    failures: tuple[str, ...]
    cases: int
    measurements: int
    certificates: tuple[CertificateRow, ...]
    seconds: float
    quantities: tuple[Quantity, ...]

    @property
    def status(self) -> Status:
        """The verdict with its meaning."""
        return VERDICTS[self.verdict]

    @property
    def failed(self) -> bool:
        """Whether the run counts it as a failure."""
        return self.status.failed


@dataclass(frozen=True)
class Results:
    """A whole run.

    Args:
        claims: in the order of the table.
        time: when it ended, UTC.
        version: of khrnn.
        commit: of the checkout, or None.
        seed: of everything random.
        machine: what it ran on.
        tools: names and versions of what it used.
        seconds: wall time.
    """

    claims: tuple[ClaimRow, ...]
    time: str
    version: str
    commit: str | None
    seed: int
    machine: Machine
    tools: tuple[tuple[str, str], ...]
    seconds: float

    def counts(self) -> dict[str, int]:
        """Return how many claims have each verdict that occurs, in the order of `Status`."""
        found = {word: sum(c.verdict == word for c in self.claims) for word in VERDICTS}
        return {word: count for word, count in found.items() if count}

    @property
    def failed(self) -> bool:
        """Whether any claim failed, or a certificate is doubted."""
        return any(
            claim.failed or any(row.doubted or row.verdict != "valid" for row in claim.certificates)
            for claim in self.claims
        )


def papers(source: str) -> tuple[str, ...]:
    """Return the papers that a source names, as short keys to filter by.

    Args:
        source: of a claim.

    Example:
        >>> papers("arXiv 2312.07738, 2407.02928"), papers("arXiv 2402.08606, our reading")
        (('arXiv 2312.07738', 'arXiv 2407.02928'), ('arXiv 2402.08606',))
        >>> papers("Abramsky, Barbosa, Mansfield, PRL 119, 050504 (2017)")
        ('PRL 119, 050504 (2017)',)
        >>> papers("Peres, J. Phys. A 24, L175 (1991)"), papers("ours")
        (('Peres, J. Phys. A 24, L175 (1991)',), ('ours',))
    """
    numbers = re.findall(r"\b\d{4}\.\d{5}\b", source)
    if numbers:
        return tuple(f"arXiv {number}" for number in numbers)
    if re.match(r"(ours\b|the paper's task|the field's)", source):
        return ("ours",)
    if "ours" in source:
        source = re.split(r"; |, on ", source)[0]
    # One paper is cited with and without its authors.
    return (source[max(0, source.find("PRL ")) :],)


def read_results(file: Path, bundle: Path, progress: Callable[[str], None]) -> Results:
    """Read a run that was written by `khrnn verify --json-file FILE --out BUNDLE`.

    Args:
        file: the table as data.
        bundle: the folder of certificates; every one that the table lists must be there.
        progress: told which claim is read.

    Raises:
        InputError: if the file cannot be read or is not of the format, a certificate is missing or
            has another SHA-256 than the table says.
        Malformed: if a certificate is not of its grammar.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InputError(where=str(file), expected="UTF-8 text", found="other bytes") from None
    except OSError as error:
        found = error.strerror or "an error"
        raise InputError(where=str(file), expected="a readable file", found=found) from None
    return results_from_data(parse_object(text, str(file), floats=True), str(file), bundle,
                             progress)  # fmt: skip


def results_from_data(
    data: dict[str, object], where: str, bundle: Path, progress: Callable[[str], None]
) -> Results:
    """Return the records of a run; see `read_results`.

    Args:
        data: as written by `khrnn verify --json`.
        where: to name in errors.
        bundle: the folder of certificates.
        progress: told which claim is read.
    """
    if data.get("schema") != SCHEMA:
        raise InputError(
            where=f"{where}: schema", expected=repr(SCHEMA), found=shown(data.get("schema"))
        )
    files = _listed(bundle)
    claims = []
    for position, entry in enumerate(expect_list(data.get("claims"), f"{where}: claims")):
        place = f"{where}: claims[{position}]"
        claim = _claim(_object(entry, place), place, bundle, files, progress)
        claims.append(claim)
    names = [claim.identifier for claim in claims]
    if not names or len(set(names)) < len(names):
        found = "none" if not names else "one twice"
        raise InputError(where=f"{where}: claims", expected="claims, each once", found=found)
    tools = _object(data.get("tools"), f"{where}: tools")
    origin = _object(data.get("provenance"), f"{where}: provenance")
    return Results(
        tuple(claims),
        read_time(data.get("time"), f"{where}: time"),
        expect_string(origin.get("khrnn"), f"{where}: provenance.khrnn"),
        read_commit(data.get("commit"), f"{where}: commit"),
        read_seed(data.get("seed"), f"{where}: seed"),
        read_machine(data.get("machine"), f"{where}: machine"),
        tuple((name, expect_string(value, f"{where}: tools")) for name, value in tools.items()),
        read_seconds(data.get("seconds"), f"{where}: seconds"),
    )


def with_opinions(results: Results, bundle: Path, progress: Callable[[str], None]) -> Results:
    """Return the records with what checkers say that share no code with the kernel.

    Args:
        results: the records.
        bundle: the folder of certificates.
        progress: told which certificate is asked about.
    """
    from proofs.independent import second_opinions  # noqa: PLC0415 - loads numpy and solvers

    total = sum(len(claim.certificates) for claim in results.claims)
    done = 0
    claims = []
    for claim in results.claims:
        rows = []
        for row in claim.certificates:
            done += 1
            progress(f"{done}/{total}  second opinions on {row.file}")
            said = second_opinions(bundle / row.file)
            opinions = tuple(OpinionRow(o.checker, o.verdict, o.detail) for o in said)
            rows.append(replace(row, opinions=opinions))
        claims.append(replace(claim, certificates=tuple(rows)))
    return replace(results, claims=tuple(claims))


def _claim(
    entry: dict[str, object],
    place: str,
    bundle: Path,
    files: dict[tuple[str, str], str],
    progress: Callable[[str], None],
) -> ClaimRow:
    def text(key: str) -> str:
        return expect_string(entry.get(key), f"{place}.{key}")

    def texts(key: str) -> tuple[str, ...]:
        values = expect_list(entry.get(key), f"{place}.{key}")
        return tuple(expect_string(value, f"{place}.{key}") for value in values)

    identifier = text("id")
    if not re.fullmatch(IDENTIFIER, identifier) or len(identifier) > 80:
        expected = "lower case letters, digits and hyphens"
        raise InputError(where=f"{place}.id", expected=expected, found=shown(identifier))
    verdict = text("verdict")
    if verdict not in VERDICTS:
        expected = "one of " + ", ".join(VERDICTS)
        raise InputError(where=f"{place}.verdict", expected=expected, found=shown(verdict))
    progress(f"reading {identifier}")
    rows = tuple(
        _certificate(_object(one, f"{place}.certificates[{i}]"), f"{place}.certificates[{i}]",
                     identifier, bundle, files)
        for i, one in enumerate(expect_list(entry.get("certificates"), f"{place}.certificates"))
    )  # fmt: skip
    return ClaimRow(
        identifier,
        text("source"),
        text("statement"),
        text("hypotheses"),
        text("method"),
        texts("rocq"),
        entry.get("long") is True,
        verdict,
        text("detail"),
        texts("failures"),
        expect_integer(entry.get("cases"), f"{place}.cases"),
        expect_integer(entry.get("measurements"), f"{place}.measurements"),
        rows,
        read_seconds(entry.get("seconds"), f"{place}.seconds"),
        read_quantities(entry.get("quantities"), f"{place}.quantities"),
    )


def _certificate(
    entry: dict[str, object],
    place: str,
    claim: str,
    bundle: Path,
    files: dict[tuple[str, str], str],
) -> CertificateRow:
    from proofs.kernel import check_file  # noqa: PLC0415
    from proofs.kernel.reader import load_file  # noqa: PLC0415

    name = expect_string(entry.get("name"), f"{place}.name")
    sha256 = expect_string(entry.get("sha256"), f"{place}.sha256")
    file = files.get((claim, sha256))
    if file is None:
        expected = f"a certificate of {claim} with the SHA-256 {shown(sha256)}"
        raise InputError(where=str(bundle), expected=expected, found="none in the manifest")
    path = bundle / file
    verdict = check_file(path)
    _, certificate = load_file(path)
    # Kinds with a proof file name it by its SHA-256; the kernel has read it already.
    digest = certificate.get("sha256")
    named = f"{digest}.lrat" if isinstance(digest, str) else None
    if named is not None and not (bundle / named).is_file():
        named = None
    return CertificateRow(
        name,
        expect_string(entry.get("kind"), f"{place}.kind"),
        verdict.statement,
        verdict.status,
        verdict.steps,
        sha256,
        file,
        path.stat().st_size,
        named,
        (bundle / named).stat().st_size if named else 0,
    )


def _listed(bundle: Path) -> dict[tuple[str, str], str]:
    """Return the files of a bundle by claim and SHA-256, each compared with the manifest."""
    path = bundle / MANIFEST
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError(
            where=str(bundle), expected="a folder that `khrnn verify --out` wrote",
            found="no readable manifest.json",
        ) from None  # fmt: skip
    data = parse_object(text, str(path))
    found = {}
    for i, one in enumerate(expect_list(data.get("files"), f"{path}: files")):
        place = f"{path}: files[{i}]"
        entry = _object(one, place)
        file = expect_string(entry.get("file"), f"{place}.file")
        if not re.fullmatch(NAME, file):
            raise InputError(where=place, expected="a bare file name", found=shown(file))
        wanted = expect_string(entry.get("sha256"), f"{place}.sha256")
        try:
            actual = hashlib.sha256((bundle / file).read_bytes()).hexdigest()
        except OSError as error:
            found_ = error.strerror or "an error"
            raise InputError(
                where=str(bundle / file), expected="a readable file", found=found_
            ) from None
        if actual != wanted:
            raise InputError(where=str(bundle / file), expected=f"SHA-256 {wanted}", found=actual)
        found[expect_string(entry.get("claim"), f"{place}.claim"), wanted] = file
    return found


def bundle_files(bundle: Path) -> tuple[str, ...]:
    """Return the names of a bundle's files, the manifest first.

    Args:
        bundle: a folder that `read_results` accepted.
    """
    data = json.loads((bundle / MANIFEST).read_text(encoding="utf-8"))
    return (MANIFEST, *dict.fromkeys(str(entry["file"]) for entry in data["files"]))


def _object(value: object, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise InputError(where=where, expected="an object", found=shown(value))
    return value


def total_certificates(claims: Iterable[ClaimRow]) -> int:
    """Return how many certificates claims have together."""
    return sum(len(claim.certificates) for claim in claims)
