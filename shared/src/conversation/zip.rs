//! The names in a ZIP archive, from its central directory; nothing is unpacked.

/// Maximum number of entries that are read; a document has far fewer.
const ENTRIES_MAX: usize = 4_096;
/// Longest distance of the end record from the end of the archive: its own length, and the longest comment.
const END_MAX: usize = 22 + 65_535;

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";

/// Names of the entries; `None` for bytes that do not begin and end as an archive, or whose directory cannot be read.
pub(super) fn names(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    if !bytes.starts_with(LOCAL) {
        return None;
    }
    let tail = bytes.len().saturating_sub(END_MAX);
    let last = bytes.get(tail..)?;
    let end = tail + last.windows(END.len()).rposition(|window| window == END)?;
    let entries = usize::from(short(bytes, end + 10)?);
    let mut at = long(bytes, end + 16)?;
    if entries > ENTRIES_MAX {
        return None;
    }
    let mut names = Vec::with_capacity(entries);
    for _ in 0..entries {
        let entry = bytes.get(at..)?;
        if !entry.starts_with(CENTRAL) {
            return None;
        }
        let length = usize::from(short(entry, 28)?);
        let rest = usize::from(short(entry, 30)?) + usize::from(short(entry, 32)?);
        names.push(entry.get(46..46 + length)?);
        at += 46 + length + rest;
    }
    Some(names)
}

/// Content of the first entry, when it is stored without compression under this name, with all that follows it.
pub(super) fn first<'a>(bytes: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let stored = bytes.starts_with(LOCAL) && short(bytes, 8)? == 0;
    let length = usize::from(short(bytes, 26)?);
    let extra = usize::from(short(bytes, 28)?);
    let named = bytes.get(30..30 + length)? == name;
    bytes.get(30 + length + extra..).filter(|_| stored && named)
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at + 2)?;
    Some(u16::from_le_bytes(two.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at + 4)?;
    usize::try_from(u32::from_le_bytes(four.try_into().ok()?)).ok()
}
