//! A report as one self-contained HTML file: pictures inline, no script, no request. Prints well.

use super::svg::{Theme, css_color, escape, svg, svg_inline};
use crate::report::{Block, Report, Run, Table};
use crate::scene::{Role, Scene, Sign};
use std::fmt::Write as _;

/// Writes a report.
pub fn html(report: &Report) -> String {
    let mut out = String::new();
    let title = escape(&report.title);
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>{title}</title>\n<style>{}</style>\n</head>\n<body>\n<main{}>\n<h1>{title}</h1>\n",
        style(),
        if report.blocks.iter().any(|b| matches!(b, Block::Columns(..))) { " class=\"sheet\"" } else { "" }
    );
    for b in &report.blocks {
        block(b, &mut out);
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn style() -> String {
    let c = |role| css_color(role, Theme::Light);
    let mut css = format!(
        ":root{{color-scheme:light}}*{{box-sizing:border-box}}\
         body{{margin:0;background:{ground};color:{text};font:15px/1.5 Inter,'Inter Variable',system-ui,-apple-system,'Segoe UI',sans-serif;font-variant-numeric:tabular-nums}}\
         main{{max-width:1060px;margin:0 auto;padding:40px 48px 64px;background:{panel};min-height:100vh}}\
         h1{{font-size:28px;line-height:1.2;margin:0 0 20px;font-weight:600;letter-spacing:-.01em}}\
         h2{{font-size:18px;margin:36px 0 10px;padding-top:14px;border-top:1px solid {line};font-weight:600}}\
         h3{{font-size:15px;margin:20px 0 6px;font-weight:600}}\
         p{{margin:8px 0}}ul,ol{{margin:8px 0;padding-left:22px}}li{{margin:4px 0}}\
         table{{border-collapse:collapse;width:100%;margin:12px 0;font-size:14px}}\
         th{{text-align:left;font-weight:600;color:{muted};font-size:12.5px;padding:6px 12px 6px 0;border-bottom:1px solid {line}}}\
         td{{padding:6px 12px 6px 0;border-bottom:1px solid {line};vertical-align:top;overflow-wrap:anywhere}}\
         .n{{text-align:right;white-space:nowrap}}.facts td:first-child{{color:{muted};width:140px}}\
         .callout{{font-size:17px;padding:14px 18px;border-left:4px solid;background:{raised};border-radius:4px;margin:0 0 18px}}.callout svg{{vertical-align:-3px;margin-right:8px}}\
         figure{{margin:16px 0;overflow-x:auto}}figure svg{{max-width:100%;height:auto;display:block}}\
         figcaption{{color:{muted};font-size:12.5px;margin-top:6px}}\
         .s{{white-space:nowrap;font-weight:600}}.s svg{{vertical-align:-2px;margin-right:5px}}\
         @media print{{body{{background:none}}main{{padding:0;max-width:none}}h2{{break-after:avoid}}figure,tr,.callout{{break-inside:avoid}}}}\
         .sheet{{max-width:1240px}}.columns{{display:grid;grid-template-columns:minmax(0,4fr) minmax(0,6fr);gap:0 28px}}.columns h3:first-child{{margin-top:16px}}\
         @page sheet{{size:A4 landscape;margin:9mm}}\
         @media print{{.sheet{{page:sheet;font-size:10.5px;line-height:1.3;min-height:0}}.sheet h1{{font-size:19px;margin:0 0 6px}}.sheet .callout{{font-size:11.5px;padding:6px 10px;margin:0 0 4px}}\
         .sheet p{{margin:3px 0}}.sheet table{{font-size:10px;margin:3px 0}}.sheet td,.sheet th{{padding:2px 8px 2px 0}}.sheet h3{{font-size:11.5px;margin:5px 0 2px}}.sheet figcaption,.sheet th{{font-size:9.5px}}.sheet li{{margin:1px 0}}.sheet figure{{margin:0}}.sheet figure svg{{max-height:88mm}}}}\
         @media screen and (max-width:900px){{.columns{{grid-template-columns:1fr}}}}\
         @media(max-width:700px){{main{{padding:24px 18px}}}}",
        ground = c(Role::Ground),
        text = c(Role::Text),
        panel = c(Role::Panel),
        line = c(Role::Line),
        muted = c(Role::Muted),
        raised = c(Role::Raised)
    );
    for sign in [Sign::Good, Sign::Warn, Sign::Bad, Sign::Unknown, Sign::Done] {
        let _ = write!(css, ".{name}{{color:{color}}}.callout.{name}{{color:inherit;border-color:{color}}}", name = class(sign), color = c(sign.role()));
    }
    css
}

fn class(sign: Sign) -> &'static str {
    match sign {
        Sign::Good => "good",
        Sign::Warn => "warn",
        Sign::Bad => "bad",
        Sign::Unknown => "unknown",
        Sign::Done => "done",
    }
}

