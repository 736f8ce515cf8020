"""Opens one workbook in a process of its own: `python -P opener.py CEILING COLUMNS FILE`, or `-` and the file on standard input.

Imports nothing of ours: started by its path. On standard output, each with its length (8 bytes) in front: a list of titles, then for each
sheet what it is and, where it is wanted, its cells as Arrow; or what failed, as the last. JSON but for the cells.
"""

import json
import os
import sys
from pathlib import Path
from typing import BinaryIO

import fastexcel
import polars as pl


def main(ceiling: str, columns: str, file: str) -> None:
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # the readers below may print
    _limit(int(ceiling))
    try:
        _tell(out, sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes(), int(columns))
    except BaseException as error:  # a panic of the Rust reader is no Exception
        _frame(
            out, {"failed": "password" if "password" in str(error).lower() else "memory" if isinstance(error, MemoryError) else "broken"}
        )


def _what(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "memory"
    return "password" if "password" in str(error).lower() else "broken"


def _limit(ceiling: int) -> None:
    try:
        import resource
    except ImportError:
        return  # Windows: no ceiling, but still a process of its own
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what it held must not lie on disk


def _tell(out: BinaryIO, data: bytes, most: int) -> None:
    reader = fastexcel.read_excel(data)
    del data
    _frame(out, reader.sheet_names)
    for title in reader.sheet_names:
        # skip_rows=0 keeps leading empty rows, so the position is the row number; leading empty columns show in absolute_index.
        sheet = reader.load_sheet(title, header_row=None, skip_rows=0, dtypes="string")
        is_wanted = sheet.visible == "visible" and 0 < sheet.width <= most
        _frame(out, {"is_visible": sheet.visible == "visible", "width": sheet.width, "is_sent": is_wanted})
        if is_wanted:
            names = [f"c{column.absolute_index}" for column in sheet.available_columns()]
            table = sheet.to_polars()
            del sheet
            table.columns = names
            _send(out, table)


def _send(out: BinaryIO, table: pl.DataFrame) -> None:
    """In pieces of rows: the whole as bytes beside the whole as a table would be twice the memory."""
    step = max(1, 4_000_000 // max(table.width, 1))
    starts = range(0, max(table.height, 1), step)
    _frame(out, len(starts))
    for start in starts:
        _frame(out, table.slice(start, step).write_ipc_stream(None, compression="uncompressed").getvalue())


def _frame(out: BinaryIO, what: object) -> None:
    data = what if isinstance(what, bytes) else json.dumps(what).encode()
    out.write(len(data).to_bytes(8, "big") + data)
    out.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
