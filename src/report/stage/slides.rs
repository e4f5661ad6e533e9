//! The slides that are words and figures: status, readiness, the card of a risk.

use super::{Pair, Shown};
use crate::analysis::register;
use crate::analysis::{Analysis, forecast, words};
use crate::report::pictures::rag_sign;
use crate::scene::{Align, Rect, Role, Scene, Sign, Weight, at, text};

/// A slide with nothing to show says so.
pub fn nothing(scene: &mut Scene, what: &str, area: Rect) {
    scene.text(area.center(), what, area.h * 0.045, Weight::Regular, Align::Center, Role::Muted);
}

/// Words broken into lines that fit, at most so many.
fn lines(words: &str, size: f64, weight: Weight, room: f64, most: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut rest = words.split_whitespace().peekable();
    while let Some(word) = rest.next() {
        let longer = out.last().map(|l| format!("{l} {word}"));
        match longer {
            Some(line) if text::width(&line, size, weight) <= room => {
                if let Some(last) = out.last_mut() {
                    *last = line;
                }
            }
            _ if out.len() == most => {
                let left: Vec<&str> = std::iter::once(word).chain(rest).collect();
                if let Some(last) = out.last_mut() {
                    *last = text::elide_end(&format!("{last} {}", left.join(" ")), size, weight, room);
                }
                return out;
            }
            _ => out.push(text::elide_end(word, size, weight, room)),
        }
    }
    out
}

/// Puts a paragraph; the place below it.
fn paragraph(scene: &mut Scene, place: (f64, f64), words: &str, (size, weight, role): (f64, Weight, Role), room: f64, most: usize) -> f64 {
    let mut y = place.1;
    for line in lines(words, size, weight, room, most) {
        scene.text(at(place.0, y + size * 0.6), line, size, weight, Align::Left, role);
        y += size * 1.35;
    }
    y
}

/// Are we all right, in figures and evidence.
pub fn status(scene: &mut Scene, a: &Analysis, shown: &Shown, area: Rect) {
    let unit = area.h * 0.04;
    let near = a.plan.status_date();
    scene.sign(at(area.x + unit * 0.8, area.y + unit * 1.2), unit * 1.5, rag_sign(a.status.computed));
    let answer = crate::report::status::answer(a);
    let mut y = paragraph(scene, (area.x + unit * 2.2, area.y + unit * 0.45), &answer, (unit * 1.15, Weight::Semibold, Role::Text), area.w - unit * 3.0, 2);
    y += unit * 0.6;
    let mut figures: Vec<(String, String, Role)> = Vec::new();
    if let Some(target) = a.plan.release.get().and_then(|r| r.target) {
        figures.push(("Target".into(), words::day(target, near), Role::Text));
    }
    let end = a.schedule.delivers.map_or(a.schedule.finish, |i| a.schedule.dates[i].finish);
    if !a.plan.tasks.is_empty() {
        figures.push(("Schedule".into(), words::day(forecast::day(end), near), Role::Text));
    }
    if let Some(f) = a.forecast.as_deref().filter(|f| f.is_known()) {
        figures.push(("P80".into(), words::day(forecast::day(f.finish.p80), near), Role::Forecast));
        if let Some(odds) = f.on_time {
            figures.push(("On time".into(), forecast::share(odds.pct), Role::Forecast));
        }
    }
    if a.path.buffer_days > 0.0 {
        figures.push(("Buffer left".into(), format!("{} of {}", words::number(a.buffer_left()), words::days(a.path.buffer_days)), Role::Text));
    }
    let alerts = a.risks.loud();
    figures.push(("Alerts".into(), alerts.to_string(), if alerts > 0 { Role::Bad } else { Role::Text }));
    let across = area.w / f64::from(u32::try_from(figures.len()).unwrap_or(1).max(1));
    for (k, (label, value, role)) in figures.iter().enumerate() {
        let x = area.x + across * f64::from(u32::try_from(k).unwrap_or(0));
        scene.text(at(x, y + unit * 0.5), label.clone(), unit * 0.7, Weight::Regular, Align::Left, Role::Muted);
        let size = (1..=8u32)
            .map(|s| unit * (1.8 - 0.15 * f64::from(s)))
            .find(|s| text::width(value, *s, Weight::Semibold) < across - unit * 0.5)
            .unwrap_or(unit * 0.5);
        scene.text(at(x, y + unit * 1.75), value.clone(), size, Weight::Semibold, Align::Left, *role);
    }
    y += unit * 3.3;
    for signal in &a.status.evidence {
        if y > area.bottom() - unit * 1.2 {
            break;
        }
        scene.sign(at(area.x + unit * 0.8, y + unit * 0.6), unit * 0.9, rag_sign(signal.rag));
        let why = if shown.names { signal.why.clone() } else { without_owner(&signal.why) };
        y = paragraph(scene, (area.x + unit * 2.2, y), &why, (unit * 0.85, Weight::Regular, Role::Text), area.w - unit * 3.0, 2) + unit * 0.35;
    }
    if a.status.evidence.is_empty() {
        nothing(scene, "No evidence yet: a target, a metric or a risk would give some", area);
    }
}

