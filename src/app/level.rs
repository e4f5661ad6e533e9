//! Levelling beside the window: a thread looks for a proposal of the plan as it was when asked, the
//! dialog shows how far it is, and only Apply changes the plan, in one step.

use super::App;
use crate::analysis::levelling::{Options, Pace, Proposal};
use crate::analysis::{Analysis, capacity, words};
use crate::edit::Revision;
use crate::model::value::{Date, Moment};
use crate::model::{RecordKind, RecordRef};
use crate::scene::Sign;
use crate::ui::action::Action;
use crate::ui::dialogs::{Choice, Dialog, Levelling, Load, Shown, Stage};
use crate::ui::notices::Message;
use egui::Context;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

/// How long the search may take; placing what it found comes on top.
const BUDGET: Duration = Duration::from_secs(3);
/// Schedules to look at, when there is time.
const SCHEDULES: u32 = 20_000;
/// Weeks the strip shows.
const WEEKS: usize = 12;

/// A search under way, or what it found.
#[derive(Debug)]
pub(super) struct Job {
    revision: Revision,
    stop: Arc<AtomicBool>,
    made: Arc<AtomicU32>,
    receive: Receiver<Option<(Proposal, Shown)>>,
    found: Option<Proposal>,
}

impl Drop for Job {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl App {
    /// Everybody who could have too much: teams, then people.
    pub(super) fn who_can_be_levelled(&self) -> Vec<Choice> {
        let plan = self.document.plan();
        let name = |name: &str, id: &str| if name.trim().is_empty() { id.to_owned() } else { name.to_owned() };
        let teams = plan.teams.iter().map(|(key, t)| (RecordRef { kind: RecordKind::Team, key }, name(&t.name, &t.id)));
        let people = plan.people.iter().map(|(key, p)| (RecordRef { kind: RecordKind::Person, key }, name(&p.name, &p.id)));
        teams.chain(people).map(|(at, name)| Choice { at, name, chosen: true }).collect()
    }

    /// Begins to look, and opens the dialog.
    pub(super) fn level(&mut self, within_float: bool, who: Vec<Choice>, ctx: &Context) {
        let chosen: Vec<RecordRef> = who.iter().filter(|c| c.chosen).map(|c| c.at).collect();
        if chosen.is_empty() && !who.is_empty() {
            self.levelling = None;
            let stage = Stage::Nothing("Nobody is chosen: tick those whose work may move.".into());
            self.dialog = Some(Dialog::Level(Levelling { within_float, who, stage }));
            return;
        }
        let only = (chosen.len() < who.len()).then_some(chosen);
        let (send, receive) = channel();
        let (stop, made) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
        let job = Job { revision: self.document.revision(), stop: Arc::clone(&stop), made: Arc::clone(&made), receive, found: None };
        let (analysis, ctx) = (self.analysis.clone(), ctx.clone());
        std::thread::spawn(move || {
            let begun = Instant::now();
            let options = Options { within_float, schedules: SCHEDULES, only, ..Options::default() };
            let proposal = analysis.levelled(&options, &mut |n| {
                made.store(n, Ordering::Relaxed);
                match (stop.load(Ordering::Relaxed), begun.elapsed() > BUDGET) {
                    (true, _) => Pace::Stop,
                    (_, true) => Pace::Enough,
                    _ => Pace::GoOn,
                }
            });
            let shown = proposal.map(|p| {
                let shown = shown(&analysis, &p);
                (p, shown)
            });
            // A dialog that is gone needs no answer.
            if send.send(shown).is_ok() {
                ctx.request_repaint();
            }
        });
        self.levelling = Some(job);
        self.dialog = Some(Dialog::Level(Levelling { within_float, who, stage: Stage::Looking(0) }));
    }

    /// Brings the dialog up to how far the search is. A dialog that is gone ends the search.
    pub(super) fn follow_levelling(&mut self, ctx: &Context) {
        let Some(Dialog::Level(dialog)) = &mut self.dialog else {
            self.levelling = None;
            return;
        };
        let Some(job) = &mut self.levelling else { return };
        if !matches!(dialog.stage, Stage::Looking(_)) {
            return;
        }
        // What comes has another size: a second frame puts it in its place.
        ctx.request_repaint();
        dialog.stage = match job.receive.try_recv() {
            Ok(Some((proposal, shown))) if proposal.asked && !proposal.before.is_empty() => {
                job.found = Some(proposal);
                Stage::Found(Arc::new(shown))
            }
            Ok(Some((proposal, _))) if proposal.asked => Stage::Nothing("Nobody has more than they can do: nothing needs to move.".into()),
            Ok(Some(_)) => Stage::Nothing(
                "No work is given to anybody yet. Name people on tasks, or a team with its number of people and an effort in person-days.".into(),
            ),
            Err(TryRecvError::Empty) => {
                ctx.request_repaint_after(Duration::from_millis(50));
                Stage::Looking(job.made.load(Ordering::Relaxed))
            }
            Ok(None) | Err(TryRecvError::Disconnected) => Stage::Nothing("Levelling ended without a proposal.".into()),
        };
    }

