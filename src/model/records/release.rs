//! The release itself, its settings, calendars and people.

use super::GraphDirection;
use crate::model::record::{NumberMap, choice, record};
use crate::model::value::{Date, DateTime, Dur, FreezeScope, Holiday, Hours, Level};

choice! {
    /// How big a release is.
    ReleaseKind {
        /// New features, possibly breaking.
        Major = "Major",
        /// New features.
        Minor = "Minor",
        /// Fixes.
        Patch = "Patch",
        /// One urgent fix.
        Hotfix = "Hotfix",
        /// Data or platform moves.
        Migration = "Migration",
    }
}

choice! {
    /// What the target date promises.
    TargetMeans {
        /// The production deployment.
        ProductionDeploy = "production deployment",
        /// General availability to all users.
        GeneralAvailability = "general availability",
    }
}

choice! {
    /// A declared status colour.
    Rag {
        /// Not known.
        Grey = "Unknown",
        /// On course.
        Green = "Green",
        /// Feasible, with significant issues.
        Amber = "Amber",
        /// Appears unachievable as planned.
        Red = "Red",
    }
}

choice! {
    /// Which thresholds the schedule is judged by.
    Profile {
        /// Thresholds for a release of weeks.
        Release = "Release",
        /// The thresholds of the DCMA 14-point assessment.
        DcmaStrict = "DCMA strict",
    }
}

choice! {
    /// What becomes of work that began before what it waits for was finished.
    OutOfSequence {
        /// The rest of it waits for its predecessors.
        RetainedLogic = "Retained logic",
        /// The rest of it goes on at once.
        ProgressOverride = "Progress override",
    }
}

choice! {
    /// Whose working time a lag counts in.
    LagCalendar {
        /// That of the task that waits.
        Successor = "Successor",
        /// That of the task waited for.
        Predecessor = "Predecessor",
        /// The plan's default calendar.
        Standard = "Plan",
        /// All hours of all days.
        RoundTheClock = "Round the clock",
    }
}

choice! {
    /// Where the zones of the fever chart begin.
    BufferZones {
        /// The more of the chain is done, the more of the buffer may be used.
        Sloped = "Sloped",
        /// At a third and at two thirds of the buffer, however much is done.
        Thirds = "Flat thirds",
    }
}

choice! {
    /// How the lengths between least and most are spread.
    Distribution {
        /// Straight from the least up to the likely and down to the most.
        Triangular = "Triangular",
        /// Bent, with most of it near the likely: beta-PERT.
        Pert = "PERT",
        /// Every length between least and most alike.
        Uniform = "Uniform",
    }
}

choice! {
    /// A day of the week.
    Weekday {
        /// Monday.
        Mon = "Monday",
        /// Tuesday.
        Tue = "Tuesday",
        /// Wednesday.
        Wed = "Wednesday",
        /// Thursday.
        Thu = "Thursday",
        /// Friday.
        Fri = "Friday",
        /// Saturday.
        Sat = "Saturday",
        /// Sunday.
        Sun = "Sunday",
    }
}

choice! {
    /// A month of the year.
    Month {
        /// January.
        January = "January",
        /// February.
        February = "February",
        /// March.
        March = "March",
        /// April.
        April = "April",
        /// May.
        May = "May",
        /// June.
        June = "June",
        /// July.
        July = "July",
        /// August.
        August = "August",
        /// September.
        September = "September",
        /// October.
        October = "October",
        /// November.
        November = "November",
        /// December.
        December = "December",
    }
}

choice! {
    /// How engaged a stakeholder is.
    Engagement {
        /// Does not know.
        Unaware = "Unaware",
        /// Against it.
        Resistant = "Resistant",
        /// Neither.
        Neutral = "Neutral",
        /// For it.
        Supportive = "Supportive",
        /// Drives it.
        Leading = "Leading",
    }
}

