//! What follows the head of a file, up to the length that it had when it was opened.
//!
//! ```text
//! | head | rest                         | what others append: not read
//!                     | cut off in the meantime: an error behind what is there
//! ```

use std::fs::File;
use std::io::{Error, ErrorKind, Read, Result};

/// Why a file ends before its length.
pub const SHORTER: &str = "became shorter while it was read: what is left of it was analysed";

/// What follows the head of a regular file, as long as it was when it was opened: what is appended later is not read,
/// and what was cut off is an error.
#[derive(Debug)]
pub struct Rest {
    file: File,
    /// Bytes to come; a file that tells no length is read to its end.
    left: Option<u64>,
}

impl Rest {
    /// Of a file that was `len` bytes long, and whose head is read.
    #[must_use]
    pub fn of(file: File, len: u64, head: &[u8]) -> Self {
        Rest { file, left: (len > 0).then(|| len.saturating_sub(head.len() as u64)) }
    }
}

impl Read for Rest {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let Some(left) = &mut self.left else { return self.file.read(buffer) };
        let most = usize::try_from(*left).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.file.read(&mut buffer[..most])?;
        *left -= read as u64;
        if read == 0 && most > 0 {
            // Told once: then it is at its end.
            *left = 0;
            return Err(Error::new(ErrorKind::UnexpectedEof, SHORTER));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_as_long_as_when_it_was_opened() {
        let path = std::env::temp_dir().join(format!("kascade-rest-{}", std::process::id()));
        std::fs::write(&path, b"head and rest, and more").expect("written");
        let rest = |len| {
            let mut file = File::open(&path).expect("opens");
            let mut head = [0; 4];
            file.read_exact(&mut head).expect("reads");
            let mut text = Vec::new();
            let trouble = Rest::of(file, len, &head).read_to_end(&mut text).err();
            (text, trouble.map(|e| e.to_string()))
        };
        assert_eq!(rest(13), (b" and rest".to_vec(), None));
        assert_eq!(rest(0).0, b" and rest, and more");
        assert_eq!(rest(99), (b" and rest, and more".to_vec(), Some(SHORTER.to_owned())));
        std::fs::remove_file(&path).expect("removed");
    }
}
