//! Statements of a chart, as Mermaid's grammar has them.

use super::cursor::{Cursor, Slip};
use super::flow::{Edge, Flow, Group, Way};
use super::label::{self, tidy};
use super::link;

/// Deepest nesting of groups.
const DEEPEST: usize = 60;
/// Most edges that one statement may make.
const MOST_EDGES: usize = 200_000;

/// Words that a statement may begin with.
pub const WORDS: [&str; 10] = ["subgraph", "end", "direction", "style", "linkStyle", "classDef", "class", "click", "accTitle", "accDescr"];

/// Reads a chart.
pub fn parse(text: &str) -> Result<Flow, Slip> {
    let mut flow = Flow::default();
    let mut cursor = Cursor::new(text);
    cursor.take(|c| c.is_whitespace() || c == ';');
    head(&mut cursor, &mut flow)?;
    let mut members = Vec::new();
    document(&mut cursor, &mut flow, &mut members, &mut None, 0)?;
    Ok(flow)
}

/// `flowchart LR`.
fn head(cursor: &mut Cursor<'_>, flow: &mut Flow) -> Result<(), Slip> {
    if !(cursor.word("flowchart-elk") || cursor.word("flowchart") || cursor.word("graph")) {
        let word: String = cursor.clone().take(|c| !c.is_whitespace() && c != ';').chars().take(30).collect();
        return Err(cursor.slip(format!("a flowchart begins with \"flowchart LR\" or \"graph TD\", not with \"{word}\"")));
    }
    cursor.blanks();
    let word = cursor.statement().trim();
    if !word.is_empty() {
        let mut parts = word.split_whitespace();
        let way = parts.next().unwrap_or("");
        flow.way = Way::named(way).ok_or_else(|| cursor.slip(format!("\"{way}\" is no direction; there are TB, TD, BT, LR and RL")))?;
        if let Some(more) = parts.next() {
            return Err(cursor.slip(format!("\"{more}\" stands after the direction; begin a new line for it")));
        }
    }
    Ok(())
}

/// Statements up to the end of a group, or of the text; whether an `end` was there.
fn document(cursor: &mut Cursor<'_>, flow: &mut Flow, members: &mut Vec<String>, way: &mut Option<Way>, depth: usize) -> Result<bool, Slip> {
    loop {
        cursor.take(|c| c.is_whitespace() || c == ';');
        if cursor.rest().is_empty() {
            return Ok(false);
        }
        if cursor.word("end") {
            if depth == 0 {
                return Err(cursor.slip("this \"end\" closes nothing; every subgraph is closed once"));
            }
            return Ok(true);
        }
        let word = cursor.clone().take(char::is_alphanumeric).to_owned();
        let begun = cursor.at;
        statement(cursor, flow, members, way, depth).map_err(|slip| misspelt(slip, &word))?;
        if cursor.at == begun {
            return Err(cursor.slip(format!("{} is not understood here", cursor.shown())));
        }
        cursor.blanks();
        if let Some(c) = cursor.peek()
            && c != '\n'
            && c != ';'
            && !cursor.clone().word("end")
        {
            let what = format!("{} is not understood here; an edge is written A --> B, and a new statement begins on a new line", cursor.shown());
            return Err(misspelt(cursor.slip(what), &word));
        }
    }
}

/// The slip with the word its statement began with, unless one in it is nearer.
fn misspelt(slip: Slip, word: &str) -> Slip {
    let word = slip.word.clone().or_else(|| Some(word.to_owned()).filter(|w| w.len() > 2));
    Slip { word, ..slip }
}

fn statement(cursor: &mut Cursor<'_>, flow: &mut Flow, members: &mut Vec<String>, way: &mut Option<Way>, depth: usize) -> Result<(), Slip> {
    let start = cursor.at;
    if cursor.word("subgraph") {
        members.push(subgraph(cursor, flow, depth)?);
        return Ok(());
    }
    if cursor.word("direction") && cursor.blanks() {
        let word = cursor.statement().trim();
        let named = Way::named(word).ok_or_else(|| cursor.slip(format!("\"{word}\" is no direction; there are TB, TD, BT, LR and RL")))?;
        *way = Some(named);
        return Ok(());
    }
    cursor.at = start;
    for word in ["classDef", "class", "click", "linkStyle", "style"] {
        if cursor.word(word) && cursor.blanks() {
            return dress(cursor, flow, word);
        }
        cursor.at = start;
    }
    if cursor.word("accTitle") || cursor.word("accDescr") {
        cursor.blanks();
        if cursor.eat("{") {
            cursor.take(|c| c != '}');
            cursor.eat("}");
        } else {
            cursor.take(|c| c != '\n');
        }
        return Ok(());
    }
    vertices(cursor, flow, members)
}

