"""The index as a whole, with the real encoder, on real articles in several languages."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import threading
from pathlib import Path

import numpy as np
import pytest

from guillemet.index.encoder import OnnxEncoder
from guillemet.index.errors import EncoderMismatch, IndexDamaged, IndexMissing, InvalidQuestion
from guillemet.index.files import read
from guillemet.index.filters import Filter
from guillemet.index.index import Index, Progress
from guillemet.index.nouns import Article
from guillemet.index.searching import TAIL_PASSAGES, SearchOptions

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
VI, HI = "000_e7ee72b46384e599", "003_c5df9489b4556a97"
NEWS = [
    Article("bridge", "The bridge over the Tamsin was closed on Monday. 412 lorries turned back.",
            title="Bridge closed", language="en", date="2024-03-04", source="Herald"),
    Article("harvest", "今年的小麦产量为三百二十万吨，比去年增长了百分之四。", title="小麦丰收",
            language="zh", date="2025-07", source="日报"),
    Article("flood", "Trận lụt ở Quảng Bình làm 27 ngôi nhà bị hư hỏng.", title="Lũ lụt",
            language="vi", date="2025-10-02", source="Báo"),
    Article("school", "नए विद्यालय में 640 छात्र पढ़ते हैं। इसका उद्घाटन महापौर ने किया।",
            title="नया विद्यालय", language="hi", date="2025-01-15", source="समाचार"),
]  # fmt: skip


@pytest.fixture(scope="module")
def encoder():
    return OnnxEncoder()


@pytest.fixture
def index(tmp_path, encoder):
    with Index.create(tmp_path / "i", encoder=encoder) as made:
        made.add(NEWS)
        yield made


@pytest.fixture(scope="module")
def seeds(tmp_path_factory, encoder):
    with Index.create(tmp_path_factory.mktemp("seeds"), encoder=encoder) as made:
        made.add(article for path in SEEDS for article in read(path))
        yield made


def ids(hits) -> list[str]:
    return [hit.article.id for hit in hits]


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("How many lorries had to turn back at the bridge?", "bridge"),
        ("पुल पर कितने ट्रक लौटाए गए?", "bridge"),
        ("¿Cuánto trigo se cosechó?", "harvest"),
        ("Lúa mì năm nay đạt sản lượng bao nhiêu?", "harvest"),
        ("How many houses were damaged by the flood?", "flood"),
        ("洪水毁坏了多少房屋？", "flood"),
        ("Có bao nhiêu học sinh học ở ngôi trường mới?", "school"),
        ("Wer hat die neue Schule eröffnet?", "school"),
    ],
)
def test_a_question_in_any_language_finds_the_article_that_answers_it(index, question, article):
    assert ids(index.search(question))[0] == article


def test_the_seeds_are_found_by_their_own_words_and_by_other_languages(seeds):
    assert ids(seeds.search("Sản lượng mười loại kim loại màu"))[0] == VI
    assert ids(seeds.search("output of ten nonferrous metals"))[0] == VI
    assert ids(seeds.search("广元市电解铝产能"))[0] == HI


def test_passages_are_the_articles_words_and_leave_out_the_date_lines(seeds):
    for article in seeds.articles():
        passages = seeds.passages(article.id)
        assert passages
        for passage in passages:
            assert article.text[passage.start : passage.end] == passage.text
            assert "date 2025-07" not in passage.text
            assert "पोस्ट करने का समय" not in passage.text


def test_a_hit_tells_how_it_was_found(index):
    hit = index.search("Bridge over the Tamsin closed")[0]
    assert set(hit.trace) == {"bm25", "dense", "fused"}
    assert {stage: standing.rank for stage, standing in hit.trace.items()} == {
        "bm25": 1, "dense": 1, "fused": 1,
    }  # fmt: skip
    assert hit.score == hit.trace["fused"].score


def test_each_fusion_ranks_and_bm25_alone_returns_only_passages_with_a_word(index):
    for fusion in ("evidence", "rrf", "dense"):
        hits = index.search("412 lorries Tamsin", options=SearchOptions(fusion=fusion))
        assert ids(hits)[0] == "bridge"
        assert len(hits) == 4
    assert ids(index.search("412 lorries", options=SearchOptions(fusion="bm25"))) == ["bridge"]


@pytest.mark.parametrize("bm25", ["lucene", "okapi", "plus"])
def test_each_bm25_finds_the_rare_word(index, bm25):
    hits = index.search("Tamsin", options=SearchOptions(fusion="bm25", bm25=bm25))
    assert ids(hits) == ["bridge"]


def test_unknown_options_are_told_with_the_known_ones():
    with pytest.raises(ValueError, match="unknown fusion 'sum'; known: evidence, rrf"):
        SearchOptions(fusion="sum")


def test_filters_hold_in_both_legs(index):
    assert ids(index.search("Tamsin bridge", where=Filter(language="vi"))) == ["flood"]
    assert ids(index.search("Tamsin bridge", where=Filter(date_from="2025-10"))) == ["flood"]
    assert index.search("Tamsin bridge", where=Filter(language="xx")) == []


@pytest.mark.parametrize("question", ["", "   ", "?!…", "\n\t"])
def test_a_question_without_a_word_is_told(index, question):
    with pytest.raises(InvalidQuestion, match="no word"):
        index.search(question)


def test_a_question_with_half_a_character_is_told(index):
    with pytest.raises(InvalidQuestion, match="not Unicode"):
        index.search("caf\ud800 bridge")


def test_a_question_of_ten_thousand_characters_is_searched(index):
    assert ids(index.search("Which bridge over the Tamsin was closed? " * 250))[0] == "bridge"


def test_an_empty_index_finds_nothing(tmp_path, encoder):
    with Index.create(tmp_path, encoder=encoder) as empty:
        assert empty.search("anything") == []
        assert empty.stats().articles == 0


def test_an_article_of_blanks_is_kept_and_never_found(tmp_path, encoder):
    with Index.create(tmp_path, encoder=encoder) as made:
        made.add([Article("blank", " \n ")])
        assert made.search("anything") == []
        assert made.stats().articles == 1


def test_adding_again_works_only_on_what_changed(index):
    changed = Article("flood", "Trận lụt làm 30 ngôi nhà bị hư hỏng.", language="vi")
    seen: list[Progress] = []
    done = index.add([*NEWS[:2], changed, Article("new", "A new one.")], progress=seen.append)
    assert (done.added, done.replaced, done.unchanged) == (1, 1, 2)
    assert seen[-1].articles == 4
    assert "30 ngôi nhà" in index.search("bao nhiêu ngôi nhà bị lụt")[0].passage.text


def test_a_deleted_article_never_answers_again(index):
    assert index.delete(["bridge", "unknown"]) == 1
    assert "bridge" not in ids(index.search("Tamsin bridge lorries", k=10))
    with pytest.raises(KeyError):
        index.article("bridge")


def test_rankings_after_changes_equal_those_of_an_index_built_afresh(index, tmp_path, encoder):
    more = [Article(f"m{i}", f"Report {i}: the mill made {i * 37} tonnes.") for i in range(40)]
    index.add(more)
    index.delete(["school", *(f"m{i}" for i in range(0, 40, 3))])
    index.add([Article("bridge", "The bridge over the Tamsin is open again.")])
    with Index.create(tmp_path / "afresh", encoder=encoder) as afresh:
        afresh.add(index.articles())
        for question in ("Tamsin bridge", "Wie viele Tonnen?", "report 7 mill", "洪水"):
            mine, theirs = index.search(question, k=50), afresh.search(question, k=50)
            assert len(mine) == len(theirs) == 29
            scores = {hit.article.id: hit.score for hit in theirs}
            for hit in mine:
                assert hit.score == pytest.approx(scores[hit.article.id], abs=1e-4)


def test_an_addition_answers_at_once_in_an_index_that_is_open_elsewhere(index, tmp_path, encoder):
    with Index.open(tmp_path / "i", encoder=encoder) as reader:
        assert "late" not in ids(reader.search("zeppelin"))
        index.add([Article("late", "A zeppelin landed in Brno.")])
        assert ids(reader.search("zeppelin"))[0] == "late"


def test_an_index_opens_with_what_was_committed_and_its_cache_can_be_thrown_away(tmp_path, encoder):
    folder = tmp_path / "i"
    with Index.create(folder, encoder=encoder) as made:
        made.add(NEWS)
        before = made.search("Tamsin")
    caches = list(folder.glob("cache-*"))
    assert len(caches) == 1
    for damage in (shutil.rmtree, lambda path: (path / "dense.faiss").write_bytes(b"broken")):
        damage(next(folder.glob("cache-*")))
        with Index.open(folder, encoder=encoder) as again:
            assert [h.score for h in again.search("Tamsin")] == [h.score for h in before]


def test_a_large_change_makes_the_cache_anew_and_a_small_one_does_not(tmp_path, encoder):
    with Index.create(tmp_path, encoder=encoder) as made:
        made.add(NEWS)
        (first,) = tmp_path.glob("cache-*")
        made.add([Article("x", "One more.")])
        assert list(tmp_path.glob("cache-*")) == [first]
        with made._lock, made._store.writing():  # many passages without encoding each
            vectors = np.tile(np.eye(384, dtype=np.float32)[:1], (TAIL_PASSAGES + 1, 1))
            made._store.put(Article("many", "word"), [(0, 4)] * (TAIL_PASSAGES + 1), vectors)
        made.refresh()
        (second,) = tmp_path.glob("cache-*")
        assert second != first


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only_is_searched_without_a_cache(tmp_path, encoder):
    with Index.create(tmp_path, encoder=encoder) as made:
        made.add(NEWS)
    shutil.rmtree(next(tmp_path.glob("cache-*")))
    tmp_path.chmod(0o555)
    with Index.open(tmp_path, encoder=encoder) as again:
        assert ids(again.search("Tamsin"))[0] == "bridge"


def test_no_index_is_told_with_the_command_that_makes_one(tmp_path):
    with pytest.raises(IndexMissing, match="guillemet index"):
        Index.open(tmp_path)


def test_an_index_of_another_encoder_is_told(tmp_path, encoder):
    with Index.create(tmp_path, encoder=encoder) as made:
        made.add(NEWS)
    db = sqlite3.connect(tmp_path / "guillemet.db")
    db.execute("UPDATE manifest SET value = 'guillemet#00000000' WHERE key = 'encoder'")
    db.commit()
    db.close()
    with pytest.raises(EncoderMismatch, match="'guillemet#00000000', not with 'guillemet#"):
        Index.open(tmp_path)


def test_a_truncated_database_is_told(tmp_path, encoder):
    with Index.create(tmp_path, encoder=encoder) as made:
        made.add(NEWS)
    path = tmp_path / "guillemet.db"
    path.write_bytes(path.read_bytes()[:6000])
    with pytest.raises(IndexDamaged, match="damaged"):
        Index.open(tmp_path, encoder=encoder).stats()


def test_threads_share_an_index(index):
    found: list[str] = []

    def ask() -> None:
        found.extend(ids(index.search("Tamsin"))[0] for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    index.add([Article("z", "Written meanwhile.")])
    for thread in threads:
        thread.join()
    assert found == ["bridge"] * 20


def test_hostile_articles_are_stored_as_they_are(index):
    text = "</textarea><script>alert('x')</script> '; DROP TABLE articles; -- \x00 end of it."
    index.add([Article("../../etc/passwd", text, title="'; DROP TABLE passages; --")])
    assert index.article("../../etc/passwd").text == text
    assert json.dumps(ids(index.search("drop table articles")))


class Biased(OnnxEncoder):
    """An encoder in whose vectors the language weighs more than the matter."""

    name = "biased"
    dimension = 6
    centring = 0.5

    def _encode(self, texts):
        languages, topics = ("tarp", "köprü"), ("wheat", "arpa")
        made = np.array(
            [
                [*(2.0 * (word in text) for word in languages),
                 *(1.0 * (topic in text) for topic in topics), 0.1, 0.0]
                for text in texts
            ], np.float32)  # fmt: skip
        return made / np.linalg.norm(made, axis=1, keepdims=True)


def test_centring_takes_the_askers_own_language_out_of_the_question(tmp_path, monkeypatch):
    monkeypatch.setattr("guillemet.index.index.language_of", lambda _: "aa")
    articles = [Article(f"a{i}", "tarp", language="aa") for i in range(40)]
    articles.append(Article("answer", "köprü wheat", language="bb"))
    dense = SearchOptions(fusion="dense")
    for strength, first in ((0.0, "a0"), (1.0, "answer")):
        encoder = Biased()
        monkeypatch.setattr(Biased, "centring", strength)
        with Index.create(tmp_path / str(strength), encoder=encoder) as made:
            made.add(articles)
            assert ids(made.search("tarp wheat", options=dense))[0] == first
