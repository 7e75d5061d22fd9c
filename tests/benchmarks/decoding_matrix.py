"""How often decode, chardet and charset-normalizer read bytes right, by encoding, kind of text and length.

Run it by hand: ``python tests/benchmarks/decoding_matrix.py``. It prints a table of shares and, with ``--misses``, what each
piece was read as. Nothing is asserted: the figures belong in release notes. charset-normalizer takes part when it is installed.

Right means that the text came out as it was written; the name of the encoding does not matter. The texts were written for this
file. Pieces are cut at several places of a text and, where a length is beyond the text, the text is repeated.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
from collections import defaultdict
from collections.abc import Callable, Iterator

import chardet

from cleantext import InputError, decode

OFFICIAL = """关于做好今年冬春季农田水利建设工作的通知
各乡镇人民政府，县直有关单位：
为切实改善农业生产条件，提高抗旱防涝能力，经县政府第十二次常务会议研究同意，现就有关事项通知如下。
一、提高思想认识。各单位要充分认识农田水利建设的重要意义，把这项工作摆上议事日程，主要负责同志亲自抓，分管负责同志具体抓，确保责任到人、任务到点。
二、明确目标任务。今冬明春，全县计划清淤沟渠340公里，维修泵站56座，新建高标准农田2.8万亩，解决1.5万群众的饮水困难。
三、强化资金保障。县财政安排专项资金1200万元，严格执行“先建后补、以奖代补”的办法，任何单位和个人不得截留、挪用。
四、严格督促检查。县水利局每半个月通报一次进展情况，对行动迟缓、弄虚作假的，依照规定追究责任。
"""
NOVEL = """雨是后半夜停的。林嫂推开窗，院子里那棵老枣树还在滴水，一滴，又一滴，敲在搪瓷盆上，像谁在慢吞吞地数钱。
“你听见了没有？”她回头问。
床上的人没吭声，只把被子往上拽了拽。隔了好一会儿，才闷闷地说：“听见什么？天都没亮呢。”
她不说话了，披着褂子站在那儿，看东边的云一层一层薄下去。卖豆腐的梆子响过巷口，狗叫了两声，又静了。她忽然想起二十年前，也是这么个早晨，他背着一只蓝布包袱从码头上来，鞋子湿透了，笑着问她要一碗热水。
那碗热水他喝了半辈子，到如今还嫌烫。
"""
CODE = """# 读取配置文件，返回各站点的名称和端口
import json

def load_sites(path: str) -> dict[str, int]:
    \"\"\"从文件里读取站点表；找不到文件时返回空表。\"\"\"
    sites = {}
    try:
        with open(path, encoding="utf-8") as handle:
            for item in json.load(handle):
                name = item.get("name", "未命名")   # 没有名称就用默认值
                sites[name] = int(item["port"])     # 端口必须是整数
    except FileNotFoundError:
        print("警告：没有找到配置文件", path)
    return sites

if __name__ == "__main__":
    print(load_sites("sites.json"))  # 调试输出
