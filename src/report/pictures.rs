//! The pictures of a plan: the same scenes for the screen, the report and `slipway render`.

use crate::analysis::risk::Bounds;
use crate::analysis::{Analysis, dependencies, history, words};
use crate::model::Plan;
use crate::model::records::{DependencyStatus, EdgeKind, EdgeLine, EdgeTip, GraphDirection, Response, Risk, RiskStatus, Service, ServiceKind, ServiceLink};
use crate::model::value::Date;
use crate::scene::graph::{Direction, EdgeStyle, Emphasis, GraphEdge, GraphGroup, GraphInput, GraphLayout, GraphNode, NodeShape, Tip};
use crate::scene::heat_map::{HeatMapInput, HeatRisk, MarkerShape};
use crate::scene::{
    Align, Role, Scene, Sign, Weight, at, fever as chart, forecast as outlook, gantt, graph, heat_map, risk_sheet as sheet, rollout as stairs, runbook as night,
};
use std::collections::{BTreeMap, BTreeSet};

/// The timeline, fitted to a width; without a size, as high as its rows.
pub fn timeline(analysis: &Analysis, size: Option<(f64, f64)>) -> Scene {
    let rows = gantt::Rows::of(analysis);
    let width = size.map_or(1180.0, |(w, _)| w);
    // A picture beyond some thousand rows is no picture any more.
    let most = size.map_or(2_000, |(_, h)| usize::try_from(crate::analysis::calendar::whole(((h - gantt::HEADER) / gantt::ROW).floor())).unwrap_or(1).max(1));
    let range = 0..rows.rows.len().min(most);
    gantt::picture(analysis, &rows, width, (width * 0.42).clamp(300.0, 480.0), range)
}

/// The heat map.
pub fn heat_map(analysis: &Analysis, size: Option<(f64, f64)>) -> Scene {
    heat_map::scene(&heat_input(analysis, None), size.unwrap_or((760.0, 560.0)))
}

/// The risks over percent and days.
pub fn risk_spread(analysis: &Analysis, size: Option<(f64, f64)>) -> Scene {
    heat_map::spread::scene(&heat_input(analysis, None), size.unwrap_or((760.0, 560.0)))
}

/// The risks on one page: A4 across.
pub fn risk_sheet(analysis: &Analysis) -> Scene {
    sheet::scene(analysis, &sheet_matrix(analysis))
}

/// The heat map at the size it has on the risk sheet.
pub(super) fn sheet_matrix(analysis: &Analysis) -> Scene {
    heat_map::scene(&heat_input(analysis, None), sheet::MATRIX)
}

/// The service graph.
pub fn dependencies(analysis: &Analysis) -> Scene {
    if analysis.plan.services.is_empty() {
        let mut scene = Scene::new(560.0, 160.0, "No services");
        scene.text(at(280.0, 80.0), "This plan has no services", 13.0, Weight::Regular, Align::Center, Role::Muted);
        return scene;
    }
    let input = graph_input(analysis, None);
    graph::scene(&input, &graph::layout(&input))
}

/// The service graph and where everything in it stands.
pub fn graph(analysis: &Analysis) -> (GraphInput, GraphLayout) {
    let input = graph_input(analysis, None);
    let layout = graph::layout(&input);
    (input, layout)
}

/// The forecast; the analysis has to have one.
pub fn forecast(analysis: &Analysis, size: Option<(f64, f64)>) -> Scene {
    outlook::scene(analysis, size)
}

/// Exposure over time.
pub fn rollout(analysis: &Analysis, size: Option<(f64, f64)>) -> Scene {
    stairs::scene(analysis, size)
}

/// Release night.
pub fn runbook(analysis: &Analysis, size: Option<(f64, f64)>) -> Scene {
    night::scene(analysis, size)
}

/// The fever chart of the declared path.
pub fn fever(analysis: &Analysis, size: Option<(f64, f64)>) -> Scene {
    match &analysis.quality.buffer {
        Some(buffer) => chart::scene(buffer, &fever_trail(analysis), size),
        None => {
            let mut scene = Scene::new(560.0, 160.0, "No declared path");
            scene.text(at(280.0, 80.0), "This plan has no declared critical path", 13.0, Weight::Regular, Align::Center, Role::Muted);
            scene
        }
    }
}

