//! Ids are offered while one types them: `after: dev SS+2d` without remembering what it is called.

use super::fields::{Field, bare};
use crate::model::{Refers, Shape};
use crate::scene::Role;
use crate::ui::{theme, widgets};
use egui::{Id, Key, Modifiers, Popup, PopupAnchor, PopupCloseBehavior, Response, Ui};

/// Something that can stand at the end of what was typed.
#[derive(Clone, Debug, PartialEq)]
struct Offer {
    /// What is put there.
    puts: String,
    /// What it means.
    means: String,
}

/// Most suggestions.
const MOST: usize = 9;

/// The text up to the word that is being typed, and that word.
fn split<'t>(text: &'t str, shape: &Shape) -> (&'t str, &'t str) {
    let begin = match shape {
        Shape::List(_) => text.rfind(',').map_or(0, |i| i + 1),
        _ => 0,
    };
    let rest = &text[begin..];
    let word = begin + (rest.len() - rest.trim_start().len());
    (&text[..word], &text[word..])
}

fn is_link(shape: &Shape) -> bool {
    match shape {
        Shape::Form("link", _) => true,
        Shape::List(inner) => is_link(&bare((**inner).clone())),
        _ => false,
    }
}

fn offers(field: &Field<'_, '_, '_>, refers: Refers, text: &str, shape: &Shape) -> Vec<Offer> {
    let (before, word) = split(text, shape);
    if is_link(shape)
        && let Some((id, rest)) = word.split_once(' ')
        && !rest.contains(['+', '-'])
    {
        const KINDS: [(&str, &str); 4] =
            [("FS", "starts after it finished"), ("SS", "starts after it started"), ("FF", "finishes after it finished"), ("SF", "finishes after it started")];
        let fits = KINDS.iter().filter(|(k, _)| k.to_lowercase().starts_with(&rest.trim().to_lowercase()) && !k.eq_ignore_ascii_case(rest.trim()));
        return fits.map(|(k, means)| Offer { puts: format!("{id} {k}"), means: (*means).to_owned() }).collect();
    }
    let wanted = word.trim().to_lowercase();
    let taken: Vec<&str> = before.split(',').filter_map(|t| t.split_whitespace().next()).collect();
    let own = field.owner.and_then(|at| field.cx.plan.record(at)).map(|r| r.id().to_owned());
    let mut ranked: Vec<(u8, Offer)> = Vec::new();
    for kind in refers.kinds {
        for (key, id, title) in field.cx.plan.ids(*kind) {
            let is_self = field.owner.is_some_and(|at| at.kind == *kind && at.key == key) || (own.as_deref() == Some(id) && refers.kinds.len() == 1);
            if id.is_empty() || taken.contains(&id) || is_self {
                continue;
            }
            let (low, name) = (id.to_lowercase(), title.to_lowercase());
            let rank = match () {
                () if low == wanted => continue,
                () if low.starts_with(&wanted) => 0,
                () if name.split_whitespace().any(|w| w.starts_with(&wanted)) => 1,
                () if low.contains(&wanted) || name.contains(&wanted) => 2,
                () => continue,
            };
            ranked.push((rank, Offer { puts: id.to_owned(), means: title.to_owned() }));
        }
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().take(MOST).map(|(_, offer)| offer).collect()
}

fn popup_id(id: Id) -> Id {
    id.with("offers")
}

/// Suggestions were being shown for this field when the frame began.
pub(super) fn was_open(ctx: &egui::Context, id: Id) -> bool {
    ctx.data(|d| d.get_temp::<bool>(popup_id(id))).unwrap_or(false)
}

/// Suggestions are being shown for this field.
pub(super) fn is_open(ui: &Ui, id: Id) -> bool {
    ui.data(|d| d.get_temp::<bool>(popup_id(id))).unwrap_or(false) && ui.memory(|m| m.has_focus(id))
}

/// Keys that belong to the suggestions; the whole text when one was accepted.
pub(super) fn keys(ui: &Ui, field: &mut Field<'_, '_, '_>, id: Id, refers: Refers, text: &str, shape: &Shape) -> Option<String> {
    if !ui.memory(|m| m.has_focus(id)) {
        return None;
    }
    if !is_open(ui, id) {
        // Down asks for suggestions where they were put away.
        if field.drafts.put_away && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::ArrowDown)) {
            field.drafts.put_away = false;
        }
        return None;
    }
    let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
    let offers = offers(field, refers, text, shape);
    if pressed(Key::ArrowDown) {
        field.drafts.suggestion = (field.drafts.suggestion + 1).min(offers.len().saturating_sub(1));
    }
    if pressed(Key::ArrowUp) {
        field.drafts.suggestion = field.drafts.suggestion.saturating_sub(1);
    }
    if pressed(Key::Enter) || pressed(Key::Tab) {
        return offers.get(field.drafts.suggestion).map(|o| accepted(field, o, text, shape));
    }
    None
}

fn accepted(field: &mut Field<'_, '_, '_>, offer: &Offer, text: &str, shape: &Shape) -> String {
    (field.drafts.suggestion, field.drafts.put_away) = (0, true);
    let (before, _) = split(text, shape);
    format!("{before}{}", offer.puts)
}

/// The list below the field; the whole text when one was clicked.
pub(super) fn list(ui: &Ui, field: &mut Field<'_, '_, '_>, response: &Response, refers: Refers, text: &str, shape: &Shape) -> Option<String> {
    let id = popup_id(response.id);
    if response.gained_focus() {
        // A field that holds something already is left alone until one types.
        field.drafts.put_away = !text.is_empty();
        field.drafts.suggestion = 0;
    }
    let offers = if response.has_focus() && !field.drafts.put_away { offers(field, refers, text, shape) } else { Vec::new() };
    let was = ui.data(|d| d.get_temp::<bool>(id)).unwrap_or(false);
    ui.data_mut(|d| d.insert_temp(id, !offers.is_empty()));
    // A click takes the keyboard from the field before it is known what was clicked.
    let offers = if offers.is_empty() && was && response.lost_focus() { self::offers(field, refers, text, shape) } else { offers };
    if offers.is_empty() {
        return None;
    }
    let mut chosen = None;
    let popup = Popup::new(id, ui.ctx().clone(), PopupAnchor::from(response), response.layer_id);
    popup.open(true).close_behavior(PopupCloseBehavior::IgnoreClicks).gap(2.0).width(response.rect.width().max(240.0)).show(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (i, offer) in offers.iter().enumerate() {
            let line = widgets::line(ui, None, &offer.puts, &offer.means, i == field.drafts.suggestion);
            if line.clicked() || line.is_pointer_button_down_on() {
                chosen = Some(offer.clone());
            }
        }
        ui.label(theme::small("Enter takes it, Esc puts this away").color(theme::role(ui, Role::Muted)));
    });
    chosen.map(|offer| accepted(field, &offer, text, shape))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_being_typed_is_the_last_of_a_list() {
        let list = Shape::List(Box::new(Shape::Text));
        assert_eq!(split("dev, te", &list), ("dev, ", "te"));
        assert_eq!(split("", &list), ("", ""));
        assert_eq!(split("Backend, Lead", &Shape::Text), ("", "Backend, Lead"));
    }
}
