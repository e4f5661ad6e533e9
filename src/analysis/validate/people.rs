//! The release, calendars, freezes, bookings, the baseline, teams and people: V015, V017 to V019,
//! V044, V046, and V035 for services.

use super::{Cx, Invalid, at, change, name, number, percentage};
use crate::model::records::{Calendar, Settings, Weekday};
use crate::model::value::Date;
use crate::model::{AnyRecord, Key, RecordKind};
use std::cmp::Ordering;

/// What is bound to days.
pub(super) fn calendars(cx: &Cx<'_>, out: &mut Vec<Invalid>) {
    versions(cx, out);
    for (key, calendar) in cx.plan.calendars.iter() {
        working_time(key, calendar, out);
    }
    for (key, freeze) in cx.plan.freezes.iter() {
        let (Some(from), Some(to)) = (freeze.from, freeze.to) else { continue };
        if to.minute - i64::from(to.offset) < from.minute - i64::from(from.offset) {
            let at = at(RecordKind::Freeze, key);
            let fix = change("Swap the two times", at, freeze, |f| (f.from, f.to) = (Some(to), Some(from)));
            out.push(Invalid::new("V019", at, &freeze.id, format!("freeze \"{}\" ends before it starts", freeze.id)).field("to").fix(fix));
        }
    }
    for (key, marker) in cx.plan.markers.iter() {
        if let Some((on, to)) = reversed(marker.on, marker.to) {
            let at = at(RecordKind::Marker, key);
            let message = format!("marker \"{}\" ends on {to}, before it begins on {on}; it is shown on {on}", marker.title);
            let fix = change("Swap the two days", at, marker, |m| (m.on, m.to) = (Some(to), Some(on)));
            out.push(Invalid::new("V019", at, &marker.title, message).field("to").fix(fix));
        } else if marker.on.is_none() && marker.to.is_some() {
            let at = at(RecordKind::Marker, key);
            let message = format!("marker \"{}\" has a last day but no first; it is not shown", marker.title);
            let fix = change("Make it a single day", at, marker, |m| (m.on, m.to) = (marker.to, None));
            out.push(Invalid::new("V019", at, &marker.title, message).field("on").fix(fix));
        }
    }
    for (key, env) in cx.plan.environments.iter() {
        let at = at(RecordKind::Environment, key);
        for (i, booking) in env.bookings.iter().enumerate() {
            if let Some((from, to)) = reversed(booking.from, booking.to) {
                let message = format!("the booking of \"{}\" by \"{}\" ends on {to}, before it starts on {from}", name(&env.title, &env.id), booking.by);
                let fix = change("Swap the two days", at, env, |e| {
                    if let Some(b) = e.bookings.get_mut(i) {
                        (b.from, b.to) = (Some(to), Some(from));
                    }
                });
                out.push(Invalid::new("V019", at, &env.id, message).field("bookings").fix(fix));
            }
        }
    }
    baseline(cx, out);
}

/// Two days in the wrong order.
pub(super) fn reversed(from: Option<Date>, to: Option<Date>) -> Option<(Date, Date)> {
    from.zip(to).filter(|(from, to)| to < from)
}

/// V046: the previous version is older.
fn versions(cx: &Cx<'_>, out: &mut Vec<Invalid>) {
    let Some(release) = cx.plan.release.get() else { return };
    let Some(previous) = release.previous_version.as_deref() else { return };
    let at = at(RecordKind::Release, cx.plan.release.key());
    let order = parts(previous).zip(parts(&release.version)).map(|(a, b)| a.cmp(&b));
    if let Some(order @ (Ordering::Equal | Ordering::Greater)) = order {
        let message = format!("previous_version {previous} is not older than version {}", release.version);
        let swap = || {
            change("Swap the two versions", at, release, |r| {
                r.previous_version = Some(r.version.clone());
                previous.clone_into(&mut r.version);
            })
        };
        let fix = if order == Ordering::Greater { swap() } else { None };
        out.push(Invalid::new("V046", at, "release", message).field("previous_version").fix(fix));
    }
}

/// A version as its numbers, whether it is released, and what stands behind a hyphen: numbers, which
/// come before words.
type Version = (Vec<u64>, bool, Vec<Result<u64, String>>);

/// The parts of a version in the order in which versions are compared.
fn parts(version: &str) -> Option<Version> {
    let version = version.trim().trim_start_matches(['v', 'V']);
    let version = version.split('+').next().unwrap_or(version);
    let (numbers, early) = version.split_once('-').unwrap_or((version, ""));
    let mut numbers: Vec<u64> = numbers.split('.').map(|n| n.parse().ok()).collect::<Option<_>>()?;
    while numbers.last() == Some(&0) {
        numbers.pop();
    }
    let early_parts = early.split('.').filter(|p| !p.is_empty()).map(|p| p.parse().map_err(|_| p.to_owned())).collect();
    Some((numbers, early.is_empty(), early_parts))
}

