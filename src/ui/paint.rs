//! Paints a scene on the screen. Nothing is laid out here.

use super::context::Cx;
use super::theme::{color, font, theme_of};
use crate::scene::palette::Theme;
use crate::scene::signs::{hatch_lines, sign_shapes};
use crate::scene::{Align, Point, Role, Scene, Shape, Sign, Stroke};
use egui::epaint::PathStroke;
use egui::{Align2, Painter, Pos2, Rect, Ui, pos2, vec2};

/// Where a scene's points go on the screen.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Screen position of the scene's origin.
    pub origin: Pos2,
    /// Screen points per scene unit.
    pub scale: f32,
}

impl Place {
    /// At its natural size.
    pub fn at(origin: Pos2) -> Self {
        Self { origin, scale: 1.0 }
    }

    /// A point on the screen. The subtraction from the view's edge happens in doubles before
    /// this: scenes hold small numbers.
    #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
    pub fn pos(&self, p: Point) -> Pos2 {
        self.origin + vec2(p.x as f32, p.y as f32) * self.scale
    }

    /// A rectangle on the screen.
    pub fn rect(&self, r: crate::scene::Rect) -> Rect {
        Rect::from_min_max(self.pos(Point { x: r.x, y: r.y }), self.pos(Point { x: r.right(), y: r.bottom() }))
    }

    /// A scene point of a screen position.
    pub fn point(&self, p: Pos2) -> Point {
        let v = (p - self.origin) / self.scale;
        Point { x: f64::from(v.x), y: f64::from(v.y) }
    }

    #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
    fn length(&self, v: f64) -> f32 {
        v as f32 * self.scale
    }
}

/// Paints a whole scene.
pub fn scene(painter: &Painter, ui: &Ui, scene: &Scene, place: Place) {
    let theme = theme_of(ui.visuals());
    for s in &scene.shapes {
        shape(painter, s, place, theme);
    }
}

/// Paints a sign in its own small space.
pub fn sign(ui: &mut Ui, sign: Sign, size: f32) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(size, size), egui::Sense::hover());
    let theme = theme_of(ui.visuals());
    let place = Place::at(rect.center());
    for s in sign_shapes(Point::default(), f64::from(size - 1.0), sign) {
        shape(ui.painter(), &s, place, theme);
    }
    response
}

/// A picture laid out for the room it has, kept until the plan or the room changes.
#[derive(Debug, Default)]
pub struct Picture {
    laid_out: Option<(crate::edit::Revision, i32, Scene)>,
}

impl Picture {
    /// Shows it as wide as there is room, without its upper edge: the sentence of answer stands
    /// above the picture, where it can wrap.
    pub fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, draw: fn(&crate::analysis::Analysis, Option<(f64, f64)>) -> Scene, name: &str) {
        const SENTENCE: f32 = 40.0;
        let width = ui.available_width().clamp(260.0, 1400.0);
        #[expect(clippy::cast_possible_truncation, reason = "a width in whole points")]
        let whole = width as i32;
        // Narrower than this its words would be cut: it is drawn smaller instead.
        let laid = f64::from(width).max(720.0);
        let natural = |scene: &Scene| (scene.width.max(1.0), scene.height.max(1.0));
        let scene = match self.laid_out.take() {
            Some((revision, w, scene)) if revision == cx.revision && w == whole => scene,
            _ => {
                let (_, h) = natural(&draw(cx.analysis, None));
                draw(cx.analysis, Some((laid, h)))
            }
        };
        let (w, h) = natural(&scene);
        #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
        let (scale, size) = ((f64::from(width) / w).min(1.0) as f32, vec2(w as f32, h as f32));
        let shown = vec2(size.x, (size.y - SENTENCE).max(1.0)) * scale;
        let (rect, response) = ui.allocate_exact_size(shown, egui::Sense::hover());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, name));
        if ui.is_rect_visible(rect) {
            self::scene(&ui.painter_at(rect), ui, &scene, Place { origin: rect.min - vec2(0.0, SENTENCE * scale), scale });
        }
        self.laid_out = Some((cx.revision, whole, scene));
    }
}

fn pen(stroke: Stroke, place: Place, theme: Theme) -> egui::Stroke {
    egui::Stroke::new(place.length(stroke.width).max(0.6), color(stroke.role, theme))
}

