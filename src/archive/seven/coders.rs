//! How the packed bytes of one folder become plain ones: its coders and how they are chained.

use super::bytes::Bytes;
use super::header::odd;
use crate::error::Error;

/// Coders of one folder; 7-Zip chains four at most.
const MAX_CODERS: u64 = 8;

/// One step from packed bytes to plain ones.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Coder {
    pub(super) method: Vec<u8>,
    pub(super) properties: Vec<u8>,
    /// Bytes that it gives.
    pub(super) size: u64,
}

/// How a folder is packed.
pub(super) struct Plan {
    pub(super) coders: Vec<Coder>,
    /// All outputs of all coders.
    pub(super) outputs: usize,
    /// Packed streams.
    pub(super) inputs: usize,
    /// Input and output that are one.
    pairs: Vec<(u64, u64)>,
    /// Each coder has one input and one output.
    is_simple: bool,
}

/// Reads the coders of one folder; their sizes follow later.
pub(super) fn plan(bytes: &mut Bytes<'_>) -> Result<Plan, Error> {
    let count = bytes.number()?;
    if count == 0 || count > MAX_CODERS {
        return Err(odd());
    }
    let mut coders = Vec::new();
    let (mut inputs, mut outputs) = (0_u64, 0_u64);
    for _ in 0..count {
        let flags = bytes.byte()?;
        let method = bytes.take(u64::from(flags & 0x0F))?.to_vec();
        let (own_inputs, own_outputs) = match flags & 0x10 {
            0 => (1, 1),
            _ => (bytes.number()?, bytes.number()?),
        };
        if own_inputs > MAX_CODERS || own_outputs > MAX_CODERS {
            return Err(odd());
        }
        (inputs, outputs) = (inputs + own_inputs, outputs + own_outputs);
        let properties = match flags & 0x20 {
            0 => Vec::new(),
            _ => {
                let size = bytes.number()?;
                bytes.take(size)?.to_vec()
            }
        };
        coders.push(Coder {
            method,
            properties,
            size: 0,
        });
    }
    let bound = outputs.checked_sub(1).ok_or_else(odd)?;
    let mut pairs = Vec::new();
    for _ in 0..bound {
        pairs.push((bytes.number()?, bytes.number()?));
    }
    let packed = inputs
        .checked_sub(bound)
        .filter(|n| *n > 0)
        .ok_or_else(odd)?;
    if packed > 1 {
        for _ in 0..packed {
            bytes.number()?;
        }
    }
    Ok(Plan {
        is_simple: inputs == count && outputs == count,
        coders,
        outputs: usize::try_from(outputs).map_err(|_| odd())?,
        inputs: usize::try_from(packed).map_err(|_| odd())?,
        pairs,
    })
}

impl Plan {
    /// The coders from packed to plain.
    pub(super) fn chain(self) -> Option<Vec<Coder>> {
        if !self.is_simple || self.inputs != 1 {
            return None;
        }
        let numbers = 0..self.coders.len() as u64;
        // The one whose input is no other's output reads the packed bytes.
        let mut at = numbers
            .into_iter()
            .find(|n| self.pairs.iter().all(|(input, _)| input != n))?;
        let mut chain = Vec::new();
        while chain.len() < self.coders.len() {
            chain.push(self.coders.get(usize::try_from(at).ok()?)?.clone());
            match self.pairs.iter().find(|(_, output)| *output == at) {
                Some((input, _)) => at = *input,
                None => break,
            }
        }
        (chain.len() == self.coders.len()).then_some(chain)
    }
}
