//! `slipway level`: what levelling would move, as text; the plan is written only where asked.

use super::files::{load, name_invalid, print, write};
use super::layout::columns;
use super::{Failure, Input};
use crate::analysis::Analysis;
use crate::analysis::levelling::solver::Rule;
use crate::analysis::levelling::{Options, Overload, Pace, Proposal};
use crate::analysis::words;
use crate::edit::Document;
use crate::model::value::Moment;
use crate::model::{Plan, RecordKind, RecordRef, nearest};
use clap::{ValueEnum, ValueHint};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct LevelArgs {
    #[command(flatten)]
    input: Input,
    /// Write the plan with the moves made to this file, or - for standard output instead of the text
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Move tasks within their float only: the end and what is delivered stay
    #[arg(long)]
    within_float: bool,
    /// Go by one rule instead of a search
    #[arg(long, value_enum)]
    rule: Option<RuleArg>,
    /// Level this team only; may be given again, and with --person
    #[arg(long, value_name = "ID")]
    team: Vec<String>,
    /// Level this person only; may be given again, and with --team
    #[arg(long, value_name = "ID")]
    person: Vec<String>,
    /// How many schedules the search may look at
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    schedules: u32,
    /// Seed of the search: the same seed gives the same plan
    #[arg(long, value_name = "S", default_value_t = Options::default().seed)]
    seed: u64,
}

/// Which task goes first when two want the same people.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum RuleArg {
    /// That must be finished first
    LatestFinish,
    /// That must start first
    LatestStart,
    /// With the least float
    LeastFloat,
    /// Behind which most tasks wait
    MostSuccessors,
    /// The shortest
    Shortest,
    /// The longest with those directly behind it
    PositionalWeight,
    /// With most work on the way to the end
    MostWork,
    /// In the order of the file's links
    First,
}

impl From<RuleArg> for Rule {
    fn from(rule: RuleArg) -> Self {
        match rule {
            RuleArg::LatestFinish => Self::LatestFinish,
            RuleArg::LatestStart => Self::LatestStart,
            RuleArg::LeastFloat => Self::MinimumSlack,
            RuleArg::MostSuccessors => Self::MostSuccessors,
            RuleArg::Shortest => Self::Shortest,
            RuleArg::PositionalWeight => Self::PositionalWeight,
            RuleArg::MostWork => Self::MostResourceWork,
            RuleArg::First => Self::First,
        }
    }
}

/// Tells what levelling would move.
pub(super) fn level(args: &LevelArgs) -> Result<u8, Failure> {
    let (origin, plan) = load(&args.input)?;
    let analysis = Analysis::of(&plan);
    name_invalid(&analysis, &origin);
    let only = only(&plan, args)?;
    let options = Options { within_float: args.within_float, rule: args.rule.map(Rule::from), schedules: args.schedules, seed: args.seed, only };
    let Some(proposal) = analysis.levelled(&options, &mut |_| Pace::GoOn) else { return Err(Failure::new("levelling was stopped")) };
    let Some(output) = &args.output else { return print(&told(&analysis, &proposal)) };
    let mut document = Document::new(origin, None);
    if let Some(edit) = proposal.edit() {
        document.apply(edit, false);
    }
    write(output, document.text().as_bytes())?;
    if super::files::is_stream(output) { Ok(0) } else { print(&told(&analysis, &proposal)) }
}

/// The teams and people to level; none named is all of them.
fn only(plan: &Plan, args: &LevelArgs) -> Result<Option<Vec<RecordRef>>, Failure> {
    let teams = args.team.iter().map(|id| (RecordKind::Team, id));
    let people = args.person.iter().map(|id| (RecordKind::Person, id));
    let found: Vec<RecordRef> = teams.chain(people).map(|(kind, id)| named(plan, kind, id)).collect::<Result<_, _>>()?;
    Ok((!found.is_empty()).then_some(found))
}

fn named(plan: &Plan, kind: RecordKind, id: &str) -> Result<RecordRef, Failure> {
    if let Some(key) = plan.first_with(kind, id) {
        return Ok(RecordRef { kind, key });
    }
    let ids: Vec<String> = kind.keys(plan).into_iter().filter_map(|key| plan.record(RecordRef { kind, key })).map(|r| r.id().to_owned()).collect();
    let hint = match nearest(id, ids.iter().map(String::as_str)) {
        Some(near) => format!(". Did you mean {near}?"),
        None if ids.is_empty() => ": the plan has none".to_owned(),
        None => format!("; there are {}", words::listing(&ids, 5)),
    };
    let what = if kind == RecordKind::Team { "team" } else { "person" };
    Err(Failure::usage(format!("there is no {what} \"{id}\"{hint}")))
}

fn told(analysis: &Analysis, p: &Proposal) -> String {
    let near = analysis.plan.status_date();
    let day = |minute: i64| Moment::of_minute(minute).date;
    if !p.asked {
        return "Nobody has work in this plan. Give tasks people, or a team with people_count and an effort_pd, to level them.\n".to_owned();
    }
    if p.before.is_empty() {
        return "Nobody has more than they can do. Nothing would move.\n".to_owned();
    }
    let mut text = match p.moves.len() {
        0 => "Nothing can move that would help.\n".to_owned(),
        n => format!("{} would start later.\n", words::count(n, "task")),
    };
    let mut rows = vec![row("Finish", day(p.finish.0 - 1), day(p.finish.1 - 1), near)];
    if let Some((now, then)) = p.delivered {
        rows.push(row("Delivered", day(now - 1), day(then - 1), near));
    }
    text.push_str(&columns(&rows));
    if !p.moves.is_empty() {
        let mut rows = vec![["Task", "Starts", "Would start", "Later by", "Because"].map(str::to_owned).to_vec()];
        for m in &p.moves {
            rows.push(vec![m.title.clone(), Moment::of_minute(m.from).to_string(), m.start.to_string(), words::days(m.delay_days), m.why.clone()]);
        }
        text.push('\n');
        text.push_str(&columns(&rows));
    }
    text.push_str(&overloaded("Too much now", &p.before, analysis));
    text.push_str(&overloaded("Still too much: these tasks cannot move, or ask for more than there is", &p.after, analysis));
    text
}

fn row(what: &str, now: crate::model::value::Date, then: crate::model::value::Date, near: crate::model::value::Date) -> Vec<String> {
    let change = if now == then { "does not move".to_owned() } else { format!("would be {}", words::day(then, near)) };
    vec![what.to_owned(), words::day(now, near), change]
}

fn overloaded(title: &str, list: &[Overload], analysis: &Analysis) -> String {
    if list.is_empty() {
        return String::new();
    }
    let name = |i: &usize| analysis.schedule.net.records[*i].title.clone();
    let rows: Vec<Vec<String>> = list
        .iter()
        .map(|o| {
            let (year, week) = crate::analysis::calendar::iso_week(o.monday.minute());
            vec![
                format!("{year}-W{week:02}"),
                o.name.clone(),
                format!("{:.0} %", o.worst_pct),
                words::listing(&o.tasks.iter().map(name).collect::<Vec<_>>(), 3),
            ]
        })
        .collect();
    format!("\n{title}:\n{}", columns(&rows))
}
