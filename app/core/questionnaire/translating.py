"""Translations of a questionnaire's texts: taken out of its file, and put into it. Comments and order stay.

A text is a mapping of languages, `{en: ..., de: ...}`; the first of the questionnaire's languages is what the others
are translated from. Translations are known by the words they translate, so that words that changed have none.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml
from yaml.reader import Reader

_LINE = 132  # longest line that is written
_SHORT = 96  # characters that are written in one quoted line; longer texts are folded
# What YAML does not take as it stands, or takes for the end of a line.
_ESCAPED = re.compile(f"{Reader.NON_PRINTABLE.pattern}|[\x85\u2028\u2029\ufeff]")


@dataclass(frozen=True)
class Said:
    """One text of the file: where it stands (`sections.scope.questions.R01.ask`), and what it says by language."""

    where: str
    words: Mapping[str, str]


def texts(source: str) -> tuple[Said, ...]:
    """Every text of the file, in its order. Raises ValueError when the file does not say its languages."""
    root, languages = _read(source)
    return tuple(Said(where, _words(node)) for where, node in _texts(root, languages.value[0].value, ""))


def translated(source: str, language: str, translations: Mapping[str, str]) -> str:
    """The file with `language` beside the first language wherever `translations` has it, in place of what stood there.

    The language is added to `languages` once every text has it. Raises ValueError when the file does not say its
    languages.
    """
    root, languages = _read(source)
    first = languages.value[0].value
    changes: list[tuple[int, int, str]] = []
    complete = True
    for _, node in _texts(root, first, ""):
        words = _words(node)
        new = translations.get(words.get(first, ""), words.get(language, ""))
        complete &= bool(new)
        if new and new != words.get(language):
            changes.append(_change(source, node, language, new))
    if complete and language not in [known.value for known in languages.value]:
        end = languages.value[-1].end_mark.index
        changes.append((end, end, f", {language}" if languages.flow_style else f"\n{_indent(languages)}- {language}"))
    for start, end, text in sorted(changes, reverse=True):
        source = source[:start] + text + source[end:]
    return source


def _read(source: str) -> tuple[yaml.Node, yaml.SequenceNode]:
    try:
        root = yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ValueError(f"This is not YAML: {error}") from None
    languages = _value(root, "languages")
    if not isinstance(languages, yaml.SequenceNode) or not languages.value:
        raise ValueError("The file does not say its languages.")
    assert root is not None
    return root, languages


def _texts(node: yaml.Node | None, first: str, where: str) -> Iterator[tuple[str, yaml.MappingNode]]:
    if isinstance(node, yaml.MappingNode):
        if any(key.value == first for key, _ in node.value):
            yield where, node
            return
        for key, value in node.value:
            yield from _texts(value, first, f"{where}.{key.value}" if where else str(key.value))
    elif isinstance(node, yaml.SequenceNode):
        for count, item in enumerate(node.value):
            named = _value(item, "id")
            yield from _texts(item, first, f"{where}.{named.value if named is not None else count}")


def _words(node: yaml.MappingNode) -> dict[str, str]:
    return {key.value: value.value for key, value in node.value if isinstance(value, yaml.ScalarNode)}


def _value(node: yaml.Node | None, name: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for key, value in node.value if key.value == name), None)


def _change(source: str, node: yaml.MappingNode, language: str, text: str) -> tuple[int, int, str]:
    """What to put between which two characters of the file."""
    for key, value in node.value:
        if key.value == language:
            written = _quoted(text) if node.flow_style else _written(text, key.start_mark.column)
            return value.start_mark.index, _end(source, value), written
    last_key, last = node.value[-1]
    if not node.flow_style:
        indent = " " * last_key.start_mark.column
        end = _end_of_line(source, _end(source, last))
        return end, end, f"\n{indent}{language}: {_written(text, len(indent))}"
    return _in_braces(source, node, language, text)


def _in_braces(source: str, node: yaml.MappingNode, language: str, text: str) -> tuple[int, int, str]:
    """In one line where it fits; else as a block, if nothing else stands in that line; else in a line of its own."""
    start, end = node.start_mark.index, node.end_mark.index
    line = source[source.rfind("\n", 0, start) + 1 : start]
    added = f"{language}: {_quoted(text)}"
    if "\n" not in source[start:end] and node.end_mark.column + len(added) + 2 <= _LINE:
        return end - 1, end - 1, f", {added}"
    alone = re.fullmatch(r"( *(?:- )?)[\w-]+: ", line)
    if alone and source[end : _end_of_line(source, end)].strip() == "":
        indent = " " * (len(alone[1]) + 2)
        words = {**_words(node), language: text}
        return start - 1, end, "".join(f"\n{indent}{k}: {_written(v, len(indent))}" for k, v in words.items())
    return end - 1, end - 1, f",\n{' ' * (node.start_mark.column + 1)}{added}"


def _end(source: str, value: yaml.Node) -> int:
    """Behind its last character; a block's end is where the next thing begins."""
    return value.start_mark.index + len(source[value.start_mark.index : value.end_mark.index].rstrip())


def _end_of_line(source: str, index: int) -> int:
    found = source.find("\n", index)
    return len(source) if found < 0 else found


def _indent(node: yaml.Node) -> str:
    return " " * node.start_mark.column


def _quoted(text: str) -> str:
    return _ESCAPED.sub(lambda found: f"\\U{ord(found[0]):08x}", json.dumps(text, ensure_ascii=False))


def _written(text: str, indent: int) -> str:
    """In one line where it is short; else folded, a blank line for each end of a line in it."""
    if len(text) <= _SHORT and "\n" not in text:
        return _quoted(text)
    if _ESCAPED.search(text) or text != text.strip() or any(line != line.strip() for line in text.split("\n")):
        return _quoted(text)
    margin = " " * (indent + 2)
    paragraphs = [
        textwrap.fill(line, _LINE - indent - 2, break_long_words=False, break_on_hyphens=False)
        for line in text.split("\n")
    ]
    lines = "\n\n".join(paragraphs).split("\n")
    return ">-\n" + "\n".join(f"{margin}{line}".rstrip() for line in lines)
