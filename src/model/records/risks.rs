//! The risk register, assumptions, issues, decisions and change requests.

use super::PlanB;
use crate::model::record::{choice, record};
use crate::model::value::{Date, Dur, Level, LooseDate, Money, Range, Target, When};

choice! {
    /// What is done about a risk.
    Response {
        /// Make it less likely or less bad.
        Reduce = "Reduce",
        /// Do something else.
        Avoid = "Avoid",
        /// Let somebody else carry it.
        Transfer = "Transfer",
        /// Live with it.
        Accept = "Accept",
        /// Make an opportunity happen.
        Exploit = "Exploit",
        /// Make an opportunity more likely.
        Enhance = "Enhance",
        /// Share an opportunity.
        Share = "Share",
    }
}

choice! {
    /// Where a risk is in its life.
    RiskStatus {
        /// Written down.
        Identified = "Identified",
        /// Watched.
        Active = "Active",
        /// Being worked on.
        Mitigating = "Mitigating",
        /// Lived with.
        Accepted = "Accepted",
        /// It happened.
        Occurred = "Occurred",
        /// It can no longer happen.
        Closed = "Closed",
    }
}

choice! {
    /// What is done about an alert.
    AlertStep {
        /// Somebody has seen it and acts.
        Acknowledged = "Acknowledged",
        /// It is put aside for a while.
        Snoozed = "Snoozed",
        /// Somebody above knows.
        Escalated = "Escalated",
    }
}

choice! {
    /// How bad an issue is.
    Severity {
        /// Low.
        Low = "Low",
        /// Medium.
        Medium = "Medium",
        /// High.
        High = "High",
        /// Critical.
        Critical = "Critical",
    }
}

choice! {
    /// How far up an issue has gone.
    EscalationLevel {
        /// Team lead.
        L1 = "L1, team lead",
        /// Manager.
        L2 = "L2, manager",
        /// Director.
        L3 = "L3, director",
        /// Sponsor.
        L4 = "L4, sponsor",
    }
}

choice! {
    /// Whether an assumption holds.
    AssumptionState {
        /// Not checked yet.
        Open = "Open",
        /// It holds.
        Confirmed = "Confirmed",
        /// It does not.
        Falsified = "Falsified",
    }
}

choice! {
    /// What a change request does to the scope.
    ChangeKind {
        /// Adds.
        Add = "Add",
        /// Changes.
        Change = "Change",
        /// Removes.
        Remove = "Remove",
    }
}

choice! {
    /// What became of a change request.
    ChangeState {
        /// Not decided.
        Open = "Open",
        /// Accepted.
        Approved = "Approved",
        /// Turned down.
        Rejected = "Rejected",
    }
}

