//! The forecast: golden numbers, what must hold of any plan, and bad input. Agreement with an independent
//! simulation is `tests/oracle/forecast`.

use proptest::prelude::*;
use slipway::analysis::Analysis;
use slipway::analysis::forecast::{Forecast, Lever, Model, Scope, missing};
use slipway::export::json;
use slipway::model::{Plan, read_plan};
use slipway::storage::threads;

fn plan(text: &str) -> Plan {
    let origin = read_plan(text).expect("a plan");
    origin.plan.as_ref().clone()
}

fn drawn(analysis: &Analysis, iterations: u32) -> Forecast {
    let model = Model::of(analysis).expect("something to deliver");
    let forecast = threads::forecast(&model, Scope::full(&model, iterations), 2, &|| false).expect("not stopped");
    let gains = threads::gains(&model, &forecast, 2, &|| false).expect("not stopped");
    forecast.with_gains(gains)
}

fn forecast(text: &str, iterations: u32) -> (Analysis, Forecast) {
    let analysis = Analysis::of(&plan(text));
    let forecast = drawn(&analysis, iterations);
    (analysis, forecast)
}

/// The brief's path 10-5-3-2-1 with uncertainty 0.9, 1.0, 1.4, on days without weekends, so that a day of
/// the calendar is a day of the path; with R001 0.7 × (3, 5, 10) d on the first step.
fn path(correlation: f64, risk: bool) -> String {
    let steps = [10.0, 5.0, 3.0, 2.0, 1.0];
    let mut tasks = String::new();
    for (i, d) in steps.iter().enumerate() {
        let after = if i == 0 { String::new() } else { format!(", after: [\"s{}\"]", i - 1) };
        tasks += &format!("(id: \"s{i}\", title: \"S\", start: \"2024-02-01\", duration: \"{d}d\", range: \"{}d..{d}d..{}d\"{after}),\n", d * 0.9, d * 1.4);
    }
    let risks = if risk {
        "(id: \"R001\", title: \"API\", probability: High, probability_pct: 70, impact: High, days: \"3d..5d..10d\", tasks: [\"s0\"], status: Active)"
    } else {
        ""
    };
    format!(
        "(meta: (project: \"P\", status_date: \"2024-02-01\"), settings: (correlation: {correlation:?}, calendar: \"all\"),
         calendars: [(id: \"all\", weekend: [])], release: (version: \"1\", target: \"2024-02-26\"), tasks: [{tasks}], risks: [{risks}])"
    )
}

/// Days of the path at a share of the draws.
fn days(a: &Analysis, f: &Forecast, share: f64) -> f64 {
    a.calendars.standard().days_between(a.schedule.start, f.at(share))
}

#[test]
fn the_path_of_the_brief() {
    // Sampling error at 10,000: 0.5 points of percent; of a percentile some hundredths of a day.
    let (a, with) = forecast(&path(0.0, true), 10_000);
    assert!((days(&a, &with, 0.5) - 27.9).abs() < 0.15, "P50 {}", days(&a, &with, 0.5));
    assert!((days(&a, &with, 0.8) - 30.2).abs() < 0.15, "P80 {}", days(&a, &with, 0.8));
    let odds = with.on_time.expect("a target");
    assert!((odds.pct - 33.0).abs() < 1.5, "{odds:?}");
    let (a, without) = forecast(&path(0.0, false), 10_000);
    assert!((days(&a, &without, 0.8) - 24.2).abs() < 0.15, "P80 {}", days(&a, &without, 0.8));
    assert!((without.on_time.expect("a target").pct - 99.0).abs() < 0.7);
    let gain = with.gains.iter().find(|g| g.lever == Lever::Without).expect("one risk");
    assert!((gain.p80_days - 6.0).abs() < 0.25, "{gain:?}");
    assert!((with.risks[0].occurred - 70.0).abs() < 1.5);
    // Fully correlated, and no risk: 87 %.
    let (_, common) = forecast(&path(1.0, false), 10_000);
    assert!((common.on_time.expect("a target").pct - 87.0).abs() < 1.5, "{:?}", common.on_time);
}

#[test]
fn a_chain_is_critical_in_every_draw() {
    let (_, f) = forecast(&path(0.3, true), 2_000);
    assert!(f.tasks.iter().all(|t| t.criticality == 100.0), "{:?}", f.tasks);
    assert!(f.tasks[0].cruciality > f.tasks[4].cruciality);
    assert!(f.tasks[0].ssi > 0.5 && f.tasks[0].ssi <= 1.05, "{}", f.tasks[0].ssi);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let text = network(60, 5);
    let analysis = Analysis::of(&plan(&text));
    let model = Model::of(&analysis).expect("something to deliver");
    let bytes = |threads: usize| {
        let forecast = threads::forecast(&model, Scope::full(&model, 3_000), threads, &|| false).expect("not stopped");
        let gains = threads::gains(&model, &forecast, threads, &|| false).expect("not stopped");
        json::forecast(&analysis, &forecast.with_gains(gains), None).to_string()
    };
    let one = bytes(1);
    assert!(one.len() > 5_000 && one == bytes(2) && one == bytes(8));
}

#[test]
fn a_run_can_be_stopped() {
    let model = Model::of(&Analysis::of(&plan(&network(40, 2)))).expect("something to deliver");
    assert!(threads::forecast(&model, Scope::full(&model, 10_000), 2, &|| true).is_none());
}

#[test]
fn without_anything_uncertain_there_is_no_chance_to_tell() {
    let text = "(meta: (project: \"P\", status_date: \"2024-02-01\"), release: (version: \"1\", target: \"2024-03-15\"),
        tasks: [(id: \"a\", title: \"A\", duration: \"5d\")], risks: [(id: \"R1\", title: \"R\", status: Active), (id: \"R2\", title: \"R\", days: \"1d..2d..3d\", status: Active)])";
    let (a, f) = forecast(text, 100);
    assert!(!f.is_known() && f.on_time.is_none());
    let said = missing(&f).join("\n");
    assert!(
        said.contains("1 open task leads to the delivery and none has a range") && said.contains("R1 without days") && said.contains("R2 without an open task"),
        "{said}"
    );
    let object = json::forecast(&a, &f, None);
    assert!(object["on_time_pct"].is_null() && object["finish"]["p80"].is_null() && object["finish"]["deterministic"] == "2024-02-07");
}

#[test]
fn adding_a_task_reshuffles_nothing() {
    let more = path(0.0, true)
        .replace("tasks: [", "tasks: [(id: \"other\", title: \"O\", start: \"2024-02-01\", duration: \"1d\", range: \"0.5d..1d..2d\"),")
        .replace("version: \"1\"", "version: \"1\", delivers: \"s4\"");
    let (_, a) = forecast(&path(0.0, true), 1_000);
    let (_, b) = forecast(&more, 1_000);
    assert_eq!(a.sorted, b.sorted);
}

#[test]
fn progress_shrinks_what_is_uncertain() {
    let begun = path(0.0, false).replace("duration: \"10d\"", "duration: \"10d\", status: Active, actual_start: \"2024-01-27\", pct: 50");
    let done = path(0.0, false).replace("duration: \"10d\"", "duration: \"10d\", status: Done, actual_start: \"2024-01-20\", actual_finish: \"2024-01-31\"");
    let spread = |text: &str| {
        let (a, f) = forecast(text, 2_000);
        a.calendars.standard().days_between(f.finish.p10, f.finish.p90)
    };
    let (all, half, none) = (spread(&path(0.0, false)), spread(&begun), spread(&done));
    assert!(all > half && half > none && none > 0.0, "{all} {half} {none}");
}

#[test]
fn buffers_are_used_up_before_it_is_late() {
    let with = path(0.0, false).replace("risks: []", "").replace("tasks: [", "tasks: [(id: \"b\", title: \"Buffer\", kind: Buffer, duration: \"5d\", after: [\"s4\"]), (id: \"end\", title: \"End\", kind: Milestone, after: [\"b\"]),");
    let (_, plain) = forecast(&path(0.0, false), 1_000);
    let (_, f) = forecast(&with.replace("version: \"1\"", "version: \"1\", delivers: \"end\""), 1_000);
    assert_eq!(plain.finish.p80, f.finish.p80);
    assert!(f.finish.deterministic > plain.finish.deterministic);
}

#[test]
fn a_scenario_with_a_chance_is_drawn_in_its_share() {
    let text = path(0.0, false).replace("release:", "scenarios: [(id: \"late\", title: \"Late\", probability_pct: 25, set: [(path: \"tasks/s4/duration\", value: \"41d\"), (path: \"tasks/s4/range\", value: \"40d..41d..42d\")])], release:");
    let (a, f) = forecast(&text, 10_000);
    assert_eq!(f.basis.scenarios, [("Late".to_owned(), 25.0)]);
    let late = f.sorted.iter().filter(|end| a.calendars.standard().days_between(a.schedule.start, **end) > 50.0).count();
    assert!((2_350..2_650).contains(&late), "{late}");
}

#[test]
fn one_draw_without_uncertainty_is_the_schedule() {
    // Calendars, freezes, whole days, elapsed time, work under way, summaries, hammocks, constraints: with
    // ranges of no width every draw must be what the schedule says.
    for text in [include_str!("../assets/plans/customer-portal.ron"), include_str!("../assets/plans/clean.ron")] {
        let analysis = Analysis::of(&plan(text));
        for target in 0..analysis.schedule.net.tasks.len() {
            let many = analysis.schedule.many(&analysis.calendars, target);
            let mut store = many.store();
            many.forward(&mut store, false, |_, _| {});
            for (position, task) in many.tasks() {
                let finish = many.finish_instant(position, many.finishes(&store, position)[7]);
                let d = &analysis.schedule.dates[task];
                let work = |m: i64| analysis.calendars.standard().to_work(m);
                assert!(finish == d.finish || work(finish) == work(d.finish), "{}: {finish} {}", analysis.schedule.net.records[task].id, d.finish);
            }
            let toward = analysis.schedule.float_toward(&analysis.calendars, target);
            many.backward(&mut store, |position, none| {
                let task = many.tasks().find(|(p, _)| *p == position).map(|(_, t)| t);
                if let Some((task, float)) = task.and_then(|t| Some((t, toward[t]?)))
                    && analysis.schedule.net.tasks[task].deadline.is_none()
                    && !analysis.schedule.net.tasks[task].milestone
                {
                    assert_eq!(none[0], float <= 1e-9, "{} towards {target}: float {float}", analysis.schedule.net.records[task].id);
                }
            });
        }
    }
}

#[test]
fn bad_input_is_left_out_and_the_rest_computes() {
    for (bad, good) in [
        ("probability_pct: 70", "probability_pct: -5"),
        ("probability_pct: 70", "probability_pct: 101"),
        // No number: the reader says so, and the level counts.
        ("probability_pct: 70", "probability_pct: NaN"),
        ("probability_pct: 70", "probability_pct: 0"),
        ("days: \"3d..5d..10d\"", "days: \"10d..5d..3d\""),
        ("tasks: [\"s0\"]", "tasks: [\"nothing\"]"),
        ("correlation: 0.0", "correlation: NaN"),
        ("correlation: 0.0", "correlation: 7.0"),
    ] {
        let (_, f) = forecast(&path(0.0, true).replace(bad, good), 200);
        assert!(f.is_known() && f.finish.p10 <= f.finish.p90, "{good}");
        assert!(f.risks[0].occurred == 0.0 || !good.contains("probability") || good.contains("NaN"), "{good}");
    }
    let (_, sure) = forecast(&path(0.0, true).replace("probability_pct: 70", "probability_pct: 100"), 500);
    assert_eq!(sure.risks[0].occurred, 100.0);
}

#[test]
fn two_thousand_risks_compute() {
    let risks: String = (0..2_000)
        .map(|i| format!("(id: \"R{i}\", title: \"R\", probability_pct: 1, days: \"1d..2d..3d\", tasks: [\"s{}\"], status: Active),", i % 5))
        .collect();
    let text = path(0.0, false).replace("risks: []", &format!("risks: [{risks}]"));
    let model = Model::of(&Analysis::of(&plan(&text))).expect("something to deliver");
    let f = threads::forecast(&model, Scope::full(&model, 256), 2, &|| false).expect("not stopped");
    assert_eq!(f.basis.drivers, 2_000);
}

/// A network of finish-to-start links with ranges and risks.
fn network(tasks: usize, risks: usize) -> String {
    let mut seed = 11_u64;
    let mut below = |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap_or(0) % n.max(1)
    };
    let mut out = "(meta: (project: \"P\", status_date: \"2024-01-01\"), release: (version: \"1\", target: \"2024-06-01\"), tasks: [".to_owned();
    for i in 0..tasks {
        let after: Vec<String> = (0..2.min(i)).map(|_| format!("\"t{}\"", below(i))).collect();
        let d = 1 + u32::try_from(below(8)).expect("small");
        out += &format!(
            "(id: \"t{i}\", title: \"T\", start: \"2024-01-01\", duration: \"{d}d\", range: \"{}d..{d}d..{}d\", after: [{}]),",
            f64::from(d) * 0.8,
            f64::from(d) * 1.6,
            after.join(", ")
        );
    }
    out += "], risks: [";
    for r in 0..risks {
        out += &format!(
            "(id: \"R{r}\", title: \"R\", probability_pct: {}, days: \"2d..4d..9d\", tasks: [\"t{}\", \"t{}\"], status: Active),",
            10 + below(80),
            below(tasks),
            below(tasks)
        );
    }
    out + "])"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// With the same draws, a risk less is never later; one that cannot happen changes nothing; percentiles
    /// are in order.
    #[test]
    fn a_risk_less_is_never_later(tasks in 3_usize..40, risks in 1_usize..6, which in 0_usize..6) {
        let text = network(tasks, risks);
        let (_, with) = forecast(&text, 300);
        let which = format!("id: \"R{}\", title: \"R\", ", which % risks);
        let (_, without) = forecast(&text.replace(&which, &format!("{which}window: (to: \"2023-12-01\"), ")), 300);
        prop_assert!(without.finish.p80 <= with.finish.p80);
        prop_assert!(with.finish.p10 <= with.finish.p50 && with.finish.p50 <= with.finish.p80 && with.finish.p80 <= with.finish.p90);
        prop_assert!(with.gains.iter().all(|g| g.p80_days >= 0.0 && g.mean_days >= 0.0));
        let (_, never) = forecast(&text.replace("risks: [", "risks: [(id: \"N\", title: \"N\", probability_pct: 0, days: \"9d..9d..9d\", tasks: [\"t0\"], status: Active),"), 300);
        prop_assert_eq!(never.sorted, with.sorted);
    }
}
