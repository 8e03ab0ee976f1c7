"""Words around a date: months, weekdays, and the labels of date lines, in many languages."""

from __future__ import annotations

import unicodedata

# Twelve words a language; | parts the forms of a month (full, short, cases), _ stands for a
# blank. Facts of Unicode CLDR 48, with spellings that are common in print beside them.
_MONTHS = """
يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
জানুয়ারী|জানু ফেব্রুয়ারী|ফেব মার্চ এপ্রিল|এপ্রি মে জুন জুলাই|জুল আগস্ট|আগ সেপ্টেম্বর|সেপ
অক্টোবর|অক্টো নভেম্বর|নভে ডিসেম্বর|ডিসে
ledna|led|leden února|úno|únor března|bře|březen dubna|dub|duben května|kvě|květen
června|čvn|červen července|čvc|červenec srpna|srp|srpen září|zář října|říj|říjen
listopadu|lis|listopad prosince|pro|prosinec
januar|jan februar|feb marts|mar april|apr maj juni|jun juli|jul august|aug september|sep
oktober|okt november|nov december|dec
januar|jan februar|feb märz|mär april|apr mai juni|jun juli|jul august|aug september|sept|sep
oktober|okt november|nov dezember|dez
ιανουαρίου|ιαν|ιανουάριος φεβρουαρίου|φεβ|φεβρουάριος μαρτίου|μαρ|μάρτιος|μάρ
απριλίου|απρ|απρίλιος μαΐου|μαΐ|μάιος|μάι ιουνίου|ιουν|ιούνιος|ιούν ιουλίου|ιουλ|ιούλιος|ιούλ
αυγούστου|αυγ|αύγουστος|αύγ σεπτεμβρίου|σεπ|σεπτέμβριος οκτωβρίου|οκτ|οκτώβριος
νοεμβρίου|νοε|νοέμβριος|νοέ δεκεμβρίου|δεκ|δεκέμβριος
january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sep
october|oct november|nov december|dec
enero|ene febrero|feb marzo|mar abril|abr mayo|may junio|jun julio|jul agosto|ago
septiembre|sept octubre|oct noviembre|nov diciembre|dic
ژانویهٔ|ژانویه فوریهٔ|فوریه مارس آوریل مهٔ|مه ژوئن ژوئیهٔ|ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر
tammikuuta|tammi|tammikuu helmikuuta|helmi|helmikuu maaliskuuta|maalis|maaliskuu
huhtikuuta|huhti|huhtikuu toukokuuta|touko|toukokuu kesäkuuta|kesä|kesäkuu
heinäkuuta|heinä|heinäkuu elokuuta|elo|elokuu syyskuuta|syys|syyskuu lokakuuta|loka|lokakuu
marraskuuta|marras|marraskuu joulukuuta|joulu|joulukuu
janvier|janv février|févr mars avril|avr mai juin juillet|juil août septembre|sept octobre|oct
novembre|nov décembre|déc
ינואר|ינו׳ פברואר|פבר׳ מרץ אפריל|אפר׳ מאי יוני יולי אוגוסט|אוג׳ ספטמבר|ספט׳ אוקטובר|אוק׳
נובמבר|נוב׳ דצמבר|דצמ׳
जनवरी|जन॰ फ़रवरी|फ़र॰ मार्च अप्रैल मई जून जुलाई|जुल॰ अगस्त|अग॰ सितंबर|सित॰ अक्टूबर|अक्टू॰
नवंबर|नव॰ दिसंबर|दिस॰
január|jan február|febr március|márc április|ápr május|máj június|jún július|júl augusztus|aug
szeptember|szept október|okt november|nov december|dec
januari|jan februari|feb maret|mar april|apr mei juni|jun juli|jul agustus|agu september|sep
oktober|okt november|nov desember|des
gennaio|gen febbraio|feb marzo|mar aprile|apr maggio|mag giugno|giu luglio|lug agosto|ago
settembre|set ottobre|ott novembre|nov dicembre|dic
जानेवारी|जाने फेब्रुवारी|फेब्रु मार्च एप्रिल|एप्रि मे जून जुलै ऑगस्ट|ऑग सप्टेंबर|सप्टें
ऑक्टोबर|ऑक्टो नोव्हेंबर|नोव्हें डिसेंबर|डिसें
januari|jan februari|feb mac april|apr mei jun julai|jul ogos|ogo september|sep oktober|okt
november|nov disember|dis
januar|jan februar|feb mars|mar april|apr mai juni|jun juli|jul august|aug september|sep
oktober|okt november|nov desember|des
जनवरी फेब्रुअरी मार्च अप्रिल मे जुन जुलाई अगस्ट सेप्टेम्बर अक्टोबर नोभेम्बर डिसेम्बर
januari|jan februari|feb maart|mrt april|apr mei juni|jun juli|jul augustus|aug september|sep
oktober|okt november|nov december|dec
stycznia|sty|styczeń lutego|lut|luty marca|mar|marzec kwietnia|kwi|kwiecień maja|maj
czerwca|cze|czerwiec lipca|lip|lipiec sierpnia|sie|sierpień września|wrz|wrzesień
października|paź|październik listopada|lis|listopad grudnia|gru|grudzień
janeiro|jan fevereiro|fev março|mar abril|abr maio|mai junho|jun julho|jul agosto|ago
setembro|set outubro|out novembro|nov dezembro|dez
ianuarie|ian februarie|feb martie|mar aprilie|apr mai iunie|iun iulie|iul august|aug
septembrie|sept octombrie|oct noiembrie|nov decembrie|dec
января|янв|январь февраля|февр|февраль марта|мар|март апреля|апр|апрель мая|май июня|июн|июнь
июля|июл|июль августа|авг|август сентября|сент|сентябрь октября|окт|октябрь ноября|нояб|ноябрь
декабря|дек|декабрь
januari|jan februari|feb mars april|apr maj juni juli augusti|aug september|sep oktober|okt
november|nov december|dec
januari|jan februari|feb machi|mac aprili|apr mei juni|jun julai|jul agosti|ago septemba|sep
oktoba|okt novemba|nov desemba|des
ஜனவரி|ஜன பிப்ரவரி|பிப் மார்ச்|மார் ஏப்ரல்|ஏப் மே ஜூன் ஜூலை ஆகஸ்ட்|ஆக செப்டம்பர்|செப்
அக்டோபர்|அக் நவம்பர்|நவ டிசம்பர்|டிச
జనవరి|జన ఫిబ్రవరి|ఫిబ్ర మార్చి ఏప్రిల్|ఏప్రి మే జూన్ జులై ఆగస్టు|ఆగ సెప్టెంబర్|సెప్టెం
అక్టోబర్|అక్టో నవంబర్|నవం డిసెంబర్|డిసెం
มกราคม|ม.ค กุมภาพันธ์|ก.พ มีนาคม|มี.ค เมษายน|เม.ย พฤษภาคม|พ.ค มิถุนายน|มิ.ย กรกฎาคม|ก.ค
สิงหาคม|ส.ค กันยายน|ก.ย ตุลาคม|ต.ค พฤศจิกายน|พ.ย ธันวาคม|ธ.ค
ocak|oca şubat|şub mart|mar nisan|nis mayıs|may haziran|haz temmuz|tem ağustos|ağu eylül|eyl
ekim|eki kasım|kas aralık|ara
січня|січ|січень лютого|лют|лютий березня|бер|березень квітня|квіт|квітень травня|трав|травень
червня|черв|червень липня|лип|липень серпня|серп|серпень вересня|вер|вересень
жовтня|жовт|жовтень листопада|лист|листопад грудня|груд|грудень
جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر
בינואר|בינו׳ בפברואר|בפבר׳ במרץ באפריל|באפר׳ במאי ביוני ביולי באוגוסט|באוג׳ בספטמבר|בספט׳
באוקטובר|באוק׳ בנובמבר|בנוב׳ בדצמבר|בדצמ׳
jänner feber märz april mai juni juli august september oktober november dezember
gennaio febbr|feb marzo aprile maggio giugno luglio agosto sett ottobre novembre dicembre
enero feb marzo abril mayo junio julio agosto setiembre oct nov dic
januari feb maret april mei juni juli agt|ags september oktober nopember|nop desember
जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितम्बर अक्तूबर नवम्बर दिसम्बर
يناير فبراير مارس ابريل|إبريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر
كانون_الثاني شباط آذار|اذار نيسان أيار|ايار حزيران تموز آب أيلول|ايلول تشرين_الأول تشرين_الثاني
كانون_الأول
جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر
tháng_một|tháng_giêng tháng_hai tháng_ba tháng_tư tháng_năm tháng_sáu tháng_bảy tháng_tám
tháng_chín tháng_mười tháng_mười_một tháng_mười_hai|tháng_chạp
"""

