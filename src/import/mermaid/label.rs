//! Texts: quoted, as Markdown, or plain in the brackets of a shape.

use super::cursor::{Cursor, Slip};

/// The shapes by their brackets; longer ones first.
const BRACKETS: [(&str, &str, &str); 12] = [
    ("(((", ")))", "doublecircle"),
    ("((", "))", "circle"),
    ("([", "])", "stadium"),
    ("(-", "-)", "ellipse"),
    ("(", ")", "roundedRect"),
    ("[[", "]]", "subroutine"),
    ("[(", ")]", "cylinder"),
    ("[|", "]", "rect_left_inv_arrow"),
    ("[", "]", "squareRect"),
    ("{{", "}}", "hexagon"),
    ("{", "}", "diamond"),
    (">", "]", "odd"),
];

/// The brackets of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brackets {
    /// Before the text.
    pub open: &'static str,
    /// After it.
    pub close: &'static str,
}

/// The brackets of a shape, where brackets can say it.
pub fn brackets(shape: &str) -> Option<Brackets> {
    let (open, close) = match shape {
        "lean_right" => ("[/", "/]"),
        "lean_left" => ("[\\", "\\]"),
        "trapezoid" => ("[/", "\\]"),
        "inv_trapezoid" => ("[\\", "/]"),
        "rect_left_inv_arrow" => return None,
        _ => BRACKETS.iter().find(|b| b.2 == shape).map(|b| (b.0, b.1))?,
    };
    Some(Brackets { open, close })
}

/// Reads a shape with its text if one is next: the name of the shape and the text.
pub fn shape(cursor: &mut Cursor<'_>) -> Result<Option<(&'static str, String)>, Slip> {
    let began = cursor.clone();
    if cursor.rest().starts_with("[/") || cursor.rest().starts_with("[\\") {
        return slanted(cursor).map(Some);
    }
    let Some((open, close, name)) = BRACKETS.iter().find(|b| cursor.rest().starts_with(b.0)) else { return Ok(None) };
    cursor.eat(open);
    if *open == "[|" {
        // Properties before the text.
        cursor.take(|c| c != '|' && c != '\n');
        cursor.eat("|");
    }
    let text = text(cursor, close, &began)?;
    let name = if *open == "[|" { "squareRect" } else { name };
    Ok(Some((name, text)))
}

/// The text up to closing brackets.
fn text(cursor: &mut Cursor<'_>, close: &str, began: &Cursor<'_>) -> Result<String, Slip> {
    cursor.take(char::is_whitespace);
    let mut out = String::new();
    if cursor.peek() == Some('"') {
        out = quoted(cursor)?;
        cursor.take(char::is_whitespace);
        if cursor.eat(close) {
            return Ok(out);
        }
    }
    loop {
        if cursor.eat(close) {
            return Ok(tidy(&out));
        }
        match cursor.peek() {
            None => return Err(began.slip(format!("{} has no closing \"{close}\"", began.shown()))),
            Some(c @ ('[' | ']' | '(' | ')' | '{' | '}' | '"' | '|')) => {
                return Err(cursor.slip(format!("\"{c}\" cannot stand in a plain text; put the text in quotes, or write #{}; for it", u32::from(c))));
            }
            Some(c) => {
                out.push(c);
                cursor.bump();
            }
        }
    }
}

/// `[/text/]` and its kin: the last slash decides the shape.
fn slanted(cursor: &mut Cursor<'_>) -> Result<(&'static str, String), Slip> {
    let began = cursor.clone();
    let right = cursor.rest().starts_with("[/");
    cursor.bump();
    cursor.bump();
    let mut out = String::new();
    cursor.take(char::is_whitespace);
    if cursor.peek() == Some('"') {
        out = quoted(cursor)?;
        cursor.take(char::is_whitespace);
    }
    loop {
        if cursor.eat("/]") {
            return Ok((if right { "lean_right" } else { "inv_trapezoid" }, tidy(&out)));
        }
        if cursor.eat("\\]") {
            return Ok((if right { "trapezoid" } else { "lean_left" }, tidy(&out)));
        }
        match cursor.bump() {
            None => return Err(began.slip(format!("{} has no closing \"/]\" or \"\\]\"", began.shown()))),
            Some('[' | ']' | '{' | '}' | '(' | ')') => return Err(began.slip("brackets cannot stand in a plain text; put the text in quotes")),
            Some(c) => out.push(c),
        }
    }
}

/// A text in quotes; one in backquotes inside them is Markdown.
pub fn quoted(cursor: &mut Cursor<'_>) -> Result<String, Slip> {
    let began = cursor.clone();
    cursor.eat("\"");
    if cursor.eat("`") {
        let Some(end) = cursor.rest().find("`\"") else { return Err(began.slip("this text has no closing `\"")) };
        let text = cursor.rest()[..end].to_owned();
        cursor.at += end + 2;
        return Ok(text.trim().to_owned());
    }
    let text = cursor.take(|c| c != '"');
    if cursor.eat("\"") { Ok(text.trim().to_owned()) } else { Err(began.slip("this text has no closing quote")) }
}

/// A text without the blanks around it and without quotes around it.
pub fn tidy(text: &str) -> String {
    let text = text.trim();
    let inner = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text);
    inner.to_owned()
}
