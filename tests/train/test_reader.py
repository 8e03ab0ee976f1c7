"""The reader learns, stops by the clock, goes on where it stopped, and is exported as it is."""

from __future__ import annotations

import gzip
import json
from itertools import islice
from random import Random

import numpy as np
import pytest

from guillemet.index.bodies import Body as Served
from guillemet.index.tokens import EOS, Tokenizer, TokenTable
from guillemet.train.data import Example

torch = pytest.importorskip("torch")
from guillemet.train import body as bodies  # noqa: E402  it needs torch
from guillemet.train import reader  # noqa: E402
from guillemet.train.features import WINDOW, batches, features, padded  # noqa: E402
from guillemet.train.measure import measure, read  # noqa: E402

PASSAGE = "Giám đốc là bà Hằng. Công suất là 4,5 triệu tấn. Xuất khẩu giảm 23%."
EXAMPLES = [
    Example("Who is the director?", PASSAGE, 12, 19, ("bà Hằng",), ("en", "vi")),
    Example("Công suất bao nhiêu?", PASSAGE, 34, 47, ("4,5 triệu tấn",), ("vi", "vi")),
    Example("What was the loss?", PASSAGE, languages=("en", "vi")),
]


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Two layers, one thread: these tests are about the steps, not about what is learnt."""
    monkeypatch.setattr(bodies, "LAYERS", 2)
    torch.manual_seed(0)
    torch.set_num_threads(1)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_features_point_at_the_tokens_of_the_answer(example):
    f = features(example, Random(0))
    tokens = Tokenizer.load().encode(example.passage)
    offset = f.ids.tolist().index(EOS) + 2
    np.testing.assert_array_equal(f.ids[offset:-1], tokens.ids)
    if not example.end:
        assert (f.first, f.last) == (0, 0)
    else:
        start, end = tokens.starts[f.first - offset], tokens.ends[f.last - offset]
        assert example.passage[start:end].rstrip(".") == example.answers[0]


def test_a_long_passage_is_shown_from_anywhere_that_holds_the_answer():
    filler = "Nhà máy mở cửa từ năm ngoái. " * 60
    shift = len(filler)
    example = Example("Ai?", filler + PASSAGE + filler, shift + 12, shift + 19, ("bà Hằng",))
    shown = [features(example, Random(seed)) for seed in range(20)]
    answers = {tuple(f.ids[f.first : f.last + 1].tolist()) for f in shown}
    assert len({f.first for f in shown}) > 5
    assert len(answers) == 1
    assert all(len(f.ids) == WINDOW for f in shown)


def test_batches_hold_no_more_tokens_than_they_may_and_lose_nothing():
    examples = (Example(f"q{n}", PASSAGE * (1 + n % 5)) for n in range(10_000))
    found = list(islice(batches(examples, 1000, Random(0)), 30))
    sizes = [len(batch) * max(len(f.ids) for f in batch) for batch in found]
    assert max(sizes) <= 1000
    assert np.mean(sizes) > 700


def test_padding_changes_nothing():
    body, table = bodies.ReaderBody().eval(), TokenTable()
    short, long = (features(e, Random(0)).ids for e in (EXAMPLES[0], EXAMPLES[1]))
    with torch.no_grad():
        alone = body(*padded([short], table))[0][0]
        beside = body(*padded([short, np.concatenate([long, long])], table))[0][0]
    torch.testing.assert_close(beside[: len(short)], alone, atol=1e-4, rtol=1e-4)


def test_our_body_computes_what_berts_does():
    transformers = pytest.importorskip("transformers")
    config = transformers.BertConfig(
        vocab_size=8,
        hidden_size=bodies.WIDTH,
        num_hidden_layers=2,
        num_attention_heads=bodies.HEADS,
        intermediate_size=bodies.INNER,
        layer_norm_eps=bodies.EPSILON,
    )
    bert = transformers.BertModel(config, add_pooling_layer=False).eval()
    ours = bodies.Body().eval()
    weights = bert.state_dict()
    weights.pop("embeddings.word_embeddings.weight")
    ours.load_state_dict(weights)
    vectors, mask = torch.randn(2, 9, bodies.WIDTH), torch.ones(2, 9, dtype=torch.long)
    mask[1, 5:] = 0
    with torch.no_grad():
        theirs = bert(inputs_embeds=vectors, attention_mask=mask).last_hidden_state
        torch.testing.assert_close(ours.states(vectors, mask)[1, :5], theirs[1, :5])


def zipped(path, rows):
    path.parent.mkdir(exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path):
    """A folder with four articles (two kept out), a reading set and XQuAD, all tiny."""
    question = {"vi": "Ai?", "en": "Who?", "answers": ["bà Hằng"], "start": 12, "type": "person"}
    none = {"vi": "Lỗ?", "en": "Loss?", "answers": [], "type": "none"}
    about = {"lang": "vi", "text": PASSAGE, "questions": [question] * 5 + [none] * 5}
    names = ["vi001", "vi002", "vi003", "vi004"]
    zipped(tmp_path / "written" / "articles.jsonl.gz", [{"id": n, **about} for n in names])
    answers = [{"text": "bà Hằng", "answer_start": 12}]
    row = {"id": "1", "question": "Ai?", "context": PASSAGE, "answers": answers}
    rows = [{**row, "lang": "vi", "question_lang": "vi"}] * 3
    zipped(tmp_path / "train" / "set.jsonl.gz", rows)
    zipped(tmp_path / "dev" / "xquad_vi.jsonl.gz", rows)
    return tmp_path


@pytest.fixture
def start(tmp_path):
    bodies.save(bodies.ReaderBody(), tmp_path / "start.safetensors")
    return tmp_path / "start.safetensors"


def logged(folder):
    return [json.loads(line) for line in (folder / "log.txt").read_text().splitlines()]


def test_it_learns_stops_by_the_clock_and_goes_on_where_it_stopped(data, start, tmp_path):
    out = tmp_path / "out"
    first = reader.Training(start, out, hours=4 / 3600)
    reader.train(first, data, tokens=600)
    assert 4 <= first.spent < 15
    again = reader.Training(start, out, hours=6 / 3600)
    assert (again.step, again.spent) == (first.step, first.spent)
    reader.train(again, data, tokens=600)
    assert again.step > first.step
    assert {line["on"] for line in logged(out) if "on" in line} == {"kept_out", "xquad"}
    for name in ("last.safetensors", "best.safetensors"):
        bodies.load(bodies.ReaderBody(), out / name)


def test_the_loss_falls_on_what_is_seen_again_and_the_span_is_read(start, tmp_path):
    training, table = reader.Training(start, tmp_path / "out", hours=1), TokenTable()
    training.spent = 0.03 * training.seconds  # past the warm-up
    batch = [features(example, Random(0)) for example in EXAMPLES]
    losses = [training.learn(batch, table) for _ in range(90)]
    assert losses[-1] < 0.3 < losses[0]
    figures = measure(training.body.eval(), EXAMPLES, table)
    assert figures["em"] == figures["f1"] == figures["auroc"] == 1
    assert figures["f1_same"] == figures["f1_other"] == 1


def test_the_export_is_the_body_in_int8(start, tmp_path):
    pytest.importorskip("onnx")
    from guillemet.train.export import export, inputs_of

    body = bodies.load(bodies.ReaderBody(), start).eval()
    texts = [features(example, Random(0)).ids for example in EXAMPLES] * 4
    export(body, tmp_path / "reader.onnx", inputs_of(texts))
    with torch.no_grad():
        exact = [torch.stack(body(*x))[:, 0].numpy() for x in inputs_of(texts)]
    served = [np.stack(sides) for sides in Served(tmp_path / "reader.onnx").run(texts)]
    for e, s in zip(exact, served, strict=True):
        assert e.shape == s.shape
        assert np.corrcoef(e.ravel(), s.ravel())[0, 1] > 0.99
    table = TokenTable()
    assert len(read(body, EXAMPLES, table)) == len(EXAMPLES)


def test_large_activations_are_shrunk_without_changing_what_is_computed(start):
    from guillemet.train.export import inputs_of
    from guillemet.train.rounding import shrink

    body = bodies.load(bodies.ReaderBody(), start).eval()
    body.embeddings.LayerNorm.weight.data[7] = 40
    inputs = inputs_of([features(EXAMPLES[0], Random(0)).ids])
    with torch.no_grad():
        before = body(*inputs[0])[0]
        shrink(body, inputs)
        after = body(*inputs[0])[0]
    factors = body.encoder.layer[0].attention.self.shrink
    assert factors[7] == factors.min() < 0.5
    torch.testing.assert_close(after, before, atol=1e-3, rtol=1e-3)


def test_weights_rounded_with_foresight_err_less_in_the_sum_than_the_nearest():
    from guillemet.train.rounding import LEVELS, _round

    mixing = torch.randn(64, 64)
    rows, weight = torch.randn(500, 64) @ mixing, torch.randn(32, 64)
    whole, scales = _round(weight, rows.T @ rows)
    assert whole.abs().max() <= LEVELS
    nearest = (weight / scales[:, None]).round() * scales[:, None]

    def error(rounded):
        return ((rows @ (rounded - weight).T) ** 2).mean()

    assert error(whole * scales[:, None]) < 0.7 * error(nearest)
