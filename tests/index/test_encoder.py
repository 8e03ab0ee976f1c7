"""Texts to vectors: our own weights, and models of sentence-transformers on the way in and out."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from guillemet.index.encoder import (
    OnnxEncoder,
    SentenceTransformerEncoder,
    export_encoder,
    load_encoder,
)
from guillemet.index.errors import ModelUnusable

QUESTIONS = [
    "Thép Đại Thắng lãi bao nhiêu trong quý I?",
    "कंपनी ने कितना एल्यूमीनियम बनाया?",
    "Who is the deputy mayor?",
    "全年产量是多少？",
]
PASSAGES = [
    "Lợi nhuận sau thuế quý I của Thép Đại Thắng đạt 415 tỷ đồng.",
    "कंपनी ने वर्ष 2024 में 12,5 लाख टन एल्यूमीनियम का उत्पादन किया।",
    "Deputy mayor Wu Yong opened the forum on Monday.",
    "全年十种有色金属产量为7919万吨，比上年增长4.3%。",
]


@pytest.fixture(scope="module")
def own() -> OnnxEncoder:
    return OnnxEncoder()


def test_a_question_is_nearest_to_its_passage_in_its_own_language_and_in_others(own):
    similar = own.encode_queries(QUESTIONS) @ own.encode_passages(PASSAGES).T
    assert similar.argmax(axis=1).tolist() == [0, 1, 2, 3]
    abroad = own.encode_queries(["How much steel profit did Dai Thang make?", "副市长是谁？"])
    assert (abroad @ own.encode_passages(PASSAGES).T).argmax(axis=1).tolist() == [0, 2]


def test_vectors_are_float32_of_length_one(own):
    vectors = own.encode_passages(PASSAGES)
    assert vectors.dtype == np.float32
    assert vectors.shape == (4, own.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_questions_and_passages_have_different_prompts(own):
    question, passage = own.encode_queries(QUESTIONS[:1]), own.encode_passages(QUESTIONS[:1])
    assert 0.5 < float(question[0] @ passage[0]) < 0.9999


def test_a_texts_vector_does_not_depend_on_the_texts_beside_it(own):
    alone = np.concatenate([own.encode_passages([text]) for text in PASSAGES])
    together = own.encode_passages([*PASSAGES, "long " * 600])[:4]
    np.testing.assert_array_equal(alone, together)


def test_what_is_beyond_512_tokens_is_not_seen(own):
    seen, more = own.encode_passages(["long " * 600, "long " * 600 + "tail " * 50])
    np.testing.assert_array_equal(seen, more)


def test_no_texts_are_no_vectors_and_an_empty_text_has_one(own):
    assert own.encode_passages([]).shape == (0, 384)
    assert np.isfinite(own.encode_queries([""])).all()


def test_threads_may_share_an_encoder_that_is_not_loaded_yet():
    fresh = OnnxEncoder()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(fresh.encode_queries, [QUESTIONS] * 4))
    for vectors in found:
        np.testing.assert_array_equal(vectors, found[0])


def test_nothing_heavy_is_loaded_before_the_first_text():
    code = (
        "import sys; from guillemet.index.encoder import load_encoder; load_encoder().name;"
        "print({'onnxruntime', 'sentencepiece', 'torch'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd="/"
    )
    assert done.stdout.strip() == "set()"


def test_the_name_leads_back_to_the_encoder(own):
    assert own.name.startswith("guillemet#")
    for name in (None, "", "guillemet", own.name):
        assert load_encoder(name).name == own.name


def test_the_name_changes_with_the_weights(own, tmp_path):
    other = tmp_path / "encoder.onnx"
    other.write_bytes(b"other weights")
    assert OnnxEncoder(other).name != own.name


def test_missing_and_broken_weights_are_told_with_their_file(tmp_path):
    absent = OnnxEncoder(tmp_path / "absent.onnx")
    with pytest.raises(ModelUnusable, match=r"absent\.onnx.*Install guillemet again"):
        absent.name  # noqa: B018  the look-up is what is tried
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"not a model")
    with pytest.raises(ModelUnusable, match=r"broken\.onnx"):
        OnnxEncoder(broken).encode_queries(["a"])


# ---- sentence-transformers, in and out


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    pytest.importorskip("sentence_transformers")
    folder = tmp_path_factory.mktemp("exported")
    export_encoder(folder)
    return folder


# Our int8 activations are all that differs; another token would take it below 0.95.
@pytest.mark.parametrize(
    ("texts", "least"),
    [([*QUESTIONS, *PASSAGES], 0.999), (["", "ﬁ １２３ 🙂", "long " * 600, "  \n x \t "], 0.998)],
    ids=["usual texts", "odd texts"],
)
def test_our_encoder_gives_the_same_vectors_as_its_folder(own, exported, texts, least):
    theirs = load_encoder(str(exported))
    for ours, other in (
        (own.encode_queries(texts), theirs.encode_queries(texts)),
        (own.encode_passages(texts), theirs.encode_passages(texts)),
    ):
        assert (ours * other).sum(axis=1).min() > least


def test_plain_sentence_transformers_finds_the_prompts_in_the_folder(exported):
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(exported))
    for encode, prompt in ((model.encode_query, "query: "), (model.encode_document, "passage: ")):
        np.testing.assert_allclose(
            encode(QUESTIONS), model.encode([prompt + q for q in QUESTIONS]), atol=1e-5
        )


def tiny_model(folder, seed=0, prompts=None):
    """A random BERT of one layer, with a vocabulary of letters."""
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers import BertConfig, BertModel

    torch.manual_seed(seed)
    plain = folder / "plain"
    BertModel(
        BertConfig(
            vocab_size=40,
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=32,
        )
    ).save_pretrained(plain)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ":"]
    letters = [mark + chr(n) for n in range(97, 114) for mark in ("", "##")]
    (plain / "vocab.txt").write_text("\n".join([*words, *letters]))
    settings = {"tokenizer_class": "BertTokenizer", "model_max_length": 64}
    (plain / "tokenizer_config.json").write_text(json.dumps(settings))
    model = SentenceTransformer(str(plain))
    model.prompts = prompts or {}
    model.save(str(folder / "model"))
    return str(folder / "model")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    pytest.importorskip("sentence_transformers")
    prompts = {"query": "ask: ", "document": "doc: "}
    return tiny_model(tmp_path_factory.mktemp("tiny"), prompts=prompts)


def test_any_model_of_sentence_transformers_is_an_encoder_with_its_own_prompts(tiny):
    from sentence_transformers import SentenceTransformer

    encoder, model = load_encoder(tiny), SentenceTransformer(tiny)
    assert encoder.dimension == 16
    for given, prompt in (
        (encoder.encode_queries(["abc", "pad"]), "ask: "),
        (encoder.encode_passages(["abc", "pad"]), "doc: "),
    ):
        expected = model.encode([prompt + "abc", prompt + "pad"], normalize_embeddings=True)
        np.testing.assert_allclose(given, expected, atol=1e-5)
        assert given.dtype == np.float32
    assert encoder.encode_passages([]).shape == (0, 16)


def test_its_name_leads_back_to_it_and_changes_when_its_weights_do(tiny, tmp_path):
    name = load_encoder(tiny).name
    assert name.startswith(f"{tiny}#")
    assert load_encoder(name).name == name
    other = load_encoder(tiny_model(tmp_path, seed=1)).name
    assert other.rpartition("#")[2] != name.rpartition("#")[2]


def test_a_model_that_cannot_be_loaded_is_named(tmp_path):
    pytest.importorskip("sentence_transformers")
    folder = tmp_path / "nothing"
    folder.mkdir()
    with pytest.raises(ModelUnusable, match="nothing"):
        SentenceTransformerEncoder(str(folder)).encode_queries(["a"])


def test_without_sentence_transformers_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelUnusable, match=r"guillemet\[sentence-transformers\]"):
        load_encoder("some/model").encode_queries(["a"])
