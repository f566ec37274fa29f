"""Both readings of a corpus file, for the tests that compare them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contextuality.errors import InputError
from proofs.independent import second_opinions
from proofs.kernel import Malformed, check_file

if TYPE_CHECKING:
    from pathlib import Path

    from proofs.independent.opinion import Opinion


def judged(path: Path) -> tuple[str, list[Opinion]]:
    """Return the kernel's word, which the folder of the file names, and the second opinions.

    A file that the second reader refuses has no opinions, and the kernel must call it malformed.
    """
    try:
        kernel = check_file(path).status
    except Malformed:
        kernel = "malformed"
    assert kernel == path.parent.name
    try:
        said = list(second_opinions(path))
    except InputError:
        assert kernel == "malformed"
        return kernel, []
    assert said
    return kernel, said
