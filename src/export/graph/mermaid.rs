//! The service graph as a Mermaid flowchart: what `import` reads it gives back.

use crate::import::graph_text::{Brackets, EXTERNAL, UNNAMED, brackets, usual, usual_shape};
use crate::model::Plan;
use crate::model::records::{EdgeLine, EdgeTip, GraphDirection, Service, ServiceKind, ServiceLink};
use crate::report::pictures::{graph_groups, graph_links};
use crate::scene::graph::GraphGroup;
use std::collections::{BTreeMap, BTreeSet};

/// Words that Mermaid does not take as a name.
const TAKEN: [&str; 12] = ["end", "graph", "flowchart", "subgraph", "direction", "style", "linkStyle", "classDef", "class", "click", "default", "href"];

/// Writes the graph.
pub fn mermaid(plan: &Plan) -> String {
    let groups = graph_groups(plan);
    let names = Names::of(plan, &groups);
    let way = plan.settings.get().map_or(GraphDirection::Right, |s| s.graph_direction);
    let mut out = String::new();
    if let Some(title) = plan.meta.get().map(|m| m.project.as_str()).filter(|t| !t.is_empty() && *t != UNNAMED && !t.contains('\n')) {
        out.push_str(&format!("---\ntitle: \"{}\"\n---\n", title.replace('"', "'")));
    }
    out.push_str(&format!("flowchart {}\n", word(way)));
    for (g, _) in groups.iter().enumerate().filter(|(_, g)| g.parent.is_none()) {
        group(plan, &groups, &names, g, 1, &mut out);
    }
    let known: BTreeSet<&str> = groups.iter().map(|g| g.id.as_str()).collect();
    for (i, service) in plan.services.records().enumerate() {
        if service.group.as_deref().is_none_or(|g| !known.contains(g)) {
            node(service, &names.services[i], 1, &mut out);
        }
    }
    let all = |end: usize| names.services.get(end).or_else(|| names.groups.get(end - names.services.len())).map_or("", String::as_str);
    let links = graph_links(plan, &groups);
    for (from, to, link) in &links {
        edge(link, all(*from), all(*to), &mut out);
    }
    dress(plan, &groups, &names, &links, &mut out);
    out
}

/// The names of services and groups in the chart, by position.
struct Names {
    services: Vec<String>,
    groups: Vec<String>,
}

impl Names {
    fn of(plan: &Plan, groups: &[GraphGroup]) -> Self {
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        let mut name = |wanted: &str| {
            let plain = plain(wanted);
            let count = taken.entry(plain.clone()).or_insert(0);
            *count += 1;
            if *count == 1 { plain } else { format!("{plain}_{count}") }
        };
        let services = plan.services.records().map(|s| name(s.source.as_deref().unwrap_or(&s.id))).collect();
        let sources: BTreeMap<&str, &str> = plan.service_groups.records().filter_map(|g| Some((g.id.as_str(), g.source.as_deref()?))).collect();
        let groups = groups.iter().map(|g| name(sources.get(g.id.as_str()).unwrap_or(&g.id.as_str()))).collect();
        Self { services, groups }
    }
}

/// A name that Mermaid reads as one.
fn plain(name: &str) -> String {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '/' | '!' | '\'' | '*' | '+' | '?' | ',' | '#' | '$' | '%');
    let mut out: String = name.chars().map(|c| if fits(c) { c } else { '_' }).collect();
    for bad in ["--", "-.", "->"] {
        out = out.replace(bad, "_");
    }
    if out.ends_with('-')
        || out.starts_with('-')
        || out.is_empty()
        || TAKEN.iter().any(|t| out.strip_prefix(t).is_some_and(|r| !r.starts_with(|c: char| c.is_alphanumeric() || c == '_')))
    {
        out = format!("n_{}", out.trim_matches('-'));
    }
    out
}

fn word(way: GraphDirection) -> &'static str {
    match way {
        GraphDirection::Right => "LR",
        GraphDirection::Down => "TB",
        GraphDirection::Left => "RL",
        GraphDirection::Up => "BT",
    }
}

fn group(plan: &Plan, groups: &[GraphGroup], names: &Names, g: usize, depth: usize, out: &mut String) {
    let pad = "    ".repeat(depth.min(40));
    out.push_str(&format!("{pad}subgraph {}[{}]\n", names.groups[g], quoted(&groups[g].title)));
    if let Some(way) = plan.service_groups.records().nth(g).and_then(|r| r.direction) {
        out.push_str(&format!("{pad}    direction {}\n", word(way)));
    }
    // A group in itself, or too deep, is left where it is.
    if depth < 60 {
        for (inner, _) in groups.iter().enumerate().filter(|(i, other)| other.parent == Some(g) && *i != g) {
            group(plan, groups, names, inner, depth + 1, out);
        }
    }
    for (i, service) in plan.services.records().enumerate().filter(|(_, s)| s.group.as_deref() == Some(groups[g].id.as_str())) {
        node(service, &names.services[i], depth + 1, out);
    }
    out.push_str(&format!("{pad}end\n"));
}

