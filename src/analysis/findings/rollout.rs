//! Findings about phases, feature flags and the pipeline.

use super::Severity::{Error, Info, Warning};
use super::cx::{Cx, at, float};
use super::rule::Provenance::{Brief, Heuristic, Known, Published, Standard};
use super::rule::{Breach, Rule, Threshold, limit, rule};
use crate::analysis::rollout::PhaseResult;
use crate::analysis::words;
use crate::model::records::{Flag, FlagKind, Phase, RollbackKind, ServiceKind, TargetMeans, TaskRole};
use crate::model::value::Date;
use crate::model::{Key, RecordKind};

const RATIO: Threshold = limit("ROL-002.ratio", 10.0, "times", "largest step between two phases as a ratio");
const POINTS: Threshold = limit("ROL-002.points", 50.0, "percentage points", "largest step between two phases");
const BAKE: Threshold = limit("ROL-005", 24.0, "h", "shortest phase that reaches a tenth of the users or more");
const EXPOSED: Threshold = limit("ROL-007", 10.0, "%", "share of users from which a missing kill switch is an error");
const RELEASE_AGE: Threshold = limit("ROL-009.release", 14.0, "days", "oldest release flag");
const EXPERIMENT_AGE: Threshold = limit("ROL-009.experiment", 30.0, "days", "oldest experiment flag");
const LASTING_AGE: Threshold = limit("ROL-009.lasting", 90.0, "days", "oldest operations or permission flag");

const PHASES: &[RecordKind] = &[RecordKind::Phase, RecordKind::Runbook];
const DATED: &[RecordKind] = &[RecordKind::Phase, RecordKind::Runbook, RecordKind::Task, RecordKind::Calendar, RecordKind::Team, RecordKind::Release];

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    rule("ROL-001", Warning, not_increasing)
        .says("A phase reaches fewer users than the one before", "Put the phases in order")
        .from(Standard, "SRE workbook: canarying releases")
        .reads(PHASES),
    rule("ROL-002", Warning, big_step)
        .says("A phase reaches so many more users than the one before that it proves little", "Insert phases at 25 % and 50 %")
        .formula("Exposure ÷ exposure before, and the difference in percentage points")
        .limits(&[RATIO, POINTS])
        .from(Heuristic, "SRE workbook: canarying releases")
        .reads(PHASES),
    rule("ROL-003", Warning, no_criteria)
        .says("A phase has no criteria to go on or to go back", "Set a metric and a limit for each")
        .formula("Exit criteria of every phase but the last, abort criteria of every phase")
        .from(Standard, "SRE workbook: canarying releases")
        .reads(PHASES),
    rule("ROL-004", Warning, small_sample)
        .says("A phase sees too few requests to show the error rate it is judged by", "Let it run longer, or with more users")
        .formula("Requests in the phase ≥ 3 ÷ error rate (rule of three: no failure in n trials bounds the rate by 3 ÷ n)")
        .from(Known, "Rule of three")
        .reads(PHASES),
    rule("ROL-005", Warning, short_bake)
        .says("A phase is shorter than it takes to notice a failure and decide", "Extend it")
        .formula("min_bake ≥ detection + decision of the rollback; a full day once a tenth of the users is reached")
        .limits(&[BAKE])
        .from(Heuristic, "SRE workbook: canarying releases")
        .reads(&[RecordKind::Phase, RecordKind::Runbook, RecordKind::Rollback]),
    rule("ROL-006", Warning, flag_and_phase)
        .says("A flag is on for another share of users than its phase", "Align the two")
        .from(Heuristic, "Practice")
        .reads(&[RecordKind::Flag, RecordKind::Phase]),
    rule("ROL-007", Warning, no_kill_switch)
        .says("A flag cannot be switched off at once, or nobody ever tried", "Add a kill switch, and try it before the night")
        .formula("Without a kill switch it is an error once this share of the users has it on")
        .limits(&[EXPOSED])
        .from(Brief, "The brief: kill_switch; Hodgson, Feature Toggles")
        .reads(&[RecordKind::Flag]),
    rule("ROL-008", Info, incomplete_flag)
        .says("A flag has no owner, no expiry or no default", "Fill them in")
        .from(Published, "Hodgson, Feature Toggles")
        .reads(&[RecordKind::Flag]),
    rule("ROL-009", Info, stale_flag)
        .says("A flag is older than its kind should get", "Remove it")
        .formula("Days since created; past its own expiry in any case")
        .limits(&[RELEASE_AGE, EXPERIMENT_AGE, LASTING_AGE])
        .from(Published, "Hodgson, Feature Toggles")
        .reads(&[RecordKind::Flag]),
    rule("ROL-010", Warning, narrower_need)
        .says("A flag needs another that fewer users have on", "Widen the one it needs first")
        .from(Heuristic, "Practice")
        .reads(&[RecordKind::Flag]),
    rule("ROL-011", Warning, unwatched)
        .says("Watching or the hotfix window ends before the rollout does", "Extend it to the end of the last phase")
        .formula("Planned last day of tasks that watch or wait for hotfixes against the start + min_bake of each phase")
        .from(Brief, "The brief: hotfix window 3 days, monitoring 7, rollout 3 weeks")
        .reads(DATED),
    rule("ROL-012", Warning, target_is_not_available)
        .says("The target date is the deployment, and all users get it only later", "State both dates wherever one is promised")
        .from(Brief, "The brief: deployment on the 15th, general availability in week 3")
        .reads(&[RecordKind::Phase, RecordKind::Runbook, RecordKind::Release]),
    rule("ROL-013", Info, app_without_flag)
        .says(
            "An app that people install has no flag: a store cannot take a version back",
            "Put what is new behind a flag that the app is among the audience of",
        )
        .formula("Services of kind App that no flag names in enabled_for, by id or title")
        .from(Known, "Practice of mobile releases")
        .reads(&[RecordKind::Flag, RecordKind::Service, RecordKind::ServiceLink]),
    rule("ROL-014", Warning, manual_stage)
        .says("A stage of the pipeline is done by hand", "Automate it")
        .from(Published, "DORA: deployment automation")
        .reads(&[RecordKind::Stage]),
];

