"""The image and the services without an engine: their steps run in a folder, on real processes.

Enough of the Dockerfile's language and of compose's for the files that are here. An instruction or
a key that is not understood fails the tests, so that nothing in them goes untried.
"""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.processes.installation import ROOT

_SECONDS: Final = 600
_PLACE: Final = re.compile(r"(?<![\w.-])/(venv|source|data|run/secrets)(?![\w.-])")
"""The folders of the image that its steps name, which are folders of the sandbox here."""

_AS_ROOT: Final = {
    # Users are the engine's to make: what was asked is written down.
    "useradd": 'printf "%s\\n" "$*" >> "$SANDBOX/useradd"',
    "install": 'for one; do folder=$one; done; mkdir -p "$folder"; printf "%s\\n" "$*" '
    '>> "$SANDBOX/install"',
    "python": f'exec "{sys.executable}" "$@"',
}


@dataclass(frozen=True, slots=True)
class Step:
    """An instruction of a Dockerfile, with its continuation lines joined."""

    word: str
    rest: str


@dataclass
class Image:
    """What a Dockerfile builds: a folder in place of the file system, and how it is run."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)
    workdir: str = "/"
    user: str = "root"
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    healthcheck: list[str] = field(default_factory=list)
    exposed: list[str] = field(default_factory=list)
    volumes: list[str] = field(default_factory=list)
    bases: list[str] = field(default_factory=list)
    mounted: dict[str, Path] = field(default_factory=dict)

    def placed(self, text: str) -> str:
        """Return text with the folders of the image as those of the sandbox."""
        return _PLACE.sub(
            lambda found: str(self.mounted.get(found[0], f"{self.root}{found[0]}")), text
        )

    def run(
        self, command: Sequence[str], settings: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in the image and wait for it."""
        return subprocess.run(
            self._found(command),
            cwd=self.placed(self.workdir),
            env=self.variables(settings),
            check=False,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
        )

    def start(
        self, command: Sequence[str], settings: Mapping[str, str], log: Path
    ) -> subprocess.Popen[bytes]:
        """Start a command in the image; whoever starts it also ends it."""
        with log.open("ab") as output:
            return subprocess.Popen(
                self._found(command),
                cwd=self.placed(self.workdir),
                env=self.variables(settings),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def variables(self, settings: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the image's environment and nothing of this process's."""
        given = {**self.environment, **(settings or {})}
        return {name: self.placed(value) for name, value in given.items()}

    def _found(self, command: Sequence[str]) -> list[str]:
        program, *arguments = command
        path = self.variables()["PATH"]
        found = shutil.which(program, path=path)
        assert found, f"{program} is not in {path}"
        return [found, *arguments]


# --- The Dockerfile -----------------------------------------------------------------------------


def steps(dockerfile: str) -> Iterator[Step]:
    """Yield the instructions, in order."""
    joined = "\n".join(
        line for line in dockerfile.splitlines() if not line.lstrip().startswith("#")
    ).replace("\\\n", " ")
    for line in filter(str.strip, joined.splitlines()):
        word, _, rest = line.partition(" ")
        yield Step(word, rest.strip())


def built(root: Path) -> Image:
    """Perform the Dockerfile in a folder: every COPY and every RUN, in order."""
    image = Image(root, environment={"PATH": f"{_programs(root / 'base')}:/usr/bin:/bin"})
    for step in steps((ROOT / "Dockerfile").read_text()):
        match step.word:
            case (
                "FROM"
            ):  # of every stage, the folders with a name of their own are one and the same
                image = Image(root, {"PATH": image.environment["PATH"]}, bases=image.bases)
                image.bases.append(step.rest.split(" AS ")[0])
            case "ENV":
                image.environment |= _assigned(step.rest, image.environment)
            case "WORKDIR":
                image.workdir = step.rest
                Path(image.placed(step.rest)).mkdir(parents=True, exist_ok=True)
            case "COPY":
                _copy(image, step.rest)
            case "RUN":
                _run(image, step.rest)
            case _:
                _describe(image, step)
    return image


def _describe(image: Image, step: Step) -> None:
    """Take in what says how the image is run."""
    match step.word:
        case "USER":
            image.user = step.rest
        case "VOLUME":
            image.volumes.append(step.rest)
        case "EXPOSE":
            image.exposed.append(step.rest)
        case "ENTRYPOINT":
            image.entrypoint = json.loads(step.rest)
        case "CMD":
            image.command = json.loads(step.rest)
        case "HEALTHCHECK":
            image.healthcheck = json.loads(step.rest.partition("CMD ")[2])
        case other:
            raise AssertionError(f"Nothing is known of {other}")


def context() -> list[Path]:
    """Return the files that git keeps and .dockerignore lets into the image, relative."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    rules = [
        line.strip()
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.strip() and not line.startswith("#")
    ]
    named = [Path(name) for name in listed.split("\0") if name]
    return [path for path in named if (ROOT / path).is_file() and not ignored(path, rules)]


def ignored(path: Path, rules: Sequence[str]) -> bool:
    """Tell whether the last rule that matches a path or a folder above it leaves it out."""
    left_out = False
    for rule in rules:
        pattern = rule.removeprefix("!").strip("/")
        above = [str(one) for one in (path, *path.parents)][:-1]
        names = [path.name, *(one.name for one in path.parents)]
        anywhere = pattern.removeprefix("**/")
        if any(fnmatch.fnmatchcase(one, pattern) for one in above) or (
            pattern.startswith("**/") and any(fnmatch.fnmatchcase(one, anywhere) for one in names)
        ):
            left_out = not rule.startswith("!")
    return left_out


def _copy(image: Image, rest: str) -> None:
    words = shlex.split(rest)
    if words[0].startswith("--from="):
        source, target = words[1:]
        assert Path(image.placed(source)).is_dir(), source
        assert source == target
        return
    *sources, target = words
    to = Path(image.placed(str(Path(image.workdir) / target)))
    for source in sources:
        chosen = [one for one in context() if one.parts[0] == source]
        assert chosen, f"{source} is not in what the image is built from"
        for one in chosen:
            # A folder's content is copied into the target; a file, under its own name.
            inside = one.relative_to(source) if (ROOT / source).is_dir() else Path(one.name)
            (to / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / one, to / inside)


def _run(image: Image, command: str) -> None:
    # pip finds its index as on this machine, and what it has fetched before.
    of_pip = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(("PIP_", "HOME", "SSL_", "HTTP", "NO_PROXY"))
    }
    environment = {**image.variables(), **of_pip, "SANDBOX": str(image.root)}
    environment.pop("PIP_NO_CACHE_DIR", None)
    done = subprocess.run(
        ["/bin/sh", "-euc", image.placed(command)],
        cwd=image.placed(image.workdir) if image.workdir != "/" else image.root,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def _assigned(rest: str, before: Mapping[str, str]) -> dict[str, str]:
    values = dict(word.partition("=")[::2] for word in shlex.split(rest))
    return {name: value.replace("$PATH", before["PATH"]) for name, value in values.items()}


def _programs(folder: Path) -> Path:
    """Make what the base image has and a test must not do: users, owners, another Python."""
    folder.mkdir(parents=True)
    for name, script in _AS_ROOT.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return folder


# --- The services -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Service:
    """A service of docker-compose.yml, with what its image says where the file says nothing."""

    name: str
    stated: Mapping[str, Any]

    def command(self, image: Image) -> list[str]:
        entrypoint = self.stated.get("entrypoint", image.entrypoint)
        return [*entrypoint, *self.stated.get("command", image.command)]

    def environment(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.stated.get("environment", {}).items()}

    def waits_for(self) -> dict[str, str]:
        waited: Mapping[str, Any] = self.stated.get("depends_on", {})
        return {name: condition["condition"] for name, condition in waited.items()}