fn node(service: &Service, name: &str, depth: usize, out: &mut String) {
    let pad = "    ".repeat(depth.min(40));
    let shape = service.shape.as_deref().unwrap_or_else(|| usual_shape(service.kind));
    let title = if service.title.is_empty() { service.id.as_str() } else { service.title.as_str() };
    let line = match brackets(shape) {
        Some(Brackets { open, close }) if !(shape == "squareRect" && title == name) => format!("{name}{open}{}{close}", quoted(title)),
        Some(_) => name.to_owned(),
        None => format!("{name}@{{ shape: {shape}, label: {} }}", quoted(title)),
    };
    out.push_str(&format!("{pad}{line}\n"));
}

fn edge(link: &ServiceLink, from: &str, to: &str, out: &mut String) {
    let span = usize::try_from(link.span.clamp(1, 10)).unwrap_or(1);
    let tip = |tip: EdgeTip, arrow: &'static str| match tip {
        EdgeTip::None => "",
        EdgeTip::Arrow => arrow,
        EdgeTip::Circle => "o",
        EdgeTip::Cross => "x",
    };
    let head = tip(link.head, ">");
    // Mermaid draws a tip at the start only with the same at the end.
    let tail = if link.tail == link.head { tip(link.tail, "<") } else { "" };
    let open = usize::from(head.is_empty());
    let arrow = match link.line.unwrap_or_else(|| usual(link.kind)) {
        EdgeLine::Solid => format!("{tail}{}{head}", "-".repeat(span + 1 + open)),
        EdgeLine::Thick => format!("{tail}{}{head}", "=".repeat(span + 1 + open)),
        EdgeLine::Dotted => format!("{tail}-{}-{head}", ".".repeat(span)),
        EdgeLine::Hidden => "~".repeat(span + 2),
    };
    let id = link.source.as_deref().filter(|s| s.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))).map_or(String::new(), |s| format!("{s}@"));
    let label = link.label.as_deref().filter(|l| !l.trim().is_empty()).map_or(String::new(), |l| format!("|{}|", quoted(l)));
    out.push_str(&format!("    {from} {id}{arrow}{label} {to}\n"));
}

/// Styles, classes and pages.
fn dress(plan: &Plan, groups: &[GraphGroup], names: &Names, links: &[(usize, usize, &ServiceLink)], out: &mut String) {
    for style in plan.service_styles.records().filter(|s| !s.style.is_empty()) {
        out.push_str(&format!("    classDef {} {}\n", style.id, style.style));
    }
    let mut class = |name: &str, classes: &[String]| {
        for class in classes.iter().filter(|c| !c.is_empty()) {
            out.push_str(&format!("    class {name} {class}\n"));
        }
    };
    for (service, name) in plan.services.records().zip(&names.services) {
        class(name, &service.classes);
        if service.kind == ServiceKind::External && !service.classes.iter().any(|c| c == EXTERNAL) {
            class(name, &[EXTERNAL.to_owned()]);
        }
    }
    for (group, name) in plan.service_groups.records().zip(&names.groups) {
        class(name, &group.classes);
    }
    for (service, name) in plan.services.records().zip(&names.services) {
        if let Some(style) = service.style.as_deref().filter(|s| !s.is_empty()) {
            out.push_str(&format!("    style {name} {style}\n"));
        }
        if let Some(link) = service.link.as_deref().filter(|l| !l.contains('"')) {
            out.push_str(&format!("    click {name} href \"{link}\"\n"));
        }
    }
    for (record, name) in plan.service_groups.records().zip(&names.groups).take(groups.len()) {
        if let Some(style) = record.style.as_deref().filter(|s| !s.is_empty()) {
            out.push_str(&format!("    style {name} {style}\n"));
        }
    }
    for (i, (_, _, link)) in links.iter().enumerate() {
        if let Some(style) = link.style.as_deref().filter(|s| !s.is_empty()) {
            out.push_str(&format!("    linkStyle {i} {style}\n"));
        }
    }
}

/// A text in quotes, with codes for what would end it.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for (i, c) in text.char_indices() {
        match c {
            '"' => out.push_str("#quot;"),
            '\n' => out.push_str("<br>"),
            '\u{a0}' => out.push_str("#nbsp;"),
            '`' if i == 0 => out.push_str("#96;"),
            '#' => {
                // A hash that would be read as a code.
                let rest = &text[i + 1..];
                let code = rest.find(';').is_some_and(|end| end > 0 && rest[..end].chars().all(char::is_alphanumeric));
                out.push_str(if code { "#35;" } else { "#" });
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