record! {
    /// The scale risks are scored on.
    RiskScale {
        /// Levels of probability and impact, 3 or 5.
        levels: u32 = 3,
        /// Upper bounds of the levels of probability.
        p_bounds_pct ("%"): Vec<f64>,
        /// Upper bounds of the levels of impact in time.
        days_bounds: Vec<Dur>,
        /// Upper bounds of the levels of impact in money.
        cost_bounds: Vec<f64>,
        /// Highest green score; 3 on a scale of three, 5 on a scale of five.
        green_max ("score"): Option<f64>,
        /// Lowest red score; 9 on a scale of three, 12 on a scale of five.
        red_min ("score"): Option<f64>,
        /// Highest score that is lived with: the line of risk appetite in the matrix.
        appetite ("score"): Option<f64>,
        /// Expected loss that is lived with: the line of risk appetite over percent and days.
        appetite_days: Option<Dur>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// Something that may happen.
    Risk {
        /// Short name that other records refer to.
        id: String,
        /// Title.
        title: String,
        /// Kind of risk.
        category: String,
        /// What may happen and why.
        description: Option<String>,
        /// How likely.
        probability: Level = Level::Low,
        /// How likely; wins over the level where exposure is computed.
        probability_pct ("%"): Option<f64>,
        /// How bad.
        impact: Level = Level::Low,
        /// Typed score; compared with the computed one and dropped at the next edit.
        score: Option<f64>,
        /// Days it would cost: least, likely, most.
        days: Option<Range>,
        /// Factor it would stretch its tasks by: least, likely, most.
        factor: Option<Factor>,
        /// Money it would cost.
        cost: Option<Money>,
        /// Tasks it would hit.
        tasks -> [Task]: Vec<String>,
        /// Dependencies it would hit.
        dependencies -> [Dependency]: Vec<String>,
        /// What is done about it.
        response: Response,
        /// The steps of that.
        actions: Vec<Action>,
        /// What happens if it occurs.
        plan_b: Option<PlanB>,
        /// Who owns it.
        owner ~> [Person, Team, Stakeholder]: Option<String>,
        /// Where it is in its life.
        status: RiskStatus,
        /// Signs that it is about to happen.
        triggers: Vec<Trigger>,
        /// Days between which it can happen.
        window: Option<Window>,
        /// Probability and impact once the actions are done.
        residual: Option<LevelPair>,
        /// Probability and impact aimed at.
        target: Option<LevelPair>,
        /// Day it was last looked at.
        reviewed: Option<Date>,
        /// What it was scored before.
        reviews: Vec<Review>,
        /// What was done about its alerts, oldest first.
        alerts: Vec<AlertAnswer>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// A factor in three points.
    Factor {
        /// Least.
        min: f64 = 1.0,
        /// Likely.
        likely: f64 = 1.0,
        /// Most.
        max: f64 = 1.0,
    }
}

record! {
    /// A probability and an impact.
    LevelPair {
        /// How likely.
        probability: Level = Level::Low,
        /// How bad.
        impact: Level = Level::Low,
    }
}

record! {
    /// Two days.
    Window {
        /// First day.
        from: Option<Date>,
        /// Last day.
        to: Option<Date>,
    }
}

record! {
    /// A past score.
    Review {
        /// Day.
        on: Option<Date>,
        /// How likely.
        probability: Level = Level::Low,
        /// How bad.
        impact: Level = Level::Low,
    }
}

record! {
    /// Something to do.
    Action {
        /// What.
        text: String,
        /// Who.
        owner ~> [Person, Team, Stakeholder]: Option<String>,
        /// By when.
        due: Option<When>,
        /// Day it was done.
        done_on: Option<Date>,
        /// What it makes of probability and impact.
        effect: Option<LevelPair>,
    }
}

record! {
    /// A sign that a risk is about to happen.
    Trigger {
        /// What to look for.
        text: String,
        /// Metric that shows it.
        metric -> [Metric]: Option<String>,
        /// Value of the metric at which it shows, such as >30; without one, when the metric misses its target.
        threshold: Option<Target>,
        /// Day it was seen.
        fired_on: Option<Date>,
        /// Who saw it.
        by ~> [Person, Team, Stakeholder]: Option<String>,
    }
}

record! {
    /// What was done about an alert.
    AlertAnswer {
        /// Day.
        on: Option<Date>,
        /// What was done.
        step: AlertStep,
        /// How many signs had been seen by then; a further one raises the alert again.
        seen ("signs"): u32,
        /// Who did it, or who was told.
        by ~> [Person, Team, Stakeholder]: Option<String>,
        /// Of an alert put aside, the day it comes back.
        until: Option<Date>,
        /// Of an escalation, how far up it went.
        level: EscalationLevel,
        /// Why.
        reason: Option<String>,
    }
}

record! {
    /// Something believed without proof.
    Assumption {
        /// Short name that other records refer to.
        id: String,
        /// What is believed.
        text: String,
        /// When it must be checked.
        validate_by: Option<Date>,
        /// Who checks.
        owner ~> [Person, Team, Stakeholder]: Option<String>,
        /// What follows if it is wrong.
        if_false: String,
        /// Whether it holds.
        state: AssumptionState,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// Something that is in the way now.
    Issue {
        /// Short name that other records refer to.
        id: String,
        /// Title.
        title: String,
        /// How bad.
        severity: Severity = Severity::Medium,
        /// Day it was raised.
        raised: Option<Date>,
        /// Who owns it.
        owner ~> [Person, Team, Stakeholder]: Option<String>,
        /// What happens next.
        next_step: Option<String>,
        /// When.
        next_date: Option<Date>,
        /// What it blocks.
        blocks -> [Task, Dependency, Workstream, Gate, Service, Phase, Checklist, ReadinessGroup, Decision]: Vec<String>,
        /// How far up it has gone.
        level: EscalationLevel,
        /// When it went up.
        escalated: Vec<Escalation>,
        /// Day it was solved.
        closed: Option<Date>,
        /// Why it happened.
        cause: Option<String>,
        /// Risk it was before.
        from_risk -> [Risk]: Option<String>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// An issue going up one level.
    Escalation {
        /// To which level.
        level: EscalationLevel,
        /// Day.
        on: Option<Date>,
        /// Day of the answer.
        answered: Option<Date>,
    }
}

record! {
    /// Something that has to be decided.
    Decision {
        /// Short name that other records refer to.
        id: String,
        /// Title.
        title: String,
        /// Why it has to be decided.
        context: String,
        /// What has to be decided.
        question: Option<String>,
        /// What can be chosen.
        options: Vec<DecisionOption>,
        /// Key of the recommended option.
        recommended: Option<String>,
        /// Key of the option taken if nobody answers.
        default_if_silent: Option<String>,
        /// When it has to be decided.
        needed_by: Option<LooseDate>,
        /// Who decides.
        decider ~> [Person, Team, Stakeholder]: Option<String>,
        /// What waits for it.
        blocks -> [Task, Dependency, Workstream, Gate, Service, Phase, Checklist, ReadinessGroup, Issue]: Vec<String>,
        /// What was decided.
        decided: Option<Decided>,
        /// Cost of it.
        cost: Option<Money>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// One option of a decision.
    DecisionOption {
        /// Short key such as A.
        key: String,
        /// What it is.
        text: String,
        /// Days it costs.
        days: Option<Dur>,
        /// Money it costs.
        cost: Option<Money>,
        /// What may go wrong.
        risk: Option<String>,
        /// Scenario that computes it.
        scenario -> [Scenario]: Option<String>,
    }
}

record! {
    /// A decision that was taken.
    Decided {
        /// Key of the option.
        key: String,
        /// Day.
        on: Option<Date>,
        /// Who.
        by ~> [Person, Team, Stakeholder]: String,
    }
}

record! {
    /// A wish to change the scope.
    ChangeRequest {
        /// Short name that other records refer to.
        id: String,
        /// Title.
        title: String,
        /// Day it was raised.
        raised: Option<Date>,
        /// What it does to the scope.
        kind: ChangeKind,
        /// How big it is.
        size: String,
        /// Days it costs.
        impact_days: Option<Dur>,
        /// Money it costs.
        impact_cost: Option<Money>,
        /// What became of it.
        state: ChangeState,
        /// Who approved it.
        approved_by ~> [Person, Team, Stakeholder]: Option<String>,
        /// When.
        approved_on: Option<Date>,
        /// Anything else.
        note: Option<String>,
    }
}
