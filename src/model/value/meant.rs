//! What was probably meant by a text that is none of the forms: the ways people write lengths,
//! dates and amounts elsewhere. A guess is given only when it reads, and where there is but one.

use super::{Date, DateTime, Dur, Holiday, Hours, Link, LooseDate, Moment, Money, Offset, Range, RiskScore, Target, When};

/// The guess, if it reads and says something else than the text.
fn readable<T>(text: &str, guess: String, parse: impl Fn(&str) -> Result<T, String>) -> Option<String> {
    (guess != text && parse(&guess).is_ok()).then_some(guess)
}

fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
}

impl Dur {
    /// `10` as `10d`, `-5d` as `5d`, `3 days` as `3d`, `1,5h` as `1.5h`.
    pub fn meant(text: &str) -> Option<String> {
        let plain = without_blanks(text).trim_start_matches(['-', '+', '~']).replace(',', ".").to_lowercase();
        let (number, unit) = plain.split_at(plain.find(|c: char| c.is_alphabetic()).unwrap_or(plain.len()));
        let unit = match unit {
            "" | "d" | "day" | "days" | "wd" | "workday" | "workdays" | "workingdays" => "d",
            "cd" | "calendarday" | "calendardays" => "cd",
            "ed" | "eday" | "edays" | "elapseddays" => "ed",
            "eh" | "ehr" | "ehrs" | "elapsedhours" => "eh",
            "w" | "wk" | "wks" | "week" | "weeks" => "w",
            "h" | "hr" | "hrs" | "hour" | "hours" | "std" => "h",
            "m" | "min" | "mins" | "minute" | "minutes" => "m",
            _ => return None,
        };
        readable(text, format!("{number}{unit}"), Self::parse)
    }
}

impl RiskScore {
    /// `R001 3 × 2` as `R001 3x2`.
    pub fn meant(text: &str) -> Option<String> {
        let plain: String = text.trim().chars().map(|c| if matches!(c, '×' | '*' | 'X') { 'x' } else { c }).collect();
        let steps = plain.len() - plain.trim_end_matches(|c: char| c.is_ascii_digit() || c == 'x' || c.is_whitespace()).len();
        // An id may end in digits: what follows its last blank, comma or colon are the steps.
        let tail = plain.get(plain.len() - steps..)?;
        let begin = tail.find(|c: char| c.is_whitespace()).map_or(plain.len() - steps, |i| plain.len() - steps + i);
        let (id, steps) = (plain.get(..begin)?.trim().trim_end_matches([':', ',', ';']), plain.get(begin..)?);
        readable(text, format!("{} {}", id.trim(), without_blanks(steps)), Self::parse)
    }
}

impl Offset {
    /// `T-24` as `T-24h`, `-2h` as `T-2h`, `t + 5 min` as `T+5m`.
    pub fn meant(text: &str) -> Option<String> {
        let plain = without_blanks(text);
        let rest = plain.strip_prefix(['T', 't']).unwrap_or(&plain);
        let (sign, distance) = match rest.split_at_checked(1) {
            Some((sign @ ("+" | "-"), distance)) => (sign, distance),
            _ if rest == "0" => ("-", "0"),
            _ => return None,
        };
        let is_bare = !distance.is_empty() && distance.bytes().all(|b| b.is_ascii_digit());
        let distance = match distance {
            "0" => "0".to_owned(),
            bare if is_bare => format!("{bare}h"),
            other => Dur::meant(other).unwrap_or_else(|| other.to_owned()),
        };
        readable(text, format!("T{sign}{distance}"), Self::parse)
    }
}

impl Range {
    /// `6d..3d..2d` in order, `2d-3d-6d` with dots.
    pub fn meant(text: &str) -> Option<String> {
        let plain = without_blanks(text);
        let separator = ["..", "-", "–", "/", ";"].into_iter().find(|s| plain.split(s).count() == 3)?;
        let mut points = Vec::new();
        for part in plain.split(separator) {
            let part = part.trim_matches('.');
            points.push(Dur::parse(part).or_else(|e| Dur::meant(part).map_or(Err(e), |m| Dur::parse(&m))).ok()?);
        }
        points.sort_by(|a, b| a.in_days(480.0).total_cmp(&b.in_days(480.0)));
        let [min, likely, max] = points.as_slice() else { return None };
        readable(text, format!("{min}..{likely}..{max}"), Self::parse)
    }
}

impl Date {
    /// `2024-3-5`, `2024/03/15`, `15.03.2024`; not `03/04/2024`, which is two days.
    pub fn meant(text: &str) -> Option<String> {
        let plain = text.trim();
        let day = plain.split(['T', ' ']).next().unwrap_or(plain);
        let separator = day.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
        let numbers: Option<Vec<u32>> = day.split(separator).map(|p| if p.len() <= 4 { p.parse().ok() } else { None }).collect();
        let (y, m, d) = match *numbers?.as_slice() {
            [y, m, d] if y >= 1000 => (y, m, d),
            [d, m, y] if y >= 1000 && separator == '.' => (y, m, d),
            [d, m, y] if y >= 1000 && d > 12 => (y, m, d),
            [m, d, y] if y >= 1000 && d > 12 => (y, m, d),
            _ => return None,
        };
        readable(text, format!("{y:04}-{m:02}-{d:02}"), Self::parse)
    }
}