/// `subgraph id [title]` to its `end`.
fn subgraph(cursor: &mut Cursor<'_>, flow: &mut Flow, depth: usize) -> Result<String, Slip> {
    if depth >= DEEPEST {
        return Err(cursor.slip(format!("groups stand more than {DEEPEST} deep in each other")));
    }
    let began = cursor.clone();
    cursor.blanks();
    let (id, title) = title(cursor)?;
    let mut group = Group { label: title, ..Group::default() };
    if !document(cursor, flow, &mut group.members, &mut group.way, depth + 1)? {
        return Err(began.slip("this subgraph has no \"end\""));
    }
    group.id = id.unwrap_or_else(|| format!("subGraph{}", flow.begun));
    flow.begun += 1;
    Ok(flow.close(group))
}

/// The id, if it has one, and the title of a group.
fn title(cursor: &mut Cursor<'_>) -> Result<(Option<String>, String), Slip> {
    if cursor.peek() == Some('"') {
        let text = label::quoted(cursor)?;
        cursor.blanks();
        if cursor.peek() == Some('[') {
            let title = label::shape(cursor)?.map_or(String::new(), |s| s.1);
            return Ok((Some(text), title));
        }
        let id = (!text.contains(char::is_whitespace) && !text.is_empty()).then(|| text.clone());
        return Ok((id, text));
    }
    let text = cursor.take(|c| !matches!(c, '\n' | ';' | '[')).trim().to_owned();
    if cursor.peek() == Some('[') {
        let title = label::shape(cursor)?.map_or(String::new(), |s| s.1);
        return Ok((Some(text).filter(|t| !t.is_empty()), title));
    }
    let id = (!text.contains(char::is_whitespace) && !text.is_empty()).then(|| text.clone());
    Ok((id, text))
}

/// `A & B --> C --> D`.
fn vertices(cursor: &mut Cursor<'_>, flow: &mut Flow, members: &mut Vec<String>) -> Result<(), Slip> {
    let mut from = together(cursor, flow, members)?;
    loop {
        let Some(line) = link::link(cursor)? else { return Ok(()) };
        let to = together(cursor, flow, members)?;
        if from.len() * to.len() > MOST_EDGES {
            return Err(cursor.slip("this line makes more edges than can be drawn"));
        }
        let last = from.len() * to.len();
        for (i, (a, b)) in from.iter().flat_map(|a| to.iter().map(move |b| (a, b))).enumerate() {
            // A name is for one edge: the last of several.
            let mut line = line.clone();
            line.id = line.id.filter(|_| i + 1 == last);
            flow.edges.push(Edge { from: a.clone(), to: b.clone(), line, styles: Vec::new() });
        }
        from = to;
    }
}

/// `A & B`.
fn together(cursor: &mut Cursor<'_>, flow: &mut Flow, members: &mut Vec<String>) -> Result<Vec<String>, Slip> {
    let mut ids = vec![vertex(cursor, flow, members)?];
    loop {
        let before = cursor.at;
        let blank = !cursor.take(char::is_whitespace).is_empty();
        if !(blank && cursor.eat("&") && cursor.peek().is_none_or(char::is_whitespace)) {
            cursor.at = before;
            return Ok(ids);
        }
        cursor.take(char::is_whitespace);
        ids.push(vertex(cursor, flow, members)?);
    }
}

/// One node with shape and classes.
fn vertex(cursor: &mut Cursor<'_>, flow: &mut Flow, members: &mut Vec<String>) -> Result<String, Slip> {
    let line = cursor.line();
    let id = id(cursor);
    if id.is_empty() {
        return Err(cursor.slip(format!("a node was expected, not {}; nodes are written as id or id[Text]", cursor.shown())));
    }
    if cursor.rest().starts_with("@{") {
        let data = data(cursor)?;
        if let Some(edge) = flow.named_edge(&id) {
            edge.line.label = data.iter().find(|(k, _)| k == "label").map_or_else(|| edge.line.label.clone(), |d| d.1.clone());
            return Ok(id);
        }
        let node = flow.node(&id, line);
        for (key, value) in data {
            match key.as_str() {
                "shape" => node.shape = Some(value),
                "label" => node.label = Some(value),
                _ => {}
            }
        }
    } else {
        let found = label::shape(cursor)?;
        let node = flow.node(&id, line);
        if let Some((shape, text)) = found {
            node.shape = Some(shape.to_owned());
            node.label = Some(text);
        }
    }
    if cursor.rest().starts_with("@{") {
        for (key, value) in data(cursor)? {
            let node = flow.node(&id, line);
            match key.as_str() {
                "shape" => node.shape = Some(value),
                "label" => node.label = Some(value),
                _ => {}
            }
        }
    }
    if cursor.eat(":::") {
        let class = cursor.take(|c| c.is_alphanumeric() || matches!(c, '_' | '-')).to_owned();
        flow.node(&id, line).classes.push(class);
    }
    members.push(id.clone());
    Ok(id)
}