/// V018: somebody works at some time.
fn working_time(key: Key, calendar: &Calendar, out: &mut Vec<Invalid>) {
    let at = at(RecordKind::Calendar, key);
    if Weekday::ALL.iter().all(|day| calendar.weekend.contains(day)) {
        let fix = change("Make Saturday and Sunday the weekend", at, calendar, |c| c.weekend = vec![Weekday::Sat, Weekday::Sun]);
        out.push(Invalid::new("V018", at, &calendar.id, format!("calendar \"{}\" has no working day", calendar.id)).field("weekend").fix(fix));
    }
    let hours = calendar.hours_per_day;
    if !(hours > 0.0 && hours <= 24.0) {
        let fix = change("Set to 8 hours", at, calendar, |c| c.hours_per_day = 8.0);
        let message = format!("calendar \"{}\" has {} working hours a day; a day has more than 0 and at most 24", calendar.id, number(hours));
        out.push(Invalid::new("V018", at, &calendar.id, message).field("hours_per_day").fix(fix));
    }
    let days = calendar.days.iter().map(|d| ("days", &d.hours));
    let special = calendar.special.iter().map(|s| ("special", &s.hours));
    for (field, hours) in [("hours", &calendar.hours)].into_iter().chain(days).chain(special) {
        let mut sorted = hours.clone();
        sorted.sort();
        if let Some([a, b]) = sorted.windows(2).find(|w| matches!(w, [a, b] if b.from < a.to)) {
            let message = format!("in calendar \"{}\" the hours {a} and {b} overlap; the time they share counts once", calendar.id);
            out.push(Invalid::new("V018", at, &calendar.id, message).field(field));
        }
    }
    for (i, days) in calendar.special.iter().enumerate() {
        let message = match (days.from, reversed(days.from, days.to)) {
            (None, _) => format!("special days {} of calendar \"{}\" have no first day; they change nothing", i + 1, calendar.id),
            (_, Some((from, to))) => format!("special days of calendar \"{}\" end on {to}, before they start on {from}", calendar.id),
            _ => continue,
        };
        let fix = reversed(days.from, days.to).and_then(|(from, to)| {
            change("Swap the two days", at, calendar, |c| {
                if let Some(s) = c.special.get_mut(i) {
                    (s.from, s.to) = (Some(to), Some(from));
                }
            })
        });
        out.push(Invalid::new("V018", at, &calendar.id, message).field("special").fix(fix));
    }
}

/// V017: dates of the baseline are in order. That its tasks exist is asked with the references.
fn baseline(cx: &Cx<'_>, out: &mut Vec<Invalid>) {
    let Some(baseline) = cx.plan.baseline.get() else { return };
    let at = at(RecordKind::Baseline, cx.plan.baseline.key());
    for (i, task) in baseline.tasks.iter().enumerate() {
        if let Some((start, finish)) = reversed(task.start, task.finish) {
            let message = format!("in the baseline, \"{}\" finishes on {finish}, before it starts on {start}", task.id);
            let fix = change("Swap the two days", at, baseline, |b| {
                if let Some(t) = b.tasks.get_mut(i) {
                    (t.start, t.finish) = (Some(finish), Some(start));
                }
            });
            out.push(Invalid::new("V017", at, &task.id, message).field("tasks").fix(fix));
        }
    }
}

/// Who there is and how much of them.
pub(super) fn check(cx: &Cx<'_>, out: &mut Vec<Invalid>) {
    for (key, person) in cx.plan.people.iter() {
        let (at, who) = (at(RecordKind::Person, key), name(&person.name, &person.id));
        if !(0.0..=1.0).contains(&person.fte) {
            // 50 was meant as a percentage.
            let nearest = if person.fte > 1.0 && person.fte <= 100.0 { person.fte / 100.0 } else { person.fte.clamp(0.0, 1.0) };
            let fix = change(format!("Set to {nearest}"), at, person, |p| p.fte = nearest);
            out.push(Invalid::new("V044", at, &person.id, format!("\"{who}\": fte is {}; it lies from 0 to 1", person.fte)).field("fte").fix(fix));
        }
        for (i, leave) in person.leave.iter().enumerate() {
            if let Some((from, to)) = reversed(leave.from, leave.to) {
                let fix = change("Swap the two days", at, person, |p| {
                    if let Some(l) = p.leave.get_mut(i) {
                        (l.from, l.to) = (Some(to), Some(from));
                    }
                });
                let message = format!("the absence of \"{who}\" ends on {to}, before it starts on {from}");
                out.push(Invalid::new("V019", at, &person.id, message).field("leave").fix(fix));
            }
        }
    }
    for (key, team) in cx.plan.teams.iter() {
        let listed = cx.plan.people.records().filter(|p| p.team.as_deref() == Some(team.id.as_str())).count();
        let listed = u32::try_from(listed).unwrap_or(u32::MAX);
        if listed > team.people_count {
            let at = at(RecordKind::Team, key);
            let fix = change(format!("Set to {listed} people"), at, team, |t| t.people_count = listed);
            let message = format!("team \"{}\" has {} people but lists {listed}", name(&team.name, &team.id), team.people_count);
            out.push(Invalid::new("V044", at, &team.id, message).field("people_count").fix(fix));
        }
    }
    for (key, stream) in cx.plan.workstreams.iter() {
        let set = |p| {
            let mut stream = stream.clone();
            stream.pct = Some(p);
            Some(AnyRecord::from(stream))
        };
        percentage(out, at(RecordKind::Workstream, key), &stream.id, "pct", stream.pct.unwrap_or(0.0), set);
    }
    for (key, service) in cx.plan.services.iter() {
        let set = |p| {
            let mut service = service.clone();
            service.availability_pct = Some(p);
            Some(AnyRecord::from(service))
        };
        percentage(out, at(RecordKind::Service, key), &service.id, "availability_pct", service.availability_pct.unwrap_or(0.0), set);
    }
    if let Some(settings) = cx.plan.settings.get() {
        type Percent = (&'static str, fn(&mut Settings) -> &mut f64);
        let fields: [Percent; 2] = [("confidence_commit_pct", |s| &mut s.confidence_commit_pct), ("amber_band_pct", |s| &mut s.amber_band_pct)];
        for (field, of) in fields {
            let mut changed = settings.clone();
            let value = *of(&mut changed);
            let set = |p| {
                *of(&mut changed) = p;
                Some(AnyRecord::from(changed))
            };
            percentage(out, at(RecordKind::Settings, cx.plan.settings.key()), "settings", field, value, set);
        }
    }
}