fn shape(painter: &Painter, s: &Shape, place: Place, theme: Theme) {
    match s {
        Shape::Rect { rect, radius, fill, stroke } => {
            let r = place.rect(*rect);
            if !painter.clip_rect().intersects(r.expand(2.0)) {
                return;
            }
            let corner = place.length(*radius);
            if let Some(f) = fill {
                painter.rect_filled(r, corner, color(*f, theme));
            }
            match stroke {
                Some(line) if line.dashed => {
                    let corners = [r.left_top(), r.right_top(), r.right_bottom(), r.left_bottom(), r.left_top()];
                    painter.extend(egui::Shape::dashed_line(&corners, pen(*line, place, theme), 5.0 * place.scale, 4.0 * place.scale));
                }
                Some(line) => {
                    painter.rect_stroke(r, corner, pen(*line, place, theme), egui::StrokeKind::Middle);
                }
                None => {}
            }
        }
        Shape::Path { points, closed, fill, stroke } => path(painter, points, *closed, *fill, *stroke, place, theme),
        Shape::Circle { center, radius, fill, stroke } => {
            let (c, r) = (place.pos(*center), place.length(*radius));
            if let Some(f) = fill {
                painter.circle_filled(c, r, color(*f, theme));
            }
            match stroke {
                Some(line) if line.dashed => {
                    let ring: Vec<Pos2> = (0..=24_u8).map(|i| c + r * egui::Vec2::angled(f32::from(i) / 24.0 * std::f32::consts::TAU)).collect();
                    painter.extend(egui::Shape::dashed_line(&ring, pen(*line, place, theme), 2.5 * place.scale, 2.0 * place.scale));
                }
                Some(line) => {
                    painter.circle_stroke(c, r, pen(*line, place, theme));
                }
                None => {}
            }
        }
        Shape::Text { at, text, size, weight, align, role } => {
            let size = place.length(*size);
            if size < 4.0 {
                return;
            }
            let anchor = match align {
                Align::Left => Align2::LEFT_CENTER,
                Align::Center => Align2::CENTER_CENTER,
                Align::Right => Align2::RIGHT_CENTER,
            };
            painter.text(place.pos(*at), anchor, text, font(size, *weight), color(*role, theme));
        }
        Shape::Sign { center, size, sign } => {
            for s in sign_shapes(*center, *size, *sign) {
                shape(painter, &s, place, theme);
            }
        }
        Shape::Hatch { rect, role } => {
            let stroke = egui::Stroke::new(place.scale.max(0.6), color(*role, theme));
            for (a, b) in hatch_lines(*rect) {
                painter.line_segment([place.pos(a), place.pos(b)], stroke);
            }
        }
    }
}

fn path(painter: &Painter, points: &[Point], closed: bool, fill: Option<Role>, stroke: Option<Stroke>, place: Place, theme: Theme) {
    let pts: Vec<Pos2> = points.iter().map(|p| place.pos(*p)).collect();
    if let Some(f) = fill {
        painter.add(egui::Shape::convex_polygon(pts.clone(), color(f, theme), PathStroke::NONE));
    }
    let Some(line) = stroke else { return };
    let pen = pen(line, place, theme);
    let mut pts = pts;
    if line.dashed {
        if closed && let Some(first) = pts.first().copied() {
            pts.push(first);
        }
        // A dash is cut per visible stretch: a line of a million pixels must not make a million dashes.
        painter.extend(egui::Shape::dashed_line(&clamp(&pts, painter.clip_rect()), pen, 5.0 * place.scale, 4.0 * place.scale));
    } else if closed {
        painter.add(egui::Shape::closed_line(pts, pen));
    } else {
        painter.add(egui::Shape::line(pts, pen));
    }
}

/// Points pulled to the neighbourhood of what is visible; lines are upright or level where it matters.
fn clamp(points: &[Pos2], clip: Rect) -> Vec<Pos2> {
    let near = clip.expand(50.0);
    if near.is_negative() {
        return Vec::new();
    }
    points.iter().map(|p| pos2(p.x.clamp(near.left(), near.right()), p.y.clamp(near.top(), near.bottom()))).collect()
}