/// The dots of past status dates on the fever chart, the oldest first.
fn fever_trail(analysis: &Analysis) -> Vec<chart::Dot> {
    let dot = |b: history::Burn| chart::Dot { label: words::day_month(b.on), chain_pct: b.chain_pct, buffer_pct: b.buffer_pct };
    history::burnt(&analysis.plan).into_iter().map(dot).collect()
}

/// What the heat map shows; `selected` by position in the register.
pub fn heat_input(analysis: &Analysis, selected: Option<usize>) -> HeatMapInput {
    heat_input_since(analysis, selected, None)
}

/// The same with where the risks stood on an earlier day, from their reviews and the history.
pub fn heat_input_since(analysis: &Analysis, selected: Option<usize>, since: Option<Date>) -> HeatMapInput {
    let risks = &analysis.risks;
    let levels = risks.levels;
    let active = risks.items.iter().filter(|r| r.active).count();
    let most = risks.items.iter().filter_map(|r| r.exposure_days).fold(0.0_f64, f64::max);
    let items = analysis
        .plan
        .risks
        .records()
        .zip(&risks.items)
        .enumerate()
        .filter(|(_, (_, r))| r.active)
        .map(|(i, (record, r))| HeatRisk {
            id: r.id.clone(),
            title: record.title.clone(),
            probability: r.probability,
            impact: r.impact,
            // Movement is one question, what is planned another: only the selected risk answers both.
            residual: r.residual.filter(|_| since.is_none() || selected == Some(i)),
            target: r.target.filter(|_| since.is_none() || selected == Some(i)),
            before: since.and_then(|d| rating_on(analysis, record, d)),
            pct: record.probability_pct,
            days: record.days.map(crate::analysis::risk::mean_days),
            shape: match (record.status, record.response) {
                (RiskStatus::Mitigating, _) => MarkerShape::Diamond,
                (RiskStatus::Accepted, _) | (_, Response::Accept) => MarkerShape::Square,
                (RiskStatus::Occurred, _) => MarkerShape::Triangle,
                _ => MarkerShape::Circle,
            },
            size: r.exposure_days.filter(|_| most > 0.0).map_or(0.5, |e| e / most),
            emphasis: selected == Some(i),
            alert: r.alert,
            dim: false,
        })
        .collect();
    let status_date = analysis.plan.status_date();
    let as_of = words::day(status_date, status_date);
    let moved = since.map_or_else(String::new, |d| format!(", movement since {}", words::day(d, status_date)));
    let line = risks.appetite.map_or_else(
        || (risks.escalate_above, format!("Escalate above {}", words::number(risks.escalate_above))),
        |a| (a, format!("Appetite: up to {}", words::number(a))),
    );
    let meanings = |bounds: &[f64], unit: &str| (1..=levels).filter_map(|l| Bounds::words(bounds, l, unit)).collect::<Vec<_>>();
    HeatMapInput {
        levels,
        green_max: risks.green_max,
        red_min: risks.red_min,
        risks: items,
        line: Some(line),
        line_days: risks.appetite_days,
        meanings: (meanings(&risks.bounds.pct, " %"), meanings(&risks.bounds.days, " d")),
        largest: 1.0,
        caption: format!("As of {as_of}{moved}. {}, scale {levels}×{levels}. The list shows magnitude.", words::count(active, "active risk")),
    }
}

/// What a risk was scored on a day, on the scale: its last review up to then, or what the history has of
/// a later day up to then.
fn rating_on(analysis: &Analysis, risk: &Risk, day: Date) -> Option<(u32, u32)> {
    let levels = analysis.risks.levels;
    // A review without a day was before every other.
    let reviewed = risk.reviews.iter().map(|r| (r.on, (r.probability.index(levels), r.impact.index(levels))));
    let recorded = analysis.plan.history.records().filter(|s| s.risk_levels == levels);
    let recorded = recorded.filter_map(|s| Some((Some(s.on?), s.risks.iter().find(|r| r.id == risk.id).map(|r| (r.probability, r.impact))?)));
    reviewed.chain(recorded).filter(|(on, _)| *on <= Some(day)).max_by_key(|(on, _)| *on).map(|(_, rating)| rating)
}

