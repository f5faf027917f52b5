//! Months as programs print them that follow the locale: journalctl, `dmesg -T`, date(1).
//!
//! ```text
//! nov. 14 02:57:18             French, journalctl
//! Fr Nov 14 02:57:18 2025      German, dmesg -T
//! 11月 14 02:57:18             Chinese, Japanese
//! ```
//!
//! # Source
//!
//! glibc, `localedata/locales`: `abmon`.

/// The month that a word abbreviates, 1 to 12, with or without its point.
#[must_use]
pub fn month(word: &[u8]) -> Option<usize> {
    let word = word.strip_suffix(b".").unwrap_or(word);
    let names = |(_, names): &(&[u8], &[&str])| names.iter().any(|name| word.eq_ignore_ascii_case(name.as_bytes()));
    MONTHS.iter().position(names).map(|at| at + 1)
}

/// How syslog abbreviates a month, 1 to 12.
#[must_use]
pub const fn abbreviation(month: usize) -> &'static [u8] {
    MONTHS[month - 1].0
}

/// Months of languages in which machines are run, without their points; the English ones stand first.
const MONTHS: [(&[u8], &[&str]); 12] = [
    (b"Jan", &["jan", "janv", "ene", "gen", "sty", "led", "янв", "1月", "oca", "tammi", "січ", "1월"]),
    (b"Feb", &["feb", "févr", "fév", "fev", "lut", "úno", "фев", "2月", "şub", "helmi", "лют", "2월"]),
    (b"Mar", &["mar", "mars", "mär", "märz", "mrt", "bře", "мар", "3月", "maalis", "бер", "3월"]),
    (b"Apr", &["apr", "avr", "avril", "abr", "kwi", "dub", "апр", "4月", "nis", "huhti", "кві", "4월"]),
    (b"May", &["may", "mai", "mag", "maj", "mei", "kvě", "мая", "май", "5月", "touko", "тра", "5월"]),
    (b"Jun", &["jun", "juin", "juni", "giu", "cze", "čen", "июн", "6月", "haz", "kesä", "чер", "6월"]),
    (b"Jul", &["jul", "juil", "juli", "lug", "lip", "čec", "июл", "7月", "tem", "heinä", "лип", "7월"]),
    (b"Aug", &["aug", "août", "ago", "sie", "srp", "авг", "8月", "ağu", "elo", "сер", "8월"]),
    (b"Sep", &["sep", "sept", "set", "wrz", "zář", "сен", "9月", "eyl", "syys", "вер", "9월"]),
    (b"Oct", &["oct", "okt", "ott", "out", "paź", "říj", "окт", "10月", "eki", "loka", "жов", "10월"]),
    (b"Nov", &["nov", "lis", "ноя", "11月", "kas", "marras", "лис", "11월"]),
    (b"Dec", &["dec", "déc", "dic", "dez", "gru", "pro", "дек", "12月", "ara", "joulu", "гру", "12월"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_of_many_languages() {
        for (word, want) in [
            ("Nov", 11),
            ("nov.", 11),
            ("Mär", 3),
            ("дек", 12),
            ("11月", 11),
            ("1月", 1),
            ("11월", 11),
            ("kas", 11),
            ("marras", 11),
            ("лис", 11),
        ] {
            assert_eq!(month(word.as_bytes()), Some(want), "{word}");
        }
        assert_eq!(abbreviation(3), b"Mar");
        for word in ["", ".", "None", "13月"] {
            assert_eq!(month(word.as_bytes()), None, "{word}");
        }
    }
}
