"""Which files a path stands for, and manifests that do not tell the truth."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from proofs.kernel.bundle import certificate_files

Refusal = Callable[[Callable[[], object]], tuple[str, str, str]]


def entry(name: str, data: bytes = b"{}") -> dict[str, Any]:
    digest = hashlib.sha256(data).hexdigest()
    return {"file": name, "sha256": digest, "claim": "c", "statement": "s"}


def bundle(folder: Path, *names: str, **changes: object) -> Path:
    """Write a bundle of empty objects; `changes` replaces keys of the manifest."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_bytes(b"{}")
    manifest: dict[str, object] = {
        "schema": "khrnn-bundle/1",
        "tools": {"python": "3.11"},
        "seed": 0,
        "files": [entry(name) for name in names],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest | changes), encoding="utf-8")
    return folder


def names(path: Path) -> list[str]:
    return [str(file.relative_to(path)) for file in certificate_files(path)]


def test_a_file_stands_for_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"")
    assert certificate_files(path) == [path]


def test_nothing_of_that_name(tmp_path: Path, malformed: Refusal) -> None:
    path = tmp_path / "absent"
    found = malformed(lambda: certificate_files(path))
    assert found == (str(path), "a file or folder", "nothing of that name")
    path.symlink_to(tmp_path / "nowhere")
    assert malformed(lambda: certificate_files(path))[2] == "nothing of that name"


def test_folders_are_searched_at_any_depth(tmp_path: Path) -> None:
    deep = tmp_path / "b" / "c"
    deep.mkdir(parents=True)
    for path in (tmp_path / "z.json", deep / "a.json", tmp_path / "b" / "x.txt"):
        path.write_bytes(b"{}")
    (tmp_path / "folder.json").mkdir()
    assert names(tmp_path) == ["b/c/a.json", "z.json"]


def test_folders_without_certificates(tmp_path: Path, malformed: Refusal) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    found = malformed(lambda: certificate_files(tmp_path))
    assert found == (str(tmp_path), "at least one *.json certificate in the folder", "none")


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.json").write_bytes(b"{}")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "link.json").symlink_to(tmp_path / "a" / "x.json")
    assert names(tmp_path) == ["a/x.json", "link.json"]


def test_pipes_in_folders_are_refused_not_awaited(tmp_path: Path, malformed: Refusal) -> None:
    for name in ("a.json", "manifest.json", "p.lrat"):
        folder = tmp_path / name.replace(".", "-")
        folder.mkdir()
        os.mkfifo(folder / name)
        found = malformed(lambda folder=folder: certificate_files(folder))  # type: ignore[misc]
        assert found == (str(folder / name), "a regular file", "something else")
    inside = bundle(tmp_path / "b", "a.json")
    os.mkfifo(inside / "z.json")
    assert malformed(lambda: certificate_files(inside))[0] == str(inside / "z.json")


def test_folders_nested_deeper_than_the_stack(tmp_path: Path) -> None:
    """Python 3.11's own walk recurses; names of one letter fit 2000 times into a path."""
    deepest, depth = tmp_path, 0
    while len(str(deepest)) < 4000 - 10:
        deepest, depth = deepest / "d", depth + 1
        deepest.mkdir()
    (deepest / "a.json").write_bytes(b"{}")
    assert depth > sys.getrecursionlimit()
    assert certificate_files(tmp_path) == [deepest / "a.json"]
    remove(tmp_path, depth)  # pytest could not


def remove(top: Path, depth: int) -> None:
    """Remove a chain of folders called d from its deep end: shutil.rmtree recurses, too."""
    place = top / Path(*["d"] * depth)
    (place / "a.json").unlink()
    for _ in range(depth):
        place.rmdir()
        place = place.parent


def deny(*_: object, **__: object) -> object:
    raise PermissionError(13, "Permission denied", "/some/where")


def test_unreadable_folders_are_no_silent_skip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, malformed: Refusal
) -> None:
    (tmp_path / "a.json").write_bytes(b"{}")
    monkeypatch.setattr(Path, "iterdir", deny)
    refusal = ("/some/where", "a readable file or folder", "Permission denied")
    assert malformed(lambda: certificate_files(tmp_path)) == refusal
    monkeypatch.setattr(Path, "is_dir", deny)
    assert malformed(lambda: certificate_files(tmp_path)) == refusal


def test_a_bundle_stands_for_its_certificates(tmp_path: Path) -> None:
    folder = bundle(tmp_path / "b", "z.json", "a.json", "p.lrat", "notes.txt")
    (folder / "unlisted.txt").write_bytes(b"")
    assert names(folder) == ["a.json", "z.json"]
    assert names(tmp_path) == ["b/a.json", "b/z.json"]


def test_bundles_below_a_folder_are_held_to_their_manifests(
    tmp_path: Path, malformed: Refusal
) -> None:
    folder = bundle(tmp_path / "b", "a.json")
    (folder / "a.json").unlink()
    where, expected, found = malformed(lambda: certificate_files(tmp_path))
    assert where == f"{folder}/manifest.json: files[0]"
    assert (expected, found) == ("a regular file in the folder", "no such file a.json")


def test_changed_files(tmp_path: Path, malformed: Refusal) -> None:
    folder = bundle(tmp_path / "b", "a.json")
    (folder / "a.json").write_bytes(b"{ }")
    where, expected, found = malformed(lambda: certificate_files(folder))
    assert where == f"{folder}/manifest.json: files[0]: a.json"
    assert expected == "the SHA-256 " + hashlib.sha256(b"{}").hexdigest()
    assert found == hashlib.sha256(b"{ }").hexdigest()


