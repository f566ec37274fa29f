"""What is shipped: citation, extras, data of the packages. `make dist` tries the wheel itself."""

from __future__ import annotations

import io
import re
import sys
import tarfile
import tomllib
import zipfile
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from tests.pages import ROOT
from tools import test_wheel as dist

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]


def citation() -> dict[str, Any]:
    yaml = pytest.importorskip("yaml", reason="comes with the extra cluster")
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    return loaded


def is_author(author: dict[str, str]) -> bool:
    """An entity has a name; a person has family or given names, and no other kind of name."""
    return set(author) == {"name"} or set(author) in ({"family-names", "given-names"},)


def test_the_citation_file_follows_the_schema() -> None:
    found = citation()
    allowed = "cff-version message title abstract type version license authors keywords references"
    assert set(found) <= set(allowed.split())
    assert found["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= set(found)
    assert found["type"] == "software"
    assert len(set(found["keywords"])) == len(found["keywords"])
    for work in (found, *found["references"]):
        assert work["authors"]
        assert all(map(is_author, work["authors"]))
    for work in found["references"]:
        assert {"type", "title", "authors"} <= set(work)
        assert "identifiers" in work or {"journal", "volume", "year"} <= set(work)
        for identifier in work.get("identifiers", []):
            assert identifier["type"] == "other"
            assert re.fullmatch(r"arXiv:\d{4}\.\d{5}", identifier["value"])


def test_the_citation_is_of_this_version() -> None:
    found = citation()
    assert found["version"] == PROJECT["project"]["version"]
    assert found["license"] == PROJECT["project"]["license"]


def test_all_is_all_that_a_user_needs() -> None:
    (every,) = EXTRAS["all"]
    named = set(re.fullmatch(r"khrnn\[(.*)\]", every)[1].split(","))  # type: ignore[index]
    assert named == set(EXTRAS) - {"all", "test", "docs", "dist"}


def test_the_pages_name_every_extra() -> None:
    page = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    assert all(f"`{extra}`" in page for extra in EXTRAS if extra != "dist")


def test_every_extra_that_code_asks_for_exists() -> None:
    asked = set()
    for top in ("contextuality", "khrnn", "proofs"):
        for path in (ROOT / top).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            asked |= set(re.findall(r"\bneed\(\s*\"[\w.]+\",\s*\"(\w+)\"", text))
    assert asked
    assert asked <= set(EXTRAS)


def test_every_data_file_of_the_packages_is_shipped() -> None:
    shipped = PROJECT["tool"]["setuptools"]["package-data"]
    stray = []
    for top in ("contextuality", "khrnn", "proofs"):
        for path in (ROOT / top).rglob("*"):
            inside = path.relative_to(ROOT / top)
            made = "__pycache__" in path.parts or path.name.startswith(".")
            built = path.suffix in {".py", ".vo", ".vok", ".vos", ".glob"}
            if path.is_dir() or made or built or inside.name == "assumptions.txt":
                continue
            if not any(fnmatch(str(inside), pattern) for pattern in shipped[top]):
                stray.append(str(inside))
    assert not stray


def test_every_folder_with_modules_is_a_package() -> None:
    for top in ("contextuality", "khrnn", "proofs"):
        folders = {path.parent for path in (ROOT / top).rglob("*.py")}
        missing = [folder for folder in folders if not (folder / "__init__.py").exists()]
        assert not missing, missing


def test_the_manifest_names_what_is_there() -> None:
    for line in (ROOT / "MANIFEST.in").read_text(encoding="utf-8").splitlines():
        word, _, rest = line.partition(" ")
        if word in {"graft", "include"}:
            assert all(Path(ROOT, name).exists() for name in rest.split()), line


def fakes(folder: Path, in_wheel: tuple[str, ...], in_sdist: tuple[str, ...]) -> tuple[Path, Path]:
    """A wheel and an sdist of empty files."""
    wheel, sdist = folder / "a.whl", folder / "a.tar.gz"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in in_wheel:
            archive.writestr(name, "")
    with tarfile.open(sdist, "w:gz") as packed:
        for name in in_sdist:
            packed.addfile(tarfile.TarInfo(f"khrnn-1/{name}"), io.BytesIO())
    return wheel, sdist


def test_make_dist_notices_what_is_missing_or_stray(tmp_path: Path) -> None:
    dist.look_inside(*fakes(tmp_path, dist.IN_WHEEL, dist.IN_SDIST))
    with pytest.raises(dist.DistError, match=r"missing \['contextuality/py.typed'\]"):
        dist.look_inside(*fakes(tmp_path, dist.IN_WHEEL[1:], dist.IN_SDIST))
    with pytest.raises(dist.DistError, match="missing"):
        dist.look_inside(*fakes(tmp_path, dist.IN_WHEEL, dist.IN_SDIST[1:]))
    with pytest.raises(dist.DistError, match=r"not wanted.*tests/x.py"):
        dist.look_inside(*fakes(tmp_path, (*dist.IN_WHEEL, "tests/x.py"), dist.IN_SDIST))


def test_make_dist_notices_wrong_statuses_and_outputs(tmp_path: Path) -> None:
    words = [sys.executable, "-c", "print('a  b'); raise SystemExit(3)"]
    assert dist.expect(words, tmp_path, 3, "a b") == "a  b\n"
    with pytest.raises(dist.DistError, match="expected status 0"):
        dist.expect(words, tmp_path, 0, "a b")
    with pytest.raises(dist.DistError, match="'c', found status 3"):
        dist.expect(words, tmp_path, 3, "c")
    with pytest.raises(dist.DistError, match="status 3"):
        dist.run(words, tmp_path)