/// The characters of an id; a hyphen or an equals sign that begins an edge is none.
fn id(cursor: &mut Cursor<'_>) -> String {
    let mut out = String::new();
    while let Some(c) = cursor.peek() {
        let next = cursor.second();
        let fits = match c {
            '-' => !matches!(next, Some('>' | '-' | '.' | '\n') | None),
            '=' => next != Some('='),
            ':' => !cursor.rest().starts_with(":::"),
            '@' => false,
            '!' | '#' | '$' | '%' | '&' | '\'' | '*' | '+' | '.' | '`' | '?' | '\\' | '_' | '/' | ',' => true,
            c => c.is_alphanumeric() || (!c.is_ascii() && !c.is_whitespace()),
        };
        if !fits {
            break;
        }
        out.push(c);
        cursor.bump();
    }
    out
}

/// `@{ shape: cyl, label: "Text" }`.
fn data(cursor: &mut Cursor<'_>) -> Result<Vec<(String, String)>, Slip> {
    let began = cursor.clone();
    cursor.eat("@{");
    let mut out = Vec::new();
    loop {
        cursor.take(|c| c.is_whitespace() || c == ',');
        if cursor.eat("}") {
            return Ok(out);
        }
        let key = cursor.take(|c| !matches!(c, ':' | '}' | '\n')).trim().to_owned();
        if !cursor.eat(":") {
            return Err(began.slip("this is read as @{ shape: cyl, label: \"Text\" }; a name, a colon and a value are missing here"));
        }
        cursor.blanks();
        let value = match cursor.peek() {
            Some('"') => label::quoted(cursor)?,
            Some('\'') => {
                cursor.bump();
                let text = cursor.take(|c| c != '\'').to_owned();
                cursor.eat("'");
                text
            }
            _ => cursor.take(|c| !matches!(c, ',' | '}' | '\n')).trim().to_owned(),
        };
        out.push((key, value));
    }
}

/// `style`, `linkStyle`, `classDef`, `class` and `click`.
fn dress(cursor: &mut Cursor<'_>, flow: &mut Flow, word: &str) -> Result<(), Slip> {
    let line = cursor.line();
    let (names, rest) = if word == "click" {
        let text = cursor.take(|c| c != '\n').trim();
        text.split_once(char::is_whitespace).unwrap_or((text, ""))
    } else {
        let text = cursor.statement().trim();
        text.split_once(char::is_whitespace).unwrap_or((text, ""))
    };
    let rest = rest.trim();
    if names.is_empty() || rest.is_empty() {
        return Err(cursor.slip(format!("\"{word}\" needs a name and what it sets, such as {}", example(word))));
    }
    let styles = || rest.split(',').map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()).collect::<Vec<_>>();
    match word {
        "style" => flow.node(names, line).styles.extend(styles()),
        "classDef" => {
            for name in names.split(',') {
                flow.classes.entry(name.trim().to_owned()).or_default().extend(styles());
            }
        }
        "class" => flow.add_class(names, rest),
        "linkStyle" => {
            let all = names == "default";
            let wanted: Vec<usize> = names.split(',').filter_map(|n| n.trim().parse().ok()).collect();
            for (_, edge) in flow.edges.iter_mut().enumerate().filter(|(i, _)| !all && wanted.contains(i)) {
                edge.styles.extend(styles());
            }
        }
        _ => click(flow, names, rest),
    }
    Ok(())
}

fn click(flow: &mut Flow, names: &str, rest: &str) {
    let target = rest.strip_prefix("href").map_or(rest, str::trim);
    if !target.starts_with('"') {
        return;
    }
    let url = target.split('"').nth(1).unwrap_or("");
    for id in names.split(',').map(str::trim) {
        if flow.nodes.iter().any(|n| n.id == id) {
            flow.node(id, 0).link = Some(tidy(url));
        }
    }
}

fn example(word: &str) -> &'static str {
    match word {
        "style" => "style A fill:#f9f",
        "linkStyle" => "linkStyle 0 stroke:red",
        "classDef" => "classDef late fill:#f9f",
        "class" => "class A,B late",
        _ => "click A \"https://example.com\"",
    }
}
