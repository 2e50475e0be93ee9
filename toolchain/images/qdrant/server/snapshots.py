"""Snapshots of a collection: one archive of its files and configuration, with a checksum beside it."""

import asyncio
import hashlib
import io
import json
import os
import shutil
import tarfile
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from .catalog import Catalog
from .collection import Collection
from .errors import ApiError, not_found, wrong_input

Json = dict[str, Any]

CONFIG = "collection.json"
SHARD = "shard"
SUFFIX = ".snapshot"


class Snapshots:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.created = 0

    async def create(self, collection: Collection) -> Json:
        """Writes wait until the files are read; everything acknowledged before is in the archive."""
        folder = self._of(collection.name)
        folder.mkdir(exist_ok=True)
        file = folder / f"{collection.name}-{datetime.now(UTC):%Y-%m-%d-%H-%M-%S-%f}{SUFFIX}"
        partial = file.with_suffix(".partial")
        async with collection.writing:
            collection.shard.flush()
            await asyncio.to_thread(pack, collection, partial)
        await asyncio.to_thread(lambda: checksum_file(file).write_text(sha256(partial)))
        partial.replace(file)
        self.created += 1
        return describe(file)

    def list(self, name: str) -> list[Json]:
        return [describe(file) for file in sorted(self._of(name).glob(f"*{SUFFIX}"))]

    def file(self, name: str, snapshot: str) -> Path:
        file = self._of(name) / snapshot
        if Path(snapshot).name != snapshot or not snapshot.endswith(SUFFIX) or not file.is_file():
            raise not_found(f"Snapshot {snapshot} not found")
        return file

    def delete(self, name: str, snapshot: str) -> None:
        file = self.file(name, snapshot)
        file.unlink()
        checksum_file(file).unlink(missing_ok=True)

    async def recover(self, catalog: Catalog, name: str, source: Path, checksum: str | None) -> None:
        """The collection becomes what the archive holds. It serves its old content until the new one is complete."""
        if checksum and await asyncio.to_thread(sha256, source) != checksum:
            raise wrong_input(f"Snapshot checksum mismatch: expected {checksum}")
        target = catalog.new_folder()
        try:
            config = await asyncio.to_thread(unpack, source, target)
            catalog.adopt(name, target, config)
        except (tarfile.TarError, KeyError, OSError, ValueError) as problem:
            shutil.rmtree(target, ignore_errors=True)
            raise wrong_input(f"Failed to restore the snapshot: {problem}") from problem

    async def fetch(self, location: str, api_key: str | None) -> Path:
        """A local copy of what `file://` or `http(s)://` names; the caller removes it."""
        parts = urlsplit(location)
        copy = self._folder / f".incoming-{os.getpid()}-{id(parts)}"
        if parts.scheme == "file":
            source = Path(unquote(parts.path)).resolve()
            # As in Qdrant: a request must not read files elsewhere on the machine.
            if not source.is_relative_to(self._folder.resolve()):
                raise wrong_input(f"Snapshot {source} must be inside the snapshots directory")
            if not source.is_file():
                raise not_found(f"Snapshot file {source} does not exist")
            await asyncio.to_thread(shutil.copyfile, source, copy)
            return copy
        if parts.scheme in ("http", "https"):
            await asyncio.to_thread(download, location, api_key, copy)
            return copy
        raise wrong_input(f"Snapshot location {location}: expected file://, http:// or https://")

    def incoming(self) -> Path:
        return self._folder / f".incoming-{os.getpid()}-{os.urandom(8).hex()}"

    def _of(self, name: str) -> Path:
        return self._folder / name


def pack(collection: Collection, target: Path) -> None:
    config = json.dumps(collection.config).encode()
    # Fast compression: most of a small collection's files is preallocated and empty.
    with tarfile.open(target, "w:gz", compresslevel=1) as archive:
        entry = tarfile.TarInfo(CONFIG)
        entry.size = len(config)
        archive.addfile(entry, io.BytesIO(config))
        # Everything is flushed, so the write-ahead log has nothing to add.
        archive.add(collection.folder, SHARD, filter=lambda item: None if item.name == f"{SHARD}/wal" else item)


def unpack(source: Path, target: Path) -> Json:
    with tarfile.open(source, "r:*") as archive:
        packed = archive.extractfile(CONFIG)
        if packed is None:
            raise ValueError(f"{CONFIG} is not a file")
        config = json.load(packed)
        work = target.with_suffix(".unpacking")
        archive.extractall(work, members=[member for member in archive if harmless(member)])
    (work / SHARD).rename(target)
    shutil.rmtree(work)
    return config


def harmless(member: tarfile.TarInfo) -> bool:
    """Debian's Python has no extraction filters yet. An upload must not write outside its folder, nor make links."""
    path = Path(member.name)
    return (member.isfile() or member.isdir()) and not path.is_absolute() and ".." not in path.parts


def describe(file: Path) -> Json:
    stat = file.stat()
    checksum = checksum_file(file)
    return {
        "name": file.name,
        "creation_time": datetime.fromtimestamp(stat.st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%S"),
        "size": stat.st_size,
        "checksum": checksum.read_text() if checksum.exists() else None,
    }


def checksum_file(file: Path) -> Path:
    return file.with_name(f"{file.name}.checksum")


def sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def download(location: str, api_key: str | None, target: Path) -> None:
    request = urllib.request.Request(location, headers={"api-key": api_key} if api_key else {})
    try:
        with urllib.request.urlopen(request) as source, target.open("wb") as out:
            shutil.copyfileobj(source, out)
    except OSError as problem:
        target.unlink(missing_ok=True)
        raise ApiError(400, f"Wrong input: Failed to download {location}: {problem}") from problem
