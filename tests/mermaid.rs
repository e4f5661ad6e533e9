//! Mermaid flowcharts in and out: what Mermaid's grammar means, what is written reads back equal,
//! and what is no chart is refused with its line.

use proptest::prelude::*;
use slipway::export::graph::{dot::dot, mermaid::mermaid};
use slipway::import::{Imported, Kind, import};
use slipway::model::Plan;
use slipway::model::records::{EdgeKind, EdgeLine, EdgeTip, GraphDirection, ServiceKind};

fn read(text: &str) -> Imported {
    import(text.as_bytes(), "mmd", None).unwrap_or_else(|why| panic!("{why}\n{text}"))
}

fn refused(text: &str) -> String {
    import(text.as_bytes(), "mmd", None).err().unwrap_or_else(|| panic!("was read:\n{text}"))
}

/// Everything that a chart holds, a line each, sorted.
fn told(plan: &Plan) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let name = |id: &str, source: &Option<String>| source.clone().unwrap_or_else(|| id.to_owned());
    lines.extend(plan.services.records().map(|s| {
        format!("node {} {:?} in {:?} {:?} {:?} {:?} {:?} {:?}", name(&s.id, &s.source), s.title, s.group, s.kind, s.shape, s.classes, s.style, s.link)
    }));
    lines.extend(
        plan.service_groups.records().map(|g| format!("group {} {:?} in {:?} {:?} {:?} {:?}", g.id, g.title, g.parent, g.direction, g.classes, g.style)),
    );
    lines.extend(plan.service_links.records().map(|l| {
        format!("edge {} {} {:?} {:?} {:?} {:?} {:?} {} {:?} {:?}", l.from, l.to, l.kind, l.label, l.line, l.tail, l.head, l.span, l.style, l.source)
    }));
    lines.extend(plan.service_styles.records().map(|s| format!("style {} {}", s.id, s.style)));
    lines.push(format!("way {:?}", plan.settings.get().map(|s| s.graph_direction).unwrap_or_default()));
    lines.sort();
    lines
}

/// Reads a chart, writes it and reads that; both must say the same.
fn round(text: &str) -> Imported {
    let first = read(text);
    let written = mermaid(&first.origin.plan);
    let second = import(written.as_bytes(), "mmd", None).unwrap_or_else(|why| panic!("{why}\n{written}"));
    assert_eq!(told(&first.origin.plan), told(&second.origin.plan), "{written}");
    assert!(first.origin.problems.is_empty(), "{:?}", first.origin.problems);
    first
}

fn edges(plan: &Plan) -> Vec<String> {
    plan.service_links.records().map(|l| format!("{}>{}", l.from, l.to)).collect()
}

const SHOP: &str = r#"---
title: The shop
---
%%{init: {"flowchart": {"curve": "basis"}}}%%
flowchart LR
    %% people see these
    subgraph front ["What people see"]
        direction TB
        web([Web shop]):::late --> app[[Parts]]
        subgraph inner
            cache[(Cache)]
        end
    end
    web -->|reads and writes| api{Which one?}
    api -. when free .-> stock[/Stock/] & price[\Price/]
    api == all day ==> db[("Orders #quot;2024#quot;")]
    db <--> backup
    web ~~~ db
    api ----x old(("Old<br/>one"))
    e1@ignored --- front
    classDef late fill:#f96,stroke:#333;
    class api,front late
    style db fill:#eee,color:#000
    linkStyle 0,2 stroke:red
    click web "https://example.com" "Go there"
"#;

