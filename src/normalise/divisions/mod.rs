//! The administrative division (GB/T 2260) that the name of an agency begins with, as of the year of its report.
//!
//! `江苏省淮安市洪泽区人民政府` is a chain of divisions and a body. The chain must hold together: each lies in the one before
//! it, in the year asked. What could be two divisions is told as such; nothing is guessed from the rest of the name.

#[cfg(feature = "panel")]
pub(crate) mod lineage;
mod table;

use table::{Division, YEARS};
pub(super) use table::{Level, level, lies_in};

/// What a name says about its division.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    /// The deepest division named, and no other is possible.
    One(&'static str),
    /// A division of that name, which did not stand in the year asked, nor in the years beside it.
    OtherYear(&'static str),
    /// Several divisions have the name, or the one that has it shares it with a common word.
    Ambiguous(Vec<&'static str>),
    /// Divisions follow each other of which the second does not lie in the first.
    Torn,
    /// The name begins with no division.
    None,
}

impl Answer {
    fn of_other_year(self) -> Self {
        match self {
            Answer::One(code) => Answer::OtherYear(code),
            other => other,
        }
    }
}

/// The division in the name of an agency.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lookup {
    pub(super) answer: Answer,
    /// Where in the name the chain of divisions begins and ends, in bytes; what stands before is the name of a ministry.
    pub(super) chain: (usize, usize),
}

impl Lookup {
    /// The name without its divisions: the same for `洪泽区人民政府` and `淮安市洪泽区人民政府`.
    pub(super) fn without_region(&self, name: &str) -> String {
        let part = |range: std::ops::Range<usize>| name.get(range).unwrap_or_default();
        [part(0..self.chain.0), part(self.chain.1..name.len())].concat()
    }
}

/// Whether there was ever a division with this code.
pub(super) fn is_known(code: &str) -> bool {
    !table::of_code(code).is_empty()
}

/// The newest full name of the division with this code.
pub(super) fn name_of(code: &str) -> Option<&'static str> {
    let rows = table::of_code(code);
    rows.iter().rfind(|row| row.full).map(|row| row.name)
}

/// The division that `name`, folded, begins with; `None` as year asks all years.
pub(super) fn region_of(name: &str, year: Option<u16>) -> Lookup {
    let (start, within, ministry) = chain_start(name);
    let read = |years: (u16, u16)| {
        let mut walk = Walk {
            name,
            years,
            province_alone: ministry,
            steps: Vec::new(),
        };
        walk.from(start, within, 0);
        walk.best()
    };
    let Some(whole) = read(YEARS) else {
        return Lookup {
            answer: Answer::None,
            chain: (start, start),
        };
    };
    let end = whole.end;
    let rest = name.get(end..).unwrap_or_default();
    let in_year = |year| {
        let found = read((year, year)).filter(|read| read.end == end)?;
        Some(found.answer(name, rest, (year, year)))
    };
    // 两江新区 was a zone of 重庆 before it became a district.
    let zone = |year: u16| {
        let year = near(year)[0];
        let found = read((year, year)).filter(|_| is_zone(rest))?;
        let rest = name.get(found.end..).unwrap_or_default();
        Some(found.answer(name, rest, (year, year)))
    };
    let answer = match year {
        None => whole.answer(name, rest, YEARS),
        Some(year) => match near(year).into_iter().find_map(in_year) {
            Some(answer) => answer,
            None => zone(year).unwrap_or_else(|| whole.answer(name, rest, YEARS).of_other_year()),
        },
    };
    Lookup {
        answer,
        chain: (start, end),
    }
}

/// The years in whose tables a name of this year may stand: a change is in force some time in its year, and a report appears in
/// the year after that which it is about.
fn near(year: u16) -> [u16; 3] {
    let year = year.clamp(YEARS.0, YEARS.1);
    [year, year + 1, year - 1].map(|year| year.clamp(YEARS.0, YEARS.1))
}

