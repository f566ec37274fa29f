"""Rocq files whose theorem is what an exclusion tree shows, in the definitions of proofs/rocq.

Here belongs the writing of states and trees as terms. The theorem says in full what is claimed;
Rocq accepts it only if the checker of Exclusion.v, which is proved sound there, accepts the tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from proofs.certificates.rocq import listed

EXCLUSION = """From Coq Require Import Bool List.
From Khrnn Require Import Points Polynomials States Counting Task Exclusion.
Import ListNotations.

(* Hypergraph states as the monomials of their polynomials: edges, and vertices for signs. *)
Definition states : list (list (point {n})) := map (map (set_of {n}))
  {states}.

Definition measure (a : list nat) (g : list (list nat)) (plus minus : tree {n}) : tree {n} :=
  Test (set_of {n} a) (map (set_of {n}) g) plus minus.

(* Node by node, the last one first. *)
{nodes}

Theorem certificate :
  excluded {k} (depth node0) (map (fun l => state (of_edges l)) states) /\\
  forall (gates : point {n} -> Prop) (most : nat) (M : support_model {n}) (m : contents M),
    (forall l e, In l states -> In e l -> gates e) ->
    (forall l, In l states -> length l + depth node0 <= most) -> never_invalid gates {k} most M ->
    ~ (forall l, In l states -> reaches M (prepare l) m).
Proof.
  apply (certified_exclusion {n} {k} states node0). vm_cast_no_check (eq_refl true).
Qed.
Print Assumptions certificate.
"""


def set_term(members: Iterable[int]) -> str:
    """Return a list of vertices as a term.

    Example:
        >>> set_term([0, 2])
        '[0; 2]'
    """
    return listed(map(str, members))


def state_term(state: dict[str, Any]) -> str:
    """Return the monomials of a state's polynomial as a term.

    Example:
        >>> state_term({"edges": [[0, 1]], "signs": [1]})
        '[[0; 1]; [1]]'
    """
    monomials = [*state["edges"], *([vertex] for vertex in state["signs"])]
    return listed(map(set_term, monomials))


def node_definitions(nodes: Sequence[dict[str, Any]]) -> list[str]:
    """Return a definition `nodeI` for every node of a tree, each after those it leads to.

    Args:
        nodes: as in docs/formats/exclusion.md. A node that leads to none of its later ones, to
            itself or to one that is not there gives a file that Rocq refuses.

    Example:
        >>> node_definitions([{"shift": [0], "phase": [[]], "plus": -1, "minus": -2}])
        ['Definition node0 := measure [0] [[]] Stop Stop.']
    """
    definitions = []
    for position in range(len(nodes) - 1, -1, -1):
        node = nodes[position]
        plus, minus = (
            "Stop" if node[side] < 0 else f"node{node[side]}" for side in ("plus", "minus")
        )
        element = f"{set_term(node['shift'])} {listed(map(set_term, node['phase']))}"
        definitions.append(f"Definition node{position} := measure {element} {plus} {minus}.")
    return definitions


def exclusion_source(statement: dict[str, Any], certificate: dict[str, Any]) -> str:
    """Return the file for a certificate of kind `exclusion`.

    Args:
        statement: a well-formed statement of kind `exclusion`, for any k.
        certificate: a certificate of kind `exclusion` for it.

    Returns:
        A Rocq file whose theorem `certificate` says that the states are excluded and that no
        memory state of a model that never emits an invalid translation serves all of them. A
        leaf counts if any state has become impossible there, named or not.

    Example:
        >>> signs = [{"edges": [], "signs": []}, {"edges": [], "signs": [0]}]
        >>> node = {"shift": [0], "phase": [], "plus": -2, "minus": -1}
        >>> text = exclusion_source({"n": 1, "k": 2, "states": signs}, {"nodes": [node]})
        >>> "excluded 2 (depth node0) (map (fun l => state (of_edges l)) states)" in text
        True
    """
    return EXCLUSION.format(
        n=statement["n"],
        k=statement["k"],
        states=listed(map(state_term, statement["states"]), ";\n   "),
        nodes="\n".join(node_definitions(certificate["nodes"])),
    )
