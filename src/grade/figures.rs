//! Numbers and amounts of money in what a program printed.
//!
//! Owns: what "it shows this number" means. Labels and layout never decide;
//! thousands separators are understood.

use super::text::plain;
use regex::Regex;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

/// More different numbers than this in one output is a list of guesses, not a count.
const MOST_DISTINCT: usize = 600;

// Digits are written out: `\d` means those of all scripts, and compiling that takes ten
// milliseconds, at the end of a check, when the learner waits.

#[allow(clippy::expect_used)] // a constant pattern, tried by the tests below
static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[0-9]{1,3}(?:[,_.'’\u{a0}\u{202f}][0-9]{3})+|[0-9]+").expect("constant pattern")
});

// White space and letters of all scripts, and gaps of so many of any characters, would take
// ten times as long to compile.
#[allow(clippy::expect_used)] // likewise
static MONEY_WORD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i-u:\$|usd|us\$|cost[a-z_]*|price|spent|kosten)|[cC][oO][ûÛ][tT]")
        .expect("constant pattern")
});

#[allow(clippy::expect_used)] // likewise
static MONEY_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[0-9]+(?:[.,][0-9]+)?(?:[eE]-?[0-9]+)?").expect("constant pattern"));

#[allow(clippy::expect_used)] // likewise
static MONEY_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"([0-9]+(?:[.,][0-9]+)?(?:[eE]-?[0-9]+)?)[ \t\r\n\x{a0}\x{202f}]*(?i-u:\$|usd|dollars?)")
        .expect("constant pattern")
});

/// So many characters may stand between a word for money and its number.
const APART: usize = 40;

/// Compiles what numbers and money are looked for with, ahead of the first look.
pub fn prepare() {
    [&WHOLE, &MONEY_WORD, &MONEY_NUMBER, &MONEY_BEFORE].into_iter().for_each(|pattern| {
        LazyLock::force(pattern);
    });
}

/// The text with nothing that is not seen, and its digits as those of English.
fn readable(text: &str) -> String {
    /// The zeros of other scripts; their other digits follow.
    const ZEROS: [u32; 19] = [
        0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
        0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810, 0xFF10,
    ];
    let clean = plain(text);
    if clean.is_ascii() {
        return clean;
    }
    let ascii = |c: char| match c {
        '\u{66b}' => '.',
        '\u{66c}' => ',',
        _ => {
            let digit =
                ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(*zero).filter(|digit| *digit < 10));
            digit.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(c)
        }
    };
    clean.chars().map(ascii).collect()
}

/// The whole numbers that a text shows. `1,234` and `1_234` count as 1234, and also
/// as 1 and 234, since a list may be printed without spaces.
#[must_use]
pub fn whole_numbers(text: &str) -> BTreeSet<u64> {
    let clean = readable(text);
    let mut found = BTreeSet::new();
    for hit in WHOLE.find_iter(&clean) {
        let digits: String = hit.as_str().chars().filter(char::is_ascii_digit).collect();
        found.extend(digits.parse::<u64>().ok());
        for piece in hit.as_str().split(|c: char| !c.is_ascii_digit()) {
            found.extend(piece.parse::<u64>().ok());
        }
    }
    if found.len() > MOST_DISTINCT { BTreeSet::new() } else { found }
}

/// An amount of money as shown, with the number of its decimals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amount {
    /// The value as printed.
    pub value: f64,
    /// Digits after the point (those of an exponent included).
    pub decimals: u32,
}

impl Amount {
    /// Whether this is `usd` (or its cents), rounded or cut to the decimals shown.
    #[must_use]
    pub fn is(&self, usd: f64) -> bool {
        let unit = 10f64.powi(-i32::try_from(self.decimals.min(12)).unwrap_or(12));
        [usd, usd * 100.0].iter().any(|true_value| (self.value - true_value).abs() <= unit * 1.001)
    }
}

/// The amounts of money that a text shows: numbers behind a currency sign or a word
/// such as "cost", or before "USD".
#[must_use]
pub fn amounts(text: &str) -> Vec<Amount> {
    let clean = readable(text);
    let numbers = money(&clean).into_iter().filter(|number| {
        let (before, after) = (&clean[..number.start], &clean[number.end..]);
        !is_a_rate(after) && !is_foreign(before, after)
    });
    numbers.filter_map(|number| amount(&clean[number])).collect()
}

