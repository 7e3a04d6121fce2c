//! Names broken over lines by hand: does the line above a title begin the name that the title goes on with?
//!
//! Nothing in the text of a page says so for certain. What is joined here without other evidence is said to be doubtful,
//! and so is what may have been broken.

use std::sync::LazyLock;

use regex::Regex;

use super::agency;

/// What the line above a name has to do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Above {
    /// The name begins in it.
    Head,
    /// It may be the head, or another body's name.
    Unclear,
    /// Something else.
    Apart,
}

/// Words of pages around a report, which no name holds.
const PAGE_WORDS: &[&str] = &[
    "公开", "年报", "报告", "网", "平台", "文件", "专栏", "栏目", "目录", "首页", "打印", "浏览",
    "字号", "发布", "来源", "时间", "日期", "下载", "附件", "正文", "位置", "导航", "搜索", "障碍",
    "分享", "关闭", "公告", "通知", "封面", "编制",
];

/// Tails of bodies inside other bodies.
const PARTS: &[&str] = &[
    "支队", "大队", "中队", "总队", "分局", "分院", "队", "所", "站", "处", "中心",
];

/// How kinds of areas end that many places have, so that their words are no place by themselves: `开发区管委会`.
const KINDS: &[&str] = &[
    "开发", "新", "高新", "示范", "度假", "保税", "合作", "园", "名胜", "旅游", "自治", "保护",
    "实验", "试验", "集聚", "功能", "社", "发", "景", "城", "林", "矿", "街", "辖", "校",
];

/// How large a place is, from the words that end its name.
const PLACES: &[(&str, u8)] = &[
    ("自治区", 4),
    ("自治州", 3),
    ("自治县", 2),
    ("自治旗", 2),
    ("省", 4),
    ("市", 3),
    ("州", 3),
    ("盟", 3),
    ("地区", 3),
    ("县", 2),
    ("区", 2),
    ("旗", 2),
    ("街道", 1),
    ("镇", 1),
    ("乡", 1),
    ("苏木", 1),
];

/// Characters of the longest name of a place.
const MAX_PLACE: usize = 12;

/// Judges a folded line against the folded name below it.
pub(super) fn judge(above: &str, name: &str) -> Above {
    if !agency::is_possible(above)
        || name.contains(above)
        || PAGE_WORDS.iter().any(|word| above.contains(word))
    {
        return Above::Apart;
    }
    if is_central(above) {
        return Above::Head;
    }
    let (place, own) = (all_place(above), leading_place(name).map_or(0, |at| at.0));
    match (place, own) {
        (Some(level), _) if level > own => Above::Head,
        (_, 1..) => Above::Apart,
        _ if above.ends_with("政府") || above.ends_with("办公室") => Above::Unclear,
        _ if !agency::is_shaped(above) => Above::Head,
        _ if PARTS.iter().any(|part| name.ends_with(part)) && leading_place(above).is_some() => {
            Above::Head
        }
        _ => Above::Unclear,
    }
}

/// `国家税务总局`, the head of the names of its local bodies.
fn is_central(above: &str) -> bool {
    static CENTRAL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:中华人民共和国|(?:国家|中国)[^省市县区旗州]*(?:总局|局|总行|银行))$")
            .expect("the pattern is constant and tested")
    });
    CENTRAL.is_match(above)
}

/// The place with which a name begins: how large it is, and its bytes.
fn leading_place(name: &str) -> Option<(u8, usize)> {
    let ends = name.char_indices().take(MAX_PLACE).skip(1);
    ends.filter_map(|(at, _)| place_at(name, at)).next()
}

/// The place that the first `at` bytes and one more word make up.
fn place_at(name: &str, at: usize) -> Option<(u8, usize)> {
    let (stem, rest) = (name.get(..at)?, name.get(at..)?);
    let (word, level) = PLACES.iter().find(|(word, _)| rest.starts_with(word))?;
    // 沛县, but no 某区.
    let long_enough = stem.chars().count() >= 2 || *word == "县";
    let is_kind = KINDS.iter().any(|kind| stem.ends_with(kind)) && !word.starts_with("自治");
    let is_market = rest.starts_with("市场");
    (long_enough && !is_kind && !is_market).then_some((*level, at + word.len()))
}

/// The size of the last place of a text that is nothing but places (`云山省青山市`).
fn all_place(text: &str) -> Option<u8> {
    let (mut level, mut rest) = (None, text);
    while !rest.is_empty() {
        let (found, end) = leading_place(rest)?;
        level = Some(found);
        rest = rest.get(end..)?;
    }
    level
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_above_a_smaller_one_or_none_begins_the_name() {
        for (above, name) in [
            ("青山县", "水务局"),
            ("青山县", "石桥镇人民政府"),
            ("云山省青山市", "石桥县人民政府"),
            ("青山市", "第一人民医院"),
            ("青山", "自治州水利局"),
            ("沛县", "水务局"),
            ("青山自治州", "石桥瑶族自治县水务局"),
        ] {
            assert_eq!(judge(above, name), Above::Head, "{above} / {name}");
        }
    }

    #[test]
    fn a_line_that_ends_inside_a_word_begins_the_name() {
        for (above, name) in [
            ("青山经济技术开", "发区管理委员会"),
            ("青山高新技", "术产业开发区管委会"),
            ("青山市城市管理综合", "行政执法局"),
        ] {
            assert_eq!(judge(above, name), Above::Head, "{above} / {name}");
        }
    }

    #[test]
    fn a_body_above_its_part_begins_the_name() {
        assert_eq!(judge("青山市公安局", "交通警察支队"), Above::Head);
        assert_eq!(judge("国家税务总局", "青山县税务局"), Above::Head);
        assert_eq!(judge("青山市人民政府", "水务局"), Above::Unclear);
    }

    #[test]
    fn another_body_or_a_word_of_the_page_is_apart() {
        for (above, name) in [
            ("青山市人民政府", "青山市教育局"),
            ("青山市", "青山市教育局"),
            ("石桥县", "青山瑶族自治县教育局"),
            ("石桥县", "青山市教育局"),
            ("青山市人民政府门户网站", "水务局"),
            ("政务公开", "水务局"),
            ("2024年1月15日", "水务局"),
        ] {
            assert_eq!(judge(above, name), Above::Apart, "{above} / {name}");
        }
    }
}