/// The days before the status date on which risks were scored, earliest first.
pub fn review_days(analysis: &Analysis) -> Vec<Date> {
    let now = analysis.plan.status_date();
    let reviews = analysis.plan.risks.records().flat_map(|r| r.reviews.iter().filter_map(|v| v.on));
    let recorded = analysis.plan.history.records().filter(|s| !s.risks.is_empty()).filter_map(|s| s.on);
    let mut days: Vec<Date> = reviews.chain(recorded).filter(|d| *d < now).collect();
    if analysis.plan.risks.records().any(|r| r.reviews.iter().any(|v| v.on.is_none())) {
        // Scored on some day before: the day before tells it.
        days.push(Date::of_minute(now.minute() - 1));
    }
    days.sort_unstable();
    days.dedup();
    days
}

/// Positions in the register of the risks that [`heat_input`] shows.
pub fn heat_risks(analysis: &Analysis) -> Vec<usize> {
    (0..analysis.risks.items.len()).filter(|i| analysis.risks.items[*i].active).collect()
}

/// What the graph shows; with a selected service what fails with it is marked, the rest dimmed.
/// Its edges are those links whose ends are services or groups, see [`graph_links`].
pub fn graph_input(analysis: &Analysis, selected: Option<usize>) -> GraphInput {
    let result = &analysis.dependencies;
    let plan = &analysis.plan;
    let emphasis = |i: usize| match selected {
        None => Emphasis::Normal,
        Some(s) if s == i => Emphasis::Selected,
        Some(s) if result.services[s].blast.contains(&i) => Emphasis::Affected,
        Some(s) if result.services[s].needs.contains(&i) => Emphasis::Normal,
        Some(_) => Emphasis::Dimmed,
    };
    let tracked = Tracked::of(analysis);
    // What is blocked, and what cannot go on without it.
    let blocked: BTreeSet<usize> = (0..result.services.len())
        .filter(|i| tracked.status(&result.services[*i].id) == Some(DependencyStatus::Blocked))
        .flat_map(|i| std::iter::once(i).chain(result.services[i].blast.iter().copied()))
        .collect();
    let held_up = |i: usize| blocked.contains(&i);
    let groups = graph_groups(plan);
    let of: BTreeMap<&str, usize> = groups.iter().enumerate().map(|(i, g)| (g.id.as_str(), i)).rev().collect();
    let nodes: Vec<GraphNode> = plan
        .services
        .records()
        .enumerate()
        .map(|(i, s)| GraphNode {
            id: s.id.clone(),
            title: if s.title.is_empty() { s.id.clone() } else { s.title.clone() },
            group: s.group.as_deref().and_then(|g| of.get(g)).copied(),
            kind: node_shape(s.kind),
            status: tracked.status(&s.id).map(status_sign),
            caption: caption(analysis, &tracked, s),
            emphasis: emphasis(i),
            size: s.size.as_deref().and_then(|t| pair(t, 'x')),
            pin: s.pin.as_deref().and_then(|t| pair(t, ',')).map(|(x, y)| at(x, y)),
        })
        .collect();
    let edges = graph_links(plan, &groups)
        .into_iter()
        .map(|(from, to, link)| GraphEdge {
            from,
            to,
            kind: edge_style(link.kind),
            label: link.label.clone(),
            tail: tip(link.tail),
            head: tip(link.head),
            hidden: link.line == Some(EdgeLine::Hidden),
            emphasis: match selected {
                None if link.kind != EdgeKind::Soft && held_up(to) => Emphasis::Affected,
                None => Emphasis::Normal,
                Some(s) => {
                    let hit = |i: usize| i == s || result.services[s].blast.contains(&i);
                    if hit(from) && hit(to) { Emphasis::Affected } else { Emphasis::Dimmed }
                }
            },
        })
        .collect();
    let direction = match plan.settings.get().map_or(GraphDirection::Right, |s| s.graph_direction) {
        GraphDirection::Right => Direction::Right,
        GraphDirection::Left => Direction::Left,
        GraphDirection::Down => Direction::Down,
        GraphDirection::Up => Direction::Up,
    };
    GraphInput { nodes, edges, groups, direction }
}

