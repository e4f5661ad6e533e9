//! Made-up plans of any size: tasks with links of all four kinds, milestones, sections, risks and
//! services. For tests and benchmarks; nobody's real plan.

use std::fmt::Write as _;

/// SplitMix64: small, and the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(n.max(1)).unwrap_or(1)).unwrap_or(0)
    }
}

/// The text of a plan with so many tasks, about two links each.
pub fn plan_text(tasks: usize, seed: u64) -> String {
    let mut rng = Numbers(seed);
    let mut out = String::with_capacity(tasks * 130 + 4096);
    let sections = (tasks / 50).clamp(1, 400);
    out.push_str("(\n    schema_version: 1,\n");
    let _ = writeln!(out, "    meta: (project: \"Generated {tasks}\", status_date: \"2024-03-06\"),");
    out.push_str("    release: (version: \"1.0.0\", target: \"2026-06-30\"),\n");
    list(&mut out, "sections", (0..sections).map(|s| format!("(id: \"s{s}\", title: \"Workstream {s}\")")));
    list(&mut out, "tasks", (0..tasks).map(|i| task(i, tasks, sections, &mut rng)));
    let services = (tasks / 20).clamp(4, 300);
    const KINDS: [&str; 5] = ["Service", "App", "Database", "Queue", "External"];
    list(
        &mut out,
        "services",
        (0..services).map(|s| {
            let group = if s % 5 == 4 { String::new() } else { format!(", group: \"Group {}\"", s / 12) };
            format!("(id: \"v{s}\", title: \"Service {s}\"{group}, kind: {})", KINDS[s % 5])
        }),
    );
    let mut links: Vec<String> = Vec::new();
    for s in 1..services {
        for _ in 0..=rng.below(2) {
            let kind = ["", ", kind: Soft", ", kind: Data"][rng.below(3)];
            let from = rng.below(s);
            let leaves = [from, s].iter().any(|end| KINDS[end % 5] == "External");
            links.push(format!("(from: \"v{from}\", to: \"v{s}\"{})", if leaves { ", kind: External" } else { kind }));
        }
    }
    links.dedup();
    list(&mut out, "service_links", links.into_iter());
    let risks = (tasks / 25).clamp(2, 400);
    const LEVELS: [&str; 3] = ["Low", "Medium", "High"];
    list(
        &mut out,
        "risks",
        (0..risks).map(|r| {
            let (p, i) = (LEVELS[rng.below(3)], LEVELS[rng.below(3)]);
            let hit = rng.below(tasks);
            format!("(id: \"R{:03}\", title: \"Risk {r}\", category: \"Technical\", probability: {p}, impact: {i}, tasks: [\"t{hit}\"], status: Active)", r + 1)
        }),
    );
    out.push_str(")\n");
    out
}

fn list(out: &mut String, name: &str, items: impl Iterator<Item = String>) {
    let _ = writeln!(out, "    {name}: [");
    for item in items {
        let _ = writeln!(out, "        {item},");
    }
    out.push_str("    ],\n");
}

fn task(i: usize, tasks: usize, sections: usize, rng: &mut Numbers) -> String {
    let section = i * sections / tasks;
    let back = (tasks / 20).max(8);
    let mut after: Vec<String> = Vec::new();
    for _ in 0..2 {
        if i == 0 {
            break;
        }
        let pred = i - 1 - rng.below(back.min(i));
        let link = match rng.below(12) {
            0 => format!("t{pred} SS+{}d", rng.below(5)),
            1 => format!("t{pred} FF"),
            2 => format!("t{pred} SF+1d"),
            3 => format!("t{pred}+{}d", 1 + rng.below(3)),
            4 => format!("t{pred} FS-1d"),
            _ => format!("t{pred}"),
        };
        if !after.iter().any(|a| a.split([' ', '+']).next() == link.split([' ', '+']).next()) {
            after.push(link);
        }
    }
    let start = if after.is_empty() { ", start: \"2024-03-11\"" } else { "" };
    let links: Vec<String> = after.iter().map(|a| format!("\"{a}\"")).collect();
    let links = if links.is_empty() { String::new() } else { format!(", after: [{}]", links.join(", ")) };
    if i % 25 == 24 {
        return format!("(id: \"t{i}\", title: \"Milestone {i}\", section: \"s{section}\", kind: Milestone, duration: \"0d\"{start}{links})");
    }
    let duration = match rng.below(10) {
        0 => format!("{}cd", 1 + rng.below(6)),
        1 => format!("{}h", 2 + rng.below(12)),
        _ => format!("{}d", 1 + rng.below(3)),
    };
    format!("(id: \"t{i}\", title: \"Task {i}\", section: \"s{section}\"{start}, duration: \"{duration}\"{links})")
}
