//! Sixty small pictures of the timeline: bars, links, marks, ground and what is compared, at three
//! zooms, light and dark, at 100 % and 200 %. Drawn by the same code as files; a pixel may differ by a
//! shade where a processor rounds otherwise. `UPDATE_SNAPSHOTS=force` writes them anew, to be looked at.

use slipway::analysis::Analysis;
use slipway::export::png::png;
use slipway::model::read_plan;
use slipway::model::value::Date;
use slipway::scene::axis::TimeAxis;
use slipway::scene::gantt::{ColourBy, Colours, Gantt, Ghosts, HEADER, Look, Names, Rows};
use slipway::scene::palette::Theme;
use slipway::scene::{Rect, Role, Scene, at};
use std::collections::BTreeSet;
use std::path::PathBuf;

const BARS: &str = r#"tasks: [
    (id: "done", title: "Done", status: Done, actual_start: Some("2024-02-26"), actual_finish: Some("2024-03-01"), duration: "5d"),
    (id: "runs", title: "Under way, late", status: Active, pct: Some(40), actual_start: Some("2024-02-28"), duration: "6d"),
    (id: "stuck", title: "Blocked", status: Blocked, start: Some("2024-03-08"), duration: "3d"),
    (id: "crit", title: "Critical", after: ["runs"], duration: "4d"),
    (id: "free", title: "With float", start: Some("2024-03-07"), duration: "2d", deadline: Some("2024-03-12"))]"#;
const LINKS: &str = r#"tasks: [
    (id: "a", title: "First", start: Some("2024-03-06"), duration: "3d"),
    (id: "b", title: "In the way", start: Some("2024-03-08"), duration: "4d"),
    (id: "c", title: "FS", after: ["a"], duration: "3d"),
    (id: "d", title: "SS and FF", after: ["b SS+1d", "c FF"], duration: "2d"),
    (id: "e", title: "SF", after: ["d SF+4d"], duration: "1d"),
    (id: "f", title: "Back", start: Some("2024-03-07"), after: ["a SS", "b FS-4d"], duration: "2d")]"#;
const MARKS: &str = r#"tasks: [
    (id: "sum", title: "Summary", kind: Summary),
    (id: "pin", title: "Pinned", parent: Some("sum"), start: Some("2024-03-07"), pinned: true, duration: "2d"),
    (id: "must", title: "Must start", parent: Some("sum"), constraint: Some(MustStartOn("2024-03-11")), duration: "2d"),
    (id: "ms", title: "Milestone", kind: Milestone, after: ["must"], duration: "0d", deadline: Some("2024-03-11")),
    (id: "buf", title: "Buffer", kind: Buffer, after: ["ms"], duration: "3d"),
    (id: "ham", title: "Hammock", kind: Hammock, after: ["pin"])]"#;
const GROUND: &str = r#"calendars: [(id: "std", holidays: ["2024-03-13"])], settings: (calendar: Some("std")),
    freezes: [(id: "f", from: Some("2024-03-14T00:00Z"), to: Some("2024-03-16T00:00Z"), reason: "Audit week", scope: Env("prod"))],
    people: [(id: "ana", name: "Ana", leave: [(from: Some("2024-03-08"), to: Some("2024-03-11"))])],
    sections: [(id: "s", title: "A section with a long name that must be cut")], tasks: [
    (id: "a", title: "With somebody away", section: Some("s"), start: Some("2024-03-06"), duration: "5d", people: [(id: "ana")]),
    (id: "b", title: "Überprüfung mit einem sehr langen Namen, der nicht passt", section: Some("s"), after: ["a"], duration: "3d"),
    (id: "c", title: "Alone", start: Some("2024-03-12"), duration: "1d")]"#;
const COMPARED: &str = r#"teams: [(id: "w", name: "Web"), (id: "q", name: "QA")],
    baseline: (set_on: Some("2024-02-20"), tasks: [(id: "a", start: Some("2024-03-04"), finish: Some("2024-03-06")), (id: "m", start: Some("2024-03-11"), finish: Some("2024-03-11"))]), tasks: [
    (id: "a", title: "Later than agreed", team: Some("w"), start: Some("2024-03-07"), duration: "3d"),
    (id: "m", title: "Moved", kind: Milestone, after: ["a"], duration: "0d"),
    (id: "n", title: "New since", team: Some("q"), start: Some("2024-03-08"), duration: "4d", pct: Some(25), status: Active),
    (id: "t", title: "Of nobody", start: Some("2024-03-06"), duration: "2d")]"#;

