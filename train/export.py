"""Weights to what is served: int8 ONNX bodies over the shared token table, checked on the way.

    python -m guillemet.train.export --texts articles.jsonl.gz --reader FILE.safetensors

writes qa/weights/reader.onnx (and index/weights/encoder.onnx with `--encoder`), and prints how
far the served body is from the trained one. `--texts` are the articles of `written/`: typical
input, for the rounding.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
import warnings
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from guillemet.index import bodies as served_bodies
from guillemet.index.encoder import PASSAGE, WEIGHTS_FILE
from guillemet.index.tokens import BOS, EOS, Ids, Tokenizer, TokenTable
from guillemet.train import body as bodies
from guillemet.train.data import rows
from guillemet.train.features import QUESTION
from guillemet.train.rounding import Inputs, rounded, shrink

READER_FILE = Path(__file__).parent.parent / "qa" / "weights" / "reader.onnx"
TYPICAL, APART = 64, 24  # texts to round by, other texts to check with
CHARACTERS, STRIDE = 500, 7  # of a text, between texts
TOKEN_TYPE = "embeddings.token_type_embeddings.weight"  # its first row: the others are never used


def export(body: bodies.Body, target: Path, inputs: Inputs) -> None:
    """Write a body as ONNX with int8 projections; activations are made int8 as they come.

    Inputs `embeddings` (b, t, 384) float32 and `mask` (b, t) int64, outputs as the body's.
    """
    import onnx

    target.parent.mkdir(parents=True, exist_ok=True)
    body = deepcopy(body)
    shrink(body, inputs)
    with tempfile.TemporaryDirectory() as folder:
        exact, whole = Path(folder) / "exact.onnx", Path(folder) / "whole.onnx"
        _to_onnx(body, exact)
        _quantise(_named(onnx.load(exact)), whole)
        model = onnx.load(whole)
    _fill(model, rounded(body, inputs))
    onnx.save(model, target)


def _to_onnx(body: bodies.Body, path: Path) -> None:
    outputs = ["vector"] if isinstance(body, bodies.EncoderBody) else ["start", "end"]
    axes = {"embeddings": {0: "b", 1: "t"}, "mask": {0: "b", 1: "t"}, "vector": {0: "b"}}
    axes |= {"start": {0: "b", 1: "t"}, "end": {0: "b", 1: "t"}}
    names = ["embeddings", "mask", *outputs]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the exporter's successor is slower
        torch.onnx.export(
            body,
            (torch.zeros(2, 7, bodies.WIDTH), torch.ones(2, 7, dtype=torch.long)),
            path,
            input_names=names[:2],
            output_names=outputs,
            dynamic_axes={name: axes[name] for name in names},
            opset_version=17,
            dynamo=False,
        )


def _named(model: Any) -> Any:  # noqa: ANN401  onnx ships no types
    """Give the weights, which the exporter numbers, the names that torch has for them."""
    added = {n.input[1]: n.input[0] for n in model.graph.node if n.op_type == "Add"}
    names = {}
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1].startswith("onnx::"):
            bias = added[node.output[0]]
            names[node.input[1]] = node.name = bias.removesuffix("bias") + "weight"
            node.input[1] = node.name
        elif node.op_type == "Add" and node.input[1].startswith("onnx::"):
            names[node.input[1]] = node.input[1] = TOKEN_TYPE
    for tensor in model.graph.initializer:
        tensor.name = names.get(tensor.name, tensor.name)
    return model


def _quantise(model: Any, target: Path) -> None:  # noqa: ANN401
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        model,
        target,
        weight_type=QuantType.QInt8,
        per_channel=True,
        nodes_to_exclude=["qa_outputs.weight"],
    )


def _fill(model: Any, weights: dict[str, tuple[Tensor, Tensor]]) -> None:  # noqa: ANN401
    """Put the better rounded weights in the place of the tool's; ONNX has them (in, out)."""
    from onnx import numpy_helper

    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    for name, (whole, scales) in weights.items():
        for suffix, values in (("quantized", whole.T), ("scale", scales)):
            place = tensors[f"{name}.weight_{suffix}"]
            array = np.ascontiguousarray(values.numpy())
            place.CopyFrom(numpy_helper.from_array(array, place.name))


def typical(path: Path, paired: bool) -> list[Ids]:
    """Token ids of the beginnings of texts, behind a question where they are `paired`."""
    tokenizer = Tokenizer.load()
    found: list[Ids] = []
    for row in itertools.islice(rows(path), 0, None, STRIDE):
        text = tokenizer.encode(("" if paired else PASSAGE) + row["text"][:CHARACTERS]).ids
        head = np.array([BOS], np.int32)
        if paired:
            question = tokenizer.encode(row["questions"][0]["en"]).ids[:QUESTION]
            head = np.concatenate([head, question, [EOS, EOS]])
        ids = np.concatenate([head, text, [EOS]])[: bodies.POSITIONS]
        found.append(ids.astype(np.int32))
    return found[: TYPICAL + APART]


def inputs_of(texts: Sequence[Ids]) -> Inputs:
    """What a body takes, a text at a time."""
    table = TokenTable()
    return [
        (torch.from_numpy(table.rows(ids)[None]), torch.ones(1, len(ids), dtype=torch.long))
        for ids in texts
    ]


def check(body: bodies.Body, target: Path, texts: Sequence[Ids]) -> str:
    """How far the served outputs are from torch's in float32."""
    served = served_bodies.Body(target).run(texts)
    with torch.no_grad():
        exact = [body(*x) for x in inputs_of(texts)]
    if isinstance(body, bodies.EncoderBody):
        cosines = [float(e[0].numpy() @ s[0]) for e, s in zip(exact, served, strict=True)]
        return f"cosine to float32: mean {np.mean(cosines):.4f}, least {min(cosines):.4f}"
    sides = [
        (side[0].numpy(), other)
        for e, s in zip(exact, served, strict=True)
        for side, other in zip(e, s, strict=True)
    ]
    off = [float(np.abs(side - other).mean()) for side, other in sides]
    most = max(float(np.abs(side - other).max()) for side, other in sides)
    agree = float(np.mean([side.argmax() == other.argmax() for side, other in sides]))
    return (
        f"logits off by {np.mean(off):.3f} in the mean, {most:.2f} at most; "
        f"the likeliest token is the same in {agree:.0%}"
    )


def main() -> None:
    """Export from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--reader", type=Path)
    args = parser.parse_args()
    for weights, body, target in (
        (args.encoder, bodies.EncoderBody(), WEIGHTS_FILE),
        (args.reader, bodies.ReaderBody(), READER_FILE),
    ):
        if weights:
            bodies.load(body, weights)
            texts = typical(args.texts, paired=isinstance(body, bodies.ReaderBody))
            export(body, target, inputs_of(texts[:TYPICAL]))
            size = target.stat().st_size / 1e6
            print(f"{target}: {size:.1f} MB, {check(body, target, texts[TYPICAL:])}")


if __name__ == "__main__":
    main()
