//! Makes small journal files in every mode, since no one machine's journald writes all of them.
//!
//! The hash tables stay out: a reader that walks over the objects has no use for them.

use std::collections::BTreeMap;

use kascade::source::journal::hash::Hash;

/// Bytes of the header.
const HEADER: usize = 272;
/// Values that are shorter are stored as they are.
const PACK_FROM: usize = 64;

/// How a file is laid out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mode {
    /// Offsets of four bytes.
    pub compact: bool,
    /// Flag of the compression of values: 0, 1 (xz), 2 (lz4), 4 (zstd).
    pub packing: u8,
}

/// When an entry was stored.
#[derive(Clone, Copy, Debug)]
pub struct When {
    /// Microseconds since 1970.
    pub realtime: u64,
    /// Microseconds since boot.
    pub monotonic: u64,
    /// Boot id.
    pub boot: u128,
}

/// A journal in the making.
#[derive(Clone, Debug)]
pub struct Maker {
    mode: Mode,
    bytes: Vec<u8>,
    values: BTreeMap<Vec<u8>, u64>,
    last: u64,
    entries: u64,
    /// Number of the first entry.
    pub first_seqnum: u64,
    /// Id of the file.
    pub file_id: u128,
    /// 0 closed, 1 online, 2 archived.
    pub state: u8,
}

impl Maker {
    /// Without entries yet.
    pub fn new(mode: Mode) -> Self {
        let (bytes, values) = (vec![0; HEADER], BTreeMap::new());
        Maker { mode, bytes, values, last: 0, entries: 0, first_seqnum: 1, file_id: 0x51, state: 2 }
    }

    /// Appends an entry with these fields, `NAME=value` each.
    pub fn entry(&mut self, when: When, fields: &[impl AsRef<[u8]>]) {
        let boot = format!("_BOOT_ID={:032x}", when.boot);
        let fields = fields.iter().map(AsRef::as_ref).chain([boot.as_bytes()]);
        let items: Vec<u64> = fields.map(|field| self.value(field)).collect();
        let seqnum = self.first_seqnum + self.entries;
        let mut body = Vec::new();
        [seqnum, when.realtime, when.monotonic].iter().for_each(|n| body.extend(n.to_le_bytes()));
        body.extend(when.boot.to_be_bytes());
        body.extend(0u64.to_le_bytes());
        for item in items {
            match self.mode.compact {
                true => body.extend(u32::try_from(item).expect("a small file").to_le_bytes()),
                false => [item, 0].iter().for_each(|n| body.extend(n.to_le_bytes())),
            }
        }
        self.object(3, 0, &body);
        self.entries += 1;
    }

    /// The offset of a value, which is stored once.
    fn value(&mut self, field: &[u8]) -> u64 {
        if let Some(at) = self.values.get(field) {
            return *at;
        }
        let packed = self.pack(field);
        let mut body = vec![0; if self.mode.compact { 56 } else { 48 }];
        body.extend(packed.as_deref().unwrap_or(field));
        let at = self.object(1, packed.map_or(0, |_| self.mode.packing), &body);
        self.values.insert(field.to_vec(), at);
        at
    }

    fn pack(&self, field: &[u8]) -> Option<Vec<u8>> {
        if field.len() < PACK_FROM {
            return None;
        }
        match self.mode.packing {
            1 => Some(super::xz::stored(field)),
            2 => Some([&(field.len() as u64).to_le_bytes()[..], &lz4_flex::block::compress(field)].concat()),
            4 => Some(zstd::encode_all(field, 3).expect("in memory")),
            _ => None,
        }
    }

    /// Appends an object; gives its offset.
    pub fn object(&mut self, kind: u8, flags: u8, body: &[u8]) -> u64 {
        let at = self.bytes.len();
        self.bytes.extend([kind, flags, 0, 0, 0, 0, 0, 0]);
        self.bytes.extend((16 + body.len() as u64).to_le_bytes());
        self.bytes.extend(body);
        self.bytes.resize(self.bytes.len().next_multiple_of(8), 0);
        self.last = at as u64;
        at as u64
    }

    /// The file, with some room behind its last object as journald leaves it.
    pub fn finish(mut self) -> Vec<u8> {
        self.bytes.resize((self.bytes.len() + 64).next_multiple_of(512), 0);
        let features = 4 | if self.mode.compact { 16 } else { 0 } | [0, 1, 2, 0, 8][usize::from(self.mode.packing)];
        let arena = (self.bytes.len() - HEADER) as u64;
        let hash = Hash::keyed(self.file_id);
        let hashes = self.values.iter().map(|(value, at)| (*at as usize + 16, hash.of(value).to_le_bytes()));
        let mut put = |at: usize, bytes: &[u8]| self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
        hashes.for_each(|(at, hash)| put(at, &hash));
        put(0, b"LPKSHHRH");
        put(12, &u32::to_le_bytes(features));
        put(16, &[self.state]);
        put(24, &self.file_id.to_be_bytes());
        put(40, &0x77u128.to_be_bytes());
        put(72, &0x99u128.to_be_bytes());
        let last = self.first_seqnum + self.entries - 1;
        let numbers = [
            (88, HEADER as u64),
            (96, arena),
            (136, self.last),
            (152, self.entries),
            (160, last),
            (168, self.first_seqnum),
        ];
        numbers.iter().for_each(|(at, number)| put(*at, &number.to_le_bytes()));
        self.bytes
    }
}
