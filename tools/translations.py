"""Translations of a questionnaire, as a PO file for a translator's program, and back into the questionnaire's file.

    .venv/bin/python tools/translations.py out questionnaires/ai-vendor-triage.yaml de > triage.de.po
    .venv/bin/python tools/translations.py in questionnaires/ai-vendor-triage.yaml triage.de.po

The PO file holds every text with its place, and the translations there are. Those that are empty or marked as fuzzy are
not taken over. Words that are changed in the first language afterwards keep a translation that no longer fits: take the
file out again, and mend it there.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from app.core.questionnaire.translating import texts, translated


def taken_out(source: str, language: str) -> Catalog:
    """A catalog of the file's texts and their translations into `language`, each text once."""
    catalog = Catalog(locale=language, project="Countersign", fuzzy=False)
    for said in texts(source):
        first, translation = next(iter(said.words.values())), said.words.get(language, "")
        known = catalog.get(first)
        catalog.add(first, translation or (known.string if known else ""), locations=[(said.where, 0)])
    return catalog


def put_in(source: str, catalog: Catalog) -> str:
    """The file with the catalog's translations that somebody has finished."""
    done = {str(m.id): str(m.string) for m in catalog if m.id and m.string and not m.fuzzy}
    return translated(source, str(catalog.locale), done)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = options.add_subparsers(dest="command", required=True)
    out = commands.add_parser("out", help="write the PO file to standard output")
    out.add_argument("questionnaire", type=Path)
    out.add_argument("language", help="two letters, such as de")
    back = commands.add_parser("in", help="take translations over into the questionnaire's file")
    back.add_argument("questionnaire", type=Path)
    back.add_argument("translations", type=Path)
    given = options.parse_args()
    source = given.questionnaire.read_text(encoding="utf-8")
    if given.command == "out":
        write_po(sys.stdout.buffer, taken_out(source, given.language), width=100, include_lineno=False)
        return
    with given.translations.open("rb") as opened:
        given.questionnaire.write_text(put_in(source, read_po(opened)), encoding="utf-8")


if __name__ == "__main__":
    main()
