//! Which of its siblings an element is: `:nth-child(An+B)` and its kin (CSS Syntax Level 3, 6).

/// A place among siblings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Nth {
    step: i64,
    offset: i64,
    /// Counted from the last sibling.
    pub(super) from_end: bool,
    /// Only siblings of the same name count.
    pub(super) of_type: bool,
}

impl Nth {
    /// What a pseudo-class says; `None` when it is none of these or says it wrongly.
    pub(super) fn read(name: &str, argument: &str) -> Option<Vec<Nth>> {
        let (place, of_type) = match name.strip_suffix("-of-type") {
            Some(place) => (place, true),
            None => (name.strip_suffix("-child")?, false),
        };
        let nth = |(step, offset): (i64, i64), from_end| Nth {
            step,
            offset,
            from_end,
            of_type,
        };
        Some(match place {
            "first" => vec![nth((0, 1), false)],
            "last" => vec![nth((0, 1), true)],
            "only" => vec![nth((0, 1), false), nth((0, 1), true)],
            "nth" => vec![nth(steps(argument)?, false)],
            "nth-last" => vec![nth(steps(argument)?, true)],
            _ => return None,
        })
    }

    /// Whether the element at this place, counted from 1, is meant.
    pub(super) fn is(self, place: i64) -> bool {
        let behind = place - self.offset;
        match self.step {
            0 => behind == 0,
            step => behind % step == 0 && behind / step >= 0,
        }
    }
}

/// `An+B`.
fn steps(argument: &str) -> Option<(i64, i64)> {
    let text: String = argument.split_ascii_whitespace().collect();
    match text.to_ascii_lowercase().as_str() {
        "odd" => Some((2, 1)),
        "even" => Some((2, 0)),
        text => match text.split_once('n') {
            None => Some((0, number(text)?)),
            Some((step, offset)) => {
                let step = match step {
                    "" | "+" => 1,
                    "-" => -1,
                    step => number(step)?,
                };
                let offset = if offset.is_empty() {
                    0
                } else {
                    number(offset)?
                };
                Some((step, offset))
            }
        },
    }
}

fn number(text: &str) -> Option<i64> {
    text.parse::<i32>().ok().map(i64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(argument: &str) -> Vec<i64> {
        let nth = Nth::read("nth-child", argument).unwrap()[0];
        (1..=7).filter(|place| nth.is(*place)).collect()
    }

    #[test]
    fn places_among_siblings_are_told() {
        assert_eq!(places("odd"), [1, 3, 5, 7]);
        assert_eq!(places(" 2n + 2 "), [2, 4, 6]);
        assert_eq!(places("-n+3"), [1, 2, 3]);
        assert_eq!(places("n+6"), [6, 7]);
        assert_eq!(places("4"), [4]);
        assert_eq!(Nth::read("nth-child", "x"), None);
        assert_eq!(Nth::read("hover", ""), None);
    }
}
