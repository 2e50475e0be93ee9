"""The forward pass of a BERT encoder with mean pooling, in NumPy.

The texts of a batch are laid end to end: the dense layers, where the time goes, see one long matrix without padding,
and only the attention goes text by text.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Dense:
    weight: Matrix
    bias: Matrix

    def __call__(self, x: Matrix) -> Matrix:
        return x @ self.weight + self.bias


@dataclass(frozen=True)
class Norm:
    weight: Matrix
    bias: Matrix
    epsilon: float

    def __call__(self, x: Matrix) -> Matrix:
        centred = x - x.mean(axis=-1, keepdims=True)
        variance = np.square(centred).mean(axis=-1, keepdims=True)
        return centred / np.sqrt(variance + self.epsilon) * self.weight + self.bias


@dataclass(frozen=True)
class Layer:
    query_key_value: Dense
    attended: Dense
    attended_norm: Norm
    widen: Dense
    narrow: Dense
    narrow_norm: Norm
    heads: int

    def __call__(self, x: Matrix, spans: Sequence[slice]) -> Matrix:
        projected = self.query_key_value(x)
        mixed = np.concatenate([attend(projected[span], self.heads) for span in spans])
        x = self.attended_norm(x + self.attended(mixed))
        return self.narrow_norm(x + self.narrow(gelu(self.widen(x))))


class Model:
    def __init__(self, folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text())
        tensors = load_file(folder / "model.safetensors")
        self.size: int = config["hidden_size"]
        reader = Reader(tensors, config["layer_norm_eps"])
        self._words = tensors["embeddings.word_embeddings.weight"]
        # Every text is a first segment, so its type embedding is added to the positions once and for all.
        types = tensors["embeddings.token_type_embeddings.weight"]
        self._positions = tensors["embeddings.position_embeddings.weight"] + types[0]
        self._norm = reader.norm("embeddings.LayerNorm")
        self._layers = [
            reader.layer(f"encoder.layer.{index}", config["num_attention_heads"])
            for index in range(config["num_hidden_layers"])
        ]

    def embed(self, texts: Sequence[Sequence[int]]) -> Matrix:
        """One row for each text, of unit length only if the caller makes it so."""
        spans = spans_of(texts)
        ids = np.concatenate([np.asarray(text) for text in texts])
        places = np.concatenate([np.arange(len(text)) for text in texts])
        x = self._norm(self._words[ids] + self._positions[places])
        for layer in self._layers:
            x = layer(x, spans)
        return np.stack([x[span].mean(axis=0) for span in spans])


class Reader:
    """Finds a layer's tensors under the names that BERT checkpoints use."""

    def __init__(self, tensors: dict[str, Matrix], epsilon: float) -> None:
        self._tensors = tensors
        self._epsilon = epsilon

    def dense(self, *names: str) -> Dense:
        """Several layers that read the same input become one, side by side."""
        weights = [self._tensors[f"{name}.weight"].T for name in names]
        biases = [self._tensors[f"{name}.bias"] for name in names]
        return Dense(np.ascontiguousarray(np.concatenate(weights, axis=1)), np.concatenate(biases))

    def norm(self, name: str) -> Norm:
        return Norm(self._tensors[f"{name}.weight"], self._tensors[f"{name}.bias"], self._epsilon)

    def layer(self, name: str, heads: int) -> Layer:
        own = f"{name}.attention.self"
        return Layer(
            query_key_value=self.dense(f"{own}.query", f"{own}.key", f"{own}.value"),
            attended=self.dense(f"{name}.attention.output.dense"),
            attended_norm=self.norm(f"{name}.attention.output.LayerNorm"),
            widen=self.dense(f"{name}.intermediate.dense"),
            narrow=self.dense(f"{name}.output.dense"),
            narrow_norm=self.norm(f"{name}.output.LayerNorm"),
            heads=heads,
        )


def attend(projected: Matrix, heads: int) -> Matrix:
    """Attention within one text; queries, keys and values come side by side."""
    length = len(projected)
    query, key, value = projected.reshape(length, 3, heads, -1).transpose(1, 2, 0, 3)
    scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(query.shape[-1]))
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    scores /= scores.sum(axis=-1, keepdims=True)
    return (scores @ value).transpose(1, 0, 2).reshape(length, -1)


def gelu(x: Matrix) -> Matrix:
    return np.float32(0.5) * x * (np.float32(1) + erf(x * np.float32(np.sqrt(0.5))))


def erf(x: Matrix) -> Matrix:
    """NumPy has none. Abramowitz and Stegun 7.1.26, off by at most 1.5e-7: no more than single precision is."""
    size = np.abs(x)
    t = np.float32(1) / (np.float32(1) + np.float32(0.3275911) * size)
    series = t * np.polyval(
        np.array([1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592], np.float32), t
    )
    return np.copysign(np.float32(1) - series * np.exp(-size * size), x)


def spans_of(texts: Sequence[Sequence[int]]) -> list[slice]:
    ends = np.cumsum([len(text) for text in texts]).tolist()
    return [slice(end - len(text), end) for end, text in zip(ends, texts, strict=True)]