/// Days in view: hours, days, weeks.
const ZOOMS: [(&str, &str, i64); 3] = [("hours", "2024-03-07", 2), ("days", "2024-03-04", 16), ("weeks", "2024-02-12", 84)];

fn draw(name: &str, body: &str, (first, days): (&str, i64)) -> Scene {
    let text = format!("(meta: (status_date: \"2024-03-06\"), release: (version: \"1\", target: \"2024-03-15\"), {body})");
    let origin = read_plan(&text).expect("a plan");
    assert!(origin.problems.is_empty(), "{name}: {:?}", origin.problems);
    let analysis = Analysis::of(&origin.plan);
    let rows = Rows::of(&analysis);
    let (table, chart) = (150.0, 330.0);
    #[expect(clippy::cast_precision_loss, reason = "a few days")]
    let (left, scale) = (Date::parse(first).expect("a day").minute() as f64, chart / (days as f64 * 1440.0));
    let axis = TimeAxis { left, scale, width: chart };
    let mut look = Look { names: Names::Milestones, ..Look::default() };
    let mut ghosts = None;
    let mut selected = BTreeSet::new();
    match name {
        "compared" => {
            look.colours = Colours::of(&analysis, ColourBy::Team);
            let rows = origin.plan.baseline.get().map(|b| b.tasks.clone()).unwrap_or_default();
            ghosts = Some(Ghosts::of_baseline(&analysis, "Baseline".into(), &rows));
        }
        "links" => selected.extend(analysis.schedule.net.find("c")),
        "marks" => look.names = Names::Titles,
        _ => {}
    }
    let gantt = Gantt { ghosts: ghosts.as_ref(), selected: &selected, ..Gantt::still(&analysis, &rows, axis, &look) };
    let all = 0..rows.rows.len();
    let picture = gantt.chart(all.clone());
    let mut scene = Scene::new(table + chart, HEADER + picture.height, name);
    scene.fill(Rect::new(0.0, 0.0, scene.width, scene.height), 0.0, Role::Panel);
    scene.place(&picture, at(table, HEADER));
    scene.place(&gantt.header(), at(table, 0.0));
    scene.fill(Rect::new(0.0, 0.0, table, scene.height), 0.0, Role::Panel);
    scene.place(&gantt.table(all, table), at(0.0, HEADER));
    scene.place(&gantt.table_header(table, None), at(0.0, 0.0));
    scene
}

fn differing(one: &[u8], other: &[u8]) -> Option<usize> {
    let read = |bytes: &[u8]| tiny_skia::Pixmap::decode_png(bytes).ok();
    let (a, b) = (read(one)?, read(other)?);
    if (a.width(), a.height()) != (b.width(), b.height()) {
        return None;
    }
    let far = |(x, y): &(&tiny_skia::PremultipliedColorU8, &tiny_skia::PremultipliedColorU8)| {
        [x.red().abs_diff(y.red()), x.green().abs_diff(y.green()), x.blue().abs_diff(y.blue())].into_iter().max().unwrap_or(0) > 32
    };
    Some(a.pixels().iter().zip(b.pixels()).filter(far).count())
}

#[test]
fn sixty_small_pictures_stay_as_they_were_looked_at() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/timeline");
    let update = std::env::var_os("UPDATE_SNAPSHOTS").is_some();
    let mut drawn = 0;
    let mut wrong = Vec::new();
    for (name, body) in [("bars", BARS), ("links", LINKS), ("marks", MARKS), ("ground", GROUND), ("compared", COMPARED)] {
        for (zoom, first, days) in ZOOMS {
            let scene = draw(name, body, (first, days));
            for (theme, colours) in [("light", Theme::Light), ("dark", Theme::Dark)] {
                for (size, scale) in [("100", 1.0), ("200", 2.0)] {
                    drawn += 1;
                    let bytes = png(&scene, colours, scale).expect("a small picture");
                    let path = folder.join(format!("{name}-{zoom}-{theme}-{size}.png"));
                    if update {
                        std::fs::create_dir_all(&folder).expect("a folder");
                        std::fs::write(&path, &bytes).expect("a file");
                        continue;
                    }
                    let known = std::fs::read(&path).unwrap_or_default();
                    match differing(&known, &bytes) {
                        Some(pixels) if pixels <= 40 => {}
                        other => wrong.push(format!("{}: {other:?} pixels differ", path.display())),
                    }
                }
            }
        }
    }
    assert_eq!(drawn, 60);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
