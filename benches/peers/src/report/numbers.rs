//! Numbers as people read them.
//!
//! Owns rounding and units. Must not know what is counted. Invariant: three digits, whatever the size.

/// Three digits.
pub(super) fn short(value: f64) -> String {
    let size = value.abs();
    let places = match size {
        _ if size >= 100.0 || size == 0.0 => 0,
        _ if size >= 10.0 => 1,
        _ => 2,
    };
    let text = format!("{value:.places$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{fraction}") }
}

/// Nanoseconds in the unit that suits them.
pub(super) fn time(ns: f64) -> String {
    match ns.abs() {
        size if size >= 1e9 => format!("{} s", short(ns / 1e9)),
        size if size >= 1e6 => format!("{} ms", short(ns / 1e6)),
        size if size >= 1e3 => format!("{} µs", short(ns / 1e3)),
        _ => format!("{} ns", short(ns)),
    }
}

/// 4.5, or 1/80 where it is less than 1.
pub(super) fn ratio(value: f64) -> String {
    if value > 0.0 && value < 0.995 { format!("1/{}", short(1.0 / value)) } else { short(value) }
}

/// 1k, 10k, 1M.
pub(super) fn size(size: usize) -> String {
    match size {
        0 => "at no size".into(),
        _ if size >= 1_000_000 && size.is_multiple_of(1_000_000) => format!("{}M", size / 1_000_000),
        _ if size >= 1_000 && size.is_multiple_of(1_000) => format!("{}k", size / 1_000),
        _ => size.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits() {
        let written = [0.0, 0.125, 4.5, 12.34, 999.6, 14_120.0, -1_961_480.0].map(short);
        assert_eq!(written, ["0", "0.12", "4.5", "12.3", "1,000", "14,120", "-1,961,480"]);
        assert_eq!([0.5, 999.0, 1_000.0, 2.5e6, 3e9].map(time), ["0.5 ns", "999 ns", "1 µs", "2.5 ms", "3 s"]);
    }

    #[test]
    fn less_than_one_is_a_fraction() {
        assert_eq!([0.0, 1.0 / 80.0, 1.0 / 1.5, 1.0, 4.5].map(ratio), ["0", "1/80", "1/1.5", "1", "4.5"]);
        assert_eq!([100, 1_000, 1_024, 100_000, 1_000_000].map(size), ["100", "1k", "1024", "100k", "1M"]);
    }
}