/// What is declared of services, by themselves and by what is tracked about them.
#[derive(Default)]
struct Tracked<'a> {
    status: BTreeMap<&'a str, DependencyStatus>,
    /// The first minute at which something open is needed.
    needed: BTreeMap<&'a str, i64>,
}

impl<'a> Tracked<'a> {
    fn of(analysis: &'a Analysis) -> Self {
        let mut all = Self::default();
        let own = analysis.plan.services.records().filter_map(|s| Some((s.id.as_str(), s.status?)));
        let rows = || analysis.plan.dependencies.records().zip(&analysis.dependencies.items).filter_map(|(d, r)| Some((d.service.as_deref()?, d, r)));
        for (id, status) in own.chain(rows().map(|(id, d, _)| (id, d.status))) {
            all.status.entry(id).and_modify(|s| *s = dependencies::worse(*s, status)).or_insert(status);
        }
        for (id, _, r) in rows().filter(|(_, d, _)| d.status != DependencyStatus::Done) {
            if let Some(needed) = r.needed {
                all.needed.entry(id).and_modify(|n| *n = needed.min(*n)).or_insert(needed);
            }
        }
        all
    }

    fn status(&self, id: &str) -> Option<DependencyStatus> {
        self.status.get(id).copied()
    }
}

/// Who owns a service, and the first day on which somebody needs what is tracked about it.
fn caption(analysis: &Analysis, tracked: &Tracked<'_>, service: &Service) -> Option<String> {
    let owner = service.owner.clone().or_else(|| (service.kind == ServiceKind::External).then(|| "external".to_owned()));
    let needed = tracked.needed.get(service.id.as_str()).map(|n| words::day(Date::of_minute(n - 1), analysis.plan.status_date()));
    match (owner, needed) {
        (Some(owner), Some(day)) => Some(format!("{owner}, by {day}")),
        (owner, day) => owner.or_else(|| day.map(|d| format!("by {d}"))),
    }
}

fn tip(tip: EdgeTip) -> Tip {
    match tip {
        EdgeTip::None => Tip::None,
        EdgeTip::Arrow => Tip::Arrow,
        EdgeTip::Circle => Tip::Circle,
        EdgeTip::Cross => Tip::Cross,
    }
}

/// The network of tasks as a graph: sections as groups, an edge from what comes first to what waits for
/// it, critical tasks and links marked, finish and float below the title.
pub fn task_graph(analysis: &Analysis) -> GraphInput {
    let (schedule, plan) = (&analysis.schedule, &analysis.plan);
    let near = plan.status_date();
    let groups: Vec<GraphGroup> = plan.sections.records().map(|s| GraphGroup { id: s.id.clone(), title: s.title.clone(), parent: None }).collect();
    let section: BTreeMap<&str, usize> = plan.sections.records().enumerate().map(|(i, s)| (s.id.as_str(), i)).collect();
    let critical = |t: usize| schedule.dates.get(t).is_some_and(|d| d.critical);
    let nodes = schedule.net.records.iter().enumerate().map(|(t, task)| {
        let said = schedule.dates.get(t).map(|d| {
            let float = if d.critical { "critical".to_owned() } else { format!("float {}", words::days(d.total_float_days)) };
            format!("{}, {float}", words::day(d.forecast_last_day(), near))
        });
        GraphNode {
            id: task.id.clone(),
            title: gantt::display_title(task).to_owned(),
            group: task.section.as_deref().and_then(|s| section.get(s)).copied(),
            kind: if schedule.net.tasks[t].milestone { NodeShape::Environment } else { NodeShape::Service },
            status: (task.status == crate::model::records::TaskStatus::Blocked)
                .then_some(Sign::Bad)
                .or_else(|| (task.status == crate::model::records::TaskStatus::Done).then_some(Sign::Done)),
            caption: said,
            emphasis: if critical(t) { Emphasis::Affected } else { Emphasis::Normal },
            ..GraphNode::default()
        }
    });
    let mut edges = Vec::new();
    for (t, task) in schedule.net.records.iter().enumerate() {
        for pred in task.after.iter().filter_map(|l| schedule.net.find(&l.pred)).filter(|p| *p != t) {
            let emphasis = if critical(t) && critical(pred) { Emphasis::Affected } else { Emphasis::Normal };
            edges.push(GraphEdge { from: pred, to: t, emphasis, ..GraphEdge::default() });
        }
    }
    GraphInput { nodes: nodes.collect(), edges, groups, direction: Direction::Right }
}

