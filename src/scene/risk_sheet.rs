//! The risks on one page for the meeting: the matrix, the risks that cost most with what is done next and
//! by whom, what is overdue, and how likely the date is. A4 across; what finds no room is counted.

use super::{Align, Point, Rect, Role, Scene, Sign, Stroke, Weight, at, text};
use crate::analysis::forecast::{begins, day as day_of, share};
use crate::analysis::risk::{Band, RiskResult};
use crate::analysis::{Analysis, calendar, words};
use crate::model::records::{Action, Risk};
use crate::model::value::{Date, Money, Period, When};

/// Size of the page in pixels, 96 to the inch.
pub const PAGE: (f64, f64) = (297.0 * 96.0 / 25.4, 210.0 * 96.0 / 25.4);
/// Size of the matrix on it.
pub const MATRIX: (f64, f64) = (440.0, 384.0);

const MARGIN: f64 = 34.0;
const BODY: f64 = 12.0;
const SMALL: f64 = 10.5;
const LINE: f64 = 14.5;
/// Where the matrix and the list begin.
const TOP: f64 = 140.0;
/// Where the foot begins.
const BOTTOM: f64 = PAGE.1 - 46.0;

/// A figure above the page: name, value, what it means.
pub type Figure = (&'static str, String, String);

/// A risk of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its score.
    pub score: u32,
    /// Where that lies.
    pub band: Band,
    /// Days that it is expected to cost.
    pub days: Option<f64>,
    /// Money that it is expected to cost.
    pub money: Option<String>,
    /// The next step that is not done.
    pub next: Option<String>,
    /// Who does it, or owns the risk.
    pub owner: Option<String>,
    /// When it is due.
    pub due: Option<String>,
    /// A sign of it was seen.
    pub seen: Option<String>,
}

/// What is past its day.
#[derive(Clone, Debug, PartialEq)]
pub struct Late {
    /// The risk.
    pub id: String,
    /// What should have happened.
    pub what: String,
    /// Who should have done it.
    pub owner: Option<String>,
    /// When.
    pub due: Date,
    /// How many working days ago.
    pub days: f64,
}

/// What stands on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The release.
    pub title: String,
    /// As of when, on which scale.
    pub as_of: String,
    /// What the whole comes to.
    pub figures: Vec<Figure>,
    /// Active risks, those that cost most first.
    pub risks: Vec<Line>,
    /// What is past its day, the oldest first.
    pub overdue: Vec<Late>,
    /// What it was computed from.
    pub foot: String,
    near: Date,
}

impl Sheet {
    /// Gathers it.
    pub fn of(a: &Analysis) -> Self {
        let near = a.plan.status_date();
        let mut active: Vec<(&Risk, &RiskResult)> = a.plan.risks.records().zip(&a.risks.items).filter(|(_, r)| r.active).collect();
        let worth = |risk: &Risk| money(risk).map_or(0.0, |m| m.amount);
        active.sort_by(|(a, x), (b, y)| {
            let days = y.exposure_days.unwrap_or(0.0).total_cmp(&x.exposure_days.unwrap_or(0.0));
            days.then(worth(b).total_cmp(&worth(a))).then(y.score.cmp(&x.score))
        });
        let mut overdue: Vec<Late> = active.iter().flat_map(|(risk, r)| late(a, risk, &r.id)).collect();
        overdue.sort_by_key(|l| l.due);
        let dated = near.minute() > 0;
        let levels = a.risks.levels;
        let as_of = if dated {
            format!("Status date {} {}, scale {levels}×{levels}", words::day(near, near), near.0.format("%Y"))
        } else {
            format!("Scale {levels}×{levels}")
        };
        let risks: Vec<Line> = active.iter().map(|(risk, r)| line(risk, r, near)).collect();
        Self { title: name_of(a), as_of, figures: figures(a, &active), risks, overdue, foot: foot(a, dated), near }
    }

    /// A late thing in words.
    pub fn said(&self, l: &Late) -> String {
        let who = l.owner.as_deref().unwrap_or("nobody");
        format!("{}, {} late: {} ({who}, due {})", l.id, words::days(l.days), l.what, words::day(l.due, self.near))
    }
}

fn name_of(a: &Analysis) -> String {
    let project = a.plan.meta.get().map_or("", |m| m.project.as_str());
    let version = a.plan.release.get().map_or("", |r| r.version.as_str());
    let name = [project, version].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ");
    if name.is_empty() { "Release".to_owned() } else { name }
}

