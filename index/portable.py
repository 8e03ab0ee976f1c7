"""Our encoder as a folder that sentence-transformers loads, made from what is installed alone."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from guillemet.index.protobuf import fields
from guillemet.index.tokens import BOS, EOS, PAD, TOKENIZER, UNK, WIDTH, Floats, TokenTable

INT8 = ".weight_quantized"
# Field numbers of onnx.proto (ModelProto, GraphProto, TensorProto) ...
GRAPH, INITIALIZER = 7, 5
DIMS, DATA_TYPE, NAME, RAW_DATA = 1, 2, 8, 9
DTYPES: dict[int, Any] = {1: np.dtype("<f4"), 3: np.dtype("i1")}
# ... and of sentencepiece_model.proto (ModelProto, SentencePiece, NormalizerSpec).
PIECES, PIECE, SCORE = 1, 1, 2
NORMALIZER, CHARSMAP = 3, 2

MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
    {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
    {
        "idx": 2,
        "name": "2",
        "path": "2_Normalize",
        "type": "sentence_transformers.models.Normalize",
    },
]
SPECIAL = {"<s>": BOS, "<pad>": PAD, "</s>": EOS, "<unk>": UNK}
ROLES = {"bos": "<s>", "cls": "<s>", "eos": "</s>", "sep": "</s>", "pad": "<pad>", "unk": "<unk>"}


def write_folder(onnx_file: Path, prompts: Mapping[str, str], longest: int, folder: Path) -> None:
    """Write the folder: float32 weights, tokenizer, prompts, mean pooling, normalisation."""
    weights = _bert_weights(onnx_file)
    folder.mkdir(parents=True, exist_ok=True)
    _write_safetensors(folder / "model.safetensors", weights)
    files: dict[str, Any] = {
        "config.json": _bert_config(weights),
        "tokenizer.json": _tokenizer_json(),
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": longest,
            **{f"{role}_token": token for role, token in ROLES.items()},
        },
        "modules.json": MODULES,
        "sentence_bert_config.json": {"max_seq_length": longest, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": dict(prompts),
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": WIDTH,
            "pooling_mode_mean_tokens": True,
        },
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _bert_weights(onnx_file: Path) -> dict[str, Floats]:
    """The weights under the names of transformers' BertModel, int8 ones scaled back."""
    tensors = dict(_initializers(onnx_file))
    weights = {}
    for name, tensor in tensors.items():
        if name.endswith(INT8):
            part = name.removesuffix(INT8)
            scales = tensors[f"{part}.weight_scale"]
            # Inputs that were too large for int8 are shrunk on their way in, maybe for all three
            # of query, key and value at once; their weights are that much larger.
            shrink = tensors.get(
                f"{part}.shrink", tensors.get(f"{part.rpartition('.')[0]}.shrink", 1)
            )
            weights[f"{part}.weight"] = (tensor * scales).T * shrink
        elif not name.endswith(("_scale", ".shrink")):
            weights[name] = tensor
    kind = "embeddings.token_type_embeddings.weight"  # the one type there is, folded flat
    weights[kind] = weights[kind].reshape(1, -1)
    # Never used, but transformers has it, and would draw it at random.
    weights["pooler.dense.weight"] = np.zeros((WIDTH, WIDTH), np.float32)
    weights["pooler.dense.bias"] = np.zeros(WIDTH, np.float32)
    table = TokenTable()
    weights["embeddings.word_embeddings.weight"] = table.rows(np.arange(len(table)))
    return weights


def _initializers(onnx_file: Path) -> Iterator[tuple[str, Any]]:
    for number, graph in fields(memoryview(onnx_file.read_bytes())):
        for inner, tensor in fields(graph) if number == GRAPH else ():
            if inner == INITIALIZER:
                parts = list(fields(tensor))
                one = dict(parts)
                name = bytes(one[NAME]).decode()
                if name.startswith(("embeddings.", "encoder.")) and RAW_DATA in one:
                    shape = [value for part, value in parts if part == DIMS]
                    yield name, np.frombuffer(one[RAW_DATA], DTYPES[one[DATA_TYPE]]).reshape(shape)


def _bert_config(weights: Mapping[str, Floats]) -> dict[str, Any]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": WIDTH,
        "intermediate_size": len(weights["encoder.layer.0.intermediate.dense.bias"]),
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": len(weights["embeddings.position_embeddings.weight"]),
        "num_attention_heads": 12,
        "num_hidden_layers": sum(name.endswith("query.bias") for name in weights),
        "pad_token_id": PAD,
        "dtype": "float32",
        "type_vocab_size": 1,
        "vocab_size": len(weights["embeddings.word_embeddings.weight"]),
    }


def _write_safetensors(path: Path, weights: Mapping[str, Floats]) -> None:
    """The format is a length, a directory in JSON, and the tensors (safetensors' README)."""
    directory: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, tensor in weights.items():
        start, end = end, end + tensor.size * 4
        directory[name] = {"dtype": "F32", "shape": tensor.shape, "data_offsets": [start, end]}
    head = json.dumps(directory).encode()
    head += b" " * (-len(head) % 8)
    with path.open("wb") as file:
        file.write(len(head).to_bytes(8, "little") + head)
        for tensor in weights.values():
            file.write(np.ascontiguousarray(tensor, "<f4").data)


def _tokenizer_json() -> dict[str, Any]:
    """Our tokenizer in the words of the tokenizers library."""
    vocabulary, charsmap = [], b""
    for number, message in fields(memoryview(TOKENIZER.read_bytes())):
        if number == PIECES:
            piece = dict(fields(message))
            vocabulary.append([bytes(piece[PIECE]).decode(), piece[SCORE]])
        elif number == NORMALIZER:
            charsmap = bytes(dict(fields(message))[CHARSMAP])
    return {
        "version": "1.0",
        "added_tokens": [_added(token, place) for token, place in SPECIAL.items()],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Precompiled", "precompiled_charsmap": b64encode(charsmap).decode()},
                {"type": "Strip", "strip_left": True, "strip_right": True},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"},
        "post_processor": _template(),
        "decoder": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"},
        "model": {"type": "Unigram", "unk_id": UNK, "vocab": vocabulary, "byte_fallback": False},
    }


def _added(token: str, place: int) -> dict[str, Any]:
    flags = dict.fromkeys(["single_word", "lstrip", "rstrip", "normalized"], False)
    return {"id": place, "content": token, "special": True, **flags}


def _template() -> dict[str, Any]:
    """`<s> text </s>`, and `<s> one </s> </s> other </s>` for a pair."""
    special = {t: {"id": t, "ids": [SPECIAL[t]], "tokens": [t]} for t in ("<s>", "</s>")}
    begin, end = ({"SpecialToken": {"id": t, "type_id": 0}} for t in special)
    one, other = ({"Sequence": {"id": name, "type_id": 0}} for name in "AB")
    return {
        "type": "TemplateProcessing",
        "single": [begin, one, end],
        "pair": [begin, one, end, end, other, end],
        "special_tokens": special,
    }