#[test]
fn a_chart_of_everything_reads_and_goes_round() {
    let chart = SHOP.replace("    e1@ignored --- front\n", "    backup e1@--- front\n");
    let plan = round(&chart).origin.plan;
    let service = |id: &str| plan.services.records().find(|s| s.id == id).unwrap();
    assert_eq!(service("web").title, "Web shop");
    assert_eq!(service("web").kind, ServiceKind::App);
    assert_eq!(service("web").link.as_deref(), Some("https://example.com"));
    assert_eq!(service("web").group.as_deref(), Some("front"));
    assert_eq!(service("cache").group.as_deref(), Some("inner"));
    assert_eq!(service("cache").kind, ServiceKind::Database);
    assert_eq!(service("api").shape.as_deref(), Some("diamond"));
    assert_eq!(service("price").shape.as_deref(), Some("inv_trapezoid"));
    assert_eq!(service("db").title, "Orders \"2024\"");
    assert_eq!(service("old").title, "Old\none");
    let group = |id: &str| plan.service_groups.records().find(|g| g.id == id).unwrap();
    assert_eq!(group("inner").parent.as_deref(), Some("front"));
    assert_eq!((group("front").title.as_str(), group("front").direction), ("What people see", Some(GraphDirection::Down)));
    assert_eq!(group("front").classes, ["late"]);
    let links: Vec<_> = plan.service_links.records().collect();
    assert_eq!(edges(&plan), ["web>app", "web>api", "api>stock", "api>price", "api>db", "db>backup", "web>db", "api>old", "backup>front"]);
    assert_eq!(links[1].label.as_deref(), Some("reads and writes"));
    assert_eq!((links[2].kind, links[2].label.as_deref()), (EdgeKind::Soft, Some("when free")));
    assert_eq!((links[4].kind, links[4].label.as_deref()), (EdgeKind::Data, Some("all day")));
    assert_eq!((links[5].tail, links[5].head), (EdgeTip::Arrow, EdgeTip::Arrow));
    assert_eq!(links[6].line, Some(EdgeLine::Hidden));
    assert_eq!((links[7].head, links[7].span), (EdgeTip::Cross, 3));
    assert_eq!((links[8].head, links[8].source.as_deref()), (EdgeTip::None, Some("e1")));
    assert_eq!(plan.meta.get().unwrap().project, "The shop");
    assert_eq!(plan.settings.get().map_or(GraphDirection::Right, |s| s.graph_direction), GraphDirection::Right);
}

#[test]
fn traps_of_the_grammar() {
    // Chains and crossed groups.
    assert_eq!(edges(&read("graph TD\nA & B --> C & D --> E").origin.plan), ["A>C", "A>D", "B>C", "B>D", "C>E", "D>E"]);
    // Hyphens in names, and edges without blanks.
    assert_eq!(edges(&read("graph TD\nmy-app-->data-base\na-.->b\nc==>d;e---f").origin.plan), ["my-app>data-base", "a>b", "c>d", "e>f"]);
    // An o or x after an open edge is its tip.
    let plan = read("graph TD\na---oB").origin.plan;
    assert_eq!((edges(&plan)[0].as_str(), plan.service_links.records().next().unwrap().head), ("a>B", EdgeTip::Circle));
    // A line that goes on.
    assert_eq!(edges(&read("graph TD\na\n --> b -->\n c").origin.plan), ["a>b", "b>c"]);
    // A group named like a node is the group, and edges may end at it.
    let plan = read("graph TD\none --> two\nsubgraph two\n x\nend\nsubgraph one\n y\nend").origin.plan;
    assert_eq!((plan.services.len(), plan.service_groups.len(), edges(&plan)), (2, 2, vec!["one>two".to_owned()]));
    // The group that ends first keeps a node.
    let plan = read("graph TD\nsubgraph a\n x --> y\nend\nsubgraph b\n x --> z\nend").origin.plan;
    assert_eq!(plan.services.records().map(|s| s.group.clone().unwrap()).collect::<Vec<_>>(), ["a", "a", "b"]);
    // Groups without a name get a number.
    let plan = read("graph TD\nsubgraph\n x\nend\nsubgraph Two words\n y\nend").origin.plan;
    assert_eq!(
        plan.service_groups.records().map(|g| (g.id.clone(), g.title.clone())).collect::<Vec<_>>(),
        [("subGraph1".into(), "Two words".into()), ("subGraph0".into(), " ".into())]
    );
    // New shapes, Markdown, a class that comes with the node.
    let plan = round("flowchart TB\na@{ shape: hourglass, label: \"Wait\" }\nb[\"`**bold** text`\"]:::x\nclassDef x fill:#fff").origin.plan;
    assert_eq!(plan.services.records().map(|s| s.title.clone()).collect::<Vec<_>>(), ["Wait", "**bold** text"]);
    // Names that cannot be ids here keep their own.
    let plan = round("graph TD\nüber/uns --> b").origin.plan;
    assert_eq!(plan.services.records().next().unwrap().source.as_deref(), Some("über/uns"));
}