# Facts of Unicode CLDR 48.
_WEEKDAYS = """
الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد
সোমবার সোম মঙ্গলবার মঙ্গল বুধবার বুধ বৃহস্পতিবার বৃহস্পতি শুক্রবার শুক্র শনিবার শনি রবিবার রবি
pondělí po úterý út středa st čtvrtek čt pátek pá sobota so neděle ne
mandag man tirsdag tirs onsdag ons torsdag tors fredag fre lørdag lør søndag søn
montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sa sonntag so
δευτέρα δευ τρίτη τρί τετάρτη τετ πέμπτη πέμ παρασκευή παρ σάββατο σάβ κυριακή κυρ
monday mon tuesday tue wednesday wed thursday thu friday fri saturday sat sunday sun
lunes lun martes mar miércoles mié jueves jue viernes vie sábado sáb domingo dom
دوشنبه سه‌شنبه چهارشنبه پنجشنبه جمعه شنبه یکشنبه
maanantaina ma maanantai tiistaina ti tiistai keskiviikkona ke keskiviikko torstaina to torstai
perjantaina pe perjantai lauantaina la lauantai sunnuntai su
lundi lun mardi mar mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim
יום_שני יום_ב׳ יום_שלישי יום_ג׳ יום_רביעי יום_ד׳ יום_חמישי יום_ה׳ יום_שישי יום_ו׳ יום_שבת שבת
יום_ראשון יום_א׳
सोमवार सोम मंगलवार मंगल बुधवार बुध गुरुवार गुरु शुक्रवार शुक्र शनिवार शनि रविवार रवि
hétfő kedd szerda sze csütörtök cs péntek szombat szo vasárnap
senin sen selasa sel rabu rab kamis kam jumat jum sabtu sab minggu min
lunedì lun martedì mar mercoledì mer giovedì gio venerdì ven sabato sab domenica dom
सोमवार सोम मंगळवार मंगळ बुधवार बुध गुरुवार गुरु शुक्रवार शुक्र शनिवार शनि रविवार रवि
isnin isn selasa sel rabu rab khamis kha jumaat jum sabtu sab ahad ahd
mandag man tirsdag tir onsdag ons torsdag tor fredag fre lørdag lør søndag søn
सोमबार सोम मङ्गलबार मङ्गल बुधबार बुध बिहिबार बिहि शुक्रबार शुक्र शनिबार शनि आइतबार आइत
maandag ma dinsdag di woensdag wo donderdag do vrijdag vr zaterdag za zondag zo
poniedziałek pon wtorek wt środa śr czwartek czw piątek pt sobota sob niedziela niedz
segunda-feira seg terça-feira ter quarta-feira qua quinta-feira qui sexta-feira sex sábado sáb
domingo dom
luni lun marți mar miercuri mie joi vineri vin sâmbătă sâm duminică dum
понедельник пн вторник вт среда ср четверг чт пятница пт суббота сб воскресенье вс
måndag mån tisdag tis onsdag ons torsdag tors fredag fre lördag lör söndag sön
jumatatu jumanne jumatano alhamisi ijumaa jumamosi jumapili
திங்கள் திங் செவ்வாய் செவ் புதன் புத வியாழன் வியா வெள்ளி வெள் சனி ஞாயிறு ஞாயி
సోమవారం సోమ మంగళవారం మంగళ బుధవారం బుధ గురువారం గురు శుక్రవారం శుక్ర శనివారం శని ఆదివారం ఆది
วันจันทร์ วันอังคาร วันพุธ วันพฤหัสบดี พฤ วันศุกร์ วันเสาร์ วันอาทิตย์ อา
วันจันทร์ที่ วันอังคารที่ วันพุธที่ วันพฤหัสบดีที่ วันศุกร์ที่ วันเสาร์ที่ วันอาทิตย์ที่
pazartesi pzt salı sal çarşamba çar perşembe per cuma cum cumartesi cmt pazar paz
понеділок пн вівторок вт середа ср четвер чт пʼятниця пт субота сб неділя нд
پیر منگل بدھ جمعرات جمعہ ہفتہ اتوار
thứ_hai thứ_ba thứ_tư thứ_năm thứ_sáu thứ_bảy chủ_nhật cn
"""

