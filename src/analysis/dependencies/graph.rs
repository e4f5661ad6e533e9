//! What else the service graph tells: where it falls apart, how available a chain is together, how many
//! links cross groups.

use super::Dependencies;
use crate::model::Plan;
use crate::model::records::{EdgeKind, ServiceKind};

/// Services without which others are no longer joined to each other: articulation points of the graph
/// without directions (Tarjan 1972), in the order of the file.
pub fn cut_points(d: &Dependencies) -> Vec<usize> {
    let n = d.services.len();
    let mut beside = vec![Vec::new(); n];
    for (a, b, _) in d.links.iter().filter(|(a, b, _)| a != b) {
        beside[*a].push(*b);
        beside[*b].push(*a);
    }
    let (mut seen, mut low, mut cut) = (vec![0_usize; n], vec![0_usize; n], vec![false; n]);
    let mut clock = 0;
    for root in 0..n {
        if seen[root] > 0 {
            continue;
        }
        // Without recursion: a chain of ten thousand services must not end the program.
        let mut stack: Vec<(usize, Option<usize>, usize)> = vec![(root, None, 0)];
        let mut children = 0;
        clock += 1;
        (seen[root], low[root]) = (clock, clock);
        while let Some((at, from, next)) = stack.last_mut() {
            if let Some(to) = beside[*at].get(*next).copied() {
                *next += 1;
                if seen[to] == 0 {
                    children += usize::from(*at == root);
                    clock += 1;
                    (seen[to], low[to]) = (clock, clock);
                    let parent = *at;
                    stack.push((to, Some(parent), 0));
                } else if Some(to) != *from {
                    low[*at] = low[*at].min(seen[to]);
                }
                continue;
            }
            let (done, parent) = (*at, *from);
            stack.pop();
            if let Some(p) = parent {
                low[p] = low[p].min(low[done]);
                if p != root && low[done] >= seen[p] {
                    cut[p] = true;
                }
            }
        }
        cut[root] = children > 1;
    }
    (0..n).filter(|i| cut[*i]).collect()
}

/// How available a service is together with everything it cannot do without, in percent: the product of
/// what is declared along hard, external and data links (in series). `None` where nothing is declared.
pub fn together_available(plan: &Plan, d: &Dependencies, service: usize) -> Option<f64> {
    let records: Vec<_> = plan.services.records().collect();
    let mut needed = vec![false; d.services.len()];
    let mut queue = vec![service];
    while let Some(at) = queue.pop() {
        if std::mem::replace(needed.get_mut(at)?, true) {
            continue;
        }
        queue.extend(d.links.iter().filter(|(from, _, kind)| *from == at && *kind != EdgeKind::Soft).map(|(_, to, _)| *to));
    }
    let declared = (0..records.len()).filter(|i| needed[*i]).filter_map(|i| records[i].availability_pct);
    let shares: Vec<f64> = declared.filter(|p| (0.0..=100.0).contains(p)).map(|p| p / 100.0).collect();
    (!shares.is_empty()).then(|| shares.iter().product::<f64>() * 100.0)
}

/// Links between own services that join different groups, and links between own services.
pub fn crossing(plan: &Plan) -> (usize, usize) {
    let own = |id: &str| plan.services.records().find(|s| s.id == id && s.kind != ServiceKind::External);
    let group = |id: &str| own(id).map(|s| s.group.as_deref());
    let mut counts = (0, 0);
    for link in plan.service_links.records() {
        if let (Some(a), Some(b)) = (group(&link.from), group(&link.to)) {
            counts.1 += 1;
            counts.0 += usize::from(a != b);
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Analysis;
    use crate::model::read_plan;

    fn of(links: &str) -> (Plan, Dependencies) {
        let services: String = ["a", "b", "c", "d", "e"].iter().map(|id| format!("(id: \"{id}\", title: \"{id}\", group: \"{id}\"),")).collect();
        let links: String = links.split_whitespace().filter_map(|l| l.split_once('-')).map(|(f, t)| format!("(from: \"{f}\", to: \"{t}\"),")).collect();
        let plan = read_plan(&format!("(services: [{services}], service_links: [{links}])")).expect("a plan").plan;
        let d = Analysis::of(&plan).dependencies.as_ref().clone();
        (plan.as_ref().clone(), d)
    }

    #[test]
    fn the_graph_falls_apart_at_its_cut_points() {
        for (links, cut) in [
            ("a-b b-c c-d", vec!["b", "c"]),
            ("a-b b-c c-a", vec![]),
            ("a-b b-c c-a c-d d-e e-c", vec!["c"]),
            ("a-b a-c a-d", vec!["a"]),
            ("a-b b-a", vec![]),
            ("", vec![]),
        ] {
            let (_, d) = of(links);
            let found: Vec<&str> = cut_points(&d).into_iter().map(|i| d.services[i].id.as_str()).collect();
            assert_eq!(found, cut, "{links}");
        }
    }

    #[test]
    fn a_chain_is_less_available_than_its_parts() {
        let text = r#"(services: [(id: "a", title: "A", availability_pct: 99.99), (id: "b", title: "B", availability_pct: 99.95), (id: "c", title: "C", availability_pct: 99.9)],
            service_links: [(from: "a", to: "b"), (from: "b", to: "c"), (from: "c", to: "a", kind: Soft)])"#;
        let a = Analysis::of(&read_plan(text).expect("a plan").plan);
        let together = together_available(&a.plan, &a.dependencies, 0).expect("declared");
        assert!((together - 99.840).abs() < 0.001, "{together}");
        assert!((together_available(&a.plan, &a.dependencies, 2).expect("declared") - 99.9).abs() < 1e-9, "soft links do not count");
        let (plan, d) = of("a-b");
        assert_eq!((together_available(&plan, &d, 0), crossing(&plan)), (None, (1, 1)));
    }
}