#[test]
fn what_is_no_chart_is_refused_with_its_line() {
    assert!(refused("sequenceDiagram\nA->>B: hi").contains("line 1: a flowchart begins with \"flowchart LR\""));
    assert!(refused("graph XX\nA-->B").contains("\"XX\" is no direction; there are TB, TD, BT, LR and RL"));
    assert!(refused("graph TD\nA-->B\nsubgraph x\nC").contains("line 3: this subgraph has no \"end\""));
    assert!(refused("graph TD\nA-->B\nend").contains("line 3: this \"end\" closes nothing"));
    assert!(refused("graph TD\nA[one (two)]").contains("line 2: \"(\" cannot stand in a plain text; put the text in quotes"));
    assert!(refused("graph TD\nA[\"open]\nB").contains("line 2: this text has no closing quote"));
    assert!(refused("graph TD\nA --> ").contains("line 2: a node was expected"));
    assert!(refused("graph TD\nsubgrph x\nA\nend").ends_with("did you mean \"subgraph\"?"));
    assert!(refused("graph TD\nA B").contains("line 2: \"B\" is not understood here"));
    assert!(refused("graph TD\nA -->|text B").contains("line 2: the text on this edge has no closing bar"));
    assert!(import(&[0xff, 0xfe, 0x00], "mmd", None).is_err());
}

#[test]
fn a_plan_of_our_own_goes_out_and_back() {
    let text = "(schema_version: 1, services: [(id: \"end\", title: \"The \\\"end\\\"\"), (id: \"q\", title: \"Queue #1;\", kind: Queue, group: \"Team A\"), (id: \"ext\", kind: External)], service_links: [(from: \"q\", to: \"end\", kind: Data), (from: \"end\", to: \"ext\", kind: External, label: \"https\")])";
    let plan = slipway::model::read_plan(text).unwrap().plan;
    let back = read(&mermaid(&plan)).origin.plan;
    let kinds: Vec<ServiceKind> = back.services.records().map(|s| s.kind).collect();
    assert_eq!(kinds, [ServiceKind::Queue, ServiceKind::Service, ServiceKind::External]);
    assert_eq!(back.services.records().map(|s| s.title.clone()).collect::<Vec<_>>(), ["Queue #1;", "The \"end\"", "ext"]);
    assert_eq!(back.service_groups.records().next().unwrap().title, "Team A");
    assert_eq!(back.service_links.records().map(|l| l.kind).collect::<Vec<_>>(), [EdgeKind::Data, EdgeKind::External]);
    let dot = dot(&plan);
    assert!(dot.contains("subgraph \"cluster_Team A\"") && dot.contains("\"q\" -> \"end\"") && dot.contains("label=\"The \\\"end\\\"\""), "{dot}");
}

#[test]
fn a_graph_as_json_reads() {
    let text = r#"{"name": "g", "nodes": [{"id": "a", "label": "A", "w": 90, "h": 36, "parent": "c1"}, {"id": "b"}], "clusters": [{"id": "c0", "label": "Outer", "parent": null}, {"id": "c1", "label": "Inner", "parent": "c0"}], "edges": [{"id": "e0", "s": "a", "t": "b"}, {"id": "e1", "s": "a", "t": "nowhere"}]}"#;
    let imported = import(text.as_bytes(), "json", Some(Kind::Graph)).unwrap();
    let plan = &imported.origin.plan;
    assert_eq!(plan.services.records().next().unwrap().size.as_deref(), Some("90x36"));
    assert_eq!(plan.service_groups.records().map(|g| g.parent.clone()).collect::<Vec<_>>(), [None, Some("c0".to_owned())]);
    assert_eq!(
        (edges(plan), imported.lines()),
        (vec!["a>b".to_owned()], vec!["Edges to nodes that are not in the file are left out (1): a → nowhere".to_owned()])
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Any text is read or refused; nothing hangs or panics.
    #[test]
    fn any_text_is_read_or_refused(lines in prop::collection::vec("[A-Za-z0-9 \\[\\](){}<>|\"'`&;:@%#~=.\\-/\\\\xoé]{0,30}", 0..12)) {
        let _ = import(format!("graph TD\n{}", lines.join("\n")).as_bytes(), "mmd", None);
    }

    /// Statements cut and put together anyhow.
    #[test]
    fn pieces_of_charts_are_read_or_refused(pieces in prop::collection::vec(prop::sample::select(vec!["A", "B[x]", "-->", "--", "-. t .->", "==", "|y|", "subgraph s", "end", "\n", " & ", "@{ shape: x }", "style", "class", "\"", "direction LR", ":::c", "%%", ";", "~~~"]), 0..30)) {
        if let Ok(imported) = import(format!("flowchart LR\n{}", pieces.concat()).as_bytes(), "mmd", None) {
            let again = mermaid(&imported.origin.plan);
            prop_assert!(import(again.as_bytes(), "mmd", None).is_ok(), "{}", again);
        }
    }
}