/// A sentence without the owner it may name in brackets.
fn without_owner(words: &str) -> String {
    match (words.find("(owner "), words.rfind(')')) {
        (Some(from), Some(to)) if from < to => format!("{}{}", words[..from].trim_end(), &words[to + 1..]),
        _ => words.to_owned(),
    }
}

/// How much of each checklist is done.
pub fn readiness(scene: &mut Scene, a: &Analysis, area: Rect) {
    let groups = &a.readiness.groups;
    if groups.is_empty() {
        nothing(scene, "This plan has no checklists", area);
        return;
    }
    let (done, of) = a.readiness.total();
    let unit = area.h * 0.04;
    scene.text(at(area.x, area.y + unit), format!("{done} of {of} items done"), unit * 1.2, Weight::Semibold, Align::Left, Role::Text);
    let count = f64::from(u32::try_from(groups.len()).unwrap_or(1));
    let pitch = ((area.h - unit * 3.0) / count).min(unit * 2.0);
    let size = (pitch * 0.5).min(unit * 0.9).max(6.0);
    let name = area.w * 0.34;
    for (k, g) in groups.iter().enumerate() {
        let y = area.y + unit * 2.6 + pitch * f64::from(u32::try_from(k).unwrap_or(0)) + pitch / 2.0;
        let sign = if g.done == g.of {
            Sign::Done
        } else if g.mandatory_open.is_empty() {
            Sign::Warn
        } else {
            Sign::Bad
        };
        scene.sign(at(area.x + size * 0.6, y), size, sign);
        let title = text::elide_end(&g.title, size, Weight::Regular, name - size * 2.0);
        scene.text(at(area.x + size * 1.8, y), title, size, Weight::Regular, Align::Left, Role::Text);
        let bar = Rect::new(area.x + name, y - size * 0.35, area.w * 0.5, size * 0.7);
        scene.fill(bar, size * 0.3, Role::Raised);
        scene.fill(Rect { w: bar.w * (g.score_pct / 100.0).clamp(0.0, 1.0), ..bar }, size * 0.3, Role::BarDone);
        scene.text(at(area.right(), y), format!("{} of {}", g.done, g.of), size, Weight::Regular, Align::Right, Role::Muted);
    }
}

