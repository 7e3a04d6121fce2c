//! A world of agencies whose reports are known to the last number: datasets with gaps, copies, mirrors, revisions, recoded
//! counties, slips and doubts, and the list of all of them. Shared with `benches/panel.rs`.

mod counties;
mod event;
mod files;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use counties::{County, counties};
use event::Event;
use files::{File, Numbers, dataset, numbers};

/// The years of the reports.
pub(crate) const YEARS: std::ops::RangeInclusive<u16> = 2019..=2023;

/// Counties that were recoded while the reports appeared: name and code before, last year of both, name and code after.
const RECODED: &[(&str, &str, u16, &str, &str)] = &[
    ("黔西县", "520522", 2020, "黔西市", "520581"),
    ("米林县", "540422", 2022, "米林市", "540481"),
    ("会理县", "513425", 2020, "会理市", "513402"),
    ("公主岭市", "220381", 2019, "公主岭市", "220184"),
    ("凤翔县", "610322", 2020, "凤翔区", "610305"),
    ("水城县", "520221", 2019, "水城区", "520204"),
    ("祁阳县", "431121", 2020, "祁阳市", "431181"),
    ("三元区", "350403", 2020, "三元区", "350404"),
];

/// What the panel should say.
#[derive(Debug, Default)]
pub(crate) struct Truth {
    /// State of every agency and year.
    pub(crate) coverage: BTreeMap<(String, u16), &'static str>,
    /// Source of the row that is kept; empty where none is.
    pub(crate) kept: BTreeMap<(String, u16), String>,
    /// Source and kind of every other report.
    pub(crate) duplicates: BTreeSet<(String, String)>,
    /// Agency, year and rule of every identity between years that fails.
    pub(crate) failed: BTreeSet<(String, u16, String)>,
    /// Numbers of identities between years that hold, and that cannot be assessed.
    pub(crate) passed: usize,
    pub(crate) not_assessable: usize,
    /// `t3__new_received__total` of every row, as `t3__other_handling__total` too.
    pub(crate) received: BTreeMap<(String, u16), u32>,
    /// Agencies and years whose `t3__granted__total` is in doubt.
    pub(crate) doubtful: BTreeSet<(String, u16)>,
    /// Sources of files without agency or year.
    pub(crate) unplaced: BTreeSet<String>,
    /// Files of all datasets.
    pub(crate) files: usize,
    /// Agencies that were recoded, each with the id that it would have without that.
    pub(crate) recoded: BTreeMap<String, String>,
}

/// Two datasets, the second one with the columns that newer versions write.
#[derive(Default)]
struct World {
    datasets: [Vec<File>; 2],
    truth: Truth,
    seed: u64,
    hash: u64,
}

/// Writes the datasets `old` and `new` into a folder: `agencies` agencies in five years.
pub(crate) fn write(folder: &Path, agencies: usize) -> Truth {
    let mut world = World {
        seed: 20_231_124,
        ..World::default()
    };
    let counties = counties();
    for nth in 0..agencies {
        world.agency(nth, &counties);
    }
    for (nth, (agency, year)) in [("", Some(2020)), ("枫泊镇人民政府", None), ("", None)]
        .into_iter()
        .enumerate()
    {
        let mut file = world.file(format!("lost/{nth}.pdf"), agency, "", year);
        file.cells = numbers(&Numbers::default(), 2021);
        world.truth.unplaced.insert(file.source.clone());
        world.datasets[0].push(file);
    }
    world.truth.files = world.datasets.iter().map(Vec::len).sum();
    for (files, name) in world.datasets.iter().zip(["old", "new"]) {
        dataset(&folder.join(name), files, name == "new");
    }
    world.truth
}

/// An agency as the year goes on.
struct Before {
    event: Event,
    year: u16,
    numbers: Numbers,
}

impl World {
    fn roll(&mut self) -> u64 {
        self.seed = self
            .seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.seed >> 33
    }

    fn less_than(&mut self, n: u32) -> u32 {
        u32::try_from(self.roll() % u64::from(n)).expect("a small number")
    }