fn foot(a: &Analysis, dated: bool) -> String {
    let day = if dated { format!(" as of {}", a.plan.status_date()) } else { String::new() };
    let drawn = a.forecast.as_deref().filter(|f| f.is_known()).map_or(String::new(), |f| format!("; {}", super::forecast::sampling(f)));
    format!("Computed by Slipway {} from {}{day}{drawn}. Expected is probability in percent times what it would cost.", env!("CARGO_PKG_VERSION"), name_of(a))
}

/// Money that a risk is expected to cost; none without a probability in percent.
fn money(risk: &Risk) -> Option<Money> {
    let (pct, cost) = (risk.probability_pct?, risk.cost.as_ref()?);
    Some(Money { amount: cost.amount * pct / 100.0, ..cost.clone() })
}

/// `14,000 USD`, `1,200 USD a month`.
fn spoken_money(m: &Money) -> String {
    let whole = format!("{:.0}", m.amount.abs());
    let grouped: Vec<String> = whole.as_bytes().rchunks(3).rev().map(|c| String::from_utf8_lossy(c).into_owned()).collect();
    let period = match m.period {
        Period::Once => "",
        Period::Month => " a month",
        Period::Year => " a year",
    };
    format!("{}{} {}{period}", if m.amount < 0.0 { "-" } else { "" }, grouped.join(","), m.currency)
}

fn line(risk: &Risk, r: &RiskResult, near: Date) -> Line {
    let spoken = |due: When| if let When::On(day) = due { words::day(day, near) } else { due.to_string() };
    let next: Option<&Action> = risk.actions.iter().find(|x| x.done_on.is_none());
    Line {
        id: r.id.clone(),
        title: risk.title.clone(),
        score: r.score,
        band: r.band,
        days: r.exposure_days,
        money: money(risk).as_ref().map(spoken_money),
        next: next.map(|x| x.text.clone()),
        owner: next.and_then(|x| x.owner.clone()).or_else(|| risk.owner.clone()).filter(|o| !o.trim().is_empty()),
        due: next.and_then(|x| x.due).map(spoken),
        seen: r.fired.first().cloned(),
    }
}

/// The steps and the switch to Plan B that should have happened by now.
fn late(a: &Analysis, risk: &Risk, id: &str) -> Vec<Late> {
    let now = a.plan.status_date();
    let t0 = a.plan.runbook.get().and_then(|r| r.t0).map(|t| t.minute);
    let t0 = t0.or_else(|| a.plan.release.get().and_then(|r| r.target).map(|t| t.minute() + 9 * 60));
    let day = |when: When| match when {
        When::On(d) => Some(d),
        When::At(o) => t0.map(|t| Date::of_minute(t + calendar::whole(o.minutes()))),
    };
    let late = |what: String, owner: Option<String>, due: Date| {
        let days = a.calendars.standard().days_between(due.minute() + 1440, now.minute() + 1440);
        (due < now).then(|| Late { id: id.to_owned(), what, owner: owner.filter(|o| !o.trim().is_empty()), due, days })
    };
    let steps = risk
        .actions
        .iter()
        .filter(|x| x.done_on.is_none())
        .filter_map(|x| late(x.text.trim().to_owned(), x.owner.clone().or_else(|| risk.owner.clone()), day(x.due?)?));
    let switch = risk.plan_b.as_ref().and_then(|b| late(format!("switch to Plan B, {}", b.what), b.owner.clone().or_else(|| risk.owner.clone()), b.switch_by?));
    steps.chain(switch).collect()
}