/// Where a text shows numbers that may be money. `6210 usd 0.03` can be read in two ways, so
/// both are looked for. A word alone makes no money of a whole number: "the call cost 281
/// tokens", "what did it cost in 1950?", and what calls of a model cost is less than a dollar.
fn money(clean: &str) -> Vec<Range<usize>> {
    let mut numbers = Vec::new();
    let mut from = 0;
    while let Some(word) = MONEY_WORD.find_at(clean, from) {
        let after = word.end();
        from = after;
        let gap = clean[after..].chars().take(APART).take_while(|c| !c.is_ascii_digit() && *c != '\n');
        let start = after + gap.map(char::len_utf8).sum::<usize>();
        if let Some(number) = MONEY_NUMBER.find(&clean[start..]) {
            from = start + number.end();
            let is_whole = number.as_str().bytes().all(|byte| byte.is_ascii_digit());
            let rest = &clean[from..];
            let has_sign = has_dollar(&clean[word.start()..start]) || is_foreign(&clean[..start], rest);
            if has_sign || is_cents(rest) || !(is_whole || is_of_tokens(rest)) {
                numbers.push(start..from);
            }
        }
    }
    numbers.extend(MONEY_BEFORE.captures_iter(clean).filter_map(|hit| Some(hit.get(1)?.range())));
    numbers
}

#[allow(clippy::expect_used)] // likewise
static TOTAL_COST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:(?:total|overall|gesamt)[ _-]?(?:cost|price|spent|spend|usd|kosten)|(?:cost|kosten|coût|costo|coste|precio)[ _-](?:in )?(?:total|gesamt|all)|total ?[:=]? ?\$)[^\n]*",
    )
    .expect("constant pattern")
});

/// The amounts that are called the total cost, the first behind each such word.
#[must_use]
pub fn total_costs(text: &str) -> Vec<Amount> {
    let clean = readable(text);
    TOTAL_COST.find_iter(&clean).filter_map(|hit| amounts(hit.as_str()).first().copied()).collect()
}

/// Whether money is shown in another currency than US dollars, and none in dollars.
#[must_use]
pub fn in_other_currency(text: &str) -> bool {
    let clean = readable(text);
    let foreign = |number: Range<usize>| is_foreign(&clean[..number.start], &clean[number.end..]);
    amounts(text).is_empty() && money(&clean).into_iter().any(foreign)
}

/// Whether dollars are named.
fn has_dollar(text: &str) -> bool {
    text.contains('$') || text.to_ascii_lowercase().contains("usd")
}

/// Whether a number is followed by a word for cents.
fn is_cents(after: &str) -> bool {
    let after = after.trim_start().to_ascii_lowercase();
    ["cent", "ct", "¢"].iter().any(|word| after.starts_with(word))
}

/// Whether a number counts tokens: the next word or the one after it says so.
fn is_of_tokens(after: &str) -> bool {
    let line = after.lines().next().unwrap_or_default();
    line.split_whitespace().take(2).any(|word| word.to_ascii_lowercase().starts_with("tok"))
}

/// Whether an amount is in another currency, or none that is known.
fn is_foreign(before: &str, after: &str) -> bool {
    const SIGNS: [char; 9] = ['€', '£', '¥', '₹', '₽', '₩', '₺', '₫', '฿'];
    const CODES: [&str; 15] = [
        "eur", "gbp", "chf", "jpy", "cny", "inr", "rub", "krw", "pln", "czk", "sek", "nok", "dkk", "brl",
        "kr",
    ];
    let word = |text: &str| {
        let word: String = text.trim_start().chars().take_while(|c| c.is_alphabetic()).collect();
        word.to_lowercase()
    };
    let last = before.trim_end_matches(|c: char| c.is_whitespace() || c == '~');
    let last_word = last.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    last.ends_with(SIGNS)
        || after.trim_start().starts_with(SIGNS)
        || CODES.contains(&word(after).as_str())
        || ["zł", "руб"].contains(&word(after).as_str())
        || CODES.contains(&last_word.as_str())
}

/// Whether an amount is a price per so many tokens: `$0.75 per 1M`, `$0.15/1K`.
fn is_a_rate(after: &str) -> bool {
    let after = after.trim_start();
    after.starts_with('/') || after.to_lowercase().starts_with("per ")
}

