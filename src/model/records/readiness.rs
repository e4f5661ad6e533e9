//! Checklists, production readiness, gates and metrics.

use crate::model::record::{choice, record};
use crate::model::value::{Date, Dur, Target, When};

choice! {
    /// When a checklist applies.
    ChecklistPhase {
        /// Before the release.
        PreRelease = "Before the release",
        /// On the day.
        ReleaseDay = "Release day",
        /// After it.
        PostRelease = "After the release",
    }
}

choice! {
    /// How an item stands.
    ItemState {
        /// Not done.
        Open = "Open",
        /// Under way.
        Doing = "Doing",
        /// Done.
        Done = "Done",
        /// Does not apply.
        NA = "Not applicable",
        /// Let through, with reason, approver and expiry.
        Waived = "Waived",
    }
}

choice! {
    /// Headings of a launch checklist (Site Reliability Engineering, appendix E).
    PrrHeading {
        /// Architecture.
        Architecture = "Architecture",
        /// Machines and data centres.
        Machines = "Machines and data centres",
        /// Volume, capacity, performance.
        Capacity = "Volume, capacity and performance",
        /// Reliability and failover.
        Reliability = "Reliability and failover",
        /// Monitoring.
        Monitoring = "Monitoring",
        /// Security.
        Security = "Security",
        /// Automation and manual tasks.
        Automation = "Automation and manual tasks",
        /// Growth.
        Growth = "Growth",
        /// External dependencies.
        ExternalDependencies = "External dependencies",
        /// Schedule and rollout.
        Rollout = "Schedule and rollout",
    }
}

choice! {
    /// A vote in a gate.
    Vote {
        /// Go.
        Go = "Go",
        /// No-go.
        NoGo = "No-go",
        /// Neither.
        Abstain = "Abstain",
    }
}

choice! {
    /// Which way a metric gets better.
    Direction {
        /// More is better.
        HigherBetter = "Higher is better",
        /// Less is better.
        LowerBetter = "Lower is better",
    }
}

record! {
    /// A list of things to tick.
    Checklist {
        /// Short name that other records refer to.
        id: String,
        /// Title.
        title: String,
        /// When it applies.
        phase: ChecklistPhase,
        /// Its items.
        items: Vec<Item>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// One part of the production readiness review.
    ReadinessGroup {
        /// Short name that other records refer to.
        id: String,
        /// Title.
        title: String,
        /// Heading of the launch checklist it covers.
        area: Option<PrrHeading>,
        /// Its items.
        items: Vec<Item>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// Something to tick.
    Item {
        /// Short name that other records refer to.
        id: Option<String>,
        /// What has to be true.
        text: String,
        /// How it stands.
        state: ItemState,
        /// No release without it.
        mandatory: bool,
        /// Weight in the score.
        weight: f64 = 1.0,
        /// Who sees to it.
        owner ~> [Person, Team, Stakeholder]: Option<String>,
        /// By when.
        due: Option<When>,
        /// How long it takes once begun.
        lead: Option<Dur>,
        /// Proof, and the day of it.
        evidence: Option<Evidence>,
        /// Metric that decides it.
        metric -> [Metric]: Option<String>,
        /// Smaller items; it is done when they are.
        sub: Vec<Item>,
        /// Why it is let through.
        waiver: Option<Waiver>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// Proof that an item is done.
    Evidence {
        /// Where it is.
        url: String,
        /// Day of it.
        on: Option<Date>,
    }
}

record! {
    /// A permission to go without an item.
    Waiver {
        /// Why.
        reason: String,
        /// Who allowed it.
        by ~> [Person, Team, Stakeholder]: String,
        /// Until when.
        until: Option<Date>,
    }
}

record! {
    /// A decision point.
    Gate {
        /// Short name that other records refer to.
        id: String,
        /// Title.
        title: String,
        /// When it is held.
        when: Option<When>,
        /// Checklists and readiness groups it asks for; all of them when empty.
        checklists -> [Checklist, ReadinessGroup]: Vec<String>,
        /// Who votes.
        voters: Vec<Voter>,
        /// Lowest score for a go.
        min_score_pct ("%"): f64 = 95.0,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// A vote of one role.
    Voter {
        /// Role.
        role: String,
        /// Person.
        person ~> [Person, Team, Stakeholder]: Option<String>,
        /// Their vote.
        vote: Option<Vote>,
        /// When they voted.
        at: Option<String>,
    }
}

record! {
    /// A number with a target.
    Metric {
        /// Short name that other records refer to.
        id: String,
        /// Title.
        title: String,
        /// What it should be.
        target: Option<Target>,
        /// Which way it gets better, when the target does not say.
        direction: Option<Direction>,
        /// What it is.
        actual: Option<f64>,
        /// Unit of the actual value, when the target does not say.
        unit: Option<String>,
        /// Day of the actual value.
        as_of: Option<Date>,
        /// No release while it is red.
        gate: bool,
        /// What it was.
        history: Vec<MetricPoint>,
        /// Where the number comes from.
        source: Option<String>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// A past value of a metric.
    MetricPoint {
        /// Day.
        on: Option<Date>,
        /// Value.
        value: f64,
    }
}

record! {
    /// Defects over time.
    DefectLog {
        /// Found and closed in each week.
        weekly: Vec<DefectWeek>,
        /// Open now, by severity.
        open_by_severity: Option<OpenDefects>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// Defects of one week.
    DefectWeek {
        /// First day of the week.
        week: Option<Date>,
        /// Found.
        found: u32,
        /// Closed.
        closed: u32,
    }
}

record! {
    /// Open defects by severity.
    OpenDefects {
        /// Critical.
        critical: u32,
        /// High.
        high: u32,
        /// Medium.
        medium: u32,
        /// Low.
        low: u32,
    }
}

record! {
    /// How far the tests are.
    TestProgress {
        /// Tests planned to be executed by each day.
        planned: Vec<MetricPoint>,
        /// Executed.
        executed: u32,
        /// Passed.
        passed: u32,
        /// All there are.
        total: u32,
        /// Anything else.
        note: Option<String>,
    }
}