/// The card of the risk in the light.
pub fn risk(scene: &mut Scene, a: &Analysis, (risk, result): Pair<'_>, shown: &Shown, area: Rect) {
    scene.fill(area, area.h * 0.012, Role::Panel);
    scene.outline(area, area.h * 0.012, crate::scene::Stroke::solid(Role::Line, 1.0));
    let near = a.plan.status_date();
    let pad = area.w * 0.05;
    let (x, room) = (area.x + pad, area.w - 2.0 * pad);
    let unit = (area.h * 0.034).min(area.w * 0.06);
    let mut y = area.y + pad;
    let place = shown.spotlight.map_or(1, |k| k + 1);
    let of = super::greatest(a).len();
    scene.text(at(x, y + unit * 0.5), format!("{}  ·  {place} of {of}", risk.id), unit * 0.8, Weight::Regular, Align::Left, Role::Muted);
    y = paragraph(scene, (x, y + unit * 1.3), &risk.title, (unit * 1.5, Weight::Semibold, Role::Text), room, 3) + unit * 0.4;
    let band = match result.band {
        crate::analysis::risk::Band::Green => Sign::Good,
        crate::analysis::risk::Band::Yellow => Sign::Warn,
        crate::analysis::risk::Band::Red => Sign::Bad,
    };
    scene.sign(at(x + unit * 0.55, y + unit * 0.6), unit, band);
    let score = format!("{} × {} = {}, {}", risk.probability.spoken(), risk.impact.spoken(), result.score, result.band.spoken().to_lowercase());
    y = paragraph(scene, (x + unit * 1.5, y), &score, (unit, Weight::Semibold, Role::Text), room - unit * 1.5, 1) + unit * 0.3;
    let mut rows: Vec<(&str, String, Role)> = Vec::new();
    let mut measures: Vec<String> = Vec::new();
    measures.extend(risk.probability_pct.map(|p| format!("{} %", words::number(p))));
    measures.extend(risk.days.map(|d| if d.min == d.max { d.likely.spoken() } else { format!("{} to {}", d.min, d.max) }));
    measures.extend(risk.cost.as_ref().map(ToString::to_string));
    measures.extend(result.exposure_days.map(|d| format!("{} lost on average", words::days(d))));
    rows.push(("Size", measures.join(", "), Role::Text));
    let costs = a.forecast.as_deref().and_then(|f| f.without(result.key)).filter(|g| g.p80_days >= 0.5);
    rows.push(("Without it", costs.map_or(String::new(), |g| format!("P80 is {} earlier", words::days(g.p80_days))), Role::Forecast));
    if result.alert {
        rows.push(("Seen", words::listing(&result.fired, 3), Role::Bad));
    }
    let next = register::next_step(a, risk).map_or_else(
        || "no open step".to_owned(),
        |(s, due)| format!("{}{}", s.text, due.map_or_else(String::new, |d| format!(", due {}", words::day(d, near)))),
    );
    rows.push(("Next", next, Role::Text));
    let plan_b = risk.plan_b.as_ref().map_or_else(
        || "none".to_owned(),
        |b| format!("{}{}", b.what, register::last_switch(a, risk).map_or_else(String::new, |d| format!(", switch by {}", words::day(d, near)))),
    );
    rows.push(("Plan B", plan_b, Role::Text));
    let owner = risk.owner.clone().unwrap_or_else(|| "nobody".to_owned());
    rows.push(("Owner", if shown.names { owner } else { "N shows names".to_owned() }, if shown.names { Role::Text } else { Role::Muted }));
    for (label, value, role) in rows.into_iter().filter(|(_, v, _)| !v.is_empty()) {
        if y > area.bottom() - pad - unit * 1.4 {
            break;
        }
        scene.text(at(x, y + unit * 0.5), label, unit * 0.75, Weight::Regular, Align::Left, Role::Muted);
        y = paragraph(scene, (x + unit * 5.2, y), &value, (unit * 0.85, Weight::Regular, role), room - unit * 5.2, 3) + unit * 0.35;
    }
    if let Some(about) = risk.description.as_deref().filter(|_| y < area.bottom() - pad - unit * 4.0) {
        paragraph(scene, (x, y + unit * 0.5), about, (unit * 0.8, Weight::Regular, Role::Muted), room, 3);
    }
}
