"""The messages that vendors read: collected from templates and source, and merged into every catalog.

    .venv/bin/python tools/messages.py            collect, and update app/locales/*/LC_MESSAGES/countersign.po
    .venv/bin/python tools/messages.py --new it   begin a catalog of another language

New messages come in untranslated, those that nobody uses any more go, and none is guessed from a similar one.
"""

from __future__ import annotations

import argparse
import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from app.features.certificates.schemas import schemes_offered
from app.infra.content import reference

ROOT = Path(__file__).resolve().parents[1]
LOCALES = ROOT / "app" / "locales"
KEYWORDS = {
    "_": None, "gettext": None, "say": None, "template": None, "ngettext": (1, 2), "say_count": (1, 2),
}  # fmt: skip
# Vendors read these, mails to the buyer's own people not among them; everything else is a buyer's.
TEMPLATES = (
    "base.html", "_says.html", "ui.html", "vendor.html", "error.html", "plain.html", "vendor/**/*.html", "mail/*",
)  # fmt: skip
NUMBER = re.compile(r"[A-Z/ ]+ \d+$")  # ISO/IEC 42001, SOC 2
TO_BUYERS = ("enquiry", "erasing", "expiry")  # fmt: skip
HEADER = """\
# Countersign: what vendors read, in {language}.
# Collected by `make messages`; placeholders are %(name)s. docs/contributors.md says how to translate."""


SCHEMES = ROOT / "questionnaires" / "reference" / "schemes.yaml"


def vendor_templates() -> list[Path]:
    found = {path for glob in TEMPLATES for path in (ROOT / "templates").glob(glob)}
    return sorted(path for path in found if not (path.parent.name == "mail" and path.stem in TO_BUYERS))


def collected() -> Catalog:
    """Every message, with the files it stands in."""
    catalog = Catalog(project="Countersign", fuzzy=False)
    for path, message in _messages():
        catalog.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return catalog


def _messages() -> Iterator[tuple[Path, str | tuple[str, ...]]]:
    for path in vendor_templates():
        with path.open("rb") as opened:
            for _line, function, message, _comments in babel_extract(opened, ("_", "ngettext"), (), {}):
                plain = message if isinstance(message, str) else tuple(m for m in message if isinstance(m, str))
                yield path, plain if isinstance(plain, str) else plain[:2] if function == "ngettext" else plain[0]
    for path in sorted((ROOT / "app").rglob("*.py")):
        source = path.read_bytes()
        if b"say" in source or b"template(" in source or b"gettext" in source:
            for _line, message, _comments, _context in extract("python", io.BytesIO(source), KEYWORDS):
                if message:
                    yield path, message if isinstance(message, str) else tuple(message)
    yield from ((SCHEMES, words) for words in _kinds_of_documents())


def _kinds_of_documents() -> Iterator[str]:
    """What a vendor chooses from when it types a certificate. The number of a standard is said as it is everywhere."""
    for scheme in schemes_offered(reference()):
        yield from (words for words in (scheme.standard, scheme.title) if words and not NUMBER.match(words))


def catalog_of(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "countersign.po"


def known() -> list[str]:
    return sorted(path.parents[1].name for path in LOCALES.glob("*/LC_MESSAGES/countersign.po"))


def merged(language: str, template: Catalog) -> Catalog:
    """The language's catalog with exactly the messages there are."""
    path = catalog_of(language)
    made = Catalog(locale=language, project="Countersign", fuzzy=False)
    if path.exists():
        with path.open("rb") as opened:
            made = read_po(opened, locale=language)
    made.update(template, no_fuzzy_matching=True)
    made.obsolete.clear()
    made.fuzzy = False
    made.header_comment = HEADER.format(language=made.locale.english_name)
    return made


def written(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalog, width=120, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    lines = out.getvalue().decode().splitlines(keepends=True)
    # Days and tool versions would change with every run.
    dated = (
        '"POT-Creation-Date',
        '"PO-Revision-Date',
        '"Generated-By',
        '"Last-Translator',
        '"Language-Team',
        '"Report-',
    )
    return "".join(line for line in lines if not line.startswith(dated)).encode()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--new", metavar="LANGUAGE", help="two letters, such as it")
    given = options.parse_args()
    template = collected()
    for language in sorted({*known(), *([given.new] if given.new else [])}):
        catalog = merged(language, template)
        path = catalog_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(catalog))
        missing = sum(1 for m in catalog if m.id and not all(m.string if isinstance(m.string, tuple) else [m.string]))
        print(f"{language}: {len(catalog)} messages, {missing} to translate")


if __name__ == "__main__":
    main()
