//! Text for a terminal: words wrapped to a width, columns that line up. Never as wide as the
//! terminal happens to be: the same result gives the same bytes everywhere.

/// Width of a line of explanation.
pub(super) const WIDTH: usize = 96;

/// The words of a text in lines no longer than `width`, each indented by `indent` columns.
pub(super) fn wrapped(text: &str, indent: usize, width: usize) -> String {
    let pad = " ".repeat(indent);
    let mut out = String::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let long = indent + line.chars().count() + 1 + word.chars().count() > width;
        if long && !line.is_empty() {
            out.push_str(&format!("{pad}{line}\n"));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if line.is_empty() { out } else { out + &format!("{pad}{line}\n") }
}

/// A label in front of a text that is wrapped beside it.
pub(super) fn labelled(label: &str, text: &str, column: usize) -> String {
    let body = wrapped(text, column, WIDTH);
    let head = format!("{label:<column$}");
    match body.get(column..) {
        Some(rest) => format!("{head}{rest}"),
        None => format!("{label}\n"),
    }
}

/// Rows in columns as wide as their widest cell; the last column is as long as it is.
pub(super) fn columns(rows: &[Vec<String>]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(|i| rows.iter().filter_map(|r| r.get(i)).map(|c| c.chars().count()).max().unwrap_or(0)).collect();
    let mut out = String::new();
    for row in rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        out.push_str(cells.join("  ").trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_and_columns_line_up() {
        assert_eq!(wrapped("one two three four", 2, 10), "  one two\n  three\n  four\n");
        assert_eq!(wrapped("", 2, 10), "");
        assert_eq!(wrapped("averyverylongword a", 0, 5), "averyverylongword\na\n");
        assert_eq!(labelled("Remedy", "do it", 10), "Remedy    do it\n");
        assert_eq!(labelled("Remedy", "", 10), "Remedy\n");
        let rows = vec![vec!["a".to_owned(), "bbb".to_owned()], vec!["ccé".to_owned(), "d".to_owned()]];
        assert_eq!(columns(&rows), "a    bbb\nccé  d\n");
    }
}
