//! Release night and after: environments, runbook, rollback, rollout, flags, pipeline.

use crate::model::record::{choice, record};
use crate::model::value::{Date, DateTime, Dur, Offset, Target, When};

choice! {
    /// Where a step stands in the night.
    StepPhase {
        /// Before T-0.
        Pre = "Before",
        /// In the window.
        Deploy = "Deployment",
        /// After the window.
        Post = "After",
    }
}

choice! {
    /// What a step is; rules ask for this, never for words in its action.
    StepKind {
        /// Somebody decides.
        Decision = "Decision",
        /// Something is checked.
        Check = "Check",
        /// Changes stop.
        Freeze = "Freeze",
        /// The maintenance window opens.
        WindowStart = "Window opens",
        /// The maintenance window closes.
        WindowEnd = "Window closes",
        /// Data are saved.
        Backup = "Backup",
        /// Something is deployed.
        Deploy = "Deploy",
        /// The result is validated.
        Validate = "Validate",
        /// Somebody is told.
        Communicate = "Communicate",
        /// Somebody watches.
        Watch = "Watch",
        /// Somebody looks back.
        Review = "Review",
    }
}

choice! {
    /// How a step went.
    StepResult {
        /// Well.
        Ok = "Done",
        /// Not.
        Failed = "Failed",
        /// It was left out.
        Skipped = "Skipped",
    }
}

choice! {
    /// A stage of a rollback.
    RollbackKind {
        /// Something is noticed.
        Detection = "Detection",
        /// Somebody decides.
        Decision = "Decision",
        /// It is rolled back.
        Execution = "Execution",
        /// It is checked.
        Verification = "Verification",
    }
}

choice! {
    /// What a feature flag is for.
    FlagKind {
        /// Ships a feature.
        Release = "Release",
        /// Compares variants.
        Experiment = "Experiment",
        /// Steers operation.
        Ops = "Operations",
        /// Grants access.
        Permission = "Permission",
    }
}

