"""All collections, and the one file that says which exist.

A collection lives in a folder with a random name; `catalog.json` maps names to folders and is replaced atomically.
Creating, deleting and recovering are therefore one step each: killed before it, the old state holds; after it, the
new one. A folder that the catalog does not name is a remainder and goes at the next start.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any
from uuid import uuid4

from .collection import Collection
from .errors import already_exists, collection_not_found

Json = dict[str, Any]


class Catalog:
    def __init__(self, storage: Path) -> None:
        self._file = storage / "catalog.json"
        self._folders = storage / "collections"
        self._folders.mkdir(parents=True, exist_ok=True)
        self.collections: dict[str, Collection] = {}
        entries = json.loads(self._file.read_text()) if self._file.exists() else {}
        self._remove_remainders({entry["folder"] for entry in entries.values()})
        for name, entry in entries.items():
            self.collections[name] = Collection.load(name, self._folders / entry["folder"], entry["config"])

    def get(self, name: str) -> Collection:
        if name not in self.collections:
            raise collection_not_found(name)
        return self.collections[name]

    def create(self, name: str, config: Json) -> None:
        if name in self.collections:
            raise already_exists(name)
        self.collections[name] = Collection.create(name, self.new_folder(), config)
        self.save()

    def delete(self, name: str) -> bool:
        collection = self.collections.pop(name, None)
        if collection is None:
            return False
        self.save()
        self._discard(collection)
        return True

    def adopt(self, name: str, folder: Path, config: Json) -> None:
        """Puts a folder that is ready in the place of the collection, or beside the others as a new one."""
        old = self.collections.get(name)
        self.collections[name] = Collection.load(name, folder, config)
        self.save()
        if old:
            self._discard(old)

    def new_folder(self) -> Path:
        return self._folders / uuid4().hex

    def save(self) -> None:
        entries = {name: {"folder": c.folder.name, "config": c.config} for name, c in self.collections.items()}
        partial = self._file.with_suffix(".partial")
        with partial.open("w") as out:
            json.dump(entries, out)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(self._file)

    def flush(self) -> None:
        for collection in self.collections.values():
            collection.flush()

    def close(self) -> None:
        for collection in self.collections.values():
            collection.close()

    def _discard(self, collection: Collection) -> None:
        collection.shard.close()
        shutil.rmtree(collection.folder)

    def _remove_remainders(self, named: set[str]) -> None:
        for folder in self._folders.iterdir():
            if folder.name not in named:
                shutil.rmtree(folder)
