//! May it ship? Each gate with its verdict and the reasons, and every item of every checklist. A
//! weighted score never outvotes a mandatory item.

use super::status::{as_of, footer, heads, name_of};
use super::{Block, Report, Run, Table, plain, strong};
use crate::analysis::readiness::{GroupResult, is_done};
use crate::analysis::{Analysis, words};
use crate::model::records::{ChecklistPhase, Gate, Item, ItemState, Vote};
use crate::model::value::Offset;
use crate::scene::Sign;

/// Lowest score for a go with conditions, in percent.
const CONDITIONAL_PCT: f64 = 85.0;

/// What a gate says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing stands against it.
    Go,
    /// Nothing mandatory stands against it; what is open has an owner and a date.
    Conditional,
    /// Something stands against it.
    NoGo,
}

impl Verdict {
    /// As people say it.
    pub const fn spoken(self) -> &'static str {
        match self {
            Self::Go => "Go",
            Self::Conditional => "Go with conditions",
            Self::NoGo => "No-go",
        }
    }

    /// As in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::Conditional => "conditional",
            Self::NoGo => "no-go",
        }
    }

    const fn sign(self) -> Sign {
        match self {
            Self::Go => Sign::Good,
            Self::Conditional => Sign::Warn,
            Self::NoGo => Sign::Bad,
        }
    }
}

/// A gate, judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The verdict.
    pub verdict: Verdict,
    /// Weighted share done, in percent; none without items.
    pub score_pct: Option<f64>,
    /// What stands against a go.
    pub reasons: Vec<String>,
}

/// Groups a gate asks for; all of them when it names none.
fn groups<'a>(a: &'a Analysis, gate: &Gate) -> Vec<&'a GroupResult> {
    a.readiness.groups.iter().filter(|g| gate.checklists.is_empty() || gate.checklists.contains(&g.id)).collect()
}

/// The items of the groups a gate asks for.
fn items<'a>(a: &'a Analysis, gate: &Gate) -> Vec<&'a Item> {
    let lists = a.plan.checklists.records().map(|c| (c.id.as_str(), &c.items));
    let reviews = a.plan.readiness.records().map(|g| (g.id.as_str(), &g.items));
    let asked = |id: &str| gate.checklists.is_empty() || gate.checklists.iter().any(|c| c == id);
    lists.chain(reviews).filter(|(id, _)| asked(id)).flat_map(|(_, items)| items).filter(|i| i.state != ItemState::NA).collect()
}

/// Judges a gate.
pub fn judged(a: &Analysis, gate: &Gate) -> Judged {
    let items = items(a, gate);
    let done = |i: &&&Item| is_done(i, &a.metrics);
    let weight: f64 = items.iter().map(|i| i.weight.max(0.0)).sum();
    let ticked: f64 = items.iter().filter(done).map(|i| i.weight.max(0.0)).sum();
    let score_pct = (weight > 0.0).then(|| ticked / weight * 100.0);
    let mut reasons = Vec::new();
    let mandatory: Vec<String> = items.iter().filter(|i| i.mandatory && !is_done(i, &a.metrics)).map(|i| i.text.clone()).collect();
    if !mandatory.is_empty() {
        reasons.push(format!("{} open: {}", words::count(mandatory.len(), "mandatory item"), words::listing(&mandatory, 4)));
    }
    let against: Vec<String> = gate.voters.iter().filter(|v| v.vote == Some(Vote::NoGo)).map(|v| v.role.clone()).collect();
    if !against.is_empty() {
        reasons.push(format!("No-go from {}", words::listing(&against, 6)));
    }
    reasons.extend(a.findings.open.iter().filter(|f| f.gate).take(12).map(|f| format!("{} {}: {}", f.rule.id, f.subject, f.message)));
    let hard = reasons.len();
    let missing: Vec<String> = gate.voters.iter().filter(|v| v.vote.is_none()).map(|v| v.role.clone()).collect();
    if !missing.is_empty() {
        reasons.push(format!("No vote yet from {}", words::listing(&missing, 6)));
    }
    let score = score_pct.unwrap_or(100.0);
    if score < gate.min_score_pct {
        reasons.push(format!("{} % done, at least {} % are asked for", words::number(score), words::number(gate.min_score_pct)));
    }
    let tended = items.iter().filter(|i| !is_done(i, &a.metrics)).all(|i| i.owner.is_some() && i.due.is_some());
    let verdict = match (hard, reasons.len()) {
        (0, 0) => Verdict::Go,
        (0, _) if score >= CONDITIONAL_PCT && tended => Verdict::Conditional,
        _ => Verdict::NoGo,
    };
    Judged { verdict, score_pct, reasons }
}

