"""What a full stop after a word means: data for `sentences`, all languages thrown together.

No language is asked for, so an entry must not be a word that ends sentences in another language;
where that cannot be had, the entry stands in `SOMETIMES`.
"""

from __future__ import annotations


def _all(**by_language: str) -> frozenset[str]:
    return frozenset(word for words in by_language.values() for word in words.split())


# Titles and the like: what follows belongs to them.
NEVER = _all(
    vi="TP Tp TX Tx ĐH TS GS PGS ThS Ths CN KS BS LS NCS NSND NSƯT PTS CKI CKII KTS Cty Q P KP ĐT "
    "NXB TT Gs Ts Pgs",
    en="Dr Mr Mrs Ms Messrs Prof Rev Fr Hon Gov Sen Rep Gen Lt Col Maj Capt Cpt Cmdr Sgt Cpl Pvt "
    "Det Adm Supt St Ste Mt Ft vs cf Pres Amb Atty Assoc Asst Rt Pfc",
    de="Hr Hrn Fr Frl Dipl med phil jur rer nat habil Hl Nr bzw ggf inkl exkl sog evtl zzgl geb "
    "gest vgl Vgl bspw St Bd Kfm Hbf str",
    fr="MM Mme Mlle Mgr Me Pr St Ste av bd boul Cie env",
    es="EE Sr Sra Sres Srta Dra Dn Dña D Lic Ing Arq Prof Profa Av Avda Gral Cnel Mons Rvdo Sto "
    "Sta Fco",
    pt="Exmo Exma Ilmo Profª Eng Des Min Dep",
    it="Sig sig Dott dott Avv avv Ing On Geom Rag Mons Sen Cav Egr Gent dott.ssa prof Prof.ssa",
    nl="Dhr dhr Mevr mevr Mr mr drs Drs ir Ir bijv Bijv resp",
    nordic="hr Hr fru f.eks eks bl bl.a t.ex d.v.s dvs ev evt resp mfl pga mht jf f.d s.k esim",
    slavic="mgr inż hab ds prof dr ul al pl św Św ks bp abp tzw tzn np gen płk ppłk mjr kpt por "
    "sierż tzv např Ing ing MUDr JUDr PhDr RNDr Mgr Bc doc akad nám tř tj resp sv dipl hrv",
    ro="Dl dl Dna dna Dlui D-l D-na str Str bd Bd Șos alin conf lect asist",
    hu="ifj özv ún ld vö pl",
    tr="Doç Yrd Öğr Arş Av Uzm Gör Alb Yzb Bnb Tğm Cad Sok Sk Mah Blv Apt Hz Op Ord",
    id="Ir Pdt Muh DR Drs Dra Hj Jl Jln Gg Kab Kec Kel Kol Brigjen Letjen Mayjen PT Rp Tn Ny Sdr "
    "Bpk Bb Yth Gbr",
    ru="Дж ул пл пр просп пер бул наб обл р-н пос дер гор напр проф доц акад канд тов гр гн гос св "
    "Св Ул Проф Акад Доц ген полк подполк кап лейт серж",
    uk="вул Вул просп пров буд обл див напр ім Ім тов смт",
    bg="бул гр кв",
    el="κκ Δρ Αγ Καθ Λεωφ βλ δηλ λχ πχ",
    hi="डॉ डा प्रो श्री श्रीमती सुश्री स्व पं मो कु इं रु सं क्र ए बी सी डी ई एफ जी एच आई जे के "
    "एल एम एन ओ पी क्यू आर एस टी यू डब्ल्यू एक्स वाई जेड जस्टिस मि मिस सेन रेव नं",
    bn="রেভ ডঃ ডাঃ মোঃ মো মি প্রফে অধ্যা এম এস এন এল এফ এইচ",
    south="எம் எஸ் என் எல் ஆர் எஃப் திரு ఎం ఎస్ ఎన్ ఎల్ ఆర్ ఎఫ్ ಎಂ ಎಸ್ ಎನ್ ಎಲ್ ಆರ್ ಡಾ എം എസ് എൻ "
    "എൽ ആർ ഡോ",
    gurmukhi="ਡਾ ਪ੍ਰੋ ਮਿ ਸ਼੍ਰੀ",
    gujarati="ડૉ પ્રો શ્રી નં રેવ મિ",
    african="Bw Bi Mhe Mnu UMnu Mfu UMfu",
    ar="أد",
)  # fmt: skip

# Before a number only: "No. 5", but "he said no."
NUMBERED = _all(
    vi="số tr Tr Đ đ",
    en="No no Nos p pp Fig fig Figs Eq eq Sec sec Ch ch Chap chap Vol vol Art art App para ver "
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec",
    de="Nr nr Art Abs Abb Tab Kap Ziff S",
    fr="art chap fig no",
    es="núm Núm pág págs cap n.º N.º n.ª",
    it="pag pagg num",
    nl="blz nr afb",
    nordic="kl pr s nr nro klo",
    slavic="č čl str godz art poz nr rys tab ok",
    tr="No s say sf",
    id="hal No",
    ru="стр ст гл рис табл кв корп д с п пп ч",
    uk="буд кв рис",
    hi="पृ",
)  # fmt: skip

