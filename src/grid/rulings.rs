//! Rulings as drawn to rulings as meant: double, doubled, dashed and overlapping pieces become one line each.

use crate::document::Ruling;

/// Lines closer than this are one line: double rules, and the shared edge of two cells drawn twice. Points.
pub(super) const SNAP_TOLERANCE: f32 = 2.6;

/// Pieces of one line with gaps up to this are one line: dashes, dots, corners left open. Points.
pub(super) const JOIN_TOLERANCE: f32 = 4.5;

/// Shorter lines than this are no rulings: underlines of a character, parts of drawn signs. Points.
const MIN_LENGTH: f32 = 5.0;

/// Lines of one direction: each position with the stretches it covers, both in order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rule {
    /// y when horizontal, x when vertical.
    pub(super) at: f32,
    pub(super) start: f32,
    pub(super) end: f32,
}

/// Snaps positions closer than [`SNAP_TOLERANCE`] onto one line and joins the pieces of each line.
///
/// `horizontal` chooses the direction. The result is ordered by position, then start, and does not depend on the
/// order of the input; snapping the result again changes nothing.
pub(super) fn snap(rulings: &[Ruling], horizontal: bool) -> Vec<Rule> {
    let mut lines: Vec<&Ruling> = rulings
        .iter()
        .filter(|r| r.horizontal == horizontal)
        .collect();
    lines.sort_by(|a, b| {
        a.at.total_cmp(&b.at)
            .then(a.start.total_cmp(&b.start))
            .then(a.end.total_cmp(&b.end))
    });
    let mut rules = Vec::new();
    let mut cluster: Vec<&Ruling> = Vec::new();
    for line in lines {
        // The first line anchors the cluster, so that a dense hatch cannot chain into one line.
        if cluster
            .first()
            .is_some_and(|first| line.at - first.at > SNAP_TOLERANCE)
        {
            join(&cluster, &mut rules);
            cluster.clear();
        }
        cluster.push(line);
    }
    join(&cluster, &mut rules);
    rules
}

fn join(cluster: &[&Ruling], rules: &mut Vec<Rule>) {
    let Some(longest) = cluster
        .iter()
        .max_by(|a, b| (a.end - a.start).total_cmp(&(b.end - b.start)))
    else {
        return;
    };
    let at = longest.at;
    let mut pieces: Vec<(f32, f32)> = cluster.iter().map(|r| (r.start, r.end)).collect();
    pieces.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut joined: Vec<(f32, f32)> = Vec::new();
    for piece in pieces {
        match joined.last_mut() {
            Some(last) if piece.0 - last.1 <= JOIN_TOLERANCE => last.1 = last.1.max(piece.1),
            _ => joined.push(piece),
        }
    }
    let long = joined
        .into_iter()
        .filter(|(start, end)| end - start >= MIN_LENGTH);
    rules.extend(long.map(|(start, end)| Rule { at, start, end }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(at: f32, start: f32, end: f32) -> Ruling {
        Ruling {
            horizontal: true,
            at,
            start,
            end,
            width: 0.5,
        }
    }

    #[test]
    fn a_double_rule_is_one_line() {
        let rules = snap(&[line(10.0, 0.0, 90.0), line(12.0, 0.0, 90.0)], true);
        assert_eq!(
            rules,
            [Rule {
                at: 12.0,
                start: 0.0,
                end: 90.0
            }]
        );
    }

    #[test]
    fn dashes_join_and_a_wide_gap_stays() {
        let rules = snap(
            &[
                line(10.0, 0.0, 6.0),
                line(10.0, 9.0, 15.0),
                line(10.0, 40.0, 60.0),
            ],
            true,
        );
        assert_eq!(
            rules,
            [
                Rule {
                    at: 10.0,
                    start: 0.0,
                    end: 15.0
                },
                Rule {
                    at: 10.0,
                    start: 40.0,
                    end: 60.0
                }
            ]
        );
    }

    #[test]
    fn rows_of_a_table_are_not_snapped_together() {
        assert_eq!(
            snap(&[line(10.0, 0.0, 9.0), line(18.0, 0.0, 9.0)], true).len(),
            2
        );
    }
}
