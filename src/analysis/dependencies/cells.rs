//! A cell of the tracker that somebody typed over: read as people write, made into an edit, or
//! refused with the nearest thing that would do.

use super::columns::Column;
use crate::analysis::Analysis;
use crate::analysis::hand::{chosen, short};
use crate::edit::Edit;
use crate::model::records::{DependencyStatus, PlanB};
use crate::model::value::{Date, Level, LooseDate, understood};
use crate::model::{Key, RecordKind, RecordRef, nearest};

/// Reads what was typed into a cell of the tracker; no edit when it says what was there. The error
/// names what is wrong and the nearest fix.
pub fn typed(a: &Analysis, key: Key, column: Column, text: &str) -> Result<Option<Edit>, String> {
    let found = a.plan.dependencies.get(key).zip(a.dependencies.items.iter().find(|i| i.key == key));
    let Some((record, result)) = found else { return Err("The dependency is not there any more".into()) };
    let text = text.trim();
    if text == column.written(a, record, result).trim() {
        return Ok(None);
    }
    let mut d = record.as_ref().clone();
    let some = || (!text.is_empty()).then(|| text.to_owned());
    match column {
        Column::Title if text.is_empty() => return Err("A dependency needs a name; Delete removes it".into()),
        Column::Title => text.clone_into(&mut d.title),
        Column::Status => d.status = chosen(text, "status", DependencyStatus::ALL, DependencyStatus::spoken)?,
        Column::Owner => text.clone_into(&mut d.owner),
        Column::RequiredBy => d.required_by = text.split([',', ';']).map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect(),
        Column::Needed => d.needed_by = loose(a, text)?,
        Column::Promised => d.promised = loose(a, text)?,
        Column::Asked => d.updated = if text.is_empty() { None } else { Some(day(a, text)?) },
        Column::Risk => d.risk = chosen(text, "level", Level::of_scale(a.risks.levels), Level::spoken)?,
        Column::Mitigation => d.mitigation = some(),
        Column::PlanB if text.is_empty() => d.plan_b = None,
        Column::PlanB => text.clone_into(&mut d.plan_b.get_or_insert_with(PlanB::default).what),
        Column::Service => d.service = record_id(a, RecordKind::Service, text)?,
        Column::Task => d.task = record_id(a, RecordKind::Task, text)?,
        Column::RiskRef => d.risk_ref = record_id(a, RecordKind::Risk, text)?,
        Column::Slack => return Err("Slack is computed; change needed or promised".into()),
        Column::Age => return Err("That is computed; change the status, or the day it was raised in the inspector".into()),
    }
    let said = format!("change {} of {}", column.label().to_lowercase(), short(&d.id));
    Ok((d != **record).then(|| Edit::Many(said, vec![Edit::Set(RecordRef { kind: RecordKind::Dependency, key }, d.into())])))
}

fn day(a: &Analysis, text: &str) -> Result<Date, String> {
    understood(text, a.plan.status_date()).ok_or_else(|| format!("\"{}\" is not a date; write it as 15 mar, 2024-03-15, fri or +2w", short(text)))
}

/// A day as people write it. What cannot be read is refused: words instead of a date were what made
/// the promise worthless.
fn loose(a: &Analysis, text: &str) -> Result<Option<LooseDate>, String> {
    if text.is_empty() { Ok(None) } else { day(a, text).map(|d| Some(LooseDate::On(d))) }
}

/// The id of a record that is named by its id or title.
fn record_id(a: &Analysis, kind: RecordKind, text: &str) -> Result<Option<String>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let t = text.to_lowercase();
    let all = a.plan.ids(kind);
    let named = |id: &str, title: &str| id.to_lowercase() == t || title.to_lowercase() == t;
    if let Some((_, id, _)) = all.iter().find(|(_, id, _)| *id == text).or_else(|| all.iter().find(|(_, id, title)| named(id, title))) {
        return Ok(Some((*id).to_owned()));
    }
    let hint = nearest(text, all.iter().map(|(_, id, _)| *id)).map_or_else(String::new, |n| format!("; did you mean \"{n}\"?"));
    Err(format!("There is no {} \"{}\"{hint}", kind.label().to_lowercase(), short(text)))
}
