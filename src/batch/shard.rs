//! One part of a run that is shared out among several machines or jobs.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Part `part` of `of`, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Shard {
    pub(super) part: u32,
    pub(super) of: u32,
}

impl Shard {
    /// Whether a file is of this part. Its source alone decides: a file that comes or goes moves no other.
    pub(super) fn has(self, source: &str) -> bool {
        let hash = Sha256::digest(source);
        let start = hash.iter().take(8);
        let number = start.fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        number % u64::from(self.of) == u64::from(self.part - 1)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/');
        let number = |text: &str| text.parse::<u32>().ok();
        let shard = parts.and_then(|(part, of)| {
            Some(Shard {
                part: number(part)?,
                of: number(of)?,
            })
        });
        shard
            .filter(|shard| (1..=shard.of).contains(&shard.part))
            .ok_or_else(|| "not a part and their number, as 3/16".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_one_of_its_number() {
        assert_eq!("3/16".parse(), Ok(Shard { part: 3, of: 16 }));
        assert_eq!(
            "3/16".parse::<Shard>().expect("a shard").to_string(),
            "3/16"
        );
        for wrong in ["0/4", "5/4", "1", "a/b", "-1/2", "1/0"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_source_is_of_one_part() {
        for source in ["a.pdf", "县/甲.pdf", ""] {
            let parts = (1..=16).filter(|&part| Shard { part, of: 16 }.has(source));
            assert_eq!(parts.count(), 1, "{source}");
        }
    }
}