/// The go/no-go report.
pub fn report(a: &Analysis) -> Report {
    let mut r = Report { title: format!("{}: go/no-go", name_of(a)), blocks: Vec::new() };
    let gates: Vec<Gate> = a.plan.gates.records().cloned().collect();
    let gates = if gates.is_empty() { vec![implied(a)] } else { gates };
    for (i, gate) in gates.iter().enumerate() {
        let result = judged(a, gate);
        let title = if gate.title.is_empty() { gate.id.clone() } else { gate.title.clone() };
        r.blocks.push(Block::Callout(result.verdict.sign(), vec![strong(format!("{title}: {}", result.verdict.spoken()))]));
        if i == 0 {
            as_of(a, &mut r);
        }
        one(a, gate, &title, &result, &mut r);
    }
    open_items(a, &mut r);
    if let Some(last) = a.runbook.last_safe_abort {
        r.heading("If it goes wrong");
        let text = format!("The rollback takes {} min; the last safe abort is {}.", words::number(a.runbook.rollback), Offset::of_minutes(last));
        r.blocks.push(Block::Text(vec![plain(text)]));
    }
    footer(a, &mut r);
    r
}

/// A plan without gates still has to answer the question: with everything due before the release.
fn implied(a: &Analysis) -> Gate {
    let before = a.plan.checklists.records().filter(|c| c.phase == ChecklistPhase::PreRelease).map(|c| c.id.clone());
    let checklists = before.chain(a.plan.readiness.records().map(|g| g.id.clone())).collect();
    Gate { title: "Everything due before the release".to_owned(), checklists, ..Gate::default() }
}

fn one(a: &Analysis, gate: &Gate, title: &str, result: &Judged, r: &mut Report) {
    r.heading(title.to_owned());
    let when = gate.when.as_ref().map_or("no date set".to_owned(), ToString::to_string);
    let score = result.score_pct.map_or("no items".to_owned(), |s| format!("{} % of {} % asked for", words::number(s), words::number(gate.min_score_pct)));
    let rows = [("Held", when), ("Ready", score)].into_iter().map(|(name, value)| vec![vec![plain(name)], vec![plain(value)]]).collect();
    r.blocks.push(Block::Table(Table { head: heads(&[("", false), ("", false)]), rows }));
    if !result.reasons.is_empty() {
        r.blocks.push(Block::Heading(3, "What stands against a go".to_owned()));
        r.blocks.push(Block::List(result.reasons.iter().map(|x| vec![plain(x.clone())]).collect()));
    }
    if !gate.voters.is_empty() {
        r.blocks.push(Block::Heading(3, "Votes".to_owned()));
        let rows = gate.voters.iter().map(|v| {
            let sign = match v.vote {
                Some(Vote::Go) => Sign::Good,
                Some(Vote::NoGo) => Sign::Bad,
                Some(Vote::Abstain) => Sign::Warn,
                None => Sign::Unknown,
            };
            let vote = v.vote.map_or("Not voted", Vote::spoken);
            vec![
                vec![plain(v.role.clone())],
                vec![plain(v.person.clone().unwrap_or_default())],
                vec![Run::Status(sign, vote.to_owned())],
                vec![plain(v.at.clone().unwrap_or_default())],
            ]
        });
        r.blocks.push(Block::Table(Table { head: heads(&[("Role", false), ("Who", false), ("Vote", false), ("When", false)]), rows: rows.collect() }));
    }
    summary(&groups(a, gate), r);
}

/// How far each group is.
pub(super) fn summary(groups: &[&GroupResult], r: &mut Report) {
    if groups.is_empty() {
        return;
    }
    let rows = groups.iter().map(|g| {
        let sign = if g.done == g.of {
            Sign::Done
        } else if g.mandatory_open.is_empty() {
            Sign::Unknown
        } else {
            Sign::Bad
        };
        let open = if g.mandatory_open.is_empty() { String::new() } else { words::listing(&g.mandatory_open, 4) };
        vec![vec![Run::Status(sign, g.title.clone())], vec![plain(format!("{} of {}", g.done, g.of))], vec![plain(open)]]
    });
    r.blocks.push(Block::Table(Table { head: heads(&[("Checklist", false), ("Done", true), ("Mandatory items open", false)]), rows: rows.collect() }));
}

