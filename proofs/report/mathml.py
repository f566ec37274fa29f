r"""MathML from the little TeX that the claims need.

Here belongs the conversion, strict: an unknown command or a missing brace is an error, so that no
page can show half a formula. What is to be typeset does not belong here (`typeset`).

    row     = { atom [ "^" argument ] [ "_" argument ] }        in either order
    atom    = letter | number | sign | command | "{" row "}"
    command = \binom{row}{row} | \frac{row}{row} | \sqrt{row} | \text{words}
            | \mathrm{letters} | \mathfrak{letters} | \mathbb{letters}
            | a name of `SYMBOLS` or `NAMES` | \, | \ (space)
"""

from __future__ import annotations

import html
import itertools
import re
from dataclasses import dataclass

from contextuality.errors import InputError

_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η",
    "theta": "θ", "lambda": "λ", "mu": "μ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "phi": "φ", "psi": "ψ", "omega": "ω", "hbar": "ℏ", "ell": "ℓ",
}  # fmt: skip
_UPRIGHT = {"Phi": "Φ", "Gamma": "Γ", "Delta": "Δ", "Sigma": "Σ", "Omega": "Ω", "infty": "∞"}
_SIGNS = {
    "le": "≤", "ge": "≥", "ne": "≠", "approx": "≈", "in": "∈", "times": "×", "cdot": "·",
    "cdots": "⋯", "dots": "…", "to": "→", "partial": "∂", "otimes": "⊗", "oplus": "⊕",
    "sum": "∑", "prod": "∏", "lfloor": "⌊", "rfloor": "⌋", "langle": "⟨", "rangle": "⟩",
}  # fmt: skip
SYMBOLS = {**_GREEK, **_UPRIGHT, **_SIGNS}
NAMES = ("min", "max", "sin", "cos", "tan", "exp", "log", "ln", "Pr")
"""Functions that stand upright."""

_OPENING, _CLOSING = "([⌊⟨", ")]⌋⟩"
_TOKEN = re.compile(r"\\[A-Za-z]+|\\[, ]|[0-9]+(?:\.[0-9]+)?|[A-Za-z]|[{}^_]|[-+=<>()\[\],;:/|!.]")


def mathml(tex: str) -> str:
    r"""Return a `<math>` element.

    Args:
        tex: a row of the grammar above.

    Returns:
        Markup; the attribute `alttext` repeats the TeX for programs that don't know MathML.

    Raises:
        InputError: naming the formula and what was expected.

    Source: W3C, MathML Core.

    Example:
        >>> mathml("n^2")
        '<math alttext="n^2"><msup><mi>n</mi><mn>2</mn></msup></math>'
    """
    return _element(tex, _tokens(tex))


def flowing(tex: str) -> str:
    r"""Return a formula in pieces between which a line may be broken, or whole if it is short.

    Browsers break no line inside of a `<math>` element, so a long one would widen a narrow page.

    Args:
        tex: a row of the grammar above.

    Returns:
        `<math>` elements side by side. A piece begins with a relation, with a sum's sign or with
        an opening bracket that follows a closing one, all outside of brackets, or comes after a
        comma inside of at most one pair of them that is no part of an ellipsis.

    Raises:
        InputError: as `mathml`.

    Source: ours; these are the places where TeX breaks a formula, but for the brackets.

    Example:
        >>> flowing(r"a\le b") == mathml(r"a\le b")
        True
        >>> flowing(r"(1+a+b+c+d+e)(1+f+g)\le h").count("<math ")
        3
    """
    tokens = _tokens(tex)
    if sum(token not in {"{", "}", "^", "_"} for token in tokens) <= SHORT:
        return _element(tex, tokens)
    cuts = [0, *_places(tokens), len(tokens)]
    pieces = [tokens[i:j] for i, j in itertools.pairwise(cuts)]
    first, *others = [
        _element(_spelled(piece), piece, "x" if i else "") for i, piece in enumerate(pieces)
    ]
    # Alone at its beginning a sign of addition would stand as close as that of a number.
    return first + "".join(re.sub('"><mo>(?=[+−])', '"><mo form="infix">', one) for one in others)


SHORT = 14
"""Formulas of up to so many signs are kept whole."""

_RELATIONS = {"=", "<", ">", "\\le", "\\ge", "\\ne", "\\approx", "\\to"}


def _places(tokens: list[str]) -> list[int]:
    """Return before which tokens a line may be broken."""
    found = []
    braces = brackets = 0
    for i, sign in enumerate(tokens):
        before = tokens[i - 1] if i else ""
        if i and not braces:
            adds = sign in {"+", "-"} and before not in _RELATIONS
            opens = (before, sign) == (")", "(")
            parts = before == "," and "\\dots" not in {sign, tokens[i - 2]}
            if (parts and brackets <= 1) or (
                not brackets and (adds or opens or sign in _RELATIONS)
            ):
                found.append(i)
        braces += (sign == "{") - (sign == "}")
        brackets += (sign in _OPENING) - (sign in _CLOSING)
    return found


def _spelled(tokens: list[str]) -> str:
    """Return tokens as TeX again."""
    text = ""
    for token in tokens:
        apart = token[0].isalpha() and re.search(r"\\[A-Za-z]+$", text)
        text += f" {token}" if apart else token
    return text


def _element(tex: str, tokens: list[str], before: str = "") -> str:
    """Return tokens as one element; `before` is the sign that they come after."""
    body = "".join(_Parser(tex, tokens).row("", before))
    return f'<math alttext="{html.escape(tex)}">{body}</math>'