    fn agency(&mut self, nth: usize, counties: &[County]) {
        // The government and its office are two agencies of one county.
        let body = if nth % 5 == 4 {
            "人民政府办公室"
        } else {
            "人民政府"
        };
        let county = nth - usize::from(nth % 5 == 4);
        let recoded = RECODED.get(county).filter(|_| nth % 5 != 4);
        let id = match recoded {
            Some(recoded) => format!("{}:{body}", recoded.4),
            None => format!("{}:{body}", counties[county % counties.len()].1),
        };
        if let Some(recoded) = recoded {
            let old = format!("{}:{body}", recoded.1);
            self.truth.recoded.insert(id.clone(), old);
        }
        let mut before: Option<Before> = None;
        let mut met = BTreeSet::new();
        for year in YEARS {
            let (name, code) = match recoded {
                Some(&(name, code, last, ..)) if year <= last => (name.to_owned(), code.to_owned()),
                Some(&(.., name, code)) => (name.to_owned(), code.to_owned()),
                None => {
                    let (name, code, city) = &counties[county % counties.len()];
                    // Every other year the report names the city too.
                    let city = if year % 2 == 0 { city.as_str() } else { "" };
                    (format!("{city}{name}"), code.clone())
                }
            };
            let agency = format!("{name}{body}");
            let event = Event::of(self.roll());
            let numbers = self.numbers(event, before.as_ref().map(|before| &before.numbers));
            let key = (id.clone(), year);
            self.truth.coverage.insert(key.clone(), event.state());
            if event.is_report() {
                self.reports(&key, event, (&agency, &code), &numbers);
                self.identities(&key, event, before.as_ref());
            } else {
                self.no_report(event, (&agency, &code), year);
            }
            met.insert(event != Event::Gap);
            before = Some(Before {
                event,
                year,
                numbers,
            });
        }
        if !met.contains(&true) {
            // Nothing is known of an agency without a single file.
            self.truth.recoded.remove(&id);
            for year in YEARS {
                self.truth.coverage.remove(&(id.clone(), year));
            }
        }
    }

    fn numbers(&mut self, event: Event, before: Option<&Numbers>) -> Numbers {
        let old = before.cloned().unwrap_or_default();
        let (issued, repealed) = (self.less_than(9), self.less_than(3));
        let slip = |broken| u32::from(event == broken);
        Numbers {
            received: 1 + self.less_than(90),
            carried_in: old.carried_out + slip(Event::BrokenCarry),
            carried_out: self.less_than(5),
            issued,
            repealed,
            in_force: (old.in_force + 30 + issued - repealed)
                - if before.is_some() { 30 } else { 0 }
                + slip(Event::BrokenStock),
            items: u32::try_from(i64::from(old.items) + i64::from(old.change)).unwrap_or(0)
                + if before.is_none() { 40 } else { 0 },
            change: i32::try_from(self.less_than(7)).expect("a small number") - 3,
        }
    }

    fn file(&mut self, source: String, agency: &str, code: &str, year: Option<u16>) -> File {
        self.hash = self.hash.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let bodies = ["人民政府办公室", "人民政府"];
        let body = bodies
            .iter()
            .find(|body| agency.ends_with(**body) && !code.is_empty());
        File {
            source,
            hash: self.hash,
            agency: agency.to_owned(),
            code: code.to_owned(),
            body: body.map_or(agency, |body| body).to_owned(),
            year,
            status: "ok",
            published: String::new(),
            cells: Vec::new(),
            issues: Vec::new(),
        }
    }

    fn no_report(&mut self, event: Event, (agency, code): (&str, &str), year: u16) {
        let status = match event {
            Event::NotAReport => "not_a_report",
            Event::BlankForm => "blank_form",
            Event::Quarantined => "quarantined",
            _ => return,
        };
        let mut file = self.file(
            format!("{code}/{agency}{year}.doc"),
            agency,
            code,
            Some(year),
        );
        file.status = status;
        self.datasets[1].push(file);
    }