impl Holiday {
    /// As for a date, with the name that follows it.
    pub fn meant(text: &str) -> Option<String> {
        let (day, name) = Self::parts(text);
        readable(text, format!("{} {name}", Date::meant(day)?).trim_end().to_owned(), Self::parse)
    }
}

impl Moment {
    /// As for a date, with the time that follows it.
    pub fn meant(text: &str) -> Option<String> {
        let (day, time) = text.trim().split_once(['T', ' ']).map_or((text.trim(), None), |(d, t)| (d, Some(t)));
        let day = Date::meant(day).or_else(|| Date::parse(day).is_ok().then(|| day.to_owned()))?;
        let time = time.and_then(|t| t.get(..5)).map_or(String::new(), |t| format!("T{t}"));
        readable(text, format!("{day}{time}"), Self::parse).or_else(|| readable(text, day, Self::parse))
    }
}

impl Hours {
    /// `8-12` as `08:00-12:00`, `8.30 to 17` as `08:30-17:00`.
    pub fn meant(text: &str) -> Option<String> {
        let plain = without_blanks(text).to_lowercase().replace("to", "-").replace('–', "-").replace(['.', 'h'], ":");
        let (from, to) = plain.split_once('-')?;
        let full = |t: &str| if t.contains(':') { t.trim_end_matches(':').to_owned() } else { format!("{t}:00") };
        let guess = format!("{}-{}", full(from), full(to));
        readable(text, Self::parse(&guess).ok()?.to_string(), Self::parse)
    }
}

impl DateTime {
    /// Without an offset: in UTC.
    pub fn meant(text: &str) -> Option<String> {
        readable(text, format!("{}+00:00", text.trim().replace(' ', "T")), Self::parse)
    }
}

impl LooseDate {
    /// As for a date; words are never mended.
    pub fn meant(text: &str) -> Option<String> {
        Date::meant(text)
    }
}

impl When {
    /// As for a date or an offset.
    pub fn meant(text: &str) -> Option<String> {
        Date::meant(text).or_else(|| Offset::meant(text))
    }
}

impl Link {
    /// `dev + 2d` as `dev+2d`, `dev 2d` as `dev+2d`, `dev+2` as `dev+2d`.
    pub fn meant(text: &str) -> Option<String> {
        let plain = text.trim();
        let end = plain.find(|c: char| c.is_whitespace() || c == '+').unwrap_or(plain.len());
        let (pred, rest) = plain.split_at(end);
        let rest = without_blanks(rest);
        let (kind, lag) = match rest.split_at_checked(2) {
            Some((kind, lag)) if kind.chars().all(|c| c.is_ascii_alphabetic()) => (format!(" {}", kind.to_uppercase()), lag),
            _ => (String::new(), rest.as_str()),
        };
        let lag = match lag.split_at_checked(1) {
            None => String::new(),
            Some((sign @ ("+" | "-"), length)) => format!("{sign}{}", Dur::meant(length).unwrap_or_else(|| length.to_owned())),
            Some(_) => format!("+{}", Dur::meant(lag).unwrap_or_else(|| lag.to_owned())),
        };
        let kind = if lag.starts_with('-') && kind.is_empty() { " FS" } else { &kind };
        readable(text, format!("{pred}{kind}{lag}"), Self::parse)
    }
}

impl Target {
    /// `=>95%` as `>=95%`, `below 200ms` as `<200ms`.
    pub fn meant(text: &str) -> Option<String> {
        const WORDS: [(&str, &str); 12] = [
            ("=>", ">="),
            ("=<", "<="),
            ("at least ", ">="),
            ("minimum ", ">="),
            ("at most ", "<="),
            ("maximum ", "<="),
            ("up to ", "<="),
            ("less than ", "<"),
            ("below ", "<"),
            ("under ", "<"),
            ("more than ", ">"),
            ("above ", ">"),
        ];
        let plain = text.trim();
        let (word, sign) = WORDS.into_iter().find(|(w, _)| plain.get(..w.len()).is_some_and(|head| head.eq_ignore_ascii_case(w)))?;
        readable(text, format!("{sign}{}", plain.get(word.len()..)?.trim_start()), Self::parse)
    }
}

impl Money {
    /// `$2000`, `2000USD`, `USD 2000`, `2000 usd per month`.
    pub fn meant(text: &str) -> Option<String> {
        const SIGNS: [(&str, &str); 3] = [("$", "USD"), ("€", "EUR"), ("£", "GBP")];
        let plain = SIGNS.iter().fold(text.to_uppercase(), |t, (sign, code)| t.replace(sign, code));
        let plain = without_blanks(&plain);
        let (plain, period) = match ["/MONTH", "PERMONTH", "/YEAR", "PERYEAR"].into_iter().find(|p| plain.ends_with(p)) {
            Some(p) => (plain.strip_suffix(p)?, if p.ends_with("MONTH") { "/month" } else { "/year" }),
            None => (plain.as_str(), ""),
        };
        let digits: String = plain.chars().filter(|c| !c.is_alphabetic()).collect();
        let code: String = plain.chars().filter(|c| c.is_alphabetic()).collect();
        readable(text, format!("{digits} {code}{period}"), Self::parse)
    }
}
