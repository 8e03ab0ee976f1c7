"""Where sentences end: cases by hand, written before the code; ‖ stands where one must end."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from guillemet.index.sentences import LONGEST, sentences

SEEDS = Path(__file__).parents[2] / "seeds"

CASES: dict[str, list[str]] = {
    "vi": [
        "Sản lượng đạt 40.319.000 tấn, tăng 2,9%. ‖Doanh thu tăng 15,9% so với cùng kỳ.",
        "Ông làm việc tại TP. Hồ Chí Minh từ năm 2010. ‖Bà sống ở TP.HCM.",
        "GS. TS. Nguyễn Văn An và PGS.TS. Lê Thị Bình phát biểu. ‖ThS. Trần Hà đồng ý.",
        "ĐH. Quốc gia Hà Nội công bố kết quả. ‖Theo đó, 7.6 điểm là đạt.",
        'Cục trưởng nói: "Chúng tôi sẽ tiếp tục." ‖Cuộc họp kết thúc lúc 17 giờ.',
        "Rau, quả, thịt, v.v. đều tăng giá. ‖Sau đó giá giảm.",
        "Anh về rồi à? ‖Vâng! ‖Tôi vừa về… ‖Mệt quá.",
        "Quyết định số 12/2024/QĐ-TTg. ‖Điều 3. Hiệu lực thi hành",
        "Xem tại https://vnexpress.net/kinh-te.html?x=1. ‖Bài viết của Q. Anh.",
        "1. Giới thiệu chung ‖\n2. Phương pháp",
        "Bà đến Q. 3, P. 5 hôm 18.7.2024. ‖Năm 2024. ‖Mọi việc ổn.",
        "Mức lương là 12 triệu đồng/tháng. ‖40% số công nhân không đồng ý.",
    ],
    "hi": [
        "उत्पादन 2.5 मिलियन टन है। ‖यह पिछले वर्ष से अधिक है।",
        "लक्ष्य प्राप्त हो रहा है।‖एल्यूमीनियम उत्पादों की माँग बढ़ी।",
        "डॉ. सिंह ने कहा कि काम पूरा हुआ। ‖प्रो. शर्मा सहमत हैं।",
        "क्षमता का निर्माण किया जाएगा,\n‖नगर सरकार के उप महापौर ने बताया।",
        "क्या यह सच है? ‖हाँ! ‖बिल्कुल सच है।",
        "वह घर गया | ‖वहाँ कोई नहीं था |",
        'उसने कहा, "मैं आऊँगा।" ‖फिर वह चला गया।',
        "ए. पी. जे. अब्दुल कलाम राष्ट्रपति थे। ‖वे वैज्ञानिक थे।",
        "कीमत रु. 500 है। ‖दूरी 5 कि.मी. है।",
        "यह वाक्य पूर्ण विराम से ख़त्म होता है. ‖अगला भी वैसा ही है.",
        "इनमें 20 से अधिक प्रकार शामिल हैं॥ ‖इति।",
        "अंत में कहा गया...और सब चुप हो गए। ‖सभा समाप्त हुई।",
    ],
    "zh": [
        "产量达到4031.9万吨。‖同比增长2.9%！‖利润呢？‖也增长了。",
        "他说：“我们会继续努力。”‖会议随后结束。",
        "“真的吗？”，他问。‖没有人回答。",
        "（记者 王明）公司今日公布年报。‖净利润为12.5亿元。",
        "你好!‖我是小王.‖\n今天天气不错。",
        "第一，要加快；第二，要稳妥。‖最后……还要坚持。",
        "详情见www.example.com。‖GDP增长5.2%。",
        "標題沒有句號‖\n臺灣的首都是臺北。‖人口約250萬。",
    ],
    "ja": [
        "東京は日本の首都です。‖人口は約1400万人である。",
        "「行きます。」と彼は言った。‖そして出かけた。",
        "本当ですか？‖はい！‖そうです。",
        "彼は「もう遅い。帰ろう」と言った。‖雨が降っていた。",
        "売上高は3.5％増（前年比。速報値）だった。‖通期は未定。",
        "（写真は会場。）‖大会は来年も開く。",
    ],
    "ko": [
        "서울은 대한민국의 수도이다. ‖인구는 약 940만 명이다.",
        "정말요? ‖네! ‖그렇습니다.",
        '매출은 3.5% 늘었다. ‖"내년에도 성장할 것"이라고 김 대표는 말했다.',
        "1. 개요 ‖\n이 문서는 개요를 설명한다.",
        '그는 "가겠습니다."라고 말했다. ‖모두 놀랐다.',
    ],
    "en": [
        "Dr. Smith met Mr. Jones at 5 p.m. on Monday. ‖They talked.",
        "He lives in the U.S. with his wife. ‖The U.S. Army is large.",
        "She moved to the U.S. ‖The move was hard.",
        "Apple Inc. Chief Tim Cook spoke. ‖He works for Apple Inc. ‖The firm is big.",
        'It cost $3.50. ‖"Really?" he asked. ‖"Yes!" she said.',
        "J. R. R. Tolkien wrote it. ‖George W. Bush did not.",
        "World War II. ‖The Allies won. ‖Vitamin C. ‖The end.",
        "See Fig. 3 and No. 5 on p. 12. ‖He said no. ‖Then he left.",
        "He waited... and waited. ‖Wait... ‖What was that?",
        "Go to example.com/a.b?c=d. ‖It works (see ch. 2). ‖(It really does.) ‖Fine.",
        "Growth was 7.6. ‖2024 was better. ‖iPhone sales rose.",
        "The line is so long that somebody broke it here because of\nthe narrow screen. ‖Next.",
        "First line\n‖second line",
        "He left.[12] ‖She stayed.[3][4]",
        "The gaps (e.g. London vs. Paris) are wide. ‖I.e. Paris lost.",
        "\"He said 'stop.'\" ‖Nobody moved. ‖St. Petersburg is cold.",
        "Who? ‖What?! ‖No!!! ‖Mr. and Mrs. Brown, Lt. Col. Green et al. agreed.",
    ],
    "de": [
        "Die 2. Auflage erschien am 3. Oktober 1990. ‖Sie war gut.",
        "Das gilt z. B. für Berlin, d. h. für die Stadt. ‖Hr. Müller stimmt zu.",
        "Er wohnt in der Hauptstr. 5. ‖Dr. med. Weber auch.",
        "Im 19. Jahrhundert war das anders. ‖Der 1. FC Köln spielte 3:2.",
        "Die Temperatur stieg auf 20. ‖Das war viel.",
        "„Kommst du mit?“ ‖„Nein.“ ‖Er ging.",
        "Die Siemens AG wuchs um ca. 3,5 Mio. Euro bzw. 4 %. ‖Am 14. 11. 2025 endet die Frist.",
        "»Das geht nicht.« ‖Sie schwieg. ‖Papst Johannes Paul II. war Pole.",
    ],
    "fr": [
        "M. Dupont est arrivé à 8 h. ‖Mme. Martin l'attendait.",
        "« Vous venez ? » ‖Elle ne répondit pas.",
        "« C'est fini. » ‖Il sortit.",
        "Le chiffre d'affaires atteint 3,5 Md€. ‖M. Le Goff s'en félicite.",
        "Il vit à St. Denis, av. Foch, etc. ‖Depuis, il a déménagé.",
    ],
    "es": [
        "El Sr. García llegó a las 5 p. m. a Madrid. ‖La Sra. López no vino.",
        "¿Vienes? ‖¡Claro que sí! ‖Vamos.",
        "EE. UU. firmó el acuerdo. ‖Costó 1.200.000 euros.",
        "Hola. ‖¿qué tal?",
    ],
    "pt-it": [
        "O Sr. Silva mora na Av. Paulista, n.º 5. ‖A Dra. Costa também.",
        "Il sig. Rossi e la dott.ssa Bianchi arrivano. ‖L'avv. Verdi no.",
    ],
    "ru": [
        "В 1990 г. Москва росла. ‖Население г. Москвы достигло 9 млн. человек.",
        "Университет открыли в 2020 г. ‖Это был первый вуз.",
        "Это, т. е. всё, неверно. ‖И т. д. и т. п. ‖Он ушёл.",
        "Школа им. А. С. Пушкина стоит на ул. Ленина, д. 5. ‖Там тихо.",
        "«Кто там?» ‖Никто не ответил. ‖— Иди сюда! — сказал он. ‖— Иду.",
        "Рост составил 3,5 тыс. руб. в месяц. ‖Проф. Иванов согласен.",
    ],
    "uk": [
        "У 2020 р. населення м. Києва зросло. ‖Це добре.",
        "Вул. Хрещатик, буд. 5. ‖Проф. Шевченко погодився.",
    ],
    "ar": [
        "القاهرة عاصمة مصر. ‖عدد سكانها 10.5 مليون نسمة.",
        "هل هذا صحيح؟ ‖نعم! ‖إنه صحيح.",
        "قال د. أحمد إن العمل انتهى. ‖ثم غادر.",
        "ولد عام 300 ق.م. في أثينا. ‖ومات فيها.",
        'قال: "سنستمر." ‖وانتهى الاجتماع.',
        "انتهى الاجتماع.‖وغادر الوزير القاعة.",
    ],
    "fa-ur": [
        "تهران پایتخت ایران است. ‖آیا می‌دانستید؟ ‖بله.",
        "یہ کتاب ہے۔ ‖وہ قلم ہے۔‖کیا آپ ٹھیک ہیں؟ ‖ہاں۔",
        "دکتر م. رضایی آمد. ‖جلسه ساعت ۱۷.۳۰ تمام شد.",
    ],
    "he": ["ירושלים היא בירת ישראל. ‖האם זה נכון? ‖כן."],
    "th": [
        "นายสมชายเกิดเมื่อ พ.ศ. 2510 ที่ กทม. และทำงานที่ จ. เชียงใหม่",
        "ดร. สมศักดิ์กล่าวว่ายอดขายเพิ่มขึ้น 3.5%\n‖บริษัทจะขยายสาขา",
        "จริงหรือ? ‖จริงสิ! ‖ดีมาก",
    ],
    "km-lo-my": [
        "ភ្នំពេញជារាជធានីនៃប្រទេសកម្ពុជា។ ‖វាជាទីក្រុងធំជាងគេ។",
        "နေပြည်တော်သည် မြို့တော်ဖြစ်သည်။ ‖ရန်ကုန်သည် အကြီးဆုံး၊ အစည်ကားဆုံး ဖြစ်သည်။",
        "ວຽງຈັນເປັນເມືອງຫຼວງ. ‖ມັນຕັ້ງຢູ່ແຄມແມ່ນ້ຳຂອງ.",
    ],
    "am": [
        "አዲስ አበባ የኢትዮጵያ ዋና ከተማ ናት። ‖ብዙ ሕዝብ ይኖርባታል፡፡ ‖ለምን፧ ‖አይታወቅም።",
        "ዶ.ር አቢይ ንግግር አደረጉ። ‖ሕዝቡ አዳመጠ።",
    ],
    "hy-ka-el": [
        "Երևանը Հայաստանի մայրաքաղաքն է։ ‖Այն հին քաղաք է։",
        "თბილისი საქართველოს დედაქალაქია. ‖ის დიდი ქალაქია.",
        "Τι ώρα είναι; ‖Είναι πέντε. ‖Ο κ. Παπαδόπουλος, π.χ. χθες, άργησε.",
    ],
    "bn-ta-te": [
        "ঢাকা বাংলাদেশের রাজধানী। ‖ড. ইউনূস সেখানে থাকেন। ‖কেন? ‖জানি না।",
        "சென்னை தமிழ்நாட்டின் தலைநகரம். ‖எம். ஜி. ராமச்சந்திரன் முதல்வராக இருந்தார்.",
        "హైదరాబాద్ తెలంగాణ రాజధాని. ‖డా. రెడ్డి అక్కడ ఉంటారు.",
    ],
    "tr": [
        "Türkiye, II. Dünya Savaşı'na girmedi. ‖Prof. Dr. Aydın bunu yazdı.",
        "Sultan II. Abdülhamid tahttan indirildi. ‖Kral I. Faruk da.",
        "Nüfus 3.500.000 oldu. ‖Atatürk Cad. No. 5'te oturuyor.",
        "20. yüzyılda, 3. Ordu ve 2. Lig vardı. ‖Bitti.",
    ],
    "id": [
        "Presiden tinggal di Jl. Merdeka No. 5, Jakarta. ‖PT. Telkom Tbk. membayar Rp. 500.000.",
        "Ia membeli beras, gula, dll. di pasar. ‖Prof. Dr. H. Amin setuju.",
    ],
    "pl-cs-ro-nl-sv": [
        "Prof. Nowak mieszka przy ul. Długiej, np. w Warszawie. ‖Pani Kowalska też.",
        "Narodil se 5. května 1950, tzv. Nový rok. ‖Ing. Novák souhlasí.",
        "Dl. Popescu locuiește pe str. Unirii nr. 5. ‖Dna. Ionescu nu.",
        "Dhr. Jansen woont in Den Haag, d.w.z. in Nederland. ‖Mevr. De Vries niet.",
        "Han kom kl. 8 från bl.a. Malmö. ‖Hon stannade.",
    ],
    "mixed": [
        "🎉 We won! ‖🎉 कल छुट्टी है। ‖好的。‖OK.",
        "- first point\n‖- second point\n‖\n‖* third",
        "TITLE\r\n‖\r\nThe body starts here. ‖It ends here.",
        "Node.js 20.1 and ASP.NET run v1.2.3. ‖See a.b@c.org. ‖Done",
    ],
}


def expected(case: str) -> list[str]:
    return [piece for piece in (p.strip() for p in case.split("‖")) if piece]


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{language}-{number}")
        for language, cases in CASES.items()
        for number, case in enumerate(cases, 1)
    ],
)
def test_sentences_end_where_a_reader_ends_them(case: str):
    assert found(case.replace("‖", "")) == expected(case)


def test_the_sample_articles_have_nineteen_sentences_each():
    for seed in SEEDS.glob("*.txt"):
        assert len(sentences(seed.read_text("utf-8"))) == 19


def test_a_line_that_ends_with_a_comma_ends_its_sentence_nevertheless():
    text = next(SEEDS.glob("003*")).read_text("utf-8")
    assert sum(sentence.endswith(",") for sentence in found(text)) == 3


def test_offsets_count_code_points_also_after_an_emoji():
    text = "🇻🇳👩‍👩‍👧 Xin chào. Tạm biệt."
    assert sentences(text) == [(0, 17), (18, 27)]


def test_a_text_without_a_word_is_not_lost():
    assert found(" ... \n\n ?! ") == ["...", "?!"]
    assert sentences(" \n\t ") == sentences("") == []


def test_a_very_long_sentence_is_cut_at_blanks_into_even_pieces():
    text = " ".join(["ประเทศไทยมีประชากร"] * 50)
    pieces = found(text)
    assert " ".join(pieces) == text
    assert all(LONGEST / 2 < len(piece) <= LONGEST for piece in pieces)
    assert found("ก" * 2000) == ["ก" * 2000]


ODD = st.text(
    st.sampled_from("aBग़ि中กあ한1 .!?…。।|;\"'()“”«»「」\n\r\t\u0301\u200d\u00a0\u0600\u2028👩🇻‼"),
    max_size=60,
)


@given(ODD | st.text(max_size=60))
def test_every_character_that_is_not_blank_lies_in_exactly_one_sentence(text: str):
    spans = sentences(text)
    assert all(start < end for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    covered = {at for start, end in spans for at in range(start, end)}
    assert all(at in covered or char.isspace() for at, char in enumerate(text))


@given(ODD)
def test_no_sentence_begins_or_ends_inside_a_grapheme_cluster(text: str):
    edges = {0} | {cluster.end() for cluster in regex.finditer(r"\X", text)}
    assert all(start in edges and end in edges for start, end in sentences(text))


@pytest.mark.parametrize(
    "text",
    ["." * 50_000, "(" * 50_000, ".)" * 25_000, ". (" * 17_000, "A. " * 17_000, "。\"字" * 17_000,
     " " * 50_000 + "a", "a'" * 25_000 + ". B", "a\n" * 25_000, "क| " * 17_000, ".\u0301" * 25_000],
    ids=lambda text: ascii(text[:4]),
)  # fmt: skip
def test_hostile_texts_take_linear_time(text: str):
    begun = time.process_time()
    sentences(text)
    assert time.process_time() - begun < 1.0  # 0.2 s at most where it was measured
