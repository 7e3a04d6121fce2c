//! Bytes of a header, read from the front.

use super::damaged;
use crate::error::Error;

/// What is left of a header.
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) fn take(&mut self, count: u64) -> Result<&'a [u8], Error> {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let (taken, rest) = self.0.split_at_checked(count).ok_or_else(end)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Error> {
        self.take(1)?.first().copied().ok_or_else(end)
    }

    pub(super) fn u32(&mut self) -> Result<u32, Error> {
        let bytes = self.take(4)?.try_into().map_err(|_| end())?;
        Ok(u32::from_le_bytes(bytes))
    }

    pub(super) fn u64(&mut self) -> Result<u64, Error> {
        let bytes = self.take(8)?.try_into().map_err(|_| end())?;
        Ok(u64::from_le_bytes(bytes))
    }

    /// A number: ones at the top of the first byte say how many bytes follow, the rest of it are its highest bits.
    pub(super) fn number(&mut self) -> Result<u64, Error> {
        let first = self.byte()?;
        let follow = first.leading_ones();
        let mut number = 0_u64;
        for at in 0..follow {
            number |= u64::from(self.byte()?) << (8 * at);
        }
        // Behind the ones and their zero.
        let high = u64::from(first) & (0x7F_u64 >> follow.min(7));
        Ok(if follow < 8 {
            number | (high << (8 * follow))
        } else {
            number
        })
    }

    /// A number of things each of which takes at least a bit of what follows.
    pub(super) fn count(&mut self) -> Result<usize, Error> {
        let count = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        match count <= self.0.len().saturating_mul(8) {
            true => Ok(count),
            false => Err(end()),
        }
    }

    pub(super) fn bits(&mut self, count: usize) -> Result<Vec<bool>, Error> {
        let bytes = self.take(count.div_ceil(8) as u64)?;
        let bit = |at: usize| {
            bytes
                .get(at / 8)
                .is_some_and(|byte| byte & (0x80 >> (at % 8)) != 0)
        };
        Ok((0..count).map(bit).collect())
    }

    /// Checksums of some of so many things.
    pub(super) fn checksums(&mut self, count: usize) -> Result<Vec<Option<u32>>, Error> {
        if count > self.0.len() {
            return Err(end());
        }
        let defined = match self.byte()? {
            0 => self.bits(count)?,
            _ => vec![true; count],
        };
        let one = |is_defined: bool| is_defined.then(|| self.u32()).transpose();
        defined.into_iter().map(one).collect()
    }
}

fn end() -> Error {
    damaged("the archive's header ends too early")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_to_nine_bytes() {
        for (bytes, number) in [
            (&[0x7F][..], 0x7F),
            (&[0x81, 0x02], 0x102),
            (&[0xC1, 0x02, 0x03], 0x1_0302),
            (&[0xFE, 1, 2, 3, 4, 5, 6, 7], 0x07_0605_0403_0201),
            (&[0xFF, 1, 2, 3, 4, 5, 6, 7, 8], 0x0807_0605_0403_0201),
        ] {
            assert_eq!(Bytes(bytes).number().unwrap(), number);
        }
        assert!(Bytes(&[0x81]).number().is_err());
    }

    #[test]
    fn counts_beyond_what_follows_are_refused() {
        assert_eq!(Bytes(&[8, 0]).count().unwrap(), 8);
        assert!(Bytes(&[9, 0]).count().is_err());
        assert!(
            Bytes(&[0xFF, 255, 255, 255, 255, 255, 255, 255, 255])
                .count()
                .is_err()
        );
        assert!(Bytes(&[1, 0, 0, 0, 0]).checksums(6).is_err());
    }
}
