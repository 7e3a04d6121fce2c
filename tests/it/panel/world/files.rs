//! The files of a world: what stands in a report, and the tables of a dataset.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A row of `reports.csv` and what hangs on it.
pub(super) struct File {
    pub(super) source: String,
    pub(super) hash: u64,
    pub(super) agency: String,
    pub(super) code: String,
    /// Its name without divisions.
    pub(super) body: String,
    pub(super) year: Option<u16>,
    pub(super) status: &'static str,
    pub(super) published: String,
    /// `form,table,row,column,state,value,issues`.
    pub(super) cells: Vec<String>,
    pub(super) issues: Vec<&'static str>,
}

/// The numbers of one report.
#[derive(Clone, Default)]
pub(super) struct Numbers {
    pub(super) received: u32,
    pub(super) carried_in: u32,
    pub(super) carried_out: u32,
    pub(super) issued: u32,
    pub(super) repealed: u32,
    pub(super) in_force: u32,
    pub(super) items: u32,
    pub(super) change: i32,
}

impl File {
    pub(super) fn doubt(&mut self, cell: &str, code: &'static str) {
        self.with(cell, |line| line.push_str(code));
        self.issues.push(code);
    }

    pub(super) fn change(&mut self, cell: &str, value: &str) {
        self.with(cell, |line| {
            let fields: Vec<&str> = line.split(',').collect();
            *line = format!("{},{value},{}", fields[..5].join(","), fields[6]);
        });
    }

    fn with(&mut self, cell: &str, change: impl FnOnce(&mut String)) {
        let cell = format!(",{cell},");
        let line = self.cells.iter_mut().find(|line| line.contains(&cell));
        change(line.expect("the cell"));
    }
}

/// The cells of a report in the form of its year: those that the checks need, and those that forms have differently.
pub(super) fn numbers(n: &Numbers, year: u16) -> Vec<String> {
    let new = year >= 2021;
    let form = if new {
        "cn_foi_annual_2021"
    } else {
        "cn_foi_annual_2019"
    };
    let mut cells = Vec::new();
    let mut cell = |place: &str, value: i64| cells.push(format!("{form},{place},number,{value},"));
    if new {
        cell("t2_1,normative_documents,issued", n.issued.into());
        cell("t2_1,normative_documents,repealed", n.repealed.into());
        cell("t2_1,normative_documents,in_force", n.in_force.into());
    } else {
        cell("t2_6,admin_penalty,prev_year_items", n.items.into());
        cell("t2_6,admin_penalty,change", n.change.into());
    }
    cell("t3,new_received,total", n.received.into());
    cell("t3,carried_in,total", n.carried_in.into());
    cell("t3,granted,total", i64::from(n.received) / 2);
    let other = i64::from(n.received);
    if new {
        cell("t3,other_no_correction_in_time,total", 0);
        cell("t3,other_fee_unpaid,total", other - 1);
        cell("t3,other_other,total", 1);
    } else {
        cell("t3,other_handling,total", other);
    }
    cell("t3,carried_out,total", n.carried_out.into());
    cells.push(format!("{form},t3,unable_not_held,total,absent,,"));
    cells
}

/// Writes one dataset.
pub(super) fn dataset(folder: &Path, files: &[File], new: bool) {
    fs::create_dir_all(folder).expect("a folder");
    let mut reports =
        String::from("report_id,source,sha256,agency,year,region_code,agency_key,status,published");
    reports.push_str(if new { ",url,publisher\n" } else { "\n" });
    let mut cells = String::from("source,form,table,row_code,column_code,state,value,issues\n");
    let mut issues = String::from("source,code,message\n");
    for file in files {
        let hash = format!("{:016x}", file.hash);
        let year = file.year.map(|year| year.to_string()).unwrap_or_default();
        let File {
            source,
            agency,
            code,
            body,
            status,
            published,
            ..
        } = file;
        let key = match agency.as_str() {
            "" => String::new(),
            _ => format!("{code}:{body}"),
        };
        let _ = write!(
            reports,
            "{hash},{source},{},{agency},{year},{code},{key},{status},{published}",
            hash.repeat(4)
        );
        reports.push_str(if new {
            ",https://example.org/,x\n"
        } else {
            "\n"
        });
        file.cells
            .iter()
            .for_each(|cell| cells.push_str(&format!("{source},{cell}\n")));
        file.issues
            .iter()
            .for_each(|code| issues.push_str(&format!("{source},{code},\n")));
    }
    for (name, text) in [
        ("reports.csv", reports),
        ("cells.csv", cells),
        ("issues.csv", issues),
    ] {
        fs::write(folder.join(name), text).expect("a file");
    }
}
