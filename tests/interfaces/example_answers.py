"""What the API answers on the Dalsland case, as examples of answers.

``python -m tests.interfaces.example_answers`` asks again and writes the file, which is to be done
when the case or a view has changed; `test_openapi` compares it with what is answered.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from infrastructure.database import Database
from infrastructure.migrate import migrate
from interfaces.demo.story import tell
from interfaces.http import examples
from interfaces.http.examples.answers import ASKED, FILE, POSTED
from interfaces.main import open_log
from tests.interfaces.world import Api, Clock, JsonObject, serving

THEN: Final = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""When the examples are asked and posted: the day they are about."""

_MADE_BY_CHANCE: Final = re.compile(
    r"\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b|\b[0-9a-f]{64}\b"
)


def answers(told: Path, document: JsonObject, folder: Path) -> dict[str, Any]:
    """Return the example of an answer of each operation.

    Args:
        told: an SQLite file with the Dalsland case, which is left as it is.
        document: the API's description, with the requests to post.
        folder: where it is copied to.
    """
    with closing(Database(f"sqlite:///{told}")) as database, _serving(database) as api:
        read = {operation: api.send("GET", path).body for operation, path in ASKED.items()}
    posted = {}
    for path, methods in document["paths"].items():
        if "post" in methods:
            operation = methods["post"]["operationId"]
            copy = Path(shutil.copy(told, folder / f"{operation}.db"))
            with closing(Database(f"sqlite:///{copy}")) as database, _serving(database) as api:
                answer = api.post(path, _request(methods["post"]))
            posted[operation] = answer.body
    return {**read, **posted}


def _serving(database: Database) -> AbstractContextManager[Api]:
    return serving(database, Clock(THEN))


def _request(operation: JsonObject) -> Any:
    found = operation["requestBody"]["content"]["application/json"]["examples"]
    name = POSTED.get(operation["operationId"], next(iter(found)))
    return found[name]["value"]


def comparable(answered: Any) -> Any:
    """Return answers without what is made by chance: the ids of entries, and hashes with salt."""
    return json.loads(_MADE_BY_CHANCE.sub("…", json.dumps(answered)))


def _write() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        told = folder / "told.db"
        with closing(Database(f"sqlite:///{told}")) as database:
            migrate(database)
            tell(partial(open_log, database), lambda *_: None)
            with _serving(database) as api:
                document = api.get("/openapi.json").body
        found = answers(told, document, folder)
    lines = (f'"{name}": {json.dumps(one, ensure_ascii=False)}' for name, one in found.items())
    file = Path(examples.__file__).with_name(FILE)
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    _write()
