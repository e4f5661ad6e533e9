//! Tasks, sections, baselines, the declared critical path and scenarios.

use super::Distribution;
use crate::model::record::{choice, record};
use crate::model::value::{Constraint, Date, Dur, Link, Moment, Money, Range};

choice! {
    /// What a task is to the schedule.
    TaskKind {
        /// Work with a duration.
        Task = "Task",
        /// An event without duration.
        Milestone = "Milestone",
        /// Spans the tasks that name it as their parent, else those of its section.
        Summary = "Summary",
        /// Spans from its predecessors to its successors; its length follows.
        Hammock = "Hammock",
        /// Time set aside before a promise; scheduled as a task, measured as a buffer.
        Buffer = "Buffer",
    }
}

choice! {
    /// What a task is to the release; rules ask for this, never for words in a title.
    TaskRole {
        /// Building features.
        Development = "Development",
        /// A code or change freeze.
        Freeze = "Freeze",
        /// Testing.
        Test = "Test",
        /// The release candidate.
        ReleaseCandidate = "Release candidate",
        /// Deployment to staging.
        Staging = "Staging",
        /// Deployment to production.
        ProductionDeploy = "Production deployment",
        /// Watching production.
        Watch = "Watch",
        /// Time in which hotfixes ship.
        Hotfix = "Hotfix",
    }
}

choice! {
    /// What the length of a task follows from.
    SizedBy {
        /// Its duration, as given.
        Duration = "Its duration",
        /// Its effort, divided by the people assigned.
        Effort = "Effort divided by people",
    }
}

choice! {
    /// How far a task is.
    TaskStatus {
        /// Not begun.
        NotStarted = "Not started",
        /// Under way.
        Active = "Active",
        /// Finished.
        Done = "Done",
        /// Cannot go on.
        Blocked = "Blocked",
        /// Will not happen.
        Cancelled = "Cancelled",
    }
}

choice! {
    /// What a marker of the axis stands for.
    MarkerKind {
        /// Another release.
        Release = "Release",
        /// A fiscal period or its end.
        Fiscal = "Fiscal",
        /// Anything else that is good to see beside the plan.
        Event = "Event",
    }
}

record! {
    /// Something on the axis of the timeline beside this release: another release, a fiscal period, an
    /// event. It moves no date.
    Marker {
        /// Title.
        title: String,
        /// Its day, or the first of its days.
        on: Option<Date>,
        /// The last of its days; without one it is a single day.
        to: Option<Date>,
        /// What it stands for.
        kind: MarkerKind,
        /// Anything else.
        note: Option<String>,
    }
}

impl Marker {
    /// First and last day; none without a day. Days in the wrong order are one day.
    pub fn days(&self) -> Option<(Date, Date)> {
        let on = self.on?;
        Some((on, self.to.filter(|to| *to > on).unwrap_or(on)))
    }
}