    /// The files of a year with a report, and what the panel should say of each.
    fn reports(
        &mut self,
        key: &(String, u16),
        event: Event,
        (agency, code): (&str, &str),
        numbers: &Numbers,
    ) {
        let year = key.1;
        let at = usize::from(
            !matches!(event, Event::Doubt | Event::Plain) || self.roll().is_multiple_of(2),
        );
        let mut first = self.file(
            format!("{code}/{agency}{year}.pdf"),
            agency,
            code,
            Some(year),
        );
        first.cells = files::numbers(numbers, year);
        match event {
            Event::Doubt => first.doubt("t3,granted,total", "R102"),
            Event::Partial => {
                first.status = "partial";
                first.issues.push("R402");
            }
            Event::BrokenForm => first.issues.extend(["V301", "V303"]),
            Event::KeyDoubt => first.issues.push("K202"),
            _ => {}
        }
        let mut kept = first.source.clone();
        let mut received = numbers.received;
        let mut others: Vec<(File, &str)> = Vec::new();
        let day = |month: u16| format!("{}-{month:02}-15", year + 1);
        match event {
            Event::Copy => {
                let mut copy =
                    self.file(format!("copy/{agency}{year}.pdf"), agency, code, Some(year));
                copy.hash = first.hash;
                copy.cells.clone_from(&first.cells);
                others.push((copy, "copy"));
            }
            Event::Mirror => {
                let mut mirror = self.file(
                    format!("mirror/{agency}{year}.html"),
                    agency,
                    code,
                    Some(year),
                );
                mirror.cells.clone_from(&first.cells);
                mirror.change("t3,granted,total", "999");
                mirror.doubt("t3,granted,total", "R102");
                others.push((mirror, "mirror"));
            }
            Event::Corrected | Event::CorrectedAndMirrored | Event::Contradiction => {
                received += 1000;
                let mut second = self.file(
                    format!("{code}/{agency}{year}_2.pdf"),
                    agency,
                    code,
                    Some(year),
                );
                second.cells.clone_from(&first.cells);
                second.change("t3,new_received,total", &received.to_string());
                if event == Event::Contradiction {
                    kept.clear();
                } else {
                    first.published = day(1);
                    second.published = day(3);
                    kept.clone_from(&second.source);
                }
                if event == Event::CorrectedAndMirrored {
                    let mut late = self.file(
                        format!("mirror/{agency}{year}.html"),
                        agency,
                        code,
                        Some(year),
                    );
                    late.cells.clone_from(&first.cells);
                    late.published = day(5);
                    others.push((late, "revision"));
                }
                self.truth
                    .duplicates
                    .insert((first.source.clone(), "revision".into()));
                if event == Event::Contradiction {
                    self.truth
                        .duplicates
                        .insert((second.source.clone(), "revision".into()));
                }
                others.push((second, ""));
            }
            _ => {}
        }
        if event == Event::Contradiction {
            self.truth.doubtful.insert(key.clone());
        } else {
            self.truth.received.insert(key.clone(), received);
        }
        if event == Event::Doubt {
            self.truth.doubtful.insert(key.clone());
        }
        self.truth.kept.insert(key.clone(), kept);
        // Of reports that are equally good the first stands.
        self.datasets[at].push(first);
        for (file, kind) in others {
            if !kind.is_empty() {
                self.truth
                    .duplicates
                    .insert((file.source.clone(), kind.into()));
            }
            self.datasets[1].push(file);
        }
    }

    /// What the identities with the year before come to.
    fn identities(&mut self, key: &(String, u16), event: Event, before: Option<&Before>) {
        let Some(before) = before.filter(|before| before.event.is_report()) else {
            return;
        };
        let new = |year| year >= 2021;
        let mut fail = |rule: &str| {
            self.truth
                .failed
                .insert((key.0.clone(), key.1, rule.to_owned()));
            if matches!(event, Event::BrokenCarry | Event::BrokenStock) {
                self.truth.coverage.insert(key.clone(), "failed");
            }
        };
        // Only the totals have numbers.
        self.truth.not_assessable += 6;
        match event == Event::BrokenCarry {
            true => fail("T3-CARRY"),
            false => self.truth.passed += 1,
        }
        if new(before.year) {
            self.truth.not_assessable += 1;
            match event == Event::BrokenStock {
                true => fail("T2-STOCK"),
                false => self.truth.passed += 1,
            }
        }
        if !new(key.1) {
            // Its table has another row.
            self.truth.not_assessable += 1;
            self.truth.passed += 1;
        }
    }
}