fn figures(a: &Analysis, active: &[(&Risk, &RiskResult)]) -> Vec<Figure> {
    let near = a.plan.status_date();
    let known = a.forecast.as_deref().filter(|f| f.is_known());
    let mut out: Vec<Figure> = Vec::new();
    match known {
        Some(f) => {
            if let (Some(odds), Some(due)) = (f.on_time, f.due) {
                out.push(("On time", begins(&share(odds.pct)), format!("by {}", words::day(day_of(due), near))));
            }
            out.push(("P50", words::day(day_of(f.finish.p50), near), "as likely earlier as later".to_owned()));
            out.push(("P80", words::day(day_of(f.finish.p80), near), "commit to this".to_owned()));
        }
        None => out.push(("On time", "Not known".to_owned(), "needs ranges, or risks with days".to_owned())),
    }
    let red = active.iter().filter(|(_, r)| r.band == Band::Red).count();
    let alerts = active.iter().filter(|(_, r)| r.alert).count();
    let raised = if alerts > 0 { format!("{red} high, {}", words::count(alerts, "alert")) } else { format!("{red} high") };
    out.push(("Active risks", active.len().to_string(), raised));
    let exposed: Vec<f64> = active.iter().filter_map(|(_, r)| r.exposure_days).collect();
    let of = |n: usize| format!("{n} of {} have figures", active.len());
    if !exposed.is_empty() {
        out.push(("Expected days", words::days(exposed.iter().sum()), of(exposed.len())));
    }
    let amounts: Vec<Money> = active.iter().filter_map(|(risk, _)| money(risk)).filter(|m| m.period == Period::Once).collect();
    if let Some(first) = amounts.first().filter(|first| amounts.iter().all(|m| m.currency == first.currency)) {
        let sum = Money { amount: amounts.iter().map(|m| m.amount).sum(), ..first.clone() };
        out.push(("Expected money", spoken_money(&sum), of(amounts.len())));
    }
    out
}

/// A text in lines of words; what finds no room in the last ends in an ellipsis.
fn wrapped(words: &str, size: f64, weight: Weight, room: f64, most: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut rest: Vec<&str> = words.split_whitespace().collect();
    rest.reverse();
    while !rest.is_empty() && out.len() + 1 < most {
        let mut line = String::new();
        while let Some(word) = rest.last() {
            let longer = if line.is_empty() { (*word).to_owned() } else { format!("{line} {word}") };
            if text::width(&longer, size, weight) > room {
                break;
            }
            line = longer;
            rest.pop();
        }
        if line.is_empty() {
            // One word that is longer than a line.
            break;
        }
        out.push(line);
    }
    if !rest.is_empty() {
        rest.reverse();
        out.push(text::elide_end(&rest.join(" "), size, weight, room));
    }
    out
}

/// The page. `matrix` is the heat map, drawn at [`MATRIX`].
pub fn scene(a: &Analysis, matrix: &Scene) -> Scene {
    let sheet = Sheet::of(a);
    let (width, height) = PAGE;
    let mut scene = Scene::new(width, height, format!("{}: risk sheet", sheet.title));
    scene.fill(Rect::new(0.0, 0.0, width, height), 0.0, Role::Panel);
    head(&mut scene, &sheet);
    scene.place(matrix, at(MARGIN - 12.0, TOP));
    overdue(&mut scene, &sheet);
    list(&mut scene, &sheet);
    scene.line(vec![at(MARGIN, BOTTOM + 8.0), at(width - MARGIN, BOTTOM + 8.0)], Stroke::solid(Role::Line, 1.0));
    let foot = text::elide_end(&sheet.foot, SMALL - 1.0, Weight::Regular, width - 2.0 * MARGIN);
    scene.text(at(MARGIN, BOTTOM + 22.0), foot, SMALL - 1.0, Weight::Regular, Align::Left, Role::Muted);
    scene
}

fn head(scene: &mut Scene, sheet: &Sheet) {
    let right = PAGE.0 - MARGIN;
    let wide = text::width(&sheet.as_of, BODY, Weight::Regular);
    let title = format!("{}: risk sheet", sheet.title);
    scene.text(at(right, 46.0), sheet.as_of.clone(), BODY, Weight::Regular, Align::Right, Role::Muted);
    scene.text(at(MARGIN, 46.0), text::elide(&title, 20.0, Weight::Semibold, right - MARGIN - wide - 24.0), 20.0, Weight::Semibold, Align::Left, Role::Text);
    scene.line(vec![at(MARGIN, 66.0), at(right, 66.0)], Stroke::solid(Role::Line, 1.0));
    #[expect(clippy::cast_precision_loss, reason = "a handful of figures")]
    let step = (right - MARGIN) / sheet.figures.len().max(4) as f64;
    let mut x = MARGIN;
    for (name, value, note) in &sheet.figures {
        let room = step - 14.0;
        let mut put = |y: f64, words: &str, size: f64, weight: Weight, role: Role| {
            scene.text(at(x, y), text::elide_end(words, size, weight, room), size, weight, Align::Left, role);
        };
        put(82.0, name, SMALL, Weight::Regular, Role::Muted);
        put(102.0, value, 18.0, Weight::Semibold, Role::Text);
        put(121.0, note, SMALL, Weight::Regular, Role::Muted);
        x += step;
    }
}