"""
SHORT = """张玉兰
采购清单
第三小组
会议记录
库存不足
请输入密码
王建军，男
一层大厅
操作成功！
南京路8号
语文成绩表
周末加班
"""
TRADITIONAL = """關於舉辦社區環境清潔日的說明
各位住戶您好：為了維護大家的居住品質，管理委員會訂於下個月第一個星期日上午八點，在中庭花園舉行環境清潔活動，歡迎攜家帶眷一同參加。
當天將提供手套、掃把與垃圾袋，中午另備有簡單的餐點。活動結束後，會由主任委員頒發感謝狀給出席率最高的樓層。
「去年來了四十幾個人，今年希望能超過六十。」總幹事說，孩子們把落葉掃成一座小山，然後笑著跳了進去，弄得滿頭滿身都是葉子，誰也捨不得罵他們。
如遇颱風或豪雨，時間順延一週，請留意電梯內的公告。
"""
JAPANESE = """駅前の小さな本屋は、今年の三月で店を閉めることになった。店主の話では、客の数が十年前の半分にも満たないのだという。
「仕方がないですよ」と彼は笑った。けれども、棚の本を一冊ずつ拭くその手つきは、まだ明日も店を開ける人のものだった。
帰り道、私は買ったばかりの文庫本をコートのポケットに入れて、ゆっくりと坂を下りた。クリーニング屋のラジオから、古いジャズが流れていた。
"""
KOREAN = """도서관은 언덕 위에 있었다. 겨울이면 바람이 세게 불어서 아이들은 서로 손을 잡고 올라가야 했다.
사서 선생님은 난로 옆에 주전자를 올려 두고, 누구든지 들어오면 먼저 따뜻한 보리차를 한 잔 건넸다.
"오늘은 어떤 이야기를 찾니?" 하고 물으시던 그 목소리가 지금도 들리는 것 같다.
"""
FRENCH = """Le café de la gare fermait à minuit, même l'été. Après le dernier train, le patron empilait les chaises, éteignait la lumière du fond
et laissait la porte entrouverte pour le chat. « Il rentre quand ça lui plaît », disait-il. Une année, à Noël, le chat n'est pas revenu;
on a retrouvé ses traces près du dépôt, là où les élèves jouaient à cache-cache. Ç'a été un hiver très long.
"""
GERMAN = """Für die Prüfung der Brücke wurden drei Tage angesetzt. Der Gutachter hörte zunächst nur zu, maß dann die Fugen und schüttelte den Kopf.
„Das hält noch zwanzig Jahre“, sagte er schließlich, „wenn ihr endlich aufhört, Salz zu streuen.“ Die Straße blieb trotzdem gesperrt.
Über den Fluß fuhr solange eine Fähre; sie kostete zwei Euro, und für Schüler war sie frei.
"""
RUSSIAN = """Поезд пришёл с опозданием на сорок минут. На перроне никого не было, кроме сторожа и двух собак, спавших под лавкой.
Он поставил чемодан, закурил и долго смотрел, как в окнах станции гаснет свет. «Ничего, — подумал он, — утром будет автобус».
"""

_CHINESE = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be")
_JAPANESE = ("utf-8", "cp932", "euc_jp", "utf-16-le")
_WESTERN = ("utf-8", "cp1252", "latin-1", "utf-16-le")
TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "official": (OFFICIAL, _CHINESE),
    "novel": (NOVEL, _CHINESE),
    "code": (CODE, _CHINESE),
    "short lines": (SHORT, _CHINESE),
    "traditional": (TRADITIONAL, ("utf-8", "cp950", "gb18030", "utf-16-le")),
    "japanese": (JAPANESE, _JAPANESE),
    "korean": (KOREAN, ("utf-8", "cp949", "utf-16-le")),
    "french": (FRENCH, _WESTERN),
    "german": (GERMAN, _WESTERN),
    "russian": (RUSSIAN, ("utf-8", "cp1251", "koi8-r")),
}
LENGTHS = (6, 12, 25, 50, 100, 400, 2000, 20000)
PLACES = 12


def pieces(text: str, length: int) -> Iterator[str]:
    """Cut pieces of `length` characters out of `text`, as if it went round."""
    long = text * (length // len(text) + 2)
    for place in range(PLACES):
        piece = long[place * len(text) // PLACES :][:length]
        if not piece.isascii():
            yield piece


def _ours(data: bytes) -> str | None:
    try:
        return decode(data).text
    except InputError:
        return None


def _chardet(data: bytes) -> str | None:
    try:
        return data.decode(chardet.detect(data, prefer_superset=True, compat_names=False)["encoding"] or "ascii")
    except (UnicodeDecodeError, LookupError):
        return None


def _normalizer(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return None if best is None else str(best)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--misses", action="store_true", help="print what we read wrongly")
    parser.add_argument(
        "--longest", type=int, default=2000, help="leave out longer pieces (characters); charset-normalizer is slow"
    )
    arguments = parser.parse_args()
    readers: dict[str, Callable[[bytes], str | None]] = {"cleantext": _ours, "chardet": _chardet}
    if importlib.util.find_spec("charset_normalizer"):
        readers["charset-normalizer"] = _normalizer
    seconds: dict[str, float] = defaultdict(float)
    results: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
    for kind, (text, encodings) in TEXTS.items():
        for encoding in encodings:
            for length in LENGTHS:
                if length > arguments.longest:
                    continue
                for piece in pieces(text, length):
                    data = piece.encode(encoding, "ignore")
                    written = data.decode(encoding)
                    for name, reader in readers.items():
                        start = time.perf_counter()
                        read = reader(data)
                        seconds[name] += time.perf_counter() - start
                        # Other tools leave a mark at the start; it is no miss of theirs.
                        right = read is not None and read.lstrip("\ufeff") == written.lstrip("\ufeff")
                        for table, row in (("text", kind), ("encoding", encoding), ("length", f"{length:>6}"), ("all", "all")):
                            results[table, row, name].append(right)
                        if arguments.misses and name == "cleantext" and not right:
                            print(f"{kind:12} {encoding:10} {length:6} {written[:30]!r} read as {(read or 'binary')[:30]!r}")
    for table in ("text", "encoding", "length", "all"):
        print(f"\n{table:14}" + "".join(f"{name:>20}" for name in readers))
        rows = sorted({row for kind, row, _ in results if kind == table})
        for row in rows:
            shares = [results[table, row, name] for name in readers]
            print(
                f"{row:14}" + "".join(f"{100 * sum(share) / len(share):19.1f}%" for share in shares) + f"   of {len(shares[0])}"
            )
    print("\nseconds       " + "".join(f"{seconds[name]:20.1f}" for name in readers))


if __name__ == "__main__":
    main()
