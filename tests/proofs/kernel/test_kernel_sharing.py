"""Numbers of memory states in the kernel: limits, and the shortcut for a whole space."""

from __future__ import annotations

from typing import Any

import pytest

from proofs.kernel import Malformed, check, excluded_subsets

# One node: XXX answers +1 on the empty graph and -1 on the triangle.
TRIANGLE = [[0, 1], [0, 2], [1, 2]]
NODE = {"shift": [0, 1, 2], "phase": [], "plus": -2, "minus": -1}
TREE = {"states": [[], TRIANGLE], "nodes": [NODE]}


def claim(states: int, n: int = 3, k: int = 2, measurements: str = "group") -> dict[str, Any]:
    return {
        "kind": "support-states-lower",
        "n": n,
        "k": k,
        "measurements": measurements,
        "states": states,
    }


def evidence(basis: list[Any], cases: list[Any], most: int = 1, **more: Any) -> dict[str, Any]:
    whole = {"kind": "excluded-subsets", "basis": basis, "relabelled": False, "most": most}
    return {**whole, "cases": cases, **more}


def test_a_case_that_is_the_whole_space() -> None:
    assert check(claim(2), evidence([TRIANGLE], [TREE])).steps == 1
    verdict = check(claim(3), evidence([TRIANGLE], [TREE]))
    assert "figure: expected 2, which is shown, found 3" in verdict.reason()


def test_orthogonal_members_need_no_case() -> None:
    assert check(claim(2), evidence([TRIANGLE], [])).steps == 1


def test_lookups_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    # The empty graph and one edge: 1 set to look up for the pair, 1 more for the last member.
    certificate = evidence([[[0, 1]]], [], most=2)
    monkeypatch.setattr(excluded_subsets, "MAX_LOOKUPS", 1)
    assert check(claim(1), certificate).status == "valid"
    monkeypatch.setattr(excluded_subsets, "MAX_LOOKUPS", 0)
    with pytest.raises(Malformed, match="at most 0 sets to look up, found more"):
        check(claim(1), certificate)


def test_work_on_cases_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excluded_subsets, "MAX_CASE_WORK", 2 * 8)  # 1 node, 2 states, 8 points
    assert check(claim(2), evidence([TRIANGLE], [TREE])).status == "valid"
    with pytest.raises(Malformed, match="at most 16 units of work, found more"):
        check(claim(2), evidence([TRIANGLE], [TREE, TREE]))


def test_moved_edges_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = evidence([TRIANGLE], [TREE], relabelled=True)
    monkeypatch.setattr(excluded_subsets, "MAX_MOVED", 6 * 3)  # permutations, edges
    assert check(claim(2), certificate).status == "valid"
    monkeypatch.setattr(excluded_subsets, "MAX_MOVED", 6 * 3 - 1)
    with pytest.raises(Malformed, match="at most 17 edges to move, found more"):
        check(claim(2), certificate)


def test_images_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = evidence([TRIANGLE], [TREE], relabelled=True)
    monkeypatch.setattr(excluded_subsets, "MAX_IMAGES", 6 * 2)  # permutations, members
    assert check(claim(2), certificate).status == "valid"
    monkeypatch.setattr(excluded_subsets, "MAX_IMAGES", 11)
    with pytest.raises(Malformed, match="at most 11 images, found more"):
        check(claim(2), certificate)
