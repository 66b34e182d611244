"""Where what stands in a questionnaire as a workbook, for the side that writes it and the side that reads it back.

Every sheet has a hidden first column of ids and a hidden row of keys, so that it is read by these, whatever language it
is in and whatever rows and columns were moved. Ids are `D01`; `B03:one`, an option of a question where many may be
chosen; `D07:name`, a part of a declaration; and on the sheet of a table `D06:row`.
"""

from __future__ import annotations

from app.core.questionnaire.projection import VendorQuestion

FORMAT = "countersign-answers-workbook/1"
META = "countersign"  # the hidden sheet of what the file is
LISTS = "countersign lists"  # the hidden sheet of what drop-downs offer
KEYS = "#"  # stands in the column of ids, in the row of keys
ANSWER, REASON, NOTE, COLUMN = "answer", "reason", "note", "column:"
HEAD_ROW = 3  # of every sheet, counted from 0: the row of keys; what people read is below
KEPT = "kept:"  # of a question whose answer no cell holds, on the hidden sheet: what stands in its cell instead
ROW = "row"  # the part of a table's rows
MARK = "x"  # of an option that is chosen

MOST_ROWS = 200  # of a table in a file

_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def sheet_name(number: str, title: str) -> str:
    """What the file format allows: 31 characters, and not every one."""
    return " ".join(f"{number} {title}".translate(_FORBIDDEN).split())[:31].strip()


def table_name(question: VendorQuestion, word: str) -> str:
    return sheet_name(word, question.number)