fn phases<'a>(cx: &Cx<'a>) -> Vec<(Key, &'a Phase, &'a PhaseResult)> {
    cx.plan.rollout.iter().zip(&cx.a.rollout.phases).map(|((k, p), r)| (k, p, r)).collect()
}

fn about(key: Key, p: &Phase, message: String) -> Breach {
    Breach::new(at(RecordKind::Phase, key), p.id.clone(), message).exposure(p.exposure_pct.unwrap_or(0.0))
}

fn not_increasing(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let known: Vec<_> = phases(cx).into_iter().filter_map(|(k, p, _)| Some((k, p, p.exposure_pct?))).collect();
    for pair in known.windows(2) {
        if let [(_, before, least), (key, phase, most)] = pair
            && most <= least
        {
            out.push(about(*key, phase, format!("{} reaches {most} % of the users, {} before it {least} %", phase.title, before.title)));
        }
    }
}

fn big_step(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let known: Vec<_> = phases(cx).into_iter().filter_map(|(k, p, _)| Some((k, p, p.exposure_pct?))).collect();
    for pair in known.windows(2) {
        if let [(_, before, least), (key, phase, most)] = pair {
            let (ratio, points) = (most / least.max(1e-9), most - least);
            if *least > 0.0 && (ratio > cx.limit(&RATIO) || points > cx.limit(&POINTS)) {
                let message = format!(
                    "{} goes from {least} % to {most} % of the users in one step: {} times, {} points more than {}",
                    phase.title,
                    words::number(ratio),
                    words::number(points),
                    before.title
                );
                out.push(about(*key, phase, message));
            }
        }
    }
}

fn no_criteria(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let all = phases(cx);
    for (i, (key, p, _)) in all.iter().enumerate() {
        let last = i + 1 == all.len();
        let numeric = |list: &[crate::model::records::Criterion]| list.iter().any(|c| !c.metric.is_empty() && c.target.is_some());
        let what = match (last || numeric(&p.exit), numeric(&p.abort)) {
            (true, true) => continue,
            (false, false) => "neither exit nor abort criteria",
            (false, true) => "no exit criteria",
            (true, false) => "no abort criteria",
        };
        out.push(about(*key, p, format!("Phase {} of {}, {}, has {what} with a number", i + 1, all.len(), p.title)));
    }
}

