//! What the name of an agency looks like.

/// How names of agencies end; the longer ones only tell why the shorter are here.
const TAILS: &[&str] = &[
    "政府",
    "办公室",
    "办公厅",
    "办",
    "局",
    "委员会",
    "委",
    "厅",
    "部",
    "中心",
    "管委会",
    "街道",
    "办事处",
    "镇",
    "乡",
    "苏木",
    "院",
    "校",
    "学",
    "园",
    "所",
    "站",
    "队",
    "处",
    "会",
    "馆",
    "台",
    "署",
    "社",
    "司",
    "行",
    "集团",
    "区",
    "县",
    "市",
    "省",
    "旗",
    "盟",
    "州",
    "场",
    "狱",
    "关",
    "基地",
    "厂",
    "地",
    "团",
    "师",
    "联",
    "研究室",
];

/// Tails that name no agency without the name of a place or of a body before them.
const BARE: &[&str] = &[
    "办公室",
    "办公厅",
    "办事处",
    "街道办事处",
    "人民政府",
    "政府",
    "委员会",
    "管理委员会",
    "管委会",
    "中心",
    "服务中心",
    "管理中心",
    "事务中心",
    "人民政府办公室",
    "政府办公室",
    "政府办",
    "街道",
    "分局",
    "局",
];

/// Names that stand in the titles of the law and the notices which every report cites.
const CITED: &[&str] = &["中华人民共和国", "国务院办公厅政府信息与政务公开办公室"];

/// Beginnings of texts that name nobody: how a report speaks of its own agency, and words of pages around it.
const NOT_NAMES: &[&str] = &[
    "本机关",
    "本单位",
    "本部门",
    "本局",
    "本办",
    "本委",
    "本镇",
    "本乡",
    "本街道",
    "本中心",
    "本级",
    "本报告",
    "本年度",
    "本行政机关",
    "各",
    "全国",
    "全省",
    "全市",
    "全区",
    "全县",
    "我",
    "附件",
    "目录",
    "首页",
    "索引号",
    "文件",
    "公告",
    "年度报告",
    "报告",
    "当前位置",
    "该",
    "请",
    "现",
    "根据",
    "按照",
    "其",
    "以及",
    "及时",
    "相关",
    "有关",
];

/// Characters of a name; longer is a sentence. The longest seen has 29.
const MAX_CHARS: usize = 40;

/// Whether a folded text ends like the name of an agency and reads like one.
pub(super) fn is_shaped(name: &str) -> bool {
    // `某局（某办公室）`: a second name in brackets.
    let own = name
        .strip_suffix(')')
        .and_then(|inner| inner.rsplit_once('('));
    let own = own.map_or(name, |(own, _)| own);
    is_possible(name) && TAILS.iter().any(|tail| own.ends_with(tail))
}

/// The name of the place or body, without the words that a text may leave out: `某镇` for `某镇人民政府`.
pub(super) fn without_legal_tail(name: &str) -> &str {
    let tails = [
        "人民政府办公室",
        "人民政府办公厅",
        "人民政府",
        "政府办公室",
        "政府",
        "办公室",
        "办事处",
    ];
    let rest = tails.iter().find_map(|tail| name.strip_suffix(tail));
    rest.filter(|rest| rest.chars().count() > 1).unwrap_or(name)
}

/// Whether a folded text can be a name at all.
pub(super) fn is_possible(name: &str) -> bool {
    let chars = name.chars().count();
    let wordy = name
        .chars()
        .all(|c| c.is_alphanumeric() || "()·、-—“”\"".contains(c));
    (2..=MAX_CHARS).contains(&chars)
        && wordy
        && has_name_digits(name)
        && !name.is_ascii()
        && !CITED.contains(&name)
        && !NOT_NAMES.iter().any(|word| name.starts_with(word))
        && !["信息公开", "关于"].iter().any(|word| name.contains(word))
}

/// Whether the digits can be those of a name: the number of a school, or of a service line (`12345热线`, `95598`).
fn has_name_digits(name: &str) -> bool {
    let mut runs = name.split(|c: char| !c.is_ascii_digit());
    let digits = name.chars().filter(char::is_ascii_digit).count();
    digits < 4 || (digits == 5 && runs.any(|run| run.len() == 5 && run.starts_with(['1', '9'])))
}

/// Whether the name is only the tail of one: its head stands somewhere else.
pub(super) fn is_bare(name: &str) -> bool {
    BARE.contains(&name)
}

/// One name for a name printed twice in a row, as when a running header stands before the title.
pub(super) fn undouble(name: &str) -> &str {
    let half = name.get(..name.len() / 2).unwrap_or(name);
    let doubled = name.len().is_multiple_of(2) && name.ends_with(half) && half.chars().count() > 2;
    if doubled { half } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_like_agencies() {
        for name in [
            "青山县人民政府",
            "桃园开发区管委会",
            "怀远二中学",
            "七家子镇",
            "国家税务总局某县税务局",
            "中华人民共和国青山海关",
            "青山市数据局(青山市审批局)",
            "青山市12345政务服务便民热线中心",
            "第七师一二三团",
            "青山县残联",
            "中共青山市委宣传部",
        ] {
            assert!(is_shaped(name), "{name}");
        }
        for name in [
            "我局",
            "本机关",
            "青山县,人民政府",
            "政府信息公开",
            "0517-87222589处",
            "国务院办公厅政府信息与政务公开办公室",
            "AB",
            "青山县2023水务局",
            "邮编123456青山县水务局",
            "青山县水务局关于报送办公室",
        ] {
            assert!(!is_shaped(name), "{name}");
        }
        assert!(is_shaped("本溪市人民政府") && is_shaped("全椒县财政局"));
    }

    #[test]
    fn a_name_printed_twice_is_one_name() {
        assert_eq!(undouble("青山县水务局青山县水务局"), "青山县水务局");
        assert_eq!(undouble("拉拉"), "拉拉");
        assert_eq!(undouble("青山县水务局"), "青山县水务局");
    }
}