def _tokens(tex: str) -> list[str]:
    found, at = [], 0
    while at < len(tex):
        if tex[at] == " ":
            at += 1
            continue
        if tex.startswith(r"\text{", at):
            # Words keep their spaces, so they are one token.
            end = tex.find("}", at)
            if end < 0:
                raise InputError(where=tex, expected="} after \\text{", found="the end")
            found.append(tex[at : end + 1])
            at = end + 1
            continue
        match = _TOKEN.match(tex, at)
        if match is None:
            raise InputError(where=tex, expected="a sign of the grammar", found=repr(tex[at]))
        found.append(match[0])
        at = match.end()
    return found


@dataclass
class _Parser:
    tex: str
    tokens: list[str]
    at: int = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def expect(self, wanted: str) -> None:
        found = self.take()
        if found != wanted:
            raise InputError(where=self.tex, expected=wanted, found=found or "the end")

    def row(self, end: str, before: str = "") -> list[str]:
        """Parse up to a token, which is left there; `before` is the token on the left."""
        parts: list[str] = []
        while self.peek() != end:
            token = self.peek()
            base = self.atom(before)
            scripts: dict[str, str] = {}
            while self.peek() in {"^", "_"}:
                kind = self.take()
                if kind in scripts:
                    raise InputError(where=self.tex, expected=f"one {kind}", found="two")
                scripts[kind] = self.argument()
            below, above = scripts.get("_"), scripts.get("^")
            if below and above:
                base = f"<msubsup>{base}{below}{above}</msubsup>"
            elif below or above:
                name = "msub" if below else "msup"
                base = f"<{name}>{base}{below or above}</{name}>"
            parts.append(base)
            before = token
        return parts

    def group(self) -> str:
        """Parse a row in braces into one element."""
        self.expect("{")
        parts = self.row("}")
        self.expect("}")
        return parts[0] if len(parts) == 1 else f"<mrow>{''.join(parts)}</mrow>"

    def argument(self) -> str:
        return self.group() if self.peek() == "{" else self.atom("^")

    def atom(self, before: str) -> str:
        if self.peek() == "{":
            return self.group()
        token = self.take()
        if token in {"", "}", "^", "_"}:
            raise InputError(where=self.tex, expected="a formula", found=token or "the end")
        if token.startswith("\\"):
            return self.command(token[1:])
        if token[0].isdigit():
            return f"<mn>{token}</mn>"
        if token.isalpha():
            return f"<mi>{token}</mi>"
        return _sign(token, before)

    def command(self, name: str) -> str:
        if name == "binom":
            above, below = self.group(), self.group()
            return (
                f'<mrow><mo>(</mo><mfrac linethickness="0">{above}{below}</mfrac><mo>)</mo></mrow>'
            )
        if name == "frac":
            return f"<mfrac>{self.group()}{self.group()}</mfrac>"
        if name == "sqrt":
            return f"<msqrt>{self.group()}</msqrt>"
        if name.startswith("text{"):
            return f"<mtext>{html.escape(name[5:-1]).replace(' ', '&#160;')}</mtext>"
        if name in {"mathrm", "mathfrak", "mathbb"}:
            return self.letters(name)
        if name in NAMES:
            return f"<mi>{name}</mi>"
        if name in {",", " "}:
            return f'<mspace width="{"0.17em" if name == "," else "0.33em"}"></mspace>'
        if name in _GREEK:
            return f"<mi>{_GREEK[name]}</mi>"
        if name in _UPRIGHT:
            return f'<mi mathvariant="normal">{_UPRIGHT[name]}</mi>'
        if name in _SIGNS:
            return _sign(_SIGNS[name], "")
        raise InputError(where=self.tex, expected="a command of the grammar", found=f"\\{name}")

    def letters(self, style: str) -> str:
        self.expect("{")
        word = ""
        while self.peek() != "}":
            letter = self.take()
            if not letter.isalpha():
                raise InputError(where=self.tex, expected="letters", found=letter or "the end")
            word += letter
        self.expect("}")
        if style == "mathfrak":
            # Lower case Fraktur is a block of its own; capitals are not needed.
            if not word.islower():
                raise InputError(where=self.tex, expected="lower case", found=word)
            word = "".join(chr(0x1D51E + ord(letter) - ord("a")) for letter in word)
        elif style == "mathbb":
            doubled = {"R": "ℝ", "Z": "ℤ", "C": "ℂ", "Q": "ℚ"}
            if word not in doubled:
                raise InputError(where=self.tex, expected="R, Z, C or Q", found=word)
            word = doubled[word]
        return f'<mi mathvariant="normal">{word}</mi>'


def _sign(sign: str, before: str) -> str:
    text = {"-": "−", "'": "′"}.get(sign, html.escape(sign))
    if sign in _OPENING:
        return f'<mo form="prefix" stretchy="false">{text}</mo>'
    if sign in _CLOSING:
        return f'<mo form="postfix" stretchy="false">{text}</mo>'
    if sign == "|":
        return '<mo stretchy="false" lspace="0" rspace="0">|</mo>'
    if sign in {"/", "∂", "!"}:
        return f'<mo lspace="0" rspace="0">{text}</mo>'
    if sign in {"+", "-"} and before in {"", "^", "(", ",", "[", "=", "/"}:
        return f'<mo form="prefix" lspace="0" rspace="0">{text}</mo>'
    return f"<mo>{text}</mo>"