record! {
    /// A heading of the timeline.
    Section {
        /// Short name that other records refer to.
        id: String,
        /// Title.
        title: String,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// A piece of work or a milestone.
    Task {
        /// Short name that other records refer to.
        id: String,
        /// Title.
        title: String,
        /// What it is to the release.
        role: Option<TaskRole>,
        /// Section it stands in.
        section -> [Section]: Option<String>,
        /// What it is to the schedule.
        kind: TaskKind,
        /// How far it is.
        status: TaskStatus,
        /// Starts no earlier than this day, or this minute.
        start: Option<Moment>,
        /// How long it takes.
        duration: Dur = Dur::days(1.0),
        /// Least, likely and most it may take.
        range: Option<Range>,
        /// What it waits for.
        after -> [Task]: Vec<Link>,
        /// A constraint beside its start.
        constraint: Option<Constraint>,
        /// Should be finished by the end of this day.
        deadline: Option<Moment>,
        /// How much of it is done.
        pct ("%"): Option<f64>,
        /// What is left, when that is known better than the percentage.
        remaining: Option<Dur>,
        /// Day it really started.
        actual_start: Option<Moment>,
        /// Day it was really finished.
        actual_finish: Option<Moment>,
        /// Team that does it.
        team -> [Team]: Option<String>,
        /// People who do it, each with their share.
        people: Vec<Assignment>,
        /// Effort.
        effort_pd ("person-days"): Option<f64>,
        /// Cost.
        budget: Option<Money>,
        /// Its working calendar.
        calendar -> [Calendar]: Option<String>,
        /// Environment it needs.
        env -> [Environment]: Option<String>,
        /// What it delivers.
        deliverable: Option<String>,
        /// What happens if it fails.
        plan_b: Option<PlanB>,
        /// Anything else.
        note: Option<String>,
        /// Summary it belongs to.
        parent -> [Task]: Option<String>,
        /// Starts exactly at its start, whatever it waits for: scheduled by hand.
        pinned: bool,
        /// What its length follows from.
        sized_by: SizedBy,
        /// Service it changes.
        service -> [Service]: Option<String>,
        /// How the lengths between least and most are spread; else as the settings say.
        distribution: Option<Distribution>,
    }
}

record! {
    /// A person on a task.
    Assignment {
        /// Person.
        id -> [Person]: String,
        /// Share of their time, 0 to 1.
        fte: f64 = 1.0,
    }
}

record! {
    /// What is done when the plan fails.
    PlanB {
        /// What is done instead.
        what: String,
        /// Who does it.
        owner ~> [Person, Team, Stakeholder]: Option<String>,
        /// How long it takes to switch.
        lead: Option<Dur>,
        /// What makes us switch.
        trigger: Option<String>,
        /// Last day to switch.
        switch_by: Option<Date>,
    }
}

record! {
    /// A frozen plan to compare with.
    Baseline {
        /// Day it was frozen.
        set_on: Option<Date>,
        /// Who approved it.
        approved_by ~> [Person, Team, Stakeholder]: Option<String>,
        /// Dates of the tasks.
        tasks: Vec<BaselineTask>,
        /// Change request behind it.
        change_ref -> [ChangeRequest]: Option<String>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// A baseline that another one replaced.
    PastBaseline {
        /// Short name that other records refer to.
        id: String,
        /// What it was called.
        title: String,
        /// Day it was frozen.
        set_on: Option<Date>,
        /// Why it was replaced, or what it was set for.
        reason: Option<String>,
        /// Who approved it.
        approved_by ~> [Person, Team, Stakeholder]: Option<String>,
        /// Dates of the tasks.
        tasks: Vec<BaselineTask>,
        /// Change request behind it.
        change_ref -> [ChangeRequest]: Option<String>,
    }
}

record! {
    /// The dates of one task in a baseline.
    BaselineTask {
        /// Task.
        id -> [Task]: String,
        /// First day.
        start: Option<Date>,
        /// Last day.
        finish: Option<Date>,
    }
}

record! {
    /// The critical path as people declared it.
    DeclaredPath {
        /// Its steps in order.
        steps: Vec<PathStep>,
        /// Buffer behind the last step.
        buffer: Dur = Dur::days(0.0),
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// One step of the declared path.
    PathStep {
        /// Title.
        title: String,
        /// How long it takes.
        duration: Dur = Dur::days(1.0),
        /// Task it stands for.
        task -> [Task]: Option<String>,
        /// Delay that was reported in words.
        slip: Option<Dur>,
    }
}

record! {
    /// A named variant of the plan.
    Scenario {
        /// Short name that other records refer to.
        id: String,
        /// Title.
        title: String,
        /// Scenario it goes on from: what that one changes is changed here too.
        parent -> [Scenario]: Option<String>,
        /// Fields that differ.
        set: Vec<SetField>,
        /// Anything else.
        note: Option<String>,
        /// Chance that it comes so instead of as planned: the forecast draws it in that share of its
        /// iterations.
        probability_pct ("%"): Option<f64>,
    }
}

record! {
    /// One field of a scenario.
    SetField {
        /// Where, such as tasks/prod/start.
        path => Path: String,
        /// What it is there.
        value: String,
    }
}
