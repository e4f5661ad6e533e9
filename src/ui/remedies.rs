//! What can be done about something that is wrong, with one click.

use super::context::Cx;
use crate::edit::Fix;
use crate::scene::Role;
use crate::ui::theme;
use egui::Ui;

/// A button for a fix, when there is one.
pub fn button(ui: &mut Ui, cx: &mut Cx<'_>, fix: Option<Fix>) {
    let Some(fix) = fix else { return };
    ui.horizontal(|ui| {
        ui.add_space(20.0);
        let label = theme::small(&fix.label).color(theme::role(ui, Role::Accent));
        if ui.add(egui::Button::new(label).small()).on_hover_text("One step; undo takes it back").clicked() {
            cx.inbox.edits.push(fix.edit());
        }
    });
}
