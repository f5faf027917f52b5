//! Inputs that are known and cannot be read here: what each is, and what to do about it.

/// A kind of input that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// What it is.
    pub what: &'static str,
    /// What makes it readable.
    pub advice: &'static str,
}

const fn foreign(what: &'static str, advice: &'static str) -> Foreign {
    Foreign { what, advice }
}

const AGE: Foreign = foreign(
    "encrypted with age, as `talosctl support` does by default",
    "age -d -i KEY FILE.age > FILE, or ask the sender for --no-encryption",
);
const PGP: Foreign = foreign("encrypted with OpenPGP, as sos does when asked", "gpg -d FILE.gpg > FILE");
const ARCHIVE: Foreign =
    foreign("an archive that cannot be read here", "name it as a file, or send it to standard input");

/// What is still compressed when all compressions that are looked for are off.
const TOO_DEEP: Foreign =
    foreign("compressed more than 3 times over, deeper than is unpacked", "unpack the outer one, then name the file");

/// First bytes, and what they announce.
const KINDS: [(&[u8], Foreign); 22] = [
    (b"age-encryption.org/v1", AGE),
    (b"-----BEGIN AGE ENCRYPTED FILE-----", AGE),
    (b"-----BEGIN PGP MESSAGE-----", PGP),
    (&[0x8c, 0x0d, 0x04], PGP),
    (&[0x85, 0x01, 0x0c, 0x03], PGP),
    (&[0x85, 0x02, 0x0c, 0x03], PGP),
    (&[0x84, 0x5e, 0x03], PGP),
    (b"PK\x03\x04", ARCHIVE),
    (b"PK\x05\x06", foreign("an empty zip archive", "ask for another one")),
    (b"7z\xbc\xaf\x27\x1c", foreign("a 7-zip archive", "7z x FILE, then name the folder")),
    (b"Rar!\x1a\x07", foreign("a RAR archive", "unrar x FILE, then name the folder")),
    (b"LZIP", foreign("compressed with lzip", "lzip -dc FILE | kascade")),
    (&[0x1f, 0x9d], foreign("compressed with compress", "uncompress -c FILE | kascade")),
    (&[0x89, b'L', b'Z', b'O', 0], foreign("compressed with lzop", "lzop -dc FILE | kascade")),
    (b"07070100", foreign("a cpio archive", "cpio -i < FILE, then name the folder")),
    (b"!<arch>\n", foreign("a Debian package or a static library", "it holds no logs")),
    (&[0xed, 0xab, 0xee, 0xdb], foreign("an RPM package", "it holds no logs")),
    (b"\x7fELF", foreign("a program or a core dump", "coredumpctl info, or gdb, reads it")),
    (b"KDUMP   ", foreign("a dump of a kernel's memory", "makedumpfile --dump-dmesg FILE dmesg.txt")),
    (b"SQLite format 3\0", foreign("a SQLite database", "it holds no logs")),
    (b"ElfFile\0", foreign("a Windows event log", "export it as text")),
    (&[0xd4, 0xc3, 0xb2, 0xa1], foreign("a packet capture", "tcpdump -r FILE")),
];

/// What the first bytes of an input announce, its compressions taken off, when it is one that cannot be read.
#[must_use]
pub fn detect(head: &[u8]) -> Option<Foreign> {
    let known = KINDS.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, kind)| *kind);
    let archive = || super::archive::Kind::of(head).map(|_| ARCHIVE);
    known.or_else(archive).or_else(|| super::compressed::detect(head).map(|_| TOO_DEEP))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn told_by_their_first_bytes() {
        assert_eq!(detect(b"age-encryption.org/v1\n-> X25519"), Some(AGE));
        assert!(detect(b"7z\xbc\xaf\x27\x1c\0").is_some_and(|f| f.advice.starts_with("7z x")));
        assert_eq!(detect(b"Nov 14 02:57:18 n kernel: x"), None);
        assert_eq!(detect(&[0x1f, 0x8b, 8, 0]), Some(TOO_DEEP));
        assert_eq!(detect(b""), None);
    }
}