# What stands around the parts of a date and says nothing more.
_FILLERS = """
st nd rd th er º ª de del of den at às um kl uhr ngày năm lúc г года р року م سنة پر को
พ.ศ ค.ศ น
"""

# What a text calls its own date; a comma parts the labels.
_LABELS = """
date, dated, date posted, date published, post date, post time, posted, posted on,
posted at, posting time, published, published on, published at, publication date,
publish date, publish time, pubdate, release time, issued on, updated, updated on,
last updated, last updated on, last modified, last modified on, modified, first published,
datePublished, ngày đăng, đăng ngày, đăng lúc, thời gian đăng, thời gian đăng bài,
thời gian xuất bản, ngày xuất bản, xuất bản, xuất bản ngày, ngày phát hành, cập nhật,
cập nhật ngày, cập nhật lúc, cập nhật lần cuối, ngày cập nhật, đã đăng, đăng vào, ngày viết,
पोस्ट करने का समय, पोस्ट समय, पोस्ट किया गया, पोस्ट तिथि, पोस्ट दिनांक, प्रकाशित,
प्रकाशन तिथि, प्रकाशन दिनांक, प्रकाशित तिथि, प्रकाशन का समय, प्रकाशित किया गया,
प्रकाशित हुआ, तारीख, तारीख़, तिथि, दिनांक, अपडेट, अपडेटेड, अद्यतन, अंतिम अद्यतन,
अंतिम अपडेट, प्रकाशित तारीख, दि., दिनांकः, प्रकाशन, मिति, प्रकाशित मिति, 发布, 发布时间, 发布日期,
发布于, 发表时间, 发表日期, 发表于, 日期, 更新时间, 更新日期, 更新于, 最后更新, 刊登日期,
發布, 發佈, 發布時間, 發佈時間, 發布日期, 發佈日期, 發表時間, 發表日期, 發表於, 更新時間,
最後更新, 公開, 公開日, 公開日時, 投稿, 投稿日, 投稿日時, 掲載, 掲載日, 配信日, 配信日時,
発表日, 更新, 更新日, 更新日時, 最終更新日, 最終更新, 日付, 作成日, 게시일, 게시, 작성일,
작성, 등록일, 등록, 입력, 기사입력, 수정, 최종수정, 최종 수정, 발행일, 날짜, 일자, 업데이트,
datum, veröffentlicht, veröffentlicht am, veröffentlichungsdatum, erschienen, erschienen am,
stand, aktualisiert, aktualisiert am, zuletzt aktualisiert, publiziert am, publié,
publié le, mis à jour le, mise à jour, dernière mise à jour, date de publication, posté le,
fecha, fecha de publicación, publicado, publicado el, actualizado, actualizado el,
última actualización, data, data de publicação, publicado em, atualizado em, atualizado,
postado em, última atualização, pubblicato, pubblicato il, data di pubblicazione,
aggiornato il, aggiornato, ultimo aggiornamento, gepubliceerd, gepubliceerd op,
publicatiedatum, geplaatst op, bijgewerkt, laatst bijgewerkt, bijgewerkt op,
data publikacji, opublikowano, opublikowany, dodano, aktualizacja, publikováno, zveřejněno,
aktualizováno, publicerad, publicerat, uppdaterad, publisert, oppdatert, udgivet, opdateret,
offentliggjort, julkaistu, päivitetty, közzétéve, megjelent, frissítve, dátum, publicat,
publicat la, publicat pe, actualizat, actualizat la, yayınlanma tarihi, yayın tarihi,
yayınlanma, yayınlandı, güncelleme, güncelleme tarihi, son güncelleme, tarih,
eklenme tarihi, дата, дата публикации, опубликовано, размещено, обновлено, дата публікації,
опубліковано, оновлено, ημερομηνία, δημοσιεύτηκε, δημοσιεύθηκε, δημοσίευση, ενημερώθηκε,
ημερομηνία δημοσίευσης, تاريخ, التاريخ, تاريخ النشر, تاريخ الإصدار, نشر في, نُشر في,
نشرت في, نشر بتاريخ, وقت النشر, آخر تحديث, تم النشر في, تم التحديث في, تاریخ, تاریخ انتشار,
زمان انتشار, منتشر شده, منتشر شده در, آخرین به‌روزرسانی, تاریخ اشاعت, اشاعت, شائع, פורסם,
פורסם ב, תאריך, תאריך פרסום, עודכן, עודכן ב, עודכן לאחרונה, tanggal, tanggal terbit,
tanggal publikasi, diterbitkan, diterbitkan pada, dipublikasikan, dipublikasikan pada,
diposting, diposting pada, diperbarui, diunggah, tarikh, tarikh siar, dikemas kini, tarehe,
imechapishwa, วันที่, เผยแพร่, เผยแพร่เมื่อ, วันที่เผยแพร่, โพสต์เมื่อ, โพสต์, อัปเดต,
อัปเดตล่าสุด, เวลาโพสต์, ปรับปรุงล่าสุด, প্রকাশিত, প্রকাশ, প্রকাশের তারিখ, তারিখ, আপডেট,
প্রকাশকাল, পোস্টের সময়, সর্বশেষ আপডেট, வெளியிடப்பட்டது, வெளியிட்ட தேதி, தேதி,
பதிவிட்ட நேரம், புதுப்பிக்கப்பட்டது, ప్రచురణ తేదీ, తేదీ, ప్రచురించబడింది, పోస్ట్ సమయం
"""


def folded(text: str) -> str:
    """The text in comparable letters: NFC, small, and Turkish i with its dot."""
    small = unicodedata.normalize("NFC", text).lower()
    return small.replace("ı", "i").replace("i\u0307", "i")


def _listed(words: str) -> list[str]:
    return [word.replace("_", " ") for word in folded(words).split()]


# Every known form of a month's name to its number.
MONTHS = {
    form: place % 12 + 1
    for place, forms in enumerate(_listed(_MONTHS))
    for form in forms.split("|")
}
# Words that a date may hold without meaning another date.
FILLERS = frozenset(_listed(_WEEKDAYS)) | frozenset(_listed(_FILLERS))
LABELS = frozenset(" ".join(label.split()) for label in _LABELS.split(","))
