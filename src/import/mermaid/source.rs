//! The text of a chart before it is read: front matter, directives and comments are taken out, but
//! lines keep their numbers.

/// What was taken out that matters.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Source {
    /// The text to read.
    pub text: String,
    /// The title of the front matter.
    pub title: Option<String>,
}

/// Takes out what is no chart.
pub fn source(text: &str) -> Source {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = Source::default();
    let body = front_matter(&text, &mut out.title);
    let body = tags(&directives(&body));
    for line in body.split('\n') {
        if !line.trim_start().starts_with("%%") {
            out.text.push_str(line);
        }
        out.text.push('\n');
    }
    out
}

/// The text with a front matter blanked, and its title.
fn front_matter(text: &str, title: &mut Option<String>) -> String {
    let skipped = text.len() - text.trim_start().len();
    let rest = &text[skipped..];
    let mut lines = rest.split('\n');
    let first = lines.next().unwrap_or("");
    if first.trim_end() != "---" {
        return text.to_owned();
    }
    let inner: Vec<&str> = lines.clone().take_while(|l| l.trim_end() != "---").collect();
    if inner.len() == lines.count() {
        return text.to_owned();
    }
    *title = inner.iter().find_map(|l| l.strip_prefix("title:")).map(|t| t.trim().trim_matches(['"', '\'']).to_owned()).filter(|t| !t.is_empty());
    let gone = text[..skipped].matches('\n').count() + inner.len() + 2;
    let mut kept: Vec<&str> = vec![""; gone];
    kept.extend(text.split('\n').skip(gone));
    kept.join("\n")
}

/// The text without `%%{ … }%%`; line ends in them stay.
fn directives(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("%%{") {
        let Some(length) = rest[start..].find("}%%") else { break };
        out.push_str(&rest[..start]);
        let gone = &rest[start..start + length + 3];
        out.push_str(&"\n".repeat(gone.matches('\n').count()));
        rest = &rest[start + length + 3..];
    }
    out.push_str(rest);
    out
}

/// The text with single quotes inside HTML tags, as Mermaid reads them.
fn tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..=start]);
        rest = &rest[start + 1..];
        let tag = rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        let Some(end) = rest.find('>').filter(|end| tag && !rest[..*end].contains('\n')) else { continue };
        out.push_str(&rest[..end].replace("=\"", "='").replace('"', "'"));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Text with Mermaid's and HTML's entity codes as the characters they stand for; those that keep
/// text from being HTML stay.
pub fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(['#', '&']) {
        out.push_str(&rest[..start]);
        let code = &rest[start..];
        let name: String = code.chars().skip(1).take_while(|c| c.is_ascii_alphanumeric() || *c == '#').take(12).collect();
        let whole = name.len() + 2;
        let known = (code.as_bytes().get(name.len() + 1) == Some(&b';'))
            .then(|| entity(name.trim_start_matches('#'), name.starts_with('#') || code.starts_with('#')))
            .flatten();
        match known {
            Some(c) => {
                out.push(c);
                rest = &code[whole..];
            }
            None => {
                out.push_str(&code[..1]);
                rest = &code[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str, number: bool) -> Option<char> {
    if number && name.bytes().all(|b| b.is_ascii_digit()) && !name.is_empty() {
        return name.parse().ok().and_then(char::from_u32);
    }
    if let Some(hex) = name.strip_prefix(['x', 'X']).filter(|h| number && !h.is_empty() && h.bytes().all(|b| b.is_ascii_hexdigit())) {
        return u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
    }
    Some(match name {
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "semi" => ';',
        "colon" => ':',
        "num" => '#',
        "lpar" => '(',
        "rpar" => ')',
        "lsqb" | "lbrack" => '[',
        "rsqb" | "rbrack" => ']',
        "lbrace" | "lcub" => '{',
        "rbrace" | "rcub" => '}',
        "vert" => '|',
        "dollar" => '$',
        "equals" => '=',
        "hearts" => '♥',
        "infin" => '∞',
        "rarr" => '→',
        "larr" => '←',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "copy" => '©',
        "times" => '×',
        "deg" => '°',
        _ => return None,
    })
}