@pytest.mark.parametrize("foreign", ["b.json", "b.lrat", "below/b.json", "below/manifest.json"])
def test_foreign_files(foreign: str, tmp_path: Path, malformed: Refusal) -> None:
    folder = bundle(tmp_path / "b", "a.json")
    (folder / foreign).parent.mkdir(exist_ok=True)
    (folder / foreign).write_bytes(b"{}")
    found = malformed(lambda: certificate_files(folder))
    assert found == (str(folder), "only files that the manifest lists", foreign)


def test_a_listed_name_below_the_folder_is_foreign(tmp_path: Path, malformed: Refusal) -> None:
    folder = bundle(tmp_path / "b", "a.json")
    (folder / "below").mkdir()
    (folder / "below" / "a.json").write_bytes(b"{}")
    assert malformed(lambda: certificate_files(folder))[2] == "below/a.json"


def test_listed_files_are_regular(tmp_path: Path, malformed: Refusal) -> None:
    folder = bundle(tmp_path / "b", "a.json")
    (folder / "a.json").unlink()
    (tmp_path / "elsewhere.json").write_bytes(b"{}")
    (folder / "a.json").symlink_to(tmp_path / "elsewhere.json")
    assert malformed(lambda: certificate_files(folder))[2] == "no such file a.json"
    (folder / "a.json").unlink()
    (folder / "a.json").mkdir()
    assert malformed(lambda: certificate_files(folder))[1] == "a regular file in the folder"


def test_unreadable_listed_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, malformed: Refusal
) -> None:
    folder = bundle(tmp_path / "b", "a.json")
    real = Path.open

    def some(path: Path, *arguments: Any) -> Any:
        return deny() if path.name == "a.json" else real(path, *arguments)

    monkeypatch.setattr(Path, "open", some)
    assert malformed(lambda: certificate_files(folder))[1:] == (
        "a readable file",
        "Permission denied",
    )


@pytest.mark.parametrize(
    ("changes", "where", "expected", "found"),
    [
        ({"schema": "khrnn-bundle/2"}, ": schema", "one of khrnn-bundle/1", "khrnn-bundle/2"),
        ({"schema": None}, ": schema", "one of khrnn-bundle/1", "None"),
        ({"seed": -1}, ": seed", f"an integer from 0 to {2**64}", "-1"),
        ({"seed": True}, ": seed", f"an integer from 0 to {2**64}", "True"),
        ({"tools": []}, ": tools", "an object of version strings", "a list of 0 items"),
        ({"tools": {"a": 1}}, ": tools", "an object of version strings", "a dict of 1 items"),
        ({"files": []}, ": files", "a list of 1 to 100000 items", "0 items"),
        ({"files": ["a.json"]}, ": files[0]", "an object", "a.json"),
        ({"files": [{"file": "a.json"}]}, ": files[0]", "the key 'sha256'", "no such key"),
        ({"more": 1}, "", "only the keys schema, tools, seed, files", "the key 'more'"),
        ({"files": [entry("../a.json")]}, ": files[0].file", "a bare file name", "../a.json"),
        ({"files": [entry("/a.json")]}, ": files[0].file", "a bare file name", "/a.json"),
        ({"files": [entry(".a.json")]}, ": files[0].file", "a bare file name", ".a.json"),
        ({"files": [entry("")]}, ": files[0].file", "a bare file name", ""),
        ({"files": [entry("a.json\n")]}, ": files[0].file", "a bare file name", r"'a.json\n'"),
        ({"files": [entry("a.json")] * 2}, ": files[1]", "each file once", "a.json"),
        ({"files": [entry("a.json") | {"sha256": "0"}]}, ": files[0].sha256",
         "a SHA-256 in 64 lower-case hexadecimal digits", "0"),
        ({"files": [entry("a.json") | {"claim": 1}]}, ": files[0]", "strings for the reader", "1"),
        ({"files": [entry("a.json") | {"statement": "s" * 2001}]}, ": files[0]",
         "strings for the reader", "s" * 160 + "..."),
        ({"files": [entry("manifest.json")]}, ": files[0]: manifest.json",
         "the SHA-256 " + hashlib.sha256(b"{}").hexdigest(), None),
    ],
)  # fmt: skip
def test_manifests_outside_the_grammar(
    changes: dict[str, object], where: str, expected: str, found: str | None, *, tmp_path: Path,
    malformed: Refusal,
) -> None:  # fmt: skip
    folder = bundle(tmp_path / "b", "a.json", **changes)
    place, wanted, given = malformed(lambda: certificate_files(folder))
    assert (place, wanted) == (f"{folder}/manifest.json{where}", expected)
    assert found is None or given == found


def test_a_manifest_without_certificates(tmp_path: Path, malformed: Refusal) -> None:
    folder = bundle(tmp_path / "b", "notes.txt")
    found = malformed(lambda: certificate_files(folder))
    assert found == (f"{folder}/manifest.json", "at least one *.json certificate", "none")


def test_a_manifest_that_is_a_dangling_link(tmp_path: Path, malformed: Refusal) -> None:
    (tmp_path / "a.json").write_bytes(b"{}")
    (tmp_path / "manifest.json").symlink_to(tmp_path / "nowhere")
    where, expected, _ = malformed(lambda: certificate_files(tmp_path))
    assert (where, expected) == (str(tmp_path / "manifest.json"), "a regular file")
