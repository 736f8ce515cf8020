"""The head that an office puts on its papers: its name, where it is, how its numbers begin, and its emblem. None is shipped."""

import base64
from dataclasses import dataclass
from io import BytesIO

from PIL import Image


@dataclass(frozen=True)
class LetterHead:
    """`office`: its name, a line each. `number`: with what the numbers of its letters begin ("นว 0019/"). `emblem`: a PNG."""

    office: tuple[str, ...] = ()
    address: str = ""
    phone: str = ""
    number: str = ""
    emblem: bytes = b""

    @property
    def lines(self) -> tuple[str, ...]:
        """As they stand at the right of a letter (หนังสือภายนอก)."""
        return tuple(filter(None, (*self.office, self.address, self.phone and f"โทร. {self.phone}")))

    @property
    def in_one(self) -> str:
        """As the first line of a memo (บันทึกข้อความ) has it."""
        return " ".join(filter(None, (*self.office, self.phone and f"โทร. {self.phone}")))

    @property
    def picture(self) -> str:
        """SVG, or "" where there is no emblem."""
        return framed(self.emblem, "png") if self.emblem else ""


NONE = LetterHead()


def framed(content: bytes, kind: str) -> str:
    """A picture of points as an SVG around it: one road into the paper for all pictures. `kind`: png or jpeg."""
    with Image.open(BytesIO(content)) as opened:
        width, height = opened.size
    data = base64.b64encode(content).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/{kind};base64,{data}"/></svg>'
    )