fn small_sample(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, p, _) in phases(cx) {
        let (Some(rate), Some(bake)) = (p.requests_per_min, p.min_bake) else { continue };
        let seen = rate * bake.clock_minutes();
        for c in p.exit.iter().chain(&p.abort) {
            let Some(target) = c.target.as_ref().filter(|t| t.bare_unit() == "%" && t.value > 0.0 && t.value < 5.0) else { continue };
            let needed = 3.0 / (target.value / 100.0);
            if seen < needed {
                let message = format!("{} sees {seen:.0} requests; to show {} {target} it takes {needed:.0}", p.title, c.metric);
                out.push(about(key, p, message));
            }
        }
    }
}

fn short_bake(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let stages = cx.plan.rollback.get().map(|r| r.stages.as_slice()).unwrap_or_default();
    let reaction: f64 = stages.iter().filter(|s| matches!(s.kind, RollbackKind::Detection | RollbackKind::Decision)).map(|s| s.budget.clock_minutes()).sum();
    let day = cx.limit(&BAKE) * 60.0;
    for (key, p, _) in phases(cx) {
        let Some(bake) = p.min_bake else { continue };
        let needed = if p.exposure_pct.is_some_and(|e| e >= 10.0) { reaction.max(day) } else { reaction };
        if bake.clock_minutes() < needed {
            let least = crate::model::value::Dur::minutes(needed).spoken();
            out.push(about(
                key,
                p,
                format!(
                    "{} bakes for {}, and at {} % of the users at least {least} are expected",
                    p.title,
                    bake.spoken(),
                    words::number(p.exposure_pct.unwrap_or(0.0))
                ),
            ));
        }
    }
}

fn flag(key: Key, f: &Flag, message: String) -> Breach {
    Breach::new(at(RecordKind::Flag, key), f.key.clone(), message).due(f.expires).exposure(f.rollout_pct)
}

fn flag_and_phase(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, f) in cx.plan.flags.iter() {
        let phase = cx.plan.rollout.records().find(|p| Some(p.id.as_str()) == f.phase.as_deref());
        if let Some((phase, share)) = phase.and_then(|p| Some((p, p.exposure_pct?)))
            && (share - f.rollout_pct).abs() > 1e-9
        {
            out.push(flag(key, f, format!("{} is on for {} %, and its phase {} reaches {share} %", f.key, f.rollout_pct, phase.title)));
        }
    }
}

fn no_kill_switch(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, f) in cx.plan.flags.iter() {
        let on = format!("on for {} % of the users", f.rollout_pct);
        if !f.kill_switch {
            let severity = if f.rollout_pct >= cx.limit(&EXPOSED) { Error } else { Warning };
            out.push(flag(key, f, format!("{} has no kill switch, and is {on}", f.key)).severity(severity));
        } else if f.kill_tested.is_none_or(|d| d > cx.now) {
            out.push(flag(key, f, format!("The kill switch of {} was never tried, and it is {on}", f.key)));
        }
    }
}

fn incomplete_flag(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, f) in cx.plan.flags.iter() {
        let missing: Vec<String> = [("owner", f.owner.is_none()), ("expiry", f.expires.is_none()), ("default", f.default.is_none())]
            .into_iter()
            .filter(|(_, is)| *is)
            .map(|(what, _)| what.to_owned())
            .collect();
        if !missing.is_empty() {
            out.push(flag(key, f, format!("{} ({} % of the users) has no {}", f.key, f.rollout_pct, missing.join(", no "))));
        }
    }
}

