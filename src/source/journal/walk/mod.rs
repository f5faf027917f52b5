//! The walk over a journal's objects, from the first to the last.

mod seek;

use super::copies::Elsewhere;
use super::hash::Hash;
use super::object::{DATA, ENTRY, HEAD, Head, Layout};
use super::unpack::{MAX_VALUE, Unpacker, flags};
use super::window::Window;
use super::{Bytes, Damage, Entry, Header, State, header, u64_at};

/// Unpacked bytes that a file may give for each of its own,
const MOST_UNPACKED: u64 = 64;
/// and in any case.
const ALWAYS_UNPACKED: u64 = 256 << 20;

/// What the walk meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A value stands at this offset; [`Journal::found`] has it.
    Value(u64),
    /// An entry; it was put where the caller wants it.
    Entry,
}

/// Where the value is that was asked for last.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// In the file: offset and bytes.
    Plain(u64, usize),
    /// Unpacked.
    Unpacked,
}

/// A journal file that is being read.
#[derive(Debug)]
pub struct Journal {
    /// Its header.
    pub header: Header,
    /// What could not be read so far.
    pub damage: Damage,
    /// Entries met so far.
    pub entries: u64,
    /// Entries that another file has, and is read for.
    pub elsewhere: Option<Elsewhere>,
    /// How many of these were passed over.
    pub passed_over: u64,
    layout: Layout,
    hash: Hash,
    window: Window,
    unpacker: Unpacker,
    /// Where the next object is expected.
    at: u64,
    found: Place,
    /// Bytes that may still be unpacked.
    budget: u64,
    /// Whether the walk is behind the last object that the header knows of.
    past_tail: bool,
    /// Compressions met, as flags.
    packed: u8,
}

impl Journal {
    /// Opens a journal.
    ///
    /// # Errors
    ///
    /// When its header is cut or cannot be read, so that nothing can; the text says so.
    pub fn open(bytes: Bytes) -> Result<Journal, String> {
        let mut window = Window::new(bytes);
        let Some(header) = window.front(0, header::MIN as usize).and_then(Header::read) else {
            let cut = format!("journal header is cut: {} of at least {} bytes", window.len(), header::MIN);
            return Err(window.trouble.unwrap_or(cut));
        };
        // journald writes an object first and tells the header then: all that this header knows of is there by now.
        window.measure();
        let len = window.len();
        let mut damage = Damage::default();
        check(&header, len, &mut damage);
        Ok(Journal {
            layout: Layout::new(header.is_compact()),
            at: header.first_object(),
            budget: len.saturating_mul(MOST_UNPACKED).max(ALWAYS_UNPACKED),
            found: Place::Plain(0, 0),
            entries: 0,
            elsewhere: None,
            passed_over: 0,
            hash: header.hash(),
            header,
            damage,
            window,
            unpacker: Unpacker::default(),
            past_tail: false,
            packed: 0,
        })
    }

