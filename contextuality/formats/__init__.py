"""Readers and writers of scenarios, vector sets, hypergraphs and models, one format per module.

Belongs here: the names that others import. Does not belong here: the choice of a format
(`registry`), grammars (their modules), checks of meaning (`contextuality.scenario` and its kin).
"""

from __future__ import annotations

from contextuality.formats.atomic import write_atomically
from contextuality.formats.ctx import parse_ctx, read_ctx, spell_ctx, write_ctx
from contextuality.formats.registry import FORMATS, load, save, spell
from contextuality.formats.scenario_json import (
    parse_scenario_json,
    read_scenario_json,
    spell_scenario_json,
    write_scenario_json,
)
from contextuality.formats.vectors_json import (
    parse_vectors_json,
    read_vectors_json,
    spell_vectors_json,
    write_vectors_json,
)

__all__ = [
    "FORMATS",
    "load",
    "parse_ctx",
    "parse_scenario_json",
    "parse_vectors_json",
    "read_ctx",
    "read_scenario_json",
    "read_vectors_json",
    "save",
    "spell",
    "spell_ctx",
    "spell_scenario_json",
    "spell_vectors_json",
    "write_atomically",
    "write_ctx",
    "write_scenario_json",
    "write_vectors_json",
]
