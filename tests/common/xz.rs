//! An .xz container whose chunks are stored, not packed: enough to test a reader, without an encoder.
//!
//! Source: "The .xz File Format" 1.2.1, sections 2 to 4.

/// Bytes of an LZMA2 chunk at most.
const CHUNK: usize = 1 << 16;
/// Stream flags: no reserved bit, checks are CRC32.
const FLAGS: [u8; 2] = [0, 1];

/// The container around `text`.
pub fn stored(text: &[u8]) -> Vec<u8> {
    let mut out = b"\xfd7zXZ\0".to_vec();
    out.extend(FLAGS);
    out.extend(crc32(&FLAGS).to_le_bytes());
    let header = with_crc(vec![2, 0, 0x21, 1, 0x16, 0, 0, 0]);
    let chunks = chunks(text);
    let unpadded = header.len() + chunks.len() + 4;
    out.extend(header);
    out.extend(padded(chunks));
    out.extend(crc32(text).to_le_bytes());
    let mut index = vec![0, 1];
    index.extend(varint(unpadded));
    index.extend(varint(text.len()));
    let index = with_crc(padded(index));
    let mut foot = u32::try_from(index.len() / 4 - 1).expect("one record").to_le_bytes().to_vec();
    foot.extend(FLAGS);
    out.extend(index);
    out.extend(crc32(&foot).to_le_bytes());
    out.extend(foot);
    out.extend(b"YZ");
    out
}

/// LZMA2: the first chunk resets the dictionary, a zero ends them.
fn chunks(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for (at, part) in text.chunks(CHUNK).enumerate() {
        out.push(if at == 0 { 1 } else { 2 });
        out.extend(u16::try_from(part.len() - 1).expect("a chunk is small").to_be_bytes());
        out.extend(part);
    }
    out.push(0);
    out
}

fn padded(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

fn with_crc(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.extend(crc32(&bytes).to_le_bytes());
    bytes
}

/// Seven bits a byte, the lowest first.
fn varint(mut value: usize) -> Vec<u8> {
    let mut out = Vec::new();
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let bit = |crc: u32| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| bit(crc)))
}