/// Groups of the graph: those with a record, then those that services only name.
pub fn graph_groups(plan: &Plan) -> Vec<GraphGroup> {
    let mut groups: Vec<GraphGroup> = Vec::new();
    let mut place: BTreeMap<String, usize> = BTreeMap::new();
    for group in plan.service_groups.records() {
        place.entry(group.id.clone()).or_insert(groups.len());
        let title = if group.title.is_empty() { group.id.clone() } else { group.title.clone() };
        groups.push(GraphGroup { id: group.id.clone(), title, parent: None });
    }
    for (i, group) in plan.service_groups.records().enumerate() {
        groups[i].parent = group.parent.as_ref().and_then(|p| place.get(p)).copied().filter(|p| *p != i);
    }
    for name in plan.services.records().filter_map(|s| s.group.as_ref()).filter(|g| !g.is_empty()) {
        if let std::collections::btree_map::Entry::Vacant(entry) = place.entry(name.clone()) {
            entry.insert(groups.len());
            groups.push(GraphGroup { id: name.clone(), title: name.clone(), parent: None });
        }
    }
    groups
}

/// Links with both ends in the graph; an end beyond the services is a group.
pub fn graph_links<'a>(plan: &'a Plan, groups: &[GraphGroup]) -> Vec<(usize, usize, &'a ServiceLink)> {
    let mut ends: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, service) in plan.services.records().enumerate() {
        ends.entry(service.id.as_str()).or_insert(i);
    }
    for (i, group) in groups.iter().enumerate() {
        ends.entry(group.id.as_str()).or_insert(plan.services.records().count() + i);
    }
    let end = |id: &str| ends.get(id).copied();
    plan.service_links.records().filter_map(|l| Some((end(&l.from)?, end(&l.to)?, l))).collect()
}

/// Two numbers with a sign between them.
fn pair(text: &str, between: char) -> Option<(f64, f64)> {
    let (a, b) = text.split_once(between)?;
    let number = |t: &str| t.trim().parse::<f64>().ok().filter(|v| v.is_finite());
    number(a).zip(number(b))
}

fn node_shape(kind: ServiceKind) -> NodeShape {
    match kind {
        ServiceKind::Service => NodeShape::Service,
        ServiceKind::App => NodeShape::App,
        ServiceKind::Database => NodeShape::Database,
        ServiceKind::Queue => NodeShape::Queue,
        ServiceKind::External => NodeShape::External,
        ServiceKind::Library => NodeShape::Library,
        ServiceKind::Environment => NodeShape::Environment,
        ServiceKind::Document => NodeShape::Document,
    }
}

fn edge_style(kind: EdgeKind) -> EdgeStyle {
    match kind {
        EdgeKind::Hard => EdgeStyle::Hard,
        EdgeKind::Soft => EdgeStyle::Soft,
        EdgeKind::External => EdgeStyle::External,
        EdgeKind::Data => EdgeStyle::Data,
    }
}

/// The sign of a dependency's status.
pub fn status_sign(status: crate::model::records::DependencyStatus) -> Sign {
    use crate::model::records::DependencyStatus as D;
    match status {
        D::OnTrack => Sign::Good,
        D::AtRisk | D::Delayed => Sign::Warn,
        D::Blocked => Sign::Bad,
        D::Done => Sign::Done,
    }
}

/// The sign of a status colour.
pub fn rag_sign(rag: crate::model::records::Rag) -> Sign {
    use crate::model::records::Rag;
    match rag {
        Rag::Grey => Sign::Unknown,
        Rag::Green => Sign::Good,
        Rag::Amber => Sign::Warn,
        Rag::Red => Sign::Bad,
    }
}
