"""Plain data into YAML that our reader, and other tools, read as the same data."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Any

import yaml

from app.core.yaml_text import FLOAT, INT


def write(data: Any) -> str:
    """The text of tidied data, in the order in which it is given."""
    return str(yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110))


def tidy(value: Any) -> Any:
    """Lists for tuples, whole numbers as such, days and words as text."""
    if isinstance(value, dict):
        return {k: tidy(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [tidy(v) for v in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, float):
        return int(value) if math.isfinite(value) and value == int(value) and abs(value) < 1e15 else value
    if isinstance(value, str):
        return str(value)  # an enum member is written as its value
    return value.isoformat() if hasattr(value, "isoformat") else value


def _number(value: Decimal) -> int | float | str:
    if value == value.to_integral_value() and abs(value) < Decimal("1e15"):
        return int(value)
    as_float = float(value)
    return as_float if math.isfinite(as_float) and Decimal(repr(as_float)) == value else format(value.normalize(), "f")


_ODD_LINE_ENDS = re.compile("[\x85\u2028\u2029]")  # PyYAML would write them unescaped, and readers fold them to spaces


class _Dumper(yaml.SafeDumper):
    """Quotes whatever YAML 1.1 or our reader would not take for text, so that other tools read the same words."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    lines = text.split("\n")
    as_block = len(lines) > 1 and bool(lines[0]) and all(line == line.strip() and line.isprintable() for line in lines)
    style = "|" if as_block else '"' if _ODD_LINE_ENDS.search(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
for _tag, _pattern in (("float", FLOAT), ("int", INT)):
    _Dumper.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern.pattern})\\Z"), list("-+0123456789.")
    )
