//! Runs of a known shape: each entry tells the length of what it knows at the start of a text.

/// One known shape.
pub struct Known {
    /// What stands in its place.
    pub mask: &'static [u8],
    /// Its length at the start of a text.
    pub len: fn(&[u8]) -> Option<usize>,
    /// What may stand behind its first letters and digits; anything when empty. Most words end here.
    pub behind: &'static [u8],
    /// Whether it makes the name that it stands in random.
    pub random: bool,
}

const fn known(mask: &'static [u8], behind: &'static [u8], len: fn(&[u8]) -> Option<usize>) -> Known {
    Known { mask, len, behind, random: false }
}

const fn random(mask: &'static [u8], behind: &'static [u8], len: fn(&[u8]) -> Option<usize>) -> Known {
    Known { mask, len, behind, random: true }
}

/// Tried in this order.
pub static KNOWN: [Known; 8] = [
    random(b"<uuid>", b"-", uuid),
    known(b"<time>", b"-/", stamp),
    known(b"<mac>", b":", mac),
    known(b"<time>", b":", clock),
    known(b"<ip>", b":", ipv6),
    known(b"<ip>:<port>", b".", socket),
    known(b"<ip>", b".", ipv4),
    random(b"<hex>", b"", hex),
];

impl Known {
    /// Whether its first letters and digits may have this behind them.
    pub fn may_be(&self, behind: Option<u8>) -> bool {
        self.behind.is_empty() || behind.is_some_and(|b| self.behind.contains(&b))
    }
}

/// Matches a picture: `d` a digit, `x` a hexadecimal digit, anything else itself.
fn picture(text: &[u8], picture: &[u8]) -> Option<usize> {
    let fits = |(byte, wanted): (&u8, &u8)| match wanted {
        b'd' => byte.is_ascii_digit(),
        b'x' => byte.is_ascii_hexdigit(),
        _ => byte == wanted,
    };
    (text.len() >= picture.len() && text.iter().zip(picture).all(fits)).then_some(picture.len())
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|b| b.is_ascii_digit()).count()
}

fn uuid(text: &[u8]) -> Option<usize> {
    picture(text, b"xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
}

/// `2031-02-03`, alone or with `T04:05:06.789Z` or ` 04:05:06` behind it.
fn stamp(text: &[u8]) -> Option<usize> {
    let day = picture(text, b"dddd-dd-dd").or_else(|| picture(text, b"dddd/dd/dd"))?;
    let time = |at: usize| clock(text.get(at + 1..)?).map(|len| at + 1 + len);
    let joined = text.get(day).is_some_and(|b| matches!(b, b'T' | b' '));
    let end = if joined { time(day).unwrap_or(day) } else { day };
    let zone = &text[end..];
    let zone = picture(zone, b"+dd:dd").or_else(|| picture(zone, b"-dd:dd")).or_else(|| picture(zone, b"Z"));
    Some(end + zone.unwrap_or(0))
}

/// `4:05`, `04:05:06`, `04:05:06.789`.
fn clock(text: &[u8]) -> Option<usize> {
    let minutes = picture(text, b"dd:dd").or_else(|| picture(text, b"d:dd"))?;
    let seconds = picture(&text[minutes..], b":dd").unwrap_or(0);
    let end = minutes + seconds;
    let fraction = match text.get(end) {
        Some(b'.' | b',') if seconds > 0 => digits(&text[end + 1..]),
        _ => 0,
    };
    let more = text.get(end) == Some(&b':');
    (!more).then_some(if fraction > 0 { end + 1 + fraction } else { end })
}

fn mac(text: &[u8]) -> Option<usize> {
    picture(text, b"xx:xx:xx:xx:xx:xx")
}

/// Two colons or more between groups of at most four hexadecimal digits.
fn ipv6(text: &[u8]) -> Option<usize> {
    let len = text.iter().take_while(|b| b.is_ascii_hexdigit() || **b == b':').count();
    let address = text[..len].strip_suffix(b":").filter(|a| !a.ends_with(b":")).unwrap_or(&text[..len]);
    let mut groups = address.split(|b| *b == b':');
    let colons = address.iter().filter(|b| **b == b':').count();
    (colons >= 2 && groups.all(|g| g.len() <= 4)).then_some(address.len())
}

fn ipv4(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    for part in 0..4 {
        if part > 0 {
            at += usize::from(text.get(at) == Some(&b'.')).checked_sub(1)? + 1;
        }
        let len = digits(&text[at..]);
        at += Some(len).filter(|len| (1..=3).contains(len))?;
    }
    Some(at)
}

fn socket(text: &[u8]) -> Option<usize> {
    let address = ipv4(text)?;
    let port = text.get(address).filter(|b| **b == b':').map(|_| digits(&text[address + 1..]))?;
    (port > 0).then_some(address + 1 + port)
}

/// `0x..`, or seven hexadecimal digits or more with a letter and a digit among them.
fn hex(text: &[u8]) -> Option<usize> {
    let prefix = if text.starts_with(b"0x") { 2 } else { 0 };
    let body = &text[prefix..];
    let len = body.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    let mixed = body[..len].iter().any(u8::is_ascii_digit) && !body[..len].iter().all(u8::is_ascii_digit);
    let is_id = if prefix > 0 { len > 0 } else { len >= 7 && mixed };
    is_id.then_some(prefix + len)
}