# These may end a sentence, but only where the next word shows that a new one begins (STARTERS).
SOMETIMES = _all(
    vi="CP TNHH UBND",
    en="Inc Corp Co Ltd Jr Sr Bros Ph.D Ave Blvd Rd Mts approx est al ca",
    de="Mio Mrd Tsd Chr Co i.d.R ca",
    fr="J.-C",
    es="Cía Ud Uds",
    pt="Cia Ltda",
    slavic="im",
    id="Tbk dkk",
    ru="им Им руб коп чел экз авт изд тел",
    uk="грн",
)  # fmt: skip

# These read "and so on": a sentence ends with them before any capital.
ENDERS = frozenset({"v.v", "т.д", "т.п", "т. д", "т. п", "o.s.v", "m.m"})

# After a number: "à 8 h.", "dài 5 m." like any word; a year's "г." ends all but a short sentence.
UNITS = frozenset({"h", "m", "g", "l", "t"})
YEARS = frozenset({"г", "гг", "р", "рр", "в", "вв", "r", "w"})

# Words that stand with a capital at the head of a sentence only, so they tell that one begins.
STARTERS = _all(
    vi="Ông Bà Anh Chị Theo Tuy Trong Ngoài Với Để Khi Sau Trước Những Các Đây Đó Hiện Năm Ngày "
    "Từ Tại Nếu Nhưng Vì Do Đồng Cũng Mỗi Một Họ Tôi Chúng",
    en="The This That These Those He She It They We You But However At After Before When While If "
    "As For From With His Her Its Their Our There Then Although Since Some Many Most Both Each "
    "According Meanwhile Because During Despite By Today Yesterday Now What Who Why How Where Not",
    de="Der Die Das Dem Den Ein Eine Einen Einer Er Sie Es Wir Dies Diese Dieser Dieses Im Am Auf "
    "Nach Seit Doch Aber Wenn Auch Mit Bei Für Zum Zur Vor Durch Dabei Damit Außerdem Dort Heute",
    fr="Les Il Elle Ils Elles Une Ce Cet Cette Ces Dans Pour Mais Depuis Selon Après Avec Par Sur "
    "Cependant Aujourd'hui",
    es="Los Las Una Pero Según Por Para Sus Esta Este Estos Estas Ese Esa Cuando También Desde "
    "Hoy",
    pt="Os Uma Mas Segundo Seu Sua Seus Suas Esse Essa Este Depois Quando Também Ele Ela",
    it="Gli Una Uno Ma Secondo Dopo Questo Questa Nel Nella Quando Anche Lui Lei",
    nl="Het Een Hij Zij Ze Dit Deze Dat Maar Volgens Toen Ook Met Voor Naar Op",
    nordic="Det Den Han Hon Hun Men Och Og Som Ett Denne Dette Detta Efter Etter",
    pl="To Ten Ta Te Jego Jej Ich Ale Po Na Przed Gdy Jednak Nie Jest Od Według",
    id="Ini Itu Dia Ia Mereka Namun Tetapi Pada Dalam Dari Untuk Menurut Setelah Kami Para",
    tr="Bu Şu O Onlar Ancak Ama Daha Sonra Bunun Onun Biz Ayrıca",
    ru="В На Он Она Оно Они Это Этот Эта Эти Но По При За Для С К Из От До После Однако Также Как "
    "Когда Если Его Её Их Там Тогда Поэтому Кроме Благодаря Согласно Так Сейчас Затем Все И",
    uk="У Він Вона Воно Вони Це Цей Ця Ці Але Після Однак Також Як Коли Якщо Його Їх Там Тоді "
    "Тому З Від Під Над",
)  # fmt: skip

# "am 3. Oktober", "der 2. Auflage": the word before, or the word after, makes a number an ordinal.
ORDINAL_BEFORE = _all(
    de="am im vom zum zur beim der die das den dem des seit bis ab Am Im Vom Zum Der Die Das Den "
    "ihr ihre ihrem ihrer sein seine seinem seinen seiner jeder jedem jedes",
    nordic="den Den det Det",
    slavic="dne Dne od do z",
    hu="a az A Az",
    tr="Sultan Papa Kral Kraliçe Padişah İmparator İmparatoru Çar",
)  # fmt: skip
ORDINAL_AFTER = _all(
    de="Januar Februar März April Mai Juni Juli August September Oktober November Dezember Jänner "
    "Auflage Jahrhundert Jahrhunderts Platz Mal Klasse Liga Bundesliga Weltkrieg Weltkriegs Tag "
    "Runde Spieltag Quartal Halbjahr Stock Kapitel Band Staffel Folge Geburtstag Jahrestag "
    "Kongress Armee Division Minute FC",
    nordic="Verdenskrig Division",
    tr="Dünya Ordu Lig Yüzyıl Kolordu Bölge Cadde Sokak Ağır Asliye Sulh Uluslararası Ulusal Ocak "
    "Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
)  # fmt: skip