record! {
    /// What the plan is about and as of when.
    Meta {
        /// Name of the project.
        project: String,
        /// The day the data are as of; every computation starts here, never from the clock.
        status_date: Option<Date>,
        /// Where the plan came from.
        template: Option<String>,
        /// When the plan was begun.
        created: Option<Date>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// The release being planned.
    Release {
        /// Name of the release.
        name: Option<String>,
        /// Task or milestone whose date is compared with the target.
        delivers -> [Task]: Option<String>,
        /// Version that ships.
        version: String,
        /// Version before it.
        previous_version: Option<String>,
        /// How big it is.
        kind: ReleaseKind = ReleaseKind::Minor,
        /// The promised date.
        target: Option<Date>,
        /// What the target date promises.
        target_means: TargetMeans,
        /// Declared level of risk; compared with the register.
        declared_risk: Option<Level>,
        /// Declared status; compared with the evidence.
        declared_status: Option<DeclaredStatus>,
        /// Number of features in the agreed scope.
        scope_baseline ("features"): Option<u32>,
        /// Who was told which date when.
        promises: Vec<Promise>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// A status somebody declared, with why and until when.
    DeclaredStatus {
        /// The colour.
        rag: Rag,
        /// Why.
        reason: String,
        /// Who says so.
        by ~> [Person, Team, Stakeholder]: String,
        /// When it has to be renewed.
        until: Option<Date>,
    }
}

record! {
    /// A date somebody was given.
    Promise {
        /// Who was told.
        to ~> [Stakeholder, Person, Team, Vendor]: String,
        /// Which date.
        date: Option<Date>,
        /// On which day.
        said_on: Option<Date>,
    }
}

record! {
    /// Thresholds and other settings of the plan.
    Settings {
        /// Calendar of tasks that name none.
        calendar -> [Calendar]: Option<String>,
        /// Chance of being on time at which a date may be committed to.
        confidence_commit_pct ("%"): f64 = 80.0,
        /// A metric is amber up to this far on the wrong side of its target, red beyond.
        amber_band_pct ("%"): f64 = 25.0,
        /// Total float up to which a task counts as nearly critical.
        near_critical: Dur = Dur::days(2.0),
        /// A risk with a higher score must be escalated.
        escalate_above ("score"): f64 = 6.0,
        /// Share of working time that goes into planned work.
        focus_factor: f64 = 0.7,
        /// Utilisation of a team above which it is warned about.
        util_warn_pct ("%"): f64 = 85.0,
        /// Iterations of the forecast while editing.
        iterations_live: u32 = 2000,
        /// Iterations of the forecast for an export.
        iterations_export: u32 = 10000,
        /// Seed of the forecast: the same seed gives the same result.
        seed: u64 = 20_240_315,
        /// Where the zones of the fever chart begin.
        buffer_zones: BufferZones,
        /// Correlation between task durations by common cause, 0 to 1.
        correlation: f64 = 0.3,
        /// Which thresholds the schedule is judged by.
        profile: Profile,
        /// Thresholds of single rules.
        thresholds: NumberMap,
        /// Anything else.
        note: Option<String>,
        /// What becomes of work that began before what it waits for was finished.
        out_of_sequence: OutOfSequence,
        /// Whose working time a lag in hours, days or weeks counts in.
        lag_calendar: LagCalendar,
        /// How the lengths between least and most of an estimate are spread, where the task says nothing.
        distribution: Distribution,
        /// Month in which the fiscal year begins; it is called by the year in which it ends. From January
        /// the axis shows calendar years.
        fiscal_year_start: Month,
        /// Where the zones of the fever chart begin, in percent of the buffer; instead of `buffer_zones`.
        buffer_corners: Option<BufferCorners>,
        /// Which way the service graph goes.
        graph_direction: GraphDirection,
    }
}

record! {
    /// Where the yellow and the red zone of the fever chart begin, with nothing and with all of the path done.
    BufferCorners {
        /// Yellow, with nothing done.
        yellow_start ("%"): f64 = 15.0,
        /// Yellow, with all done.
        yellow_end ("%"): f64 = 75.0,
        /// Red, with nothing done.
        red_start ("%"): f64 = 30.0,
        /// Red, with all done.
        red_end ("%"): f64 = 90.0,
    }
}

impl BufferCorners {
    /// They lie from 0 to 100, and red begins above yellow.
    pub fn is_sound(&self) -> bool {
        let pairs = [(self.yellow_start, self.red_start), (self.yellow_end, self.red_end)];
        pairs.iter().all(|(yellow, red)| (0.0..=100.0).contains(yellow) && (0.0..=100.0).contains(red) && yellow < red)
    }
}

record! {
    /// Working days and hours.
    Calendar {
        /// Short name that other records refer to.
        id: String,
        /// Days of the week without work.
        weekend: Vec<Weekday> = vec![Weekday::Sat, Weekday::Sun],
        /// Days without work; a name may follow the day.
        holidays: Vec<Holiday>,
        /// Working hours that one day of a duration stands for.
        hours_per_day ("h"): f64 = 8.0,
        /// Anything else.
        note: Option<String>,
        /// Working hours of every working day; without any, `hours_per_day` from 09:00.
        hours: Vec<Hours>,
        /// Days of the week with other hours.
        days: Vec<DayHours>,
        /// Days with other hours, or none.
        special: Vec<SpecialDays>,
    }
}

record! {
    /// The working hours of one day of the week.
    DayHours {
        /// Day of the week.
        day: Weekday,
        /// Its working hours; none for a day off.
        hours: Vec<Hours>,
    }
}

record! {
    /// Days that differ from the week: a shutdown, a working Saturday.
    SpecialDays {
        /// First day.
        from: Option<Date>,
        /// Last day; without one, a single day.
        to: Option<Date>,
        /// Working hours; none for days off.
        hours: Vec<Hours>,
        /// What they are.
        title: String,
    }
}

record! {
    /// A time in which something must not change: work of the tasks it covers stops.
    Freeze {
        /// Short name that other records refer to.
        id: String,
        /// First instant.
        from: Option<DateTime>,
        /// Last instant.
        to: Option<DateTime>,
        /// What must not change. `All` covers tasks that change an environment or a service.
        scope -> [Environment, Service]: FreezeScope,
        /// Why.
        reason: String,
        /// Who may grant exceptions.
        approver ~> [Person, Team, Stakeholder]: Option<String>,
        /// Tasks, or other things, that are allowed all the same.
        exceptions: Vec<String>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// A team that works on the release.
    Team {
        /// Short name that other records refer to.
        id: String,
        /// Name.
        name: String,
        /// How many people.
        people_count ("people"): u32,
        /// Its working calendar.
        calendar -> [Calendar]: Option<String>,
        /// Share of working time that goes into planned work.
        focus_factor: Option<f64>,
        /// Minutes from UTC.
        utc_offset_min ("min"): Option<f64>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// Somebody who works on the release.
    Person {
        /// Short name that other records refer to.
        id: String,
        /// Name.
        name: String,
        /// Role.
        role: Option<String>,
        /// Team.
        team -> [Team]: Option<String>,
        /// Share of a full week.
        fte: f64 = 1.0,
        /// Absences, first and last day.
        leave: Vec<Leave>,
        /// What they can do.
        skills: Vec<String>,
        /// Anything else.
        note: Option<String>,
        /// Their working calendar; a task of theirs alone keeps to it.
        calendar -> [Calendar]: Option<String>,
    }
}

record! {
    /// An absence.
    Leave {
        /// First day.
        from: Option<Date>,
        /// Last day.
        to: Option<Date>,
    }
}

record! {
    /// Somebody with a stake in the release.
    Stakeholder {
        /// Short name that other records refer to.
        id: String,
        /// Name.
        name: String,
        /// Role.
        role: String,
        /// Power, 1 to 5.
        power: u32 = 3,
        /// Interest, 1 to 5.
        interest: u32 = 3,
        /// Engagement now.
        now: Engagement = Engagement::Neutral,
        /// Engagement wanted.
        want: Engagement = Engagement::Neutral,
        /// How often they hear from us.
        cadence: Option<Dur>,
        /// How.
        channel: String,
        /// Last contact.
        last: Option<Date>,
        /// The date they were told.
        told_date: Option<Date>,
        /// Anything else.
        note: Option<String>,
    }
}

record! {
    /// Who does what for one deliverable.
    RaciRow {
        /// The deliverable.
        deliverable: String,
        /// Responsible.
        r -> [Person, Stakeholder, Team]: Vec<String>,
        /// Accountable.
        a -> [Person, Stakeholder, Team]: Vec<String>,
        /// Consulted.
        c -> [Person, Stakeholder, Team]: Vec<String>,
        /// Informed.
        i -> [Person, Stakeholder, Team]: Vec<String>,
        /// Anything else.
        note: Option<String>,
    }
}

/// The month in which the plan's fiscal year begins, from 1.
pub fn fiscal_start(plan: &crate::model::Plan) -> u32 {
    let month = plan.settings.get().map_or(Month::January, |s| s.fiscal_year_start);
    Month::ALL.iter().position(|m| *m == month).and_then(|i| u32::try_from(i).ok()).map_or(1, |i| i + 1)
}
