"""Dockerfile and compose.yaml read as data, so that what they do can be done without an engine."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from tests.architecture.rules import ROOT


@dataclass
class Stage:
    """One FROM and what follows it."""

    base: str
    name: str = ""
    workdir: str = "/"
    user: str = "root"
    copies: list[tuple[list[str], str]] = field(default_factory=list)
    copies_from: list[tuple[str, str, str]] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)


def read_dockerfile(text: str) -> list[Stage]:
    """The stages of a Dockerfile. Understands the instructions this project uses, and refuses any other."""
    stages: list[Stage] = []
    joined = re.sub(r"\\\n\s*", "", "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#")))
    for line in filter(None, map(str.strip, joined.splitlines())):
        instruction, _, rest = line.partition(" ")
        if instruction == "FROM":
            base, _, name = rest.partition(" AS ")
            stages.append(Stage(base, name))
            continue
        stage = stages[-1]
        match instruction:
            case "WORKDIR":
                stage.workdir = rest
            case "USER":
                stage.user = rest
            case "RUN":
                stage.runs.append(rest)
            case "COPY":
                *sources, target = shlex.split(rest)
                if sources[0].startswith("--from="):
                    stage.copies_from.append((sources[0].removeprefix("--from="), sources[1], target))
                else:
                    stage.copies.append((sources, target))
            case "CMD":
                stage.command = json.loads(rest)
            case "HEALTHCHECK":
                stage.health = json.loads(rest.partition("CMD ")[2])
            case "ENV" | "EXPOSE" | "VOLUME":
                pass
            case _:
                raise ValueError(f"not understood: {line}")
    return stages


def left_out(source: str, dockerignore: str) -> bool:
    """Whether .dockerignore keeps a path out of the build: the last pattern that matches it or a parent decides."""
    out = False
    for pattern in (line.strip() for line in dockerignore.splitlines()):
        if not pattern or pattern.startswith("#"):
            continue
        keeps, bare = pattern.startswith("!"), pattern.removeprefix("!")
        candidates = [source, *(str(parent) for parent in Path(source).parents)]
        if any(fnmatch(candidate, bare) for candidate in candidates):
            out = not keeps
    return out


def copy_into(stage: Stage, folder: Path) -> None:
    """Do a stage's COPY instructions from the checkout, with `folder` for its working directory."""
    for sources, target in stage.copies:
        for source in sources:
            to_a_folder = target.endswith("/") or len(sources) > 1
            there = folder / target / Path(source).name if to_a_folder else folder / target
            there.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, there, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
            else:
                shutil.copy2(ROOT / source, there)
