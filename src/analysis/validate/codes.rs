//! The codes of what cannot be trusted in a plan: one table for messages, `slipway explain` and the
//! documentation. The checks themselves stand beside it and in the reader.

use crate::model::Weight;

/// One kind of mistake.
#[derive(Debug)]
pub struct Code {
    /// Stable id (`V006`).
    pub id: &'static str,
    /// Error or warning.
    pub weight: Weight,
    /// What must hold.
    pub summary: &'static str,
    /// How a breach is said; empty for a code that does not arise in this program.
    pub example: &'static str,
}

const fn error(id: &'static str, summary: &'static str, example: &'static str) -> Code {
    Code { id, weight: Weight::Error, summary, example }
}

const fn warning(id: &'static str, summary: &'static str, example: &'static str) -> Code {
    Code { id, weight: Weight::Warning, summary, example }
}

/// Every code. Errors set aside the record or the field they are about; warnings keep everything.
pub fn codes() -> &'static [Code] {
    &CODES
}

/// What a code means.
pub fn code(id: &str) -> Option<&'static Code> {
    CODES.iter().find(|c| c.id == id)
}

const CODES: [Code; 53] = [
    error("V001", "The file reads as RON, and every value has the shape its field asks for", "expected ',' after \"High\", found \"impact\""),
    warning(
        "V002",
        "The file's schema_version is one this program knows; a newer file is opened read-only",
        "this file was written by a newer version (schema 3, this program knows 1); it is opened read-only",
    ),
    warning("V003", "Every field is known and given once", "unknown field \"durration\". Did you mean \"duration\"?"),
    error("V004", "Every word is one of those the field allows", "probability: \"Hgh\" is not one of Low, Medium, High. Did you mean High?"),
    error(
        "V005",
        "Ids are there, hold letters, digits, dot, underscore and hyphen only, and are unique per type of record",
        "2 tasks have id \"test1\"; links to \"test1\" go to the first. Give this one another id",
    ),
    error("V006", "Every reference names a record that exists", "task \"uat\" waits for \"tset1\", which does not exist. Did you mean \"test1\"?"),
    error("V007", "Tasks do not wait for each other in a circle", "tasks wait for each other in a circle: dev → test1 → uat → dev. Remove one of these links"),
    warning(
        "V008",
        "A task waits neither for itself nor twice for the same task",
        "task \"uat\" lists \"test1\" twice (FS and SS+2d); keep both only if intended",
    ),
    error(
        "V009",
        "Durations read and are not negative; milestones last 0d, tasks longer than that",
        "milestone \"Code Freeze\" has duration 2d; milestones last 0d. Make it a task?",
    ),
    error("V010", "Ranges are in order, least to most, and hold the duration", "range 6d..3d..2d is not in order; did you mean 2d..3d..6d?"),
    error("V011", "Dates are real days from 2000 to 2100", "\"2024-02-30\" is not a date: there is no such day in the calendar"),
    warning(
        "V012",
        "A task has a start or something it waits for, unless it is the first",
        "\"Security Testing\" has neither a start nor a predecessor; its forecast begins on the status date",
    ),
    error("V013", "What really happened is in order and not after the status date", "\"Staging\" finished on 2024-03-10, but the status date is 2024-03-06"),
    error("V014", "Status, percentage and actual dates agree", "\"dev\" is done with 85 %. Set 100 % or Active?"),
    error("V015", "Percentages lie from 0 to 100", "flag \"new_payment_flow\": rollout_pct is 110 %; it lies from 0 to 100"),
    error(
        "V016",
        "A hard constraint has a date, and it lies within two years of the plan",
        "\"prod\" must start on 2014-03-15, 10 years before the plan begins. A slip of the keyboard?",
    ),
    warning("V017", "The baseline names tasks that exist, each finishing after it starts", "the baseline holds \"uat2\", which is not in the plan (any more)"),
    error("V018", "A calendar has a working day a week, with 1 to 24 hours", "calendar \"mon-fri\" has no working day"),
    error("V019", "Freezes, markers, absences, bookings and windows end after they start", "freeze \"q-end\" ends before it starts"),
    error("V020", "Risk levels are on the scale, and its bounds are in order", "the risk scale: red starts at 6, but green goes up to 6"),
    warning("V021", "The probability of a risk lies between 0 and 100 %", "R004: a probability of 100 % is not a risk. Make it an issue?"),
    error("V022", "A typed score equals probability times impact", "R001: the file says score 8, High × High is 9; 9 is used"),
    error("V023", "A trigger fired no later than the status date", "R001: trigger \"No response\" fired on 2024-04-01, after the status date 2024-03-06"),
    error("V024", "Times around the release read as T-24h, and step ids are unique", "at: \"T-24\" has no unit; did you mean \"T-24h\"?"),
    error("V025", "T-0 has an offset from UTC", "t0: \"2024-03-15T20:00\" has no UTC offset; write 2024-03-15T20:00+00:00"),
    error("V026", "The phase of a step agrees with its time", "\"Final health checks\" is Post but at T-2h"),
    error("V027", "The maintenance window ends after T-0 and after its last step", "the window ends at T+90m, but \"Verify\" is planned for T+100m inside it"),
    error("V028", "A rollback has each stage once, with a budget", "the rollback has two Detection stages"),
    error("V029", "The rollout ends at 100 %, or says that it is partial", "the last phase ends at 80 %; say partial: true if that is intended"),
    error("V030", "Targets read as comparator, number and unit", "target \"200 or so\" not understood; examples: <200ms, >=95%, <=0"),
    error("V031", "Target and actual value have the same unit", "metric \"perf\": the target is in ms, the actual value in s"),
    error("V032", "What is recommended or decided is one of the options", "decision \"D1\" recommends \"D\", but has A, B, C"),
    error("V033", "Amounts of money read and are in one currency", "2 currencies (USD, EUR) and no rate between them; amounts in EUR are left out"),
    error("V034", "Service links join services; an external link leads to an external one", "link payment → ext-pay is External, but neither end is"),
    warning("V035", "Group names that differ only by case or blanks are one", "groups \"Back end\" and \"Backend\" look the same; merge them?"),
    error("V036", "Items have text and nest at most 3 deep", "items[2].sub[1] of \"application\" has no text"),
    error("V037", "A waiver has reason, approver and expiry", "\"Security scan clean\" is waived without reason, approver or expiry"),
    error("V038", "Each role votes once in a gate, at a time", "gate \"Final go/no-go\": role \"QA\" votes twice (Go, NoGo)"),
    error("V039", "Who does what names people, teams or stakeholders", "RACI row \"Rollback plan\": \"bob\" is no person, stakeholder or team"),
    error("V040", "Allowances name rules that exist", "\"sch 001\" is not a rule. Did you mean \"SCH-001\"?"),
    error("V041", "Paths of scenarios lead to fields that take the value", "scenario \"delay\": tasks/prodd/start is not in the plan. Did you mean \"prod\"?"),
    warning(
        "V042",
        "The history has each day once and none after the status date, with shares that make sense",
        "the history has 2024-03-20, after the status date 2024-03-06; it is left out",
    ),
    error("V043", "Numbers are finite, and the plan has at most 200 000 tasks and 500 000 links", "NaN is no number to compute with; it must be finite"),
    error("V044", "People belong to teams that exist, with a share of 0 to 1; a team is at least as large as its list", "team \"qa\" has 4 people but lists 5"),
    warning(
        "V045",
        "Past values of metrics are in order and not after the status date",
        "metric \"defects\": 2024-03-20 lies after the status date 2024-03-06",
    ),
    error("V046", "The previous version is older than the version", "previous_version 2.4.1 is not older than version 2.4.0"),
    error("V047", "Pipeline stages are unique and pass 0 to 100 % of the time", "2 pipeline stages have id \"smoke_tests\""),
    error("V048", "Flags need flags that exist, and not each other", "flags need each other in a circle: a → b → a"),
    error("V049", "Only a failed deployment recovers, and not before it happened", "the deployment of 2024-02-11 has recovered_at, but failed is false"),
    error("V050", "Values in braces exist", "{metric.featurs.actual} is not in the plan. Did you mean \"features\"?"),
    warning("V051", "A task's parent is a summary it is not part of; links to a summary hold its start", "the parent \"dev\" of \"uat\" is no summary"),
    warning(
        "V052",
        "What a task is scheduled by is given: a start for a pin, an effort for a length by effort",
        "\"uat\" is scheduled by hand, but has no start",
    ),
    warning(
        "V053",
        "A threshold of a sign has a metric, and what was done about an alert says when, until when and why",
        "R001: the alert is put aside without a day on which it comes back; it stays loud",
    ),
];
