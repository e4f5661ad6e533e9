//! How fast graphs are laid out: clustered graphs of our own generator, and the graph files in the
//! folder named as argument or `../shared/data/graphs`: `cargo bench --bench graph`. Nothing here
//! passes or fails; without files it says so.

#[allow(dead_code, reason = "shared with the tests, which need more of it")]
#[path = "../tests/support/graphs.rs"]
mod graphs;

use slipway::analysis::Analysis;
use slipway::import::{Kind, import};
use slipway::report::pictures::graph_input;
use slipway::scene::graph::{GraphInput, layout_by, layout_from};
use std::path::PathBuf;
use std::time::Instant;

fn main() {
    println!("{:<20} {:>6} {:>6} {:>6} {:>10} {:>12}", "graph", "nodes", "edges", "groups", "new, ms", "changed, ms");
    for (name, nodes) in [("clustered 50", 50), ("clustered 300", 300), ("clustered 1,000", 1_000), ("clustered 3,000", 3_000)] {
        measure(name, &graphs::clustered(nodes, 7));
    }
    let folder = std::env::args().skip(1).find(|a| !a.starts_with('-')).map_or_else(|| PathBuf::from("../shared/data/graphs"), PathBuf::from);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("graph files: not measured, there is no folder {}", folder.display());
        return;
    };
    let mut files: Vec<PathBuf> = entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "json")).collect();
    files.sort();
    for file in files {
        let Some(plan) = std::fs::read(&file).ok().and_then(|bytes| import(&bytes, "json", Some(Kind::Graph)).ok()) else { continue };
        let name = file.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        measure(&name, &graph_input(&Analysis::of(&plan.origin.plan), None));
    }
}

/// Two things at the same time, as the window does.
fn at_once(one: &mut (dyn FnMut() + Send), other: &mut (dyn FnMut() + Send)) {
    std::thread::scope(|scope| {
        scope.spawn(other);
        one();
    });
}

/// The least of five runs, from nothing and after one node became wider.
fn measure(name: &str, input: &GraphInput) {
    let least = |f: &dyn Fn()| {
        (0..5)
            .map(|_| {
                let start = Instant::now();
                f();
                start.elapsed().as_secs_f64() * 1e3
            })
            .fold(f64::INFINITY, f64::min)
    };
    let fresh = least(&|| drop(layout_by(input, &at_once)));
    let before = layout_by(input, &at_once);
    let mut changed = input.clone();
    if let Some(node) = changed.nodes.first_mut() {
        node.size = node.size.map(|(w, h)| (w + 40.0, h)).or(Some((200.0, 40.0)));
    }
    let warm = least(&|| drop(layout_from(&before, &changed)));
    println!("{name:<20} {:>6} {:>6} {:>6} {fresh:>10.2} {warm:>12.2}", input.nodes.len(), input.edges.len(), input.groups.len());
}