/// Bodies of the state whose branches have the division after the ministry's name.
const MINISTRIES: &[&str] = &[
    "国家税务总局",
    "国家统计局",
    "国家金融监督管理总局",
    "国家矿山安全监察局",
    "国家外汇管理局",
    "国家能源局",
    "中国证券监督管理委员会",
    "中国证监会",
    "中国银行保险监督管理委员会",
    "中国银保监会",
    "中国人民银行",
    "中国民用航空",
    "中国气象局",
    "中华人民共和国",
    "财政部",
    "中国共产党",
    "中共",
];

const CORPS: &str = "新疆生产建设兵团";

/// Where the divisions begin, in which they must lie, and whether a province may stand there without its unit.
fn chain_start(name: &str) -> (usize, Option<&'static str>, bool) {
    if let Some(rest) = name.strip_prefix(CORPS) {
        // Its divisions are no divisions of the state, but some of its cities are.
        let unit = rest.starts_with('第').then(|| rest.find('师'));
        let unit = unit.flatten().filter(|at| *at < 20);
        let skip = unit.map_or(0, |at| at + '师'.len_utf8());
        return (CORPS.len() + skip, Some("650000"), false);
    }
    let ministry = MINISTRIES.iter().find(|m| name.starts_with(*m));
    (ministry.map_or(0, |m| m.len()), None, ministry.is_some())
}

/// A chain of divisions, read up to `end`.
struct Step {
    end: usize,
    division: Division,
    /// Divisions in the chain.
    count: usize,
}

/// Every way to read the beginning of a name as divisions that lie in each other.
struct Walk<'a> {
    name: &'a str,
    years: (u16, u16),
    province_alone: bool,
    steps: Vec<Step>,
}

impl Walk<'_> {
    /// Reads on from `at`. Each step is deeper than the one before, so there are three at most.
    fn from(&mut self, at: usize, outer: Option<&str>, count: usize) {
        let name = self.name;
        let rest = name.get(at..).unwrap_or_default();
        for division in table::at_start_of(rest) {
            let said = division.name;
            let inner =
                outer.is_none_or(|outer| outer != division.code && lies_in(division.code, outer));
            let after = rest.get(said.len()..).unwrap_or_default();
            if !inner || !division.stood(self.years) || goes_on_as_a_word(said, after) {
                continue;
            }
            let (end, count) = (at + said.len(), count + 1);
            self.from(end, Some(division.code), count);
            // 江苏 and 贵州 alone are words like any other, unless a city of theirs follows.
            let bare = !division.full
                && level(division.code) == Level::Province
                && !said.ends_with("自治区");
            if !bare || self.province_alone {
                self.steps.push(Step {
                    end,
                    division,
                    count,
                });
            }
        }
    }

    /// The readings that take in the most.
    fn best(self) -> Option<Read> {
        let end = self.steps.iter().map(|step| step.end).max()?;
        let last = |step: &&Step| step.end == end;
        let mut codes: Vec<_> = self.steps.iter().filter(last).collect();
        let count = codes.iter().map(|step| step.count).min()?;
        codes.sort_by_key(|step| step.division.code);
        codes.dedup_by_key(|step| step.division.code);
        Some(Read {
            end,
            count,
            codes: codes.iter().map(|step| step.division.code).collect(),
        })
    }
}

/// Whether what seems to be a division goes on as another word: 城区街道, 古县镇, 东方市场.
fn goes_on_as_a_word(said: &str, after: &str) -> bool {
    let town = ["镇", "乡", "渡镇"].iter().any(|unit| {
        let rest = after.strip_prefix(unit);
        let body = ["人民政府", "政府", "党"];
        rest.is_some_and(|rest| rest.is_empty() || body.iter().any(|b| rest.starts_with(b)))
    });
    let market = said.ends_with('市') && after.starts_with('场');
    town || market || after.starts_with("街道")
}

/// The beginning of a name, read.
struct Read {
    end: usize,
    /// Divisions in the chain.
    count: usize,
    codes: Vec<&'static str>,
}

