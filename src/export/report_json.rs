//! A report as JSON: its blocks in order, for scripts that lay it out themselves. Deterministic.

use crate::report::{Block, Report, Run};
use serde_json::{Value, json};

/// Writes a report.
pub fn text(report: &Report) -> String {
    let blocks: Vec<Value> = report.blocks.iter().map(block).collect();
    format!("{:#}\n", json!({"schema_version": super::json::SCHEMA_VERSION, "title": report.title, "blocks": blocks}))
}

fn block(block: &Block) -> Value {
    let many = |items: &[Vec<Run>]| items.iter().map(|i| runs(i)).collect::<Vec<_>>();
    match block {
        Block::Heading(level, text) => json!({"heading": text, "level": level}),
        Block::Text(text) => json!({"text": runs(text)}),
        Block::Callout(sign, text) => json!({"callout": runs(text), "sign": name(*sign)}),
        Block::List(items) => json!({"list": many(items)}),
        Block::Steps(items) => json!({"steps": many(items)}),
        Block::Table(t) => json!({
            "columns": t.head.iter().map(|(h, right)| json!({"name": h, "number": right})).collect::<Vec<_>>(),
            "rows": t.rows.iter().map(|r| many(r)).collect::<Vec<_>>(),
        }),
        Block::Columns(left, right) => {
            let side = |blocks: &[Block]| blocks.iter().map(self::block).collect::<Vec<_>>();
            json!({"left": side(left), "right": side(right)})
        }
        Block::Figure(f) => json!({"figure": f.scene.title, "caption": f.caption, "alternative": f.alternative}),
    }
}

fn name(sign: crate::scene::Sign) -> String {
    format!("{sign:?}").to_lowercase()
}

fn runs(runs: &[Run]) -> Value {
    runs.iter()
        .map(|run| match run {
            Run::Plain(t) => json!({"text": t}),
            Run::Strong(t) => json!({"text": t, "strong": true}),
            Run::Status(sign, t) => json!({"text": t, "sign": name(*sign)}),
        })
        .collect()
}