fn block(block: &Block, out: &mut String) {
    match block {
        Block::Heading(level, text) => {
            let level = (*level).clamp(2, 6);
            let _ = writeln!(out, "<h{level}>{}</h{level}>", escape(text));
        }
        Block::Text(runs) => {
            let _ = writeln!(out, "<p>{}</p>", inline(runs));
        }
        Block::Callout(sign, runs) => {
            let _ = writeln!(out, "<p class=\"callout {}\">{}{}</p>", class(*sign), icon(*sign, 18.0), inline(runs));
        }
        Block::List(items) => list("ul", items, out),
        Block::Steps(items) => list("ol", items, out),
        Block::Table(t) => table(t, out),
        Block::Columns(left, right) => {
            out.push_str("<div class=\"columns\">\n");
            for side in [left, right] {
                out.push_str("<div>\n");
                for b in side {
                    self::block(b, out);
                }
                out.push_str("</div>\n");
            }
            out.push_str("</div>\n");
        }
        Block::Figure(figure) => {
            let _ = writeln!(
                out,
                "<figure>\n{}<figcaption>{} {}</figcaption>\n</figure>",
                svg(&figure.scene, Theme::Light),
                escape(&figure.caption),
                escape(&figure.alternative)
            );
        }
    }
}

fn list(tag: &str, items: &[Vec<Run>], out: &mut String) {
    let _ = writeln!(out, "<{tag}>");
    for item in items {
        let _ = writeln!(out, "<li>{}</li>", inline(item));
    }
    let _ = writeln!(out, "</{tag}>");
}

fn table(t: &Table, out: &mut String) {
    let headed = t.head.iter().any(|(h, _)| !h.is_empty());
    let _ = writeln!(out, "<table{}>", if headed { "" } else { " class=\"facts\"" });
    if headed {
        out.push_str("<thead><tr>");
        for (name, right) in &t.head {
            let _ = write!(out, "<th scope=\"col\"{}>{}</th>", if *right { " class=\"n\"" } else { "" }, escape(name));
        }
        out.push_str("</tr></thead>\n");
    }
    out.push_str("<tbody>\n");
    for row in &t.rows {
        out.push_str("<tr>");
        for (i, cell) in row.iter().enumerate() {
            let right = t.head.get(i).is_some_and(|(_, r)| *r);
            let _ = write!(out, "<td{}>{}</td>", if right { " class=\"n\"" } else { "" }, inline(cell));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
}

fn inline(runs: &[Run]) -> String {
    runs.iter()
        .map(|run| match run {
            Run::Plain(t) => escape(t),
            Run::Strong(t) => format!("<strong>{}</strong>", escape(t)),
            Run::Status(sign, word) => format!("<span class=\"s {}\">{}{}</span>", class(*sign), icon(*sign, 14.0), escape(word)),
        })
        .collect()
}

fn icon(sign: Sign, size: f64) -> String {
    let mut scene = Scene::new(size, size, "");
    scene.sign(crate::scene::at(size / 2.0, size / 2.0), size - 1.0, sign);
    let drawn = svg_inline(&scene, Theme::Light);
    // The word beside it says the same: readers of the screen skip the sign.
    drawn.replacen("<svg ", "<svg aria-hidden=\"true\" ", 1).trim_end().to_owned()
}
