"""The report's words: escaping, formulas, and typeset forms of every claim."""

from __future__ import annotations

import html
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from proofs.claims import all_claims
from proofs.report.markup import Html, Table, el, join
from proofs.report.mathml import flowing, mathml
from proofs.report.typeset import belongs, lacks_form, left_over, typeset

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import draft_typeset

TEXTS = sorted({text for claim in all_claims() for text in (claim.statement, claim.hypotheses)})


@settings(max_examples=40)
@given(st.text())
def test_text_is_never_markup(text: str) -> None:
    body = el("p", text, title=text)
    # XML has no place for some control characters; HTML has.
    if not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", text):
        element = ET.fromstring(body)  # noqa: S314  (our own text)
        assert len(element) == 0
        assert (element.text or "") == text
    assert "<" not in body[len("<p") : -len("</p>")].replace("&lt;", "")


def test_markup_is_kept_and_lists_are_joined() -> None:
    assert join(["a<", Html("<br>")], None, "b") == "a&lt;<br>b"
    assert el("input", hidden=True, value=None, data_x="1") == '<input hidden data-x="1">'


def test_a_table_names_its_columns_and_rows() -> None:
    text = Table("what", ("of", "is"), [("<n>", "3")], (1,)).html()
    assert '<th scope="col">of</th>' in text
    assert '<th scope="row">&lt;n&gt;</th>' in text
    assert 'tabindex="0"' in text


@pytest.mark.parametrize(
    ("tex", "part"),
    [
        (r"\binom{n}{k}-1", '<mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac>'),
        (r"2^{-k}", "<msup><mn>2</mn><mrow>"),
        (r"x_i^2", "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>"),
        (r"x^2_i", "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>"),
        (r"\frac{1}{n}", "<mfrac><mn>1</mn><mi>n</mi></mfrac>"),
        (r"\sqrt{\lambda}", "<msqrt><mi>λ</mi></msqrt>"),
        (r"\mathfrak{su}(2)", "𝔰𝔲"),
        (r"\text{sum of }n", "<mtext>sum&#160;of&#160;</mtext>"),
        (r"a\le b<c", "<mo>≤</mo>"),
        (r"0.32/n", "<mn>0.32</mn>"),
    ],
)
def test_formulas(tex: str, part: str) -> None:
    text = mathml(tex)
    assert part in text
    assert ET.fromstring(text).tag == "math"  # noqa: S314


@pytest.mark.parametrize(
    ("tex", "pieces"),
    [
        (r"n\ge k\ge 1", [r"n\ge k\ge 1"]),
        (r"(a+b+c+d)(e+f+g)+h\le i", ["(a+b+c+d)", "(e+f+g)", "+h", r"\le i"]),
        (r"x^{a+b+c+d+e+f+g+h}_{a\le b}", [r"x^{a+b+c+d+e+f+g+h}_{a\le b}"]),
        (r"f(a,\ b,c=1,\dots,d)-1-e-g", [r"f(a,", r"\ b,", r"c=1,\dots,d)", "-1", "-e", "-g"]),
        (r"a+b+c+d+e+f=-\delta x+i",
         ["a", "+b", "+c", "+d", "+e", "+f", r"=-\delta x", "+i"]),
    ],
)  # fmt: skip
def test_long_formulas_may_be_broken(tex: str, pieces: list[str]) -> None:
    found = re.findall(r'<math alttext="([^"]*)">(.*?)</math>', flowing(tex))
    assert [name for name, _ in found] == [html.escape(piece) for piece in pieces]
    for name, inner in found[1:]:
        # A sign that a line begins with keeps the room of a sign between two numbers.
        assert not name.startswith(("+", "-")) or inner.startswith('<mo form="infix">')
    whole = re.sub(r"<.*?>", "", mathml(tex))
    assert re.sub(r"<.*?>", "", flowing(tex)) == whole


@pytest.mark.parametrize(
    "tex",
    [r"\nonsense", r"\binom{n}", r"\frac{1}{2", "x^", "x^2^3", "{", "}", "_2", "n & m", "€",
     r"\mathrm{2}", r"\mathfrak{SU}", r"\mathbb{N}", r"\text{open"],
)  # fmt: skip
def test_bad_formulas_are_refused(tex: str) -> None:
    with pytest.raises(InputError):
        mathml(tex)


@pytest.mark.parametrize("text", TEXTS)
def test_every_claim_is_typeset(text: str) -> None:
    """A new claim with mathematics in it needs a line in proofs/report/assets/typeset.txt."""
    assert not lacks_form(text), "see tools/draft_typeset.py"
    shown = typeset(text)
    ET.fromstring(f"<p>{shown}</p>")  # noqa: S314
    outside = re.sub(r"<math.*?</math>", "", shown)
    assert not re.search(r"\^|_\{|\bbinom\(|\bsqrt\(|\\|\$|&[lg]t;=", outside), outside


def test_no_typeset_form_is_left_over() -> None:
    """A form whose claim was reworded would never be shown again."""
    assert left_over([*TEXTS, *(claim.method for claim in all_claims())]) == []


def test_drafts_say_what_their_texts_say() -> None:
    """The tool that drafts forms gets most of the present claims, and never a wrong one."""
    drafts = {text: draft_typeset.draft(text) for text in TEXTS if "$" not in typeset(text)}
    assert all(form is None or belongs(form, text) for text, form in drafts.items())
    assert sum(form is not None for form in drafts.values()) > 0.8 * len(drafts)
    assert draft_typeset.draft("R3, k = 2: binom(n,2)-1 bits for n >= 2") == (
        r"R3, $k = 2$: $\binom{n}{2}-1$ bits for $n \ge 2$"
    )
    assert draft_typeset.draft("f(x)^(a+(b)) = 2") is None


def test_a_form_says_what_its_claim_says() -> None:
    form = typeset("R3, k = 2: exactly binom(n,2)-1 bits, the paper's figure, for all n >= 2")
    assert "<math" in form
    other = typeset("R3, k = 2: exactly binom(n,3)-1 bits, the paper's figure, for all n >= 2")
    assert "<math" not in other