/// A heading of a part of the page.
fn heading(scene: &mut Scene, place: Point, words: &str, room: f64) {
    scene.text(place, text::elide_end(words, 13.0, Weight::Semibold, room), 13.0, Weight::Semibold, Align::Left, Role::Text);
}

/// `and 48 more`, below a list.
fn more(scene: &mut Scene, place: Point, left: usize) {
    if left > 0 {
        scene.text(place, format!("and {left} more"), SMALL, Weight::Regular, Align::Left, Role::Muted);
    }
}

fn overdue(scene: &mut Scene, sheet: &Sheet) {
    let room = MATRIX.0 - 12.0;
    let mut y = TOP + MATRIX.1 + 16.0;
    let count = if sheet.overdue.is_empty() { String::new() } else { format!(" ({})", sheet.overdue.len()) };
    heading(scene, at(MARGIN, y), &format!("Overdue{count}"), room);
    y += 20.0;
    if sheet.overdue.is_empty() {
        let words = if sheet.risks.is_empty() { "No risk is active" } else { "Nothing is overdue" };
        scene.text(at(MARGIN, y), words, BODY, Weight::Regular, Align::Left, Role::Muted);
        return;
    }
    for (i, l) in sheet.overdue.iter().enumerate() {
        let lines = wrapped(&sheet.said(l), SMALL, Weight::Regular, room - 20.0, 2);
        let high = LINE * number(lines.len());
        let last = i + 1 == sheet.overdue.len();
        if y + high > BOTTOM - if last { 0.0 } else { LINE } {
            more(scene, at(MARGIN, y + 2.0), sheet.overdue.len() - i);
            return;
        }
        scene.sign(at(MARGIN + 7.0, y), 12.0, Sign::Bad);
        for (n, words) in lines.into_iter().enumerate() {
            scene.text(at(MARGIN + 20.0, y + LINE * number(n)), words, SMALL, Weight::Regular, Align::Left, Role::Text);
        }
        y += high + 3.0;
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few lines")]
fn number(n: usize) -> f64 {
    n as f64
}

/// Columns of the list: where each begins, and how wide it is.
struct Columns {
    score: f64,
    risk: (f64, f64),
    /// Right ends.
    days: f64,
    money: f64,
    next: (f64, f64),
    right: f64,
}

fn list(scene: &mut Scene, sheet: &Sheet) {
    let (left, right) = (MARGIN + MATRIX.0 + 22.0, PAGE.0 - MARGIN);
    let any = |has: fn(&Line) -> bool| sheet.risks.iter().any(has);
    // A column that nobody fills leaves its room to the others.
    let days = if any(|r| r.days.is_some()) { 50.0 } else { 0.0 };
    let money = if any(|r| r.money.is_some()) { 88.0 } else { 0.0 };
    let risk = (left + 78.0, (right - left - 78.0 - days - money) * 0.46);
    let end = risk.0 + risk.1;
    let next = end + days + money + 14.0;
    let c = Columns { score: left, risk, days: end + days, money: end + days + money, next: (next, right - next), right };
    heading(scene, at(left, TOP + 10.0), "Top risks, by expected days, then money, then score", right - left);
    let mut y = TOP + 34.0;
    let mut label = |x: f64, words: &str, align: Align| scene.text(at(x, y), words, SMALL, Weight::Semibold, align, Role::Muted);
    label(c.score, "Score", Align::Left);
    label(c.risk.0, "Risk", Align::Left);
    if days > 0.0 {
        label(c.days, "Days", Align::Right);
    }
    if money > 0.0 {
        label(c.money, "Money", Align::Right);
    }
    label(c.next.0, "Next step (who, when)", Align::Left);
    y += 12.0;
    if sheet.risks.is_empty() {
        scene.text(at(left, y + 16.0), "No risk is active", BODY, Weight::Regular, Align::Left, Role::Muted);
    }
    for (i, r) in sheet.risks.iter().enumerate() {
        let row = Row::of(r, &c);
        let last = i + 1 == sheet.risks.len();
        if y + row.height > BOTTOM - if last { 0.0 } else { LINE + 4.0 } {
            more(scene, at(left, y + 12.0), sheet.risks.len() - i);
            return;
        }
        row.draw(r, &c, y, scene);
        y += row.height;
    }
}

/// A risk of the list, broken into lines.
struct Row {
    title: Vec<String>,
    seen: Vec<String>,
    next: Vec<String>,
    height: f64,
}

impl Row {
    fn of(r: &Line, c: &Columns) -> Self {
        let title = wrapped(&format!("{} {}", r.id, r.title), BODY, Weight::Semibold, c.risk.1 - 8.0, 2);
        let seen = r.seen.as_ref().map_or_else(Vec::new, |s| wrapped(&format!("Seen: {s}"), SMALL, Weight::Regular, c.risk.1 - 24.0, 2));
        let who = r.owner.as_deref().unwrap_or("nobody");
        let when = r.due.as_ref().map_or(String::new(), |d| format!(", {d}"));
        let next = match &r.next {
            Some(next) => wrapped(&format!("{next} ({who}{when})"), SMALL, Weight::Regular, c.next.1, 3),
            None => wrapped(&format!("No open step ({who})"), SMALL, Weight::Regular, c.next.1, 2),
        };
        let left = LINE * number(title.len() + seen.len());
        let height = left.max(LINE * number(next.len())).max(22.0) + 9.0;
        Self { title, seen, next, height }
    }

    fn draw(&self, r: &Line, c: &Columns, top: f64, scene: &mut Scene) {
        scene.line(vec![at(c.score, top), at(c.right, top)], Stroke::solid(Role::Line, 1.0));
        let first = top + 5.0 + LINE / 2.0;
        let (fill, word) = match r.band {
            Band::Green => (Role::HeatLow, "Low"),
            Band::Yellow => (Role::HeatMid, "Medium"),
            Band::Red => (Role::HeatHigh, "High"),
        };
        scene.fill(Rect::new(c.score, first - 9.0, 68.0, 18.0), 3.0, fill);
        scene.text(at(c.score + 6.0, first), r.score.to_string(), BODY, Weight::Semibold, Align::Left, Role::OnHeat);
        scene.text(at(c.score + 63.0, first), word, SMALL - 0.5, Weight::Regular, Align::Right, Role::OnHeat);
        for (n, words) in self.title.iter().enumerate() {
            scene.text(at(c.risk.0, first + LINE * number(n)), words.clone(), BODY, Weight::Semibold, Align::Left, Role::Text);
        }
        for (n, words) in self.seen.iter().enumerate() {
            let y = first + LINE * number(self.title.len() + n);
            if n == 0 {
                scene.sign(at(c.risk.0 + 6.0, y), 11.0, Sign::Bad);
            }
            scene.text(at(c.risk.0 + 16.0, y), words.clone(), SMALL, Weight::Regular, Align::Left, Role::Text);
        }
        if let Some(days) = r.days {
            scene.text(at(c.days, first), words::days(days), BODY, Weight::Regular, Align::Right, Role::Text);
        }
        if let Some(money) = &r.money {
            let money = text::elide_end(money, SMALL, Weight::Regular, 84.0);
            scene.text(at(c.money, first), money, SMALL, Weight::Regular, Align::Right, Role::Text);
        }
        for (n, words) in self.next.iter().enumerate() {
            scene.text(at(c.next.0, first + LINE * number(n)), words.clone(), SMALL, Weight::Regular, Align::Left, Role::Text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::read_plan;
    use crate::scene::Shape;

    /// A plan with many risks, half of them with figures, some late.
    fn analysis(count: usize, levels: u32, long: &str) -> Analysis {
        let risk = |i: usize| {
            let figures = if i.is_multiple_of(2) {
                format!(", probability_pct: {}, days: \"2d..4d..{}d\", cost: \"{} USD\"", 10 + i % 80, 5 + i % 7, 1_000 * (i + 1))
            } else {
                String::new()
            };
            format!(
                "(id: \"R{i:03}\", title: \"Risk {i} {long}\", probability: {}, impact: {}, status: Active{figures}, owner: \"Ann\", \
                 actions: [(text: \"Do {i} {long}\", due: \"2024-0{}-0{}\")], triggers: [(text: \"Sign {long}\"{})])",
                if levels == 5 { ["Low", "Medium", "High", "VeryHigh"][i % 4] } else { ["Low", "Medium", "High"][i % 3] },
                ["High", "Low", "Medium"][i / 3 % 3],
                2 + i % 3,
                1 + i % 9,
                if i.is_multiple_of(5) { ", fired_on: \"2024-03-01\"" } else { "" }
            )
        };
        let risks: Vec<String> = (0..count).map(risk).collect();
        let text = format!("(meta: (project: \"Portal\", status_date: \"2024-03-06\"), risk_scale: (levels: {levels}), risks: [{}])", risks.join(", "));
        let origin = read_plan(&text).expect("a plan");
        assert_eq!(origin.problems, vec![]);
        Analysis::of(&origin.plan)
    }

    fn texts(scene: &Scene) -> Vec<(Rect, String)> {
        let rect = |s: &Shape| match s {
            Shape::Text { at, text, size, weight, align, .. } => {
                let wide = text::width(text, *size, *weight);
                let left = match align {
                    Align::Left => at.x,
                    Align::Center => at.x - wide / 2.0,
                    Align::Right => at.x - wide,
                };
                Some((Rect::new(left, at.y - size * 0.45, wide, size * 0.9), text.clone()))
            }
            _ => None,
        };
        scene.shapes.iter().filter_map(rect).collect()
    }

    #[test]
    fn nothing_overlaps_and_what_finds_no_room_is_counted() {
        let long = "with a title that goes on and on, as titles in real registers do when nobody stops them in time";
        for (count, levels) in [(0, 3), (2, 3), (20, 3), (20, 5), (60, 3), (60, 5)] {
            for long in ["", long, &"x".repeat(5_000)] {
                let a = analysis(count, levels, long);
                let page = scene(&a, &Scene::new(MATRIX.0, MATRIX.1, "matrix"));
                let all = texts(&page);
                for (i, (r, words)) in all.iter().enumerate() {
                    let head: String = words.chars().take(40).collect();
                    assert!(r.x >= 0.0 && r.right() <= PAGE.0 - MARGIN + 1.0 && r.bottom() <= PAGE.1, "{head} lies outside");
                    let meets = |b: &Rect| r.x < b.right() && b.x < r.right() && r.y < b.bottom() && b.y < r.bottom();
                    assert!(!all.iter().skip(i + 1).any(|(b, _)| meets(b)), "{head} meets another, {count} risks");
                }
                let rows = all.iter().filter(|(r, w)| r.x > MATRIX.0 + MARGIN && matches!(w.as_str(), "Low" | "Medium" | "High")).count();
                let left: usize =
                    all.iter().filter(|(r, _)| r.x > MATRIX.0).find_map(|(_, w)| w.strip_prefix("and ")?.strip_suffix(" more")?.parse().ok()).unwrap_or(0);
                assert_eq!(rows + left, count, "{count} risks");
                assert!(count < 60 || (rows >= 8 && left > 0), "{rows} rows");
                assert!(page.smallest_type().is_none_or(|s| s * 0.75 >= 6.0), "it reads on paper");
            }
        }
    }

    #[test]
    fn what_costs_most_comes_first() {
        let sheet = Sheet::of(&analysis(12, 3, ""));
        let days: Vec<f64> = sheet.risks.iter().map(|r| r.days.unwrap_or(0.0)).collect();
        assert!(days.windows(2).all(|w| w[0] >= w[1]), "{days:?}");
        assert_eq!(sheet.risks.iter().filter(|r| r.money.is_some()).count(), 6);
        assert!(
            sheet.risks.iter().any(|r| r.money.as_deref() == Some("100 USD"))
                && sheet.risks.iter().any(|r| r.id == "R010" && r.money.as_deref() == Some("2,200 USD"))
        );
        let late: Vec<String> = sheet.overdue.iter().map(|l| sheet.said(l)).collect();
        assert_eq!(late.first().map(String::as_str), Some("R000, 24 d late: Do 0 (Ann, due Thu 1 Feb)"), "{late:?}");
        assert!(sheet.overdue.windows(2).all(|w| w[0].due <= w[1].due));
        assert!(sheet.figures.iter().any(|(name, value, note)| *name == "Active risks" && value == "12" && note.contains("3 alerts")), "{:?}", sheet.figures);
        assert!(sheet.figures.iter().any(|(name, value, _)| *name == "On time" && value == "Not known"), "without a forecast there is no chance");
    }
}
