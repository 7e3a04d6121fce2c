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
    let chosen = rulings.iter().filter(|r| r.horizontal == horizontal);
    let mut rules: Vec<Rule> = chosen
        .map(|r| Rule {
            at: r.at,
            start: r.start,
            end: r.end,
        })
        .collect();
    // A line takes the place of its longest piece, which may bring it near the next one: again until nothing moves.
    // Each turn but the last leaves fewer positions.
    loop {
        let snapped = snap_once(&rules);
        if snapped == rules {
            return rules;
        }
        rules = snapped;
    }
}

fn snap_once(rules: &[Rule]) -> Vec<Rule> {
    let mut lines: Vec<&Rule> = rules.iter().collect();
    lines.sort_by(|a, b| {
        a.at.total_cmp(&b.at)
            .then(a.start.total_cmp(&b.start))
            .then(a.end.total_cmp(&b.end))
    });
    let mut snapped = Vec::new();
    let mut cluster: Vec<&Rule> = Vec::new();
    for line in lines {
        // The first line anchors the cluster, so that a dense hatch cannot chain into one line.
        if cluster
            .first()
            .is_some_and(|first| line.at - first.at > SNAP_TOLERANCE)
        {
            join(&cluster, &mut snapped);
            cluster.clear();
        }
        cluster.push(line);
    }
    join(&cluster, &mut snapped);
    snapped
}

fn join(cluster: &[&Rule], rules: &mut Vec<Rule>) {
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
    use proptest::prelude::*;

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

    fn any_lines() -> impl Strategy<Value = Vec<Ruling>> {
        let one = (0u32..400, 0u32..600, 1u32..300);
        // Tenths of points: positions of several lines fall together or nearly so.
        let line = one.prop_map(|(at, start, length)| {
            let (at, start) = (at as f32 / 10.0, start as f32 / 10.0);
            line(at, start, start + length as f32 / 10.0)
        });
        proptest::collection::vec(line, 0..40)
    }

    fn again(rules: &[Rule]) -> Vec<Ruling> {
        let ruling = |rule: &Rule| line(rule.at, rule.start, rule.end);
        rules.iter().map(ruling).collect()
    }

    proptest! {
        #![proptest_config(crate::testing::config(256))]

        #[test]
        fn snapping_twice_is_snapping_once(lines in any_lines()) {
            let once = snap(&lines, true);
            prop_assert_eq!(&snap(&again(&once), true), &once);
        }

        #[test]
        fn the_order_of_the_lines_does_not_matter(
            (lines, shuffled) in any_lines().prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle())),
        ) {
            prop_assert_eq!(snap(&lines, true), snap(&shuffled, true));
        }

        #[test]
        fn snapped_lines_stand_apart(lines in any_lines()) {
            let rules = snap(&lines, true);
            for pair in rules.windows(2) {
                let apart = pair[1].at - pair[0].at;
                prop_assert!(apart > SNAP_TOLERANCE || (apart == 0.0 && pair[1].start - pair[0].end > JOIN_TOLERANCE));
            }
        }
    }
}
