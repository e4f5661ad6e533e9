//! A cell of the register that somebody typed over: read as people write, made into an edit, or
//! refused with the nearest thing that would do.

use super::columns::Column;
use super::{quick, risk_ref, split_list};
use crate::analysis::Analysis;
use crate::analysis::hand::{chosen, short};
use crate::edit::Edit;
use crate::model::records::{Action, LevelPair, PlanB, Response, Risk, RiskStatus, Window};
use crate::model::value::{Date, Dur, Level, Money, Range, When, understood};
use crate::model::{Key, RecordKind, nearest};

/// Reads what was typed into a cell of the register; no edit when it says what was there. The error
/// names what is wrong and the nearest fix.
pub fn typed(a: &Analysis, key: Key, column: Column, text: &str) -> Result<Option<Edit>, String> {
    let (Some(record), Some(result)) = (a.plan.risks.get(key), a.risks.by_key(key)) else { return Err("The risk is not there any more".into()) };
    let text = text.trim();
    if text == column.written(a, record, result).trim() {
        return Ok(None);
    }
    let mut risk = record.as_ref().clone();
    let said = format!("change {} of {}", column.label().to_lowercase(), short(&risk.id));
    match column {
        Column::Id => {
            a.plan.with_id(risk_ref(key), text)?;
            return Ok(Some(Edit::Rename(risk_ref(key), text.to_owned())));
        }
        Column::Title => text.clone_into(&mut risk.title),
        Column::Category => text.clone_into(&mut risk.category),
        Column::Owner => risk.owner = (!text.is_empty()).then(|| owner(a, text)),
        Column::Status => risk.status = chosen(text, "status", RiskStatus::ALL, RiskStatus::spoken)?,
        Column::Response => risk.response = chosen(text, "response", Response::ALL, Response::spoken)?,
        Column::Score | Column::Probability | Column::Impact => return scored(a, key, column, text),
        Column::Percent => risk.probability_pct = percent(text)?,
        Column::Days => risk.days = if text.is_empty() { None } else { Some(range(text)?) },
        Column::Cost => risk.cost = if text.is_empty() { None } else { Some(money(text)?) },
        Column::Residual => risk.residual = pair(a, text)?,
        Column::Target => risk.target = pair(a, text)?,
        Column::Next => next(&mut risk, text),
        Column::Due => due(a, &mut risk, text)?,
        Column::SwitchBy => switch_by(a, &mut risk, text)?,
        Column::Tasks => hits(a, &mut risk, text)?,
        Column::Window => risk.window = window(a, text)?,
        Column::Reviewed => risk.reviewed = if text.is_empty() { None } else { Some(date(a, text)?) },
        Column::ExposureDays | Column::ExposureCost | Column::AtP80 | Column::Alert => {
            return Err(format!("{} is computed; change percent, days, cost or the signs", column.label()));
        }
    }
    Ok((risk != **record).then(|| Edit::Many(said, vec![Edit::Set(risk_ref(key), risk.into())])))
}

/// A level that somebody typed: a word or its beginning, or its number on the scale.
pub(super) fn level(text: &str, levels: u32) -> Option<Level> {
    let t = text.trim().to_lowercase().replace(['-', '_'], " ");
    let scale = Level::of_scale(levels);
    if let Some(n) = t.parse::<u32>().ok().filter(|n| (1..=levels).contains(n)) {
        return Some(Level::at(n, levels));
    }
    let short = |l: &Level| l.spoken().split(' ').filter_map(|w| w.chars().next()).collect::<String>().to_lowercase();
    let named = |l: &&Level| l.spoken().to_lowercase() == t || l.name().to_lowercase() == t || short(l) == t;
    let begins = |l: &&Level| t.len() > 1 && l.spoken().to_lowercase().starts_with(&t);
    scale.iter().find(named).or_else(|| scale.iter().find(begins)).copied()
}

fn no_level(text: &str, levels: u32) -> String {
    let words: Vec<String> = Level::of_scale(levels).iter().map(|l| l.spoken().to_lowercase()).collect();
    format!("\"{}\" is no level; the scale has {}", short(text), words.join(", "))
}

/// Two levels with a sign between them: `high x medium`, `3×2`, `H/M`.
pub(super) fn two_levels(text: &str, levels: u32) -> Option<(Level, Level)> {
    let t = text.to_lowercase();
    let splits = [" x ", "×", "*", "/", "x"];
    splits.iter().filter_map(|s| t.split_once(s)).find_map(|(p, i)| Some((level(p, levels)?, level(i, levels)?)))
}

