//! What the tests of files need to know of a text, written independently of the program's own
//! reader: where its comments are, which lines differ, what `ron` makes of it.

/// Ends of the pieces of a text: code, comments, text in quotes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Piece {
    Code,
    Comment,
    Quoted,
}

/// Takes a sound text apart.
pub fn pieces(text: &str) -> Vec<(Piece, &str)> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let inside_word = text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let (piece, len) = if rest.starts_with("//") {
            (Piece::Comment, rest.find('\n').unwrap_or(rest.len()))
        } else if rest.starts_with("/*") {
            (Piece::Comment, block(rest))
        } else if rest.starts_with('"') {
            (Piece::Quoted, quoted(rest))
        } else if let Some(len) = raw(rest).filter(|_| !inside_word) {
            (Piece::Quoted, len)
        } else {
            (Piece::Code, rest.chars().next().map_or(1, char::len_utf8))
        };
        out.push((piece, &text[at..at + len]));
        at += len;
    }
    out
}

fn block(text: &str) -> usize {
    let (mut level, mut at) = (0, 0);
    while at < text.len() {
        if text[at..].starts_with("/*") {
            level += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            level -= 1;
            at += 2;
            if level == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (i, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return i + 1,
            _ => {}
        }
    }
    text.len()
}

fn raw(text: &str) -> Option<usize> {
    let hashes = text.strip_prefix('r')?.chars().take_while(|c| *c == '#').count();
    let open = 1 + hashes;
    text[open..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    text[open + 1..].find(&close).map(|i| open + 1 + i + close.len())
}

/// The comments of a text in their order, without trailing blanks.
pub fn comments(text: &str) -> Vec<String> {
    pieces(text).into_iter().filter(|(p, _)| *p == Piece::Comment).map(|(_, t)| t.trim_end().to_owned()).collect()
}

/// The lines that differ, `-` for those of the first text and `+` for those of the second.
pub fn diff(before: &str, after: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (before.split('\n').collect(), after.split('\n').collect());
    let mut common = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i][j] = if a[i] == b[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, String::new());
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == b.len() || (i < a.len() && common[i + 1][j] >= common[i][j + 1]) {
            out.push_str(&format!("-{}\n", a[i]));
            i += 1;
        } else {
            out.push_str(&format!("+{}\n", b[j]));
            j += 1;
        }
    }
    out
}

/// What the `ron` crate reads, the byte order mark aside.
pub fn ron_value(text: &str) -> Result<ron::Value, String> {
    let options = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    options.from_str(text.trim_start_matches('\u{feff}')).map_err(|e| format!("{e}\n{text}"))
}

/// The value without the difference that `ron` sees between `()` and `( )`.
pub fn bare(value: ron::Value) -> ron::Value {
    use ron::Value;
    match value {
        Value::Unit => Value::Seq(Vec::new()),
        Value::Seq(items) => Value::Seq(items.into_iter().map(bare).collect()),
        Value::Map(map) => Value::Map(map.into_iter().map(|(k, v)| (k, bare(v))).collect()),
        Value::Option(Some(inner)) => Value::Option(Some(Box::new(bare(*inner)))),
        other => other,
    }
}
