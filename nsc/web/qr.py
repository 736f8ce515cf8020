"""A QR code as the path of an SVG that stands in the page itself: the secret in it has no address of its own and lies in no cache."""

from dataclasses import dataclass

import qrcode

QUIET = 4  # modules of white around it, as the standard wants


@dataclass(frozen=True)
class Drawn:
    """`path` on a square of `size` units, one a module."""

    path: str
    size: int


def drawn(text: str) -> Drawn:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return Drawn(path, len(rows))