    /// Makes the moves that were shown, as one step.
    pub(super) fn apply_levelling(&mut self) {
        let Some(job) = self.levelling.take() else { return };
        let edit = job.found.as_ref().filter(|_| job.revision == self.document.revision()).and_then(Proposal::edit);
        let Some(edit) = edit else {
            self.notices.say("The plan has changed since: level it again");
            return;
        };
        if self.document.apply(edit, false).is_some() {
            self.follow();
            let text = format!("Levelled: {} later. {}", words::count(job.found.as_ref().map_or(0, |p| p.moves.len()), "start"), self.notices.last());
            self.notices.offer(Message { sign: Sign::Done, text, offers: vec![("Undo".into(), Action::Undo)], stays: false });
        }
    }
}

/// A proposal in the words of the dialog.
fn shown(analysis: &Analysis, p: &Proposal) -> Shown {
    let near = analysis.plan.status_date();
    let day = |minute: i64| words::day(Date::of_minute(minute - 1), near);
    let instant = |m: Moment| m.time.map_or_else(|| words::day(m.date, near), |t| format!("{} {:02}:{:02}", words::day(m.date, near), t / 60, t % 60));
    let mut ends = vec![["Everything is finished".to_owned(), day(p.finish.0), day(p.finish.1)]];
    if let (Some(i), Some((now, then))) = (analysis.schedule.delivers, p.delivered) {
        ends.push([analysis.schedule.net.records[i].title.clone(), day(now), day(then)]);
    }
    let place = |list: &[crate::analysis::levelling::Overload]| words::count(list.len(), "overloaded week");
    ends.push(["Too much work at once".to_owned(), place(&p.before), place(&p.after)]);
    let later = if p.finish.0 == p.finish.1 { "the end stays" } else { "the end moves" };
    let title = |i: &usize| analysis.schedule.net.records[*i].title.clone();
    let (weeks, strip) = strip(analysis, p);
    Shown {
        answer: if p.moves.is_empty() {
            "Nothing can move that would help".to_owned()
        } else {
            format!("{} would start later; {later}", words::count(p.moves.len(), "task"))
        },
        incomplete: !p.after.is_empty(),
        ends,
        moves: p
            .moves
            .iter()
            .map(|m| [m.title.clone(), instant(Moment::of_minute(m.from).date.into()), instant(m.start), words::days(m.delay_days), m.why.clone()])
            .collect(),
        weeks,
        strip,
        left: p
            .after
            .iter()
            .map(|o| format!("{} in the week of {}: {}", o.name, words::day(o.monday, near), words::listing(&o.tasks.iter().map(title).collect::<Vec<_>>(), 3)))
            .collect(),
    }
}

/// Teams by their weekly load, people by the most that is asked of them at once, over the first weeks
/// in which somebody has too much.
fn strip(analysis: &Analysis, p: &Proposal) -> (Vec<String>, Vec<Load>) {
    /// Percent before and after, by week.
    type Weeks = BTreeMap<Date, (Option<u32>, Option<u32>)>;
    let mut cells: BTreeMap<(bool, String), Weeks> = BTreeMap::new();
    let name = |key| analysis.plan.teams.get(key).map(|t| t.name.clone()).unwrap_or_default();
    let whole = |pct: f64| u32::try_from(crate::analysis::calendar::whole(pct.min(999.0))).unwrap_or(0);
    let then = capacity::of(&p.plan, &p.schedule, &analysis.calendars);
    for (weeks, after) in [(&analysis.capacity.teams, false), (&then.teams, true)] {
        for w in weeks {
            let cell = cells.entry((false, name(w.key))).or_default().entry(w.monday).or_default();
            *(if after { &mut cell.1 } else { &mut cell.0 }) = Some(whole(w.utilisation_pct()));
        }
    }
    for (list, after) in [(&p.before, false), (&p.after, true)] {
        for o in list.iter().filter(|o| o.at.kind == RecordKind::Person) {
            let cell = cells.entry((true, o.name.clone())).or_default().entry(o.monday).or_default();
            *(if after { &mut cell.1 } else { &mut cell.0 }) = Some(whole(o.worst_pct));
        }
    }
    let first = p.before.iter().map(|o| o.monday).min();
    let mut mondays: Vec<Date> = cells.values().flat_map(BTreeMap::keys).copied().filter(|d| first.is_none_or(|f| *d >= f)).collect();
    mondays.sort_unstable();
    mondays.dedup();
    mondays.truncate(WEEKS);
    let in_weeks = |of: &Weeks| mondays.iter().map(|m| of.get(m).copied().unwrap_or_default()).collect();
    let rows = cells.into_iter().map(|((is_person, who), of)| Load { who, is_person, weeks: in_weeks(&of) }).collect();
    (mondays.iter().map(|m| words::day_month(*m)).collect(), rows)
}