fn stale_flag(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, f) in cx.plan.flags.iter() {
        let most = cx.limit(match f.kind {
            FlagKind::Release => &RELEASE_AGE,
            FlagKind::Experiment => &EXPERIMENT_AGE,
            FlagKind::Ops | FlagKind::Permission => &LASTING_AGE,
        });
        let age = f.created.map(|c| (cx.now.0 - c.0).num_days());
        if let Some(over) = f.expires.filter(|e| *e < cx.now) {
            out.push(flag(key, f, format!("{} expired {}, {} days ago", f.key, cx.day(over), (cx.now.0 - over.0).num_days())));
        } else if let Some(age) = age.filter(|a| float(usize::try_from(*a).unwrap_or(0)) > most && f.expires.is_none()) {
            let kind = f.kind.spoken().to_lowercase();
            out.push(flag(key, f, format!("{} is {age} days old; a flag for {kind} should not outlive {} days without an expiry", f.key, words::number(most))));
        }
    }
}

fn narrower_need(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, f) in cx.plan.flags.iter() {
        for needed in cx.plan.flags.records().filter(|n| f.requires.contains(&n.key) && n.rollout_pct < f.rollout_pct) {
            out.push(flag(key, f, format!("{} is on for {} % and needs {}, which is on for {} %", f.key, f.rollout_pct, needed.key, needed.rollout_pct)));
        }
    }
}

/// Last day of a phase.
fn end_of(r: &PhaseResult, p: &Phase) -> Option<Date> {
    Some(Date::of_minute(r.start? + crate::analysis::calendar::whole(p.min_bake?.clock_minutes()) - 1))
}

fn unwatched(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let s = &cx.a.schedule;
    let ends: Vec<(Date, String)> = phases(cx).into_iter().filter_map(|(_, p, r)| Some((end_of(r, p)?, p.title.clone()))).collect();
    let roles = [TaskRole::Watch, TaskRole::Hotfix];
    for (i, _) in cx.facts().roles.iter().filter(|(i, r)| roles.contains(r) && s.net.tasks[*i].open) {
        let last = s.dates[*i].last_day();
        let later: Vec<String> = ends.iter().filter(|(e, _)| *e > last).map(|(e, title)| format!("{title} ({})", cx.day(*e))).collect();
        if !later.is_empty() {
            let message = format!("{} ends {}, before the end of {}", s.net.records[*i].title, cx.day(last), words::listing(&later, 3));
            out.push(cx.task(*i, message).due(Some(last)));
        }
    }
}

fn target_is_not_available(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some((release, target)) = cx.plan.release.get().and_then(|r| Some((r, r.target?))) else { return };
    let full = phases(cx).into_iter().find(|(_, p, _)| p.exposure_pct.is_some_and(|e| e >= 100.0));
    if let Some((_, p, r)) = full
        && let Some(start) = r.start.map(Date::of_minute).filter(|d| *d > target)
        && release.target_means == TargetMeans::ProductionDeploy
        && !release.promises.iter().any(|x| x.date.is_some_and(|d| d >= start))
    {
        let days = (start.0 - target.0).num_days();
        out.push(cx.release(format!("The target {} is the deployment; all users get it {}, {days} days later ({})", cx.day(target), cx.day(start), p.title)));
    }
}

fn app_without_flag(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, s) in cx.plan.services.iter().filter(|(_, s)| s.kind == ServiceKind::App) {
        let named = |f: &Flag| f.enabled_for.iter().any(|x| x.eq_ignore_ascii_case(&s.id) || x.eq_ignore_ascii_case(&s.title));
        if !cx.plan.flags.records().any(named) {
            let which = match cx.plan.flags.len() {
                0 => "No flag is".to_owned(),
                1 => "The only flag is not".to_owned(),
                n => format!("None of the {n} flags is"),
            };
            let message = format!("{which} for {}: what an app store has shipped cannot be rolled back", s.title);
            out.push(Breach::new(at(RecordKind::Service, key), s.id.clone(), message));
        }
    }
}

fn manual_stage(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let all = cx.plan.pipeline.len();
    for (i, (key, s)) in cx.plan.pipeline.iter().enumerate().filter(|(_, (_, s))| !s.automated) {
        let title = s.title.as_deref().unwrap_or(&s.id);
        out.push(Breach::new(at(RecordKind::Stage, key), s.id.clone(), format!("Stage {} of {all}, {title}, is done by hand", i + 1)));
    }
}