record! {
    /// A place software runs in.
    Environment {
        /// Short name that other records refer to.
        id: String,
        /// Title.
        title: String,
        /// Who has it when.
        bookings: Vec<Booking>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// A booking of an environment.
    Booking {
        /// First day.
        from: Option<Date>,
        /// Last day.
        to: Option<Date>,
        /// Who.
        by ~> [Person, Team, Stakeholder]: String,
    }
}

record! {
    /// The plan of release night.
    Runbook {
        /// The instant T-0.
        t0: Option<DateTime>,
        /// End of the maintenance window.
        window_end: Option<Offset>,
        /// Places whose local time matters.
        sites: Vec<Site>,
        /// What happens when.
        steps: Vec<Step>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// A place and its time zone.
    Site {
        /// Name.
        name: String,
        /// Time zone, such as Europe/London or +01:00.
        zone: String,
    }
}

record! {
    /// One step of the night.
    Step {
        /// Short name that other records refer to.
        id: String,
        /// When.
        at: Option<Offset>,
        /// Where in the night.
        phase: StepPhase,
        /// What it is.
        kind: Option<StepKind>,
        /// What is done.
        action: String,
        /// Who does it.
        owner ~> [Person, Team, Stakeholder]: Option<String>,
        /// Who does it if they cannot.
        deputy ~> [Person, Team, Stakeholder]: Option<String>,
        /// How long it takes.
        duration: Option<Dur>,
        /// Services that it deploys.
        deploys -> [Service]: Vec<String>,
        /// It changes production.
        changes_state: bool,
        /// It cannot be undone.
        irreversible: bool,
        /// What must be seen.
        expect: Option<String>,
        /// What stops the night.
        abort_if: Option<String>,
        /// How it is undone.
        rollback: Option<String>,
        /// Gate that must be passed.
        gate -> [Gate]: Option<String>,
        /// Somebody outside is told.
        comms: bool,
        /// When it really happened.
        actual: Option<DateTime>,
        /// How it went.
        result: Option<StepResult>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// How a failed release is taken back.
    Rollback {
        /// Its stages in order.
        stages: Vec<RollbackStage>,
        /// What makes us roll back.
        triggers: Vec<RollbackTrigger>,
        /// Day it was last rehearsed.
        rehearsed: Option<Date>,
        /// How long restoring the database takes.
        db_restore: Option<Dur>,
        /// Who decides.
        decider ~> [Person, Team, Stakeholder]: Option<String>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// One stage of a rollback.
    RollbackStage {
        /// Which.
        kind: RollbackKind,
        /// Longest it may take.
        budget: Dur = Dur::minutes(0.0),
        /// How it is done.
        methods: Vec<String>,
        /// How long it took in rehearsal.
        measured: Option<Dur>,
    }
}

record! {
    /// A number that makes us roll back.
    RollbackTrigger {
        /// Metric.
        metric ~> [Metric]: String,
        /// Limit.
        target: Option<Target>,
        /// For how long.
        r#for: Option<Dur>,
    }
}

record! {
    /// One step of the rollout.
    Phase {
        /// Short name that other records refer to.
        id: String,
        /// Title.
        title: String,
        /// Share of users who have it.
        exposure_pct ("%"): Option<f64>,
        /// The rollout ends here on purpose, below 100 %.
        partial: bool,
        /// Who gets it.
        audience ~> [Stakeholder, Team, Person]: Vec<String>,
        /// When it starts.
        start: Option<When>,
        /// Shortest time before the next phase.
        min_bake: Option<Dur>,
        /// What must be true to begin.
        entry: Vec<String>,
        /// What must be true to go on.
        exit: Vec<Criterion>,
        /// What makes us go back.
        abort: Vec<Criterion>,
        /// What is done in it.
        actions: Vec<String>,
        /// Requests it sees.
        requests_per_min ("1/min"): Option<f64>,
        /// Users it reaches.
        users ("users"): Option<f64>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// A metric with a limit.
    Criterion {
        /// Metric.
        metric ~> [Metric]: String,
        /// Limit.
        target: Option<Target>,
    }
}

record! {
    /// A switch in the software.
    Flag {
        /// Its key.
        key: String,
        /// What it is for.
        kind: FlagKind,
        /// Who owns it.
        owner ~> [Person, Team, Stakeholder]: Option<String>,
        /// Who has it on.
        enabled_for ~> [Phase, Team, Stakeholder, Person]: Vec<String>,
        /// Share of users who have it on.
        rollout_pct ("%"): f64,
        /// Its value when nothing else decides.
        default: Option<bool>,
        /// It can be switched off at once.
        kill_switch: bool,
        /// Day that was last tried.
        kill_tested: Option<Date>,
        /// Day it was made.
        created: Option<Date>,
        /// Day it must be gone.
        expires: Option<Date>,
        /// Phase of the rollout it follows.
        phase -> [Phase]: Option<String>,
        /// Flags it needs.
        requires -> [Flag]: Vec<String>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// One stage of the delivery pipeline.
    Stage {
        /// Short name that other records refer to.
        id: String,
        /// Title.
        title: Option<String>,
        /// Runs by itself.
        automated: bool = true,
        /// How long it usually takes.
        typical: Option<Dur>,
        /// How often it passes.
        success_pct ("%"): Option<f64>,
        /// Services that it deploys.
        deploys -> [Service]: Vec<String>,
        /// Somebody has to let it through.
        gate: bool,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// A deployment that happened.
    Deployment {
        /// When.
        at: Option<DateTime>,
        /// Median age of the commits in it.
        committed_median: Option<Dur>,
        /// It needed immediate intervention.
        failed: bool,
        /// When that was over.
        recovered_at: Option<DateTime>,
        /// It was made to repair an incident.
        rework: bool,
        /// Service deployed.
        service -> [Service]: Option<String>,
        /// Anything else.
        note: Option<String>,
    }
}