/// What is open, mandatory items first.
fn open_items(a: &Analysis, r: &mut Report) {
    let all = Gate::default();
    let mut open: Vec<&Item> = items(a, &all).into_iter().filter(|i| !is_done(i, &a.metrics)).collect();
    open.sort_by_key(|i| !i.mandatory);
    if open.is_empty() {
        return;
    }
    r.heading(format!("Open items ({})", open.len()));
    let rows = open.iter().take(80).map(|i| row(a, i, 0)).collect();
    r.blocks.push(Block::Table(Table { head: item_heads(), rows }));
}

fn item_heads() -> Vec<(String, bool)> {
    heads(&[("Item", false), ("State", false), ("Owner", false), ("Due", false), ("Proof", false)])
}

fn row(a: &Analysis, item: &Item, depth: usize) -> Vec<Vec<Run>> {
    let near = a.plan.status_date();
    let ready = is_done(item, &a.metrics);
    let sign = match item.state {
        _ if ready => Sign::Done,
        ItemState::NA => Sign::Unknown,
        ItemState::Doing => Sign::Warn,
        _ if item.mandatory => Sign::Bad,
        _ => Sign::Unknown,
    };
    // Ticked although its metric fails, or done by its parts: what counts is said.
    let state = match (item.state, ready) {
        (ItemState::Done, false) => "Ticked, but its metric fails".to_owned(),
        (ItemState::Open | ItemState::Doing, true) => "Done".to_owned(),
        (state, _) => state.spoken().to_owned(),
    };
    let name = if depth > 0 { format!("– {}", item.text) } else { item.text.clone() };
    let mut text = vec![plain(name)];
    if item.mandatory {
        text.push(strong(" (mandatory)"));
    }
    let proof = match (&item.evidence, &item.waiver) {
        (Some(e), _) => format!("{}{}", e.url, e.on.map_or(String::new(), |d| format!(" ({})", words::day(d, near)))),
        (None, Some(w)) => format!("{} ({}{})", w.reason, w.by, w.until.map_or(String::new(), |d| format!(", until {}", words::day(d, near)))),
        (None, None) => String::new(),
    };
    let due = item.due.as_ref().map_or(String::new(), ToString::to_string);
    vec![text, vec![Run::Status(sign, state)], vec![plain(item.owner.clone().unwrap_or_default())], vec![plain(due)], vec![plain(proof)]]
}

fn rows(a: &Analysis, items: &[Item], depth: usize, out: &mut Vec<Vec<Vec<Run>>>) {
    for item in items {
        out.push(row(a, item, depth));
        if depth < 3 {
            rows(a, &item.sub, depth + 1, out);
        }
    }
}

/// The readiness report.
pub fn readiness_report(a: &Analysis) -> Report {
    let mut r = Report { title: format!("{}: readiness", name_of(a)), blocks: Vec::new() };
    let (done, of) = a.readiness.total();
    let mandatory: usize = a.readiness.groups.iter().map(|g| g.mandatory_open.len()).sum();
    let sign = if mandatory > 0 {
        Sign::Bad
    } else if done == of {
        Sign::Good
    } else {
        Sign::Warn
    };
    let text = if of == 0 {
        "No checklists in this plan".to_owned()
    } else {
        format!("{done} of {of} items done, {} open", words::count(mandatory, "mandatory item"))
    };
    r.blocks.push(Block::Callout(sign, vec![strong(text)]));
    as_of(a, &mut r);
    if of > 0 {
        r.heading("At a glance");
        summary(&a.readiness.groups.iter().collect::<Vec<_>>(), &mut r);
    }
    let lists = a.plan.checklists.records().map(|c| (&c.title, Some(c.phase.spoken()), &c.items));
    let reviews = a.plan.readiness.records().map(|g| (&g.title, g.area.map(crate::model::records::PrrHeading::spoken), &g.items));
    for (title, about, items) in lists.chain(reviews) {
        r.heading(about.map_or_else(|| title.clone(), |x| format!("{title} ({})", x.to_lowercase())));
        let mut out = Vec::new();
        rows(a, items, 0, &mut out);
        r.blocks.push(Block::Table(Table { head: item_heads(), rows: out }));
    }
    footer(a, &mut r);
    r
}
