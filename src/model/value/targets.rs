//! Targets of metrics and amounts of money.

use std::fmt;

/// How an actual value is compared with a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// None written: the metric's direction decides.
    Unstated,
}

impl Comparator {
    const SIGNS: [(&'static str, Self); 6] =
        [("<=", Self::AtMost), (">=", Self::AtLeast), ("≤", Self::AtMost), ("≥", Self::AtLeast), ("<", Self::Less), (">", Self::More)];

    fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Unstated => "",
        }
    }
}

/// A wanted value: `"<20"`, `">=95%"`, `"<200ms(p95)"`, `">1000 req/s"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// How to compare.
    pub comparator: Comparator,
    /// With what.
    pub value: f64,
    /// In which unit, as written, with the space in front of it if there was one.
    pub unit: String,
    /// Of which statistic (`p95`).
    pub statistic: Option<String>,
}

impl Target {
    /// Reads the text form.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("target \"{text}\" not understood; examples: <200ms, >=95%, <=0");
        let mut rest = text.trim();
        let mut comparator = Comparator::Unstated;
        if let Some((sign, c)) = Comparator::SIGNS.iter().find(|(s, _)| rest.starts_with(s)) {
            comparator = *c;
            rest = rest[sign.len()..].trim_start();
        }
        let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(rest.len());
        let value: f64 = rest[..end].parse().map_err(|_| wrong())?;
        if !value.is_finite() {
            return Err(wrong());
        }
        let (unit, statistic) = match rest[end..].split_once('(') {
            Some((u, s)) => (u, Some(s.strip_suffix(')').ok_or_else(wrong)?.trim().to_owned())),
            None => (&rest[end..], None),
        };
        if unit.contains(' ') && unit.trim().contains(' ') {
            return Err(wrong());
        }
        Ok(Self { comparator, value, unit: unit.trim_end().to_owned(), statistic })
    }

    /// The unit without the space before it.
    pub fn bare_unit(&self) -> &str {
        self.unit.trim()
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.comparator.sign(), self.value, self.unit)?;
        match &self.statistic {
            Some(s) => write!(f, "({s})"),
            None => Ok(()),
        }
    }
}

/// How often an amount is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Once.
    Once,
    /// Every month.
    Month,
    /// Every year.
    Year,
}

/// An amount of money: `"15000 USD"`, `"2000 USD/month"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Money {
    /// How much.
    pub amount: f64,
    /// Currency code.
    pub currency: String,
    /// How often.
    pub period: Period,
}

impl Money {
    /// Reads the text form.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is not an amount of money; write it as 15000 USD or 2000 USD/month");
        let (number, rest) = text.trim().split_once(' ').ok_or_else(wrong)?;
        let amount: f64 = number.replace([',', '_'], "").parse().map_err(|_| wrong())?;
        let (currency, period) = match rest.trim().split_once('/') {
            None => (rest.trim(), Period::Once),
            Some((c, "month")) => (c, Period::Month),
            Some((c, "year")) => (c, Period::Year),
            Some(_) => return Err(wrong()),
        };
        if !amount.is_finite() || currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(wrong());
        }
        Ok(Self { amount, currency: currency.to_owned(), period })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)?;
        f.write_str(match self.period {
            Period::Once => "",
            Period::Month => "/month",
            Period::Year => "/year",
        })
    }
}