impl Read {
    fn answer(self, name: &str, rest: &str, years: (u16, u16)) -> Answer {
        let [code] = self.codes[..] else {
            return Answer::Ambiguous(self.codes);
        };
        let said = name.get(..self.end).unwrap_or_default();
        if self.count == 1 && is_common(said, rest) {
            return Answer::Ambiguous(self.codes);
        }
        if level(code) == Level::County {
            return Answer::One(code);
        }
        if let Some(branch) = branch(code, rest, years) {
            return Answer::One(branch);
        }
        match names_another(rest, years) {
            true => Answer::Torn,
            false => Answer::One(code),
        }
    }
}

/// Whether the name of a district, without its city, may be a mere word (东区, 城区), or that of a zone, which no code has.
fn is_common(said: &str, rest: &str) -> bool {
    let district =
        said.ends_with('区') && !["地区", "新区", "自治区"].iter().any(|e| said.ends_with(e));
    let works = ["建设", "改造", "开发"]
        .iter()
        .any(|word| rest.starts_with(word));
    district && (said.chars().count() <= 2 || is_zone(rest) || works)
}

/// Whether what follows is the body of a zone, not that of a division.
fn is_zone(rest: &str) -> bool {
    ["管委会", "管理委员会"]
        .iter()
        .any(|body| rest.starts_with(body))
}

/// Whether a division follows that does not lie in those before it. Names of two characters are too common to say so.
fn names_another(rest: &str, years: (u16, u16)) -> bool {
    table::at_start_of(rest).any(|division| {
        let said = division.name;
        let after = rest.get(said.len()..).unwrap_or_default();
        let full = division.full && said.chars().count() > 2;
        full && division.stood(years) && !goes_on_as_a_word(said, after)
    })
}

/// The county whose branch of a city's bureau this is: 公安局洪泽分局, 洪泽生态环境局. Only one county there may have the name.
fn branch(city: &str, rest: &str, years: (u16, u16)) -> Option<&'static str> {
    let head = rest.strip_suffix("分局");
    let parted = head.and_then(|head| head.rsplit_once('局').or(head.rsplit_once("委员会")));
    let place = match parted {
        Some((_, place)) => place,
        None => {
            let (place, office) = rest.split_once("生态环境")?;
            ["局", "分局"].contains(&office).then_some(place)?
        }
    };
    let is_province = level(city) == Level::Province;
    // A province has counties of its own only where it is a city: 北京, 天津, 上海, 重庆.
    if is_province && !["11", "12", "31", "50"].iter().any(|p| city.starts_with(p)) {
        return None;
    }
    let mut codes: Vec<_> = table::rows()
        .filter(|row| level(row.code) == Level::County && lies_in(row.code, city))
        .filter(|row| row.stood(years))
        .filter(|row| row.name == place || row.stem() == Some(place))
        .map(|row| row.code)
        .collect();
    codes.sort_unstable();
    codes.dedup();
    match codes[..] {
        [code] => Some(code),
        _ => None,
    }
}

/// The code in the year asked of the division that had `code` at any time: itself, or the one of its level that goes on under its
/// name (320829 洪泽县 is 320813 洪泽区 since 2016). Agencies keep their 统一社会信用代码 when the code of their region changes.
///
/// `None` when the table has no such code, or nothing of that name stood in that year.
pub(super) fn code_in(code: &str, year: Option<u16>) -> Option<&'static str> {
    let rows = table::of_code(code);
    let row = rows.last()?;
    let Some(year) = year else {
        return Some(row.code);
    };
    let [year, after, before] = near(year);
    if rows.iter().any(|row| row.stood((before, after))) {
        return Some(row.code);
    }
    let province = row.code.get(..2)?;
    let stems: Vec<_> = rows.iter().filter_map(Division::stem).collect();
    let mut heirs: Vec<_> = table::rows()
        .filter(|heir| heir.code.starts_with(province) && level(heir.code) == level(row.code))
        .filter(|heir| heir.stood((year, year)))
        .filter(|heir| heir.stem().is_some_and(|stem| stems.contains(&stem)))
        .map(|heir| heir.code)
        .collect();
    heirs.sort_unstable();
    heirs.dedup();
    match heirs[..] {
        [code] => Some(code),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
