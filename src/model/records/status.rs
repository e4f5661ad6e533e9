//! What is reported to whom: workstreams, communication, playbook, reports, allowances, money.

use super::Action;
use crate::model::record::{choice, record};
use crate::model::value::{Date, When};

choice! {
    /// How a workstream is declared.
    WorkstreamStatus {
        /// As planned.
        OnTrack = "On track",
        /// May slip.
        AtRisk = "At risk",
        /// Does not move.
        Blocked = "Blocked",
        /// Finished.
        Done = "Done",
    }
}

record! {
    /// A part of the work that is reported on.
    Workstream {
        /// Short name that other records refer to.
        id: String,
        /// Title.
        title: String,
        /// Declared status.
        declared: WorkstreamStatus,
        /// How much is done.
        pct ("%"): Option<f64>,
        /// What there is to say.
        text: Option<String>,
        /// Tasks in it.
        tasks -> [Task]: Vec<String>,
        /// Dependencies it waits for.
        deps -> [Dependency]: Vec<String>,
        /// Checklist items in it.
        items: Vec<String>,
        /// How it gets green again.
        path_to_green: Option<Action>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// Something to tell somebody.
    CommsItem {
        /// Short name that other records refer to.
        id: String,
        /// Title.
        title: String,
        /// Who is told.
        audience ~> [Stakeholder, Team, Person]: Vec<String>,
        /// When.
        at: Option<When>,
        /// How.
        channel: String,
        /// Who tells them.
        owner ~> [Person, Team, Stakeholder]: Option<String>,
        /// Day it was sent.
        sent: Option<Date>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// A common challenge and what helps.
    Challenge {
        /// Short name that other records refer to.
        id: String,
        /// Title.
        title: String,
        /// What keeps it from happening.
        prevention: Vec<String>,
        /// What to do when it happens.
        response: Vec<String>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// A finding that is accepted for a while.
    Allow {
        /// Rule.
        rule: String,
        /// Record it is about; all of them when left out.
        subject ~> [Task, Risk, Dependency, Service, Metric, Phase, Gate, Flag, Decision, Issue, Workstream, Vendor, Environment, Assumption, ChangeRequest, Checklist, ReadinessGroup, Team, Person, Freeze]: Option<String>,
        /// Why.
        reason: String,
        /// Who accepts it.
        by ~> [Person, Team, Stakeholder]: String,
        /// Until when.
        until: Option<Date>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// What the status report says besides what is computed.
    ReportCfg {
        /// Title of the project in reports.
        project_title: Option<String>,
        /// Number of the report's week, when it is not that of the status date.
        week: Option<u32>,
        /// Sections to show; all of them when empty.
        sections: Vec<String>,
        /// Who reads it.
        audience ~> [Stakeholder, Team, Person]: Option<String>,
        /// What comes next.
        next_focus: Vec<Action>,
        /// Executive summary, a line each; may name values such as {metric.perf.actual}.
        summary => Bindings: Vec<String>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// Money planned and spent.
    Finance {
        /// Currency code.
        currency: String,
        /// Budget at completion.
        bac: Option<f64>,
        /// Money set aside.
        contingency: Option<f64>,
        /// Planned up to each day.
        planned: Vec<MoneyPoint>,
        /// Spent up to each day.
        actual: Vec<MoneyPoint>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// Money up to a day.
    MoneyPoint {
        /// Day.
        on: Option<Date>,
        /// Amount.
        amount: f64,
    }
}
