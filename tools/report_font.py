"""Make the font of the report's formulas: a small part of STIX Math under another name.

Belongs here: how proofs/report/assets/formulas.woff came about. It needs fonttools (which
matplotlib brings) and STIXMath-Regular.otf 1.1.1, for example from Debian's package fonts-stix:

    python tools/report_font.py STIXMath-Regular.otf proofs/report/assets/formulas.woff

The licence, the SIL Open Font License 1.1, reserves the name STIX Fonts for unchanged copies; so
the part is called Report Formulas. assets/font-licence.txt goes wherever the font goes.
"""

from __future__ import annotations

import sys

NAME = "Report Formulas"
LETTERS = [
    *range(0x20, 0x7F),
    *range(0x391, 0x3CA),
    *range(0x1D434, 0x1D468),  # italic
    *range(0x1D51E, 0x1D538),  # Fraktur
    *range(0x1D6E2, 0x1D71C),  # Greek italic
]
SIGNS = "ℎℏℓℝℤℂℚ·×−±≤≥≠≈∞∑∏√∂⟨⟩‖⌊⌋⌈⌉⊗⊕∈→…⋯′"


def main(source: str, target: str) -> None:
    """Write the part."""
    from fontTools import subset  # noqa: PLC0415

    options = subset.Options(layout_features=["*"], name_IDs=["*"], hinting=False)
    options.drop_tables += ["FFTM", "DSIG"]
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(map(chr, LETTERS)) + SIGNS)
    subsetter.subset(font)
    for record in list(font["name"].names):
        if record.nameID in {1, 4, 16}:
            record.string = NAME
        elif record.nameID == 6:
            record.string = NAME.replace(" ", "")
        elif record.nameID == 3:
            record.string = f"{NAME}, a part of STIX Math 1.1.1"
    if "CFF " in font:
        table = font["CFF "].cff
        table.fontNames = [NAME.replace(" ", "")]
        for top in table.topDictIndex:
            top.FullName = top.FamilyName = NAME
    # Its binomials are too tall for a line of text.
    constants = font["MATH"].table.MathConstants
    for name, value in (("StackTopShiftUp", 400), ("StackBottomShiftDown", 420),
                        ("StackGapMin", 90)):  # fmt: skip
        getattr(constants, name).Value = value
    # The same input gives the same bytes.
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.flavor = "woff"
    font.save(target)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: report_font.py STIXMath-Regular.otf TARGET.woff")
    main(sys.argv[1], sys.argv[2])
