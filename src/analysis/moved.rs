//! What an edit moved: the sentence of the status line.

use super::{Analysis, words};

/// Dates that differ between two analyses, in one sentence; none when nothing moved.
pub fn sentence(before: &Analysis, after: &Analysis) -> Option<String> {
    let (old, new) = (&before.schedule, &after.schedule);
    let mut moved = 0usize;
    for (i, key) in new.net.keys.iter().enumerate() {
        if let Some(k) = old.net.position(*key)
            && (old.dates[k].start, old.dates[k].finish) != (new.dates[i].start, new.dates[i].finish)
        {
            moved += 1;
        }
    }
    if moved == 0 {
        return None;
    }
    let tasks = words::count(moved, "task");
    let end = match (old.delivers, new.delivers) {
        (Some(o), Some(n)) if old.net.keys[o] == new.net.keys[n] => {
            let by = after.calendars.standard().days_between(old.dates[o].finish, new.dates[n].finish);
            let title = &new.net.records[n].title;
            if by > 0.0 {
                format!("{title} {} later", words::days(by))
            } else if by < 0.0 {
                format!("{title} {} earlier", words::days(-by))
            } else {
                format!("{title} stays")
            }
        }
        _ => String::new(),
    };
    Some(if end.is_empty() { format!("Moved {tasks}") } else { format!("Moved {tasks}; {end}") })
}