fn pair(a: &Analysis, text: &str) -> Result<Option<LevelPair>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let found = two_levels(text, a.risks.levels);
    found
        .map(|(probability, impact)| Some(LevelPair { probability, impact }))
        .ok_or_else(|| format!("\"{}\" is no score; write probability and impact, such as medium x low", short(text)))
}

fn scored(a: &Analysis, key: Key, column: Column, text: &str) -> Result<Option<Edit>, String> {
    let Some(risk) = a.plan.risks.get(key) else { return Ok(None) };
    let levels = a.risks.levels;
    let one = || level(text, levels).ok_or_else(|| no_level(text, levels));
    let (probability, impact) = match column {
        Column::Probability => (one()?, risk.impact),
        Column::Impact => (risk.probability, one()?),
        _ => match two_levels(text, levels) {
            Some(both) => both,
            None => return Err(format!("\"{}\" is no score; a score is computed: type probability and impact, such as high x medium", short(text))),
        },
    };
    Ok(super::scored(a, key, probability, impact))
}

/// The id of a person or team that was meant; other words stay as they are.
pub(super) fn owner(a: &Analysis, text: &str) -> String {
    let mut all: Vec<(&str, &str)> = a.plan.people.records().map(|p| (p.id.as_str(), p.name.as_str())).collect();
    all.extend(a.plan.teams.records().map(|t| (t.id.as_str(), t.name.as_str())));
    all.extend(a.plan.stakeholders.records().map(|s| (s.id.as_str(), s.name.as_str())));
    let t = text.to_lowercase();
    all.iter().find(|(id, name)| id.to_lowercase() == t || name.to_lowercase() == t).map_or_else(|| text.to_owned(), |(id, _)| (*id).to_owned())
}

fn percent(text: &str) -> Result<Option<f64>, String> {
    let number = text.trim_end_matches('%').trim();
    if number.is_empty() {
        return Ok(None);
    }
    let pct: f64 = number.replace(',', ".").parse().map_err(|_| format!("\"{}\" is not a share; write it as 40 or 40 %", short(text)))?;
    if pct > 0.0 && pct < 100.0 {
        return Ok(Some(pct));
    }
    Err(if pct == 100.0 {
        "What is certain is no risk; make it an issue".into()
    } else if pct == 0.0 {
        "What cannot happen is no risk; close it".into()
    } else {
        format!("{number} % lies outside 0 to 100 %")
    })
}

/// One length, or least, likely and most.
pub(super) fn range(text: &str) -> Result<Range, String> {
    let one = |t: &str| match t.trim().replace(',', ".").parse::<f64>() {
        Ok(days) if days.is_finite() && days >= 0.0 => Ok(Dur::days(days)),
        _ => Dur::parse(t.trim()).or_else(|e| Dur::meant(t).and_then(|m| Dur::parse(&m).ok()).ok_or(e)),
    };
    if text.contains("..") || text.matches(['-', '–', '/', ';']).count() == 2 {
        return Range::parse(text).or_else(|e| Range::meant(text).and_then(|m| Range::parse(&m).ok()).ok_or(e));
    }
    let d = one(text)?;
    if d.amount <= 0.0 {
        return Err("A risk that costs no time has no days: leave it empty".into());
    }
    Ok(Range { min: d, likely: d, max: d })
}

/// `15000 EUR`, `€15k`, `2m USD`.
pub(super) fn money(text: &str) -> Result<Money, String> {
    let spelled = thousands(text);
    Money::parse(&spelled).or_else(|e| Money::meant(&spelled).and_then(|m| Money::parse(&m).ok()).ok_or(e))
}

/// `€15k` as `€15000`: a k or an m behind a number that is no unit of its own.
fn thousands(text: &str) -> String {
    let end = text.find(|c: char| c.is_ascii_digit()).and_then(|from| text[from..].find(|c: char| !(c.is_ascii_digit() || c == '.')).map(|n| from + n));
    let Some(end) = end else { return text.to_owned() };
    let from = text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let mut rest = text[end..].chars();
    let times = match rest.next().map(|c| c.to_ascii_lowercase()) {
        Some('k') => 1e3,
        Some('m') => 1e6,
        _ => return text.to_owned(),
    };
    let goes_on = rest.clone().next().is_some_and(char::is_alphabetic);
    match text[from..end].parse::<f64>() {
        Ok(n) if !goes_on => format!("{}{}{}", &text[..from], n * times, rest.as_str()),
        _ => text.to_owned(),
    }
}