fn amount(text: &str) -> Option<Amount> {
    let plain = text.replace(',', ".").to_lowercase();
    let (mantissa, exponent) = plain.split_once('e').unwrap_or((&plain, "0"));
    let exponent: i32 = exponent.parse().ok()?;
    let digits = mantissa.split_once('.').map_or(0, |(_, d)| d.len());
    let decimals = i32::try_from(digits).ok()? - exponent;
    Some(Amount { value: plain.parse().ok()?, decimals: u32::try_from(decimals).unwrap_or(0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_understood() {
        let found = whole_numbers("in: 1,234 out=56 total 1_290 (12,34)");
        for number in [1234, 56, 1290, 12, 34] {
            assert!(found.contains(&number), "{number} in {found:?}");
        }
        assert!(whole_numbers("1 234").contains(&234));
    }

    #[test]
    fn tabs_part_numbers() {
        assert_eq!(whole_numbers("586\t274\t860"), BTreeSet::from([274, 586, 860]));
    }

    #[test]
    fn colours_are_not_numbers() {
        assert_eq!(whole_numbers("\u{1b}[31m7\u{1b}[0m"), BTreeSet::from([7]));
    }

    #[test]
    fn a_list_of_guesses_shows_nothing() {
        let flood: String = (0..2000).map(|n| format!("{n} ")).collect();
        assert!(whole_numbers(&flood).is_empty());
    }

    #[test]
    fn what_is_called_the_total_cost_is_found() {
        let values = |text: &str| total_costs(text).iter().map(|amount| amount.value).collect::<Vec<_>>();
        assert_eq!(values("call 2 cost $0.02\nTotal cost: $0.03 for 12 tokens\ntotal tokens: 12\n"), [0.03]);
        assert_eq!(values("total_cost=0.04\nGesamtkosten: 0,05 $"), [0.04, 0.05]);
        assert!(values("cost: $0.02, total tokens 4").is_empty());
    }

    #[test]
    fn other_currencies_are_told() {
        assert!(in_other_currency("Kosten: 0,008096 €") && in_other_currency("cost: 3 kr"));
        assert!(!in_other_currency("cost: $0.01 (0.009 €)") && !in_other_currency("3 tokens"));
    }

    #[test]
    fn money_is_near_its_word_and_on_its_line() {
        let values = |text: &str| amounts(text).iter().map(|amount| amount.value).collect::<Vec<_>>();
        let far = format!("cost {} 0.5", ".".repeat(39));
        assert!(values(&far).is_empty());
        assert_eq!(values(&far.replace("cost .", "cost ")), [0.5]);
        assert!(values("cost:\n12 tokens").is_empty());
        assert_eq!(values("COÛT : 0,02, spent_usd=3e-05"), [0.02, 0.000_03]);
        assert_eq!(values("cost usd 5"), [5.0]);
    }

    #[test]
    fn what_is_counted_is_no_money() {
        for text in [
            "This call cost 281 input tokens. In total the conversation cost 1,799 tokens.",
            "What did a loaf of bread cost in 1950? What is the price of 2 kg of apples?",
            "Token costs after 2 calls: 1328",
            "WARNING get_model_cost_map.py:318 attempt 2/3",
            "Gesamtkosten: 1.328 Tokens",
        ] {
            assert!(amounts(text).is_empty(), "{text}: {:?}", amounts(text));
        }
        let values = |text: &str| amounts(text).iter().map(|amount| amount.value).collect::<Vec<_>>();
        assert_eq!(values("cost: $5, cost: 3 cents, cost (USD): 2, price 0.25"), [5.0, 3.0, 2.0, 0.25]);
    }

    #[test]
    fn digits_of_other_scripts_are_digits() {
        let found = whole_numbers("الإدخال ٥٩٧ · जोड़ १२३४ · ４５, ١٬٣٢٨");
        assert!([597, 1234, 45, 1328].iter().all(|number| found.contains(number)), "{found:?}");
        assert!(amounts("cost: $٠٫٠٠٥")[0].is(0.005));
    }

    #[test]
    fn money_is_found_and_compared_as_rounded() {
        let shown = amounts("Cost: $0.00123, total 1.5e-05 USD");
        assert_eq!(shown.len(), 2);
        assert!(shown[0].is(0.001_234));
        assert!(!shown[0].is(0.002));
        assert!(shown[1].is(0.000_015));
        assert!(amounts("Price: $0.75 per 1M tokens, $4.50/1M").is_empty());
        assert!(amounts("tokens: 12").is_empty());
        for foreign in
            ["Kosten: 0,008096 €", "cost € 0.01", "coût total : 0.02 EUR", "cost: ₹0.70", "price 3 kr"]
        {
            assert!(amounts(foreign).is_empty(), "{foreign}");
        }
        let both = amounts("out 6210 usd 0.031872 at once");
        assert!(both.iter().any(|amount| amount.is(0.031_872)), "{both:?}");
        assert!(amounts("$0.00")[0].is(0.000_1));
    }
}
