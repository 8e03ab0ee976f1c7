"""Models of transformers as readers: tiny ones with random weights, made here."""

from __future__ import annotations

import pytest

transformers = pytest.importorskip("transformers")
torch = pytest.importorskip("torch")

from tokenizers import Tokenizer, models, pre_tokenizers, processors  # noqa: E402

from guillemet.index.errors import ModelUnusable  # noqa: E402
from guillemet.qa.reader import load_reader  # noqa: E402

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", *"abcdefghijklmnopqrstuvwxyz0123456789.,%?"]
TINY = {
    "vocab_size": 60, "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
    "intermediate_size": 16, "max_position_embeddings": 96, "pad_token_id": 1,
}  # fmt: skip
KINDS = ("Bert", "XLMRoberta", "DistilBert")


def make(folder, kind="Bert", head="QuestionAnswering"):
    torch.manual_seed(7)
    pieces = Tokenizer(models.Unigram([(piece, -3.0) for piece in PIECES], unk_id=3))
    pieces.pre_tokenizer = pre_tokenizers.Metaspace()
    pieces.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=pieces, bos_token="<s>", eos_token="</s>", unk_token="<unk>",
        pad_token="<pad>", cls_token="<s>", sep_token="</s>",
    ).save_pretrained(folder)  # fmt: skip
    settings = getattr(transformers, f"{kind}Config")(**TINY)
    getattr(transformers, f"{kind}For{head}")(settings).save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module", params=KINDS)
def foreign(request, tmp_path_factory):
    return load_reader(make(tmp_path_factory.mktemp("model"), request.param))


def test_spans_are_whole_and_ordered(foreign):
    passage = "in 2024 it was 40.319.000 tons, up 7,6% on the year"
    (spans,) = foreign.read("how much?", [passage], n_best=9)
    quotes = [passage[s.start : s.end] for s in spans]
    assert spans
    assert all(q == q.strip(" ,") for q in quotes)
    assert not {"40", "319", "000", "319.000", "7", "6", "6%"} & set(quotes)
    assert [s.score for s in spans] == sorted((s.score for s in spans), reverse=True)


def test_a_passage_reads_the_same_alone_and_in_company(foreign):
    passages = ["the quick brown fox " * 30, "abc def", "x", ""]
    together = foreign.read("who is it?", passages, n_best=2)
    for passage, spans in zip(passages, together, strict=True):
        (alone,) = foreign.read("who is it?", [passage], n_best=2)
        assert [s.score for s in alone] == pytest.approx([s.score for s in spans], abs=1e-4)
        assert bool(spans) == bool(passage)


def test_scores_are_the_logits_of_the_span_less_those_of_the_first_token(tmp_path):
    reader = load_reader(make(tmp_path))
    tokenizer = transformers.AutoTokenizer.from_pretrained(tmp_path)
    model = transformers.AutoModelForQuestionAnswering.from_pretrained(tmp_path).eval()
    with torch.inference_mode():
        output = model(**tokenizer("ab", "x", return_tensors="pt"))
    # <s> ▁ a b </s> </s> ▁ x </s>: the tokenizer says of ▁, too, that it stands where x does.
    start, end = output.start_logits[0], output.end_logits[0]
    pairs = [start[i] + end[j] for i, j in ((6, 6), (6, 7), (7, 7))]
    ((span,),) = reader.read("ab", ["x"])
    assert (span.start, span.end) == (0, 1)
    assert span.score == pytest.approx(float(max(pairs) - start[0] - end[0]), abs=1e-5)


def test_questions_and_passages_beyond_the_models_length_are_read(foreign):
    passage = "the quick brown fox " * 60
    (spans,) = foreign.read("who is it? " * 200, [passage])
    assert spans
    assert foreign.read("who?", []) == []


def test_a_model_without_the_head_is_refused(tmp_path):
    folder = make(tmp_path, head="MaskedLM")
    with pytest.raises(ModelUnusable, match="not trained for extractive question answering"):
        load_reader(folder)


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(ModelUnusable, match=r"config\.json"):
        load_reader(str(tmp_path))