fn date(a: &Analysis, text: &str) -> Result<Date, String> {
    understood(text, a.plan.status_date()).ok_or_else(|| format!("\"{}\" is not a date; write it as 15 mar, 2024-03-15, fri or +2w", short(text)))
}

fn next(risk: &mut Risk, text: &str) {
    let mut steps = split_list(text).into_iter();
    let first = steps.next();
    match (risk.actions.iter().position(|s| s.done_on.is_none()), first) {
        (Some(at), Some(first)) => {
            risk.actions[at].text = first;
            let more = steps.map(|text| Action { text, ..Action::default() });
            risk.actions.splice(at + 1..=at, more);
        }
        (Some(at), None) => _ = risk.actions.remove(at),
        (None, Some(first)) => risk.actions.extend(std::iter::once(first).chain(steps).map(|text| Action { text, ..Action::default() })),
        (None, None) => {}
    }
}

fn due(a: &Analysis, risk: &mut Risk, text: &str) -> Result<(), String> {
    let when = match text {
        "" => None,
        offset if offset.starts_with(['T', 't']) => Some(When::parse(&offset.to_uppercase().replace('D', "d").replace('H', "h").replace('M', "m"))?),
        day => Some(When::On(date(a, day)?)),
    };
    let Some(step) = risk.actions.iter_mut().find(|s| s.done_on.is_none()) else { return Err("There is no open step; type one under Next step first".into()) };
    step.due = when;
    Ok(())
}

fn switch_by(a: &Analysis, risk: &mut Risk, text: &str) -> Result<(), String> {
    let day = if text.is_empty() { None } else { Some(date(a, text)?) };
    let plan_b = risk.plan_b.get_or_insert_with(PlanB::default);
    plan_b.switch_by = day;
    Ok(())
}

fn hits(a: &Analysis, risk: &mut Risk, text: &str) -> Result<(), String> {
    let (mut tasks, mut dependencies) = (Vec::new(), Vec::new());
    for part in text.split([',', ';']).map(str::trim).filter(|p| !p.is_empty()) {
        let t = part.to_lowercase();
        let task = a.plan.tasks.records().find(|r| r.id == part).or_else(|| a.plan.tasks.records().find(|r| r.title.to_lowercase() == t));
        let dependency = || a.plan.dependencies.records().find(|d| d.id == part || d.title.to_lowercase() == t);
        match (task.map(|r| r.id.clone()), dependency().map(|d| d.id.clone())) {
            (Some(id), _) if !tasks.contains(&id) => tasks.push(id),
            (None, Some(id)) if !dependencies.contains(&id) => dependencies.push(id),
            (Some(_), _) | (None, Some(_)) => {}
            (None, None) => {
                let kinds = [RecordKind::Task, RecordKind::Dependency];
                let ids: Vec<&str> = kinds.iter().flat_map(|k| a.plan.ids(*k)).map(|(_, id, _)| id).collect();
                let hint = nearest(part, ids).map_or_else(String::new, |n| format!("; did you mean \"{n}\"?"));
                return Err(format!("There is no task or dependency \"{}\"{hint}", short(part)));
            }
        }
    }
    (risk.tasks, risk.dependencies) = (tasks, dependencies);
    Ok(())
}

fn window(a: &Analysis, text: &str) -> Result<Option<Window>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let (from, to) = text.split_once("..").or_else(|| text.split_once(" to ")).unwrap_or((text, ""));
    let end = |t: &str| if t.trim().is_empty() { Ok(None) } else { date(a, t.trim()).map(Some) };
    let window = Window { from: end(from)?, to: end(to)? };
    match (window.from, window.to) {
        (Some(from), Some(to)) if to < from => Err(format!("The window ends on {to}, before it starts on {from}")),
        _ => Ok(Some(window)),
    }
}

