"""Empirical models as JSON: exact probabilities of joint outcomes, context by context.

Belongs here: that grammar, both ways. Does not belong here: what makes a model valid
(`contextuality.empirical`).

`{"name", "outcomes": ["0", "1"], "tables": [{"context": ["A", "B"], "probabilities": {"0,0":
"1/2", ...}}, ...]}`: outcomes in the order of the context, separated by commas; probabilities as
integers or fractions in strings; joint outcomes that are not listed have probability 0.
"""

from __future__ import annotations

import json
import re
from fractions import Fraction
from itertools import product

from contextuality.empirical import MAX_TABLE, EmpiricalModel
from contextuality.errors import InputError, shown
from contextuality.formats.strict_json import (
    described,
    expect_keys,
    expect_list,
    expect_object,
    expect_string,
    parse_object,
)

KEYS = ("name", "outcomes", "tables")
MAX_DIGITS = 400
"""Numerators and denominators with more digits are refused."""


def model_from_document(document: dict[str, object], where: str) -> EmpiricalModel:
    """Build an empirical model from a parsed document.

    Args:
        document: what `strict_json.parse_object` returned.
        where: the file to name in errors.

    Raises:
        InputError: for a missing or unknown key, a wrong type, an unreadable probability, an
            unknown outcome, or what `EmpiricalModel` refuses, naming the item.

    Example:
        >>> table = {"context": ["A"], "probabilities": {"0": "1/3", "1": "2/3"}}
        >>> document = {"name": "coin", "outcomes": ["0", "1"], "tables": [table]}
        >>> model_from_document(document, "x").tables
        ((Fraction(1, 3), Fraction(2, 3)),)
    """
    expect_keys(document, where, KEYS)
    name = expect_string(document["name"], f"{where}: name")
    outcomes = tuple(
        _label(item, f"{where}: outcomes[{i}]")
        for i, item in enumerate(expect_list(document["outcomes"], f"{where}: outcomes"))
    )
    index: dict[str, int] = {}
    contexts: list[tuple[int, ...]] = []
    tables: list[tuple[Fraction, ...]] = []
    for i, item in enumerate(expect_list(document["tables"], f"{where}: tables")):
        place = f"{where}: tables[{i}]"
        table = expect_object(item, place)
        expect_keys(table, place, ("context", "probabilities"))
        labels = [
            _label(label, f"{place}.context[{j}]")
            for j, label in enumerate(expect_list(table["context"], f"{place}.context"))
        ]
        contexts.append(tuple(index.setdefault(label, len(index)) for label in labels))
        tables.append(
            _table(table["probabilities"], outcomes, len(labels), f"{place}.probabilities")
        )
    try:
        return EmpiricalModel(name, tuple(index), outcomes, tuple(contexts), tuple(tables))
    except InputError as error:
        raise error.located(where) from error


def parse_empirical_json(text: str, where: str = "input") -> EmpiricalModel:
    """Read an empirical model from JSON text.

    Raises:
        InputError: for malformed JSON (with line and column) and as `model_from_document`.

    Example:
        >>> text = ('{"name": "coin", "outcomes": ["0", "1"], "tables": '
        ...         '[{"context": ["A"], "probabilities": {"0": "1"}}]}')
        >>> parse_empirical_json(text).tables
        ((Fraction(1, 1), Fraction(0, 1)),)
    """
    return model_from_document(parse_object(text, where), where)


def spell_empirical_json(model: EmpiricalModel) -> str:
    """Return JSON text that `parse_empirical_json` reads back as an equal model.

    Raises:
        InputError: if a label has a comma, or an observable is in no context or comes in another
            order than that of first appearance: the format has no place for them.

    Example:
        >>> one = Fraction(1)
        >>> sure = EmpiricalModel("sure", ("A",), ("0", "1"), ((0,),), ((one, 0 * one),))
        >>> parse_empirical_json(spell_empirical_json(sure)) == sure
        True
    """
    order = list(dict.fromkeys(k for context in model.contexts for k in context))
    if order != list(range(len(model.observables))):
        raise InputError(
            where="observables",
            expected="all in contexts, in the order of first appearance",
            found=f"the order {order}",
        )
    for label in (*model.observables, *model.outcomes):
        _label(label, "labels")
    tables = []
    for i, context in enumerate(model.contexts):
        entries = {
            ",".join(model.outcomes[k] for k in joint): str(probability)
            for joint, probability in zip(model.joint_outcomes(i), model.tables[i], strict=True)
            if probability
        }
        labels = [model.observables[k] for k in context]
        table = {"context": labels, "probabilities": entries}
        tables.append(f"    {json.dumps(table, ensure_ascii=False)}")
    name = json.dumps(model.name, ensure_ascii=False)
    outcomes = json.dumps(list(model.outcomes), ensure_ascii=False)
    rows = ",\n".join(tables)
    return f'{{\n  "name": {name},\n  "outcomes": {outcomes},\n  "tables": [\n{rows}\n  ]\n}}\n'


def _label(value: object, where: str) -> str:
    label = expect_string(value, where)
    if not label or "," in label or not label.isprintable():
        raise InputError(
            where=where, expected="a printable label without commas", found=shown(label)
        )
    return label


def _table(
    value: object, outcomes: tuple[str, ...], observables: int, where: str
) -> tuple[Fraction, ...]:
    value = expect_object(value, where)
    if len(outcomes) ** observables > MAX_TABLE:
        raise InputError(where=where, expected=f"at most {MAX_TABLE} joint outcomes", found="more")
    joint = [",".join(labels) for labels in product(outcomes, repeat=observables)]
    known = set(joint)
    for key in value:
        if key not in known:
            raise InputError(
                where=where,
                expected=f"{observables} of the outcomes {', '.join(outcomes)}, with commas",
                found=shown(key),
            )
    return tuple(
        _fraction(value[key], f"{where}['{key}']") if key in value else Fraction(0) for key in joint
    )


def _fraction(value: object, where: str) -> Fraction:
    if not isinstance(value, str):
        # "a string" alone would leave a reader who wrote 0.425 to guess what goes into it.
        found = described(value)
        raise InputError(
            where=where, expected='a fraction as a string, such as "17/40"', found=found
        )
    text = value
    match = re.fullmatch(r"(0|[1-9][0-9]*)(?:/([1-9][0-9]*))?", text)
    if match is None or max(map(len, match.groups(""))) > MAX_DIGITS:
        raise InputError(
            where=where, expected="a probability such as 0, 1 or 3/8", found=shown(text)
        )
    return Fraction(int(match[1]), int(match[2] or "1"))
