"""Texts to token ids, with the model's own tokenizer."""

import json
from pathlib import Path

from tokenizers import Tokenizer

from .errors import empty, too_long


class Tokens:
    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        # The file asks to cut and fill every text to 128 tokens; the model takes more, and nothing is filled.
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.limit: int = json.loads((folder / "sentence_bert_config.json").read_text())["max_seq_length"]

    def encode(self, text: str, truncate: bool) -> list[int]:
        if not text:
            raise empty()
        ids: list[int] = self._tokenizer.encode(text).ids
        if len(ids) <= self.limit:
            return ids
        if not truncate:
            raise too_long(len(ids), self.limit)
        # The closing token stays: the model has never seen a text without it.
        return [*ids[: self.limit - 1], ids[-1]]