/// A risk in one line, read for what can be told (`quick`).
impl super::Quick {
    /// The edit that adds it, at the end of the register.
    pub fn edit(&self, a: &Analysis) -> Edit {
        let mut risk = self.risk.clone();
        risk.id = quick::next_id(&a.plan);
        let label = format!("add risk {} \"{}\"", risk.id, short(&risk.title));
        Edit::Many(label, vec![Edit::Add(risk.into(), None)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::read_plan;

    const PLAN: &str = r#"(schema_version: 1, meta: (project: "P", status_date: "2024-03-06"),
        people: [(id: "ana", name: "Ana Ruiz")], tasks: [(id: "prod", title: "Deploy", duration: "1d")], dependencies: [(id: "ssl", title: "Certificates")],
        risks: [(id: "R1", title: "Late", probability: High, impact: High, actions: [(text: "Ask"), (text: "Ask again")])])"#;

    /// What the risk is in a column after it was typed there, or the message.
    fn after(column: Column, text: &str) -> String {
        let a = Analysis::of(&read_plan(PLAN).expect("a plan").plan);
        let key = a.risks.items[0].key;
        match typed(&a, key, column, text) {
            Err(why) => why,
            Ok(None) => "as before".to_owned(),
            Ok(Some(edit)) => {
                let b = Analysis::next(&a, &edit.made(&a.plan).expect("an edit").0);
                let risk = b.plan.risks.get(key).expect("the risk");
                column.written(&b, risk, &b.risks.items[0])
            }
        }
    }

    #[test]
    fn cells_are_read_as_people_write() {
        for (column, text, wanted) in [
            (Column::Title, "Very late", "Very late"),
            (Column::Title, "Late", "as before"),
            (Column::Score, "medium x low", "Medium x Low"),
            (Column::Score, "2×3", "Medium x High"),
            (Column::Score, "9", "\"9\" is no score; a score is computed: type probability and impact, such as high x medium"),
            (Column::Probability, "m", "Medium"),
            (Column::Impact, "enormous", "\"enormous\" is no level; the scale has low, medium, high"),
            (Column::Percent, "70 %", "70"),
            (Column::Percent, "100", "What is certain is no risk; make it an issue"),
            (Column::Percent, "-5", "-5 % lies outside 0 to 100 %"),
            (Column::Percent, "half", "\"half\" is not a share; write it as 40 or 40 %"),
            (Column::Days, "3d..5d..10d", "3d..5d..10d"),
            (Column::Days, "10-5-3", "3d..5d..10d"),
            (Column::Days, "4", "4d"),
            (Column::Days, "0", "A risk that costs no time has no days: leave it empty"),
            (Column::Cost, "€15k", "15000 EUR"),
            (Column::Cost, "2.5m USD", "2500000 USD"),
            (Column::Owner, "ana ruiz", "ana"),
            (Column::Owner, "Somebody", "Somebody"),
            (Column::Status, "mit", "Mitigating"),
            (Column::Response, "acc", "Accept"),
            (Column::Residual, "low x low", "Low x Low"),
            (Column::Residual, "low", "\"low\" is no score; write probability and impact, such as medium x low"),
            (Column::Next, "Call", "Call"),
            (Column::Due, "fri", "2024-03-08"),
            (Column::Due, "t-24h", "T-24h"),
            (Column::Due, "someday", "\"someday\" is not a date; write it as 15 mar, 2024-03-15, fri or +2w"),
            (Column::SwitchBy, "15 mar", "2024-03-15"),
            (Column::Tasks, "deploy, ssl", "prod, ssl"),
            (Column::Tasks, "prodd", "There is no task or dependency \"prodd\"; did you mean \"prod\"?"),
            (Column::Window, "10 mar .. 12 mar", "2024-03-10 .. 2024-03-12"),
            (Column::Window, "12 mar .. 10 mar", "The window ends on 2024-03-10, before it starts on 2024-03-12"),
            (Column::ExposureDays, "3", "Days lost is computed; change percent, days, cost or the signs"),
            (Column::Id, "R-9", "R-9"),
        ] {
            assert_eq!(after(column, text), wanted, "{column:?} {text}");
        }
    }

    #[test]
    fn a_list_typed_as_the_next_step_becomes_steps() {
        let a = Analysis::of(&read_plan(PLAN).expect("a plan").plan);
        let key = a.risks.items[0].key;
        let edit = typed(&a, key, Column::Next, "1. Sync\n2. Mock").expect("read").expect("an edit");
        let plan = edit.made(&a.plan).expect("made").0;
        let steps: Vec<String> = plan.risks.get(key).expect("the risk").actions.iter().map(|s| s.text.clone()).collect();
        assert_eq!(steps, ["Sync", "Mock", "Ask again"]);
    }
}