    /// Bytes of the file.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.window.len()
    }

    /// Whether the file is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.window.is_empty()
    }

    /// Names of the compressions of the values that were met.
    pub fn compressions(&self) -> impl Iterator<Item = &'static str> {
        let packed = self.packed;
        let named = [(flags::XZ, "xz"), (flags::LZ4, "lz4"), (flags::ZSTD, "zstd")];
        named.into_iter().filter(move |(flag, _)| packed & flag != 0).map(|(_, name)| name)
    }

    /// Goes on to the next value or entry; an entry is put into `entry`. `None` at the end.
    pub fn next(&mut self, entry: &mut Entry) -> Option<Found> {
        self.go(entry, true)
    }

    /// Goes on to the next entry, past values; `false` at the end.
    pub fn next_entry(&mut self, entry: &mut Entry) -> bool {
        self.go(entry, false).is_some()
    }

    fn go(&mut self, entry: &mut Entry, at_values: bool) -> Option<Found> {
        while self.at < self.len() {
            let at = self.at;
            match self.head(at).filter(|head| head.kind != ENTRY || self.take_entry(at, head.size, entry)) {
                Some(head) => {
                    self.go_on(at, head);
                    if head.kind == ENTRY && !self.is_elsewhere(entry) {
                        return Some(Found::Entry);
                    }
                    if at_values && head.kind == DATA && self.load_in_walk(at, head) {
                        return Some(Found::Value(at));
                    }
                }
                None if self.past_tail || self.is_being_written(at) => self.at = self.len(),
                None if self.skip_damage(at, entry) && !self.is_elsewhere(entry) => return Some(Found::Entry),
                None => {}
            }
        }
        None
    }

    /// The value that [`Journal::next`] found or [`Journal::value`] gave last.
    pub fn found(&mut self) -> &[u8] {
        match self.found {
            Place::Plain(at, len) => self.window.aside(at, len).unwrap_or_default(),
            Place::Unpacked => self.unpacker.unpacked(),
        }
    }

    /// Goes on at an offset at which the walk met an entry before.
    pub const fn go_to(&mut self, at: u64) {
        self.at = at;
    }

    /// The value at an offset that an entry names, `NAME=value`, at most [`MAX_VALUE`] bytes; `None` when there is
    /// none, or it is damaged.
    pub fn value(&mut self, at: u64) -> Option<&[u8]> {
        let head = self.window.aside(at, HEAD).and_then(|bytes| Head::read(bytes, self.layout))?;
        let is_value = head.kind == DATA && head.next(at) <= self.len().next_multiple_of(8);
        if !is_value || !self.load(at, head) {
            return None;
        }
        self.check_hash(at);
        Some(self.found())
    }

    /// A value that is longer than what is read of it, or was unpacked in part, tells nothing by its hash.
    fn check_hash(&mut self, at: u64) {
        let stored = self.window.aside(at, HEAD + 8).map(|bytes| u64_at(bytes, HEAD));
        let hash = self.hash;
        let is_cut = matches!(self.found, Place::Unpacked) && self.unpacker.is_damaged;
        let value = self.found();
        if !is_cut && value.len() < MAX_VALUE && stored.is_some_and(|stored| stored != hash.of(value)) {
            self.damage.differs(at);
        }
    }

    /// What could not be read, once the walk is at its end.
    pub fn finish(&mut self) -> &Damage {
        let (told, met) = (self.header.entries, self.entries);
        if told > met {
            self.damage.whole(format!("the header counts {told} entries, {met} were found"));
        }
        if let Some(trouble) = self.window.trouble.take() {
            self.damage.whole(trouble);
        }
        &self.damage
    }

    /// The head of an object at `at` that makes sense and lies in the file.
    fn head(&mut self, at: u64) -> Option<Head> {
        let head = self.window.front(at, HEAD).and_then(|bytes| Head::read(bytes, self.layout))?;
        at.checked_add(head.size).is_some_and(|end| end <= self.len()).then_some(head)
    }

    fn take_entry(&mut self, at: u64, size: u64, entry: &mut Entry) -> bool {
        let (layout, len) = (self.layout, self.len());
        let bytes = self.window.front(at, Entry::wanted(size, layout)).unwrap_or_default();
        let taken = entry.take(at, bytes, layout, len);
        self.entries += u64::from(taken);
        taken
    }

    /// Whether an object that makes no sense is the one that journald was at when the file was copied.
    fn is_being_written(&self, at: u64) -> bool {
        self.header.state == State::Online && at == self.header.tail_object
    }

    /// Whether journald made room for objects and wrote none yet.
    const fn is_unwritten(&self) -> bool {
        self.header.tail_object == 0 && self.header.entries == 0
    }

    fn is_elsewhere(&mut self, entry: &Entry) -> bool {
        let elsewhere = self.elsewhere.as_ref().is_some_and(|e| e.seqnums.contains(&entry.seqnum));
        self.passed_over += u64::from(elsewhere);
        elsewhere
    }

    /// Leaves an object behind. The last one that the header knows ends the walk, unless the file was not closed or
    /// the header knows of more entries: then what makes sense behind it is read too.
    fn go_on(&mut self, at: u64, head: Head) {
        self.at = head.next(at);
        self.past_tail |= at == self.header.tail_object;
        if self.past_tail && self.header.state != State::Online && self.entries >= self.header.entries {
            self.at = self.len();
        }
    }

    /// Gets the value where the walk stands ready; damage counts here and not each time an entry asks for it.
    fn load_in_walk(&mut self, at: u64, head: Head) -> bool {
        let loaded = self.load(at, head);
        if !loaded || (head.flags != 0 && self.unpacker.is_damaged) {
            self.damage.value(at);
        }
        loaded
    }

    /// Gets a value ready for [`Journal::found`].
    fn load(&mut self, at: u64, head: Head) -> bool {
        let (at, len) = (at + self.layout.payload, head.size - self.layout.payload);
        if head.flags == 0 {
            self.found = Place::Plain(at, len.min(MAX_VALUE as u64) as usize);
            return true;
        }
        self.packed |= head.flags;
        self.unpack(at, len, head.flags)
    }

    fn unpack(&mut self, at: u64, len: u64, flags: u8) -> bool {
        if self.budget == 0 {
            self.damage.too_much();
            return false;
        }
        let packed = usize::try_from(len).ok().and_then(|len| self.window.aside(at, len));
        let unpacked = packed.and_then(|packed| self.unpacker.unpack(packed, flags)).map(<[u8]>::len);
        let Some(len) = unpacked else { return false };
        self.budget = self.budget.saturating_sub(len as u64);
        self.found = Place::Unpacked;
        true
    }
}

/// Trouble that the header and the length of the file show.
fn check(header: &Header, len: u64, damage: &mut Damage) {
    if !header.signed {
        damage.whole("the first bytes are not a journal's, the rest is".to_owned());
    }
    if let Some(bits) = header.unknown_features() {
        damage.whole(format!("unknown features {bits:#x} of a later journald: read as far as it is understood"));
    }
    let wanted = header.size.saturating_add(header.arena);
    if header.is_plausible() && wanted > len {
        damage.whole(format!("cut: {len} of {wanted} bytes"));
    }
}
