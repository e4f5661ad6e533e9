//! Markers of the plan on the axis: other releases, fiscal periods, events; and the names of days off.

use super::{AXIS, Gantt, HEADER};
use crate::model::Key;
use crate::model::records::{Marker, MarkerKind};
use crate::model::value::Date;
use crate::scene::{Align, Rect, Role, Scene, Shape, Stroke, Weight, at, text};

/// Most markers that are drawn at once: more would be a wall.
const MOST: usize = 300;
/// From the pole of a flag to its title.
const TITLE: f64 = 11.0;
/// How high a band lies below the axis.
const BAND: f64 = 2.5;

/// A marker where it stands on the axis.
#[derive(Clone, Debug)]
pub struct Mark<'a> {
    /// Its key.
    pub key: Key,
    /// The marker.
    pub record: &'a Marker,
    /// Its flag or band with the title, in the header.
    pub rect: Rect,
    /// Where it begins and ends in the chart.
    from: f64,
    to: f64,
    /// Its title, as far as there is room.
    title: Option<String>,
}

impl<'a> Gantt<'a> {
    /// The markers in view, where they stand in the header; `taken` are the stretches of the lane that
    /// others stand on, to which the titles are added.
    pub(super) fn marks_beside(&self, taken: &mut Vec<(f64, f64)>) -> Vec<Mark<'a>> {
        let mut out = Vec::new();
        for (key, record) in self.analysis.plan.markers.iter() {
            let Some((first, last)) = record.days() else { continue };
            let from = self.axis.x(first.minute());
            let to = if first == last { from } else { self.axis.x(last.minute() + 1440) };
            if to < 0.0 || from > self.axis.width || out.len() == MOST {
                continue;
            }
            let begin = from.max(0.0);
            let lead = if first == last { TITLE } else { 4.0 };
            let size = self.look.small - 0.5;
            let wide = text::width(&record.title, size, Weight::Regular);
            let limit = taken.iter().map(|t| t.0).filter(|l| *l >= begin).fold(self.axis.width, f64::min);
            let blocked = taken.iter().any(|t| t.0 < begin + lead && t.1 > begin - 2.0);
            let room = (limit - begin - lead - 6.0).min(wide + 1.0);
            // A title is told whole or not at all, unless most of it fits.
            let title = (!blocked && !record.title.is_empty() && room > wide.min(60.0)).then(|| text::elide_end(&record.title, size, Weight::Regular, room));
            let width = title.as_ref().map_or(0.0, |t| lead + text::width(t, size, Weight::Regular) + 4.0);
            if title.is_some() {
                taken.push((begin - 2.0, begin + width + 4.0));
            }
            let right = (begin + width).max(to.min(self.axis.width)).max(begin + 8.0);
            out.push(Mark { key, record, rect: Rect::new(begin, AXIS, right - begin, HEADER - AXIS), from, to, title });
        }
        out
    }

    /// The markers in view, where they stand in the header.
    pub fn marks_in_view(&self) -> Vec<Mark<'a>> {
        self.marks_beside(&mut self.flagged())
    }

    /// Flags and bands below the axis.
    pub(super) fn draw_marks(&self, scene: &mut Scene, marks: &[Mark<'_>]) {
        let middle = AXIS + (HEADER - AXIS) / 2.0;
        for mark in marks {
            let begin = mark.from.max(0.0);
            let lead = if mark.from < mark.to {
                scene.fill(Rect::new(begin, AXIS, mark.to.min(self.axis.width) - begin, BAND), 0.0, Role::Text);
                4.0
            } else {
                self.flag(scene, begin, mark);
                TITLE
            };
            if let Some(title) = &mark.title {
                scene.text(at(begin + lead, middle), title.clone(), self.look.small - 0.5, Weight::Regular, Align::Left, Role::Text);
            }
        }
    }

    /// A pole with what it is at its top; where something else stands, only its foot.
    fn flag(&self, scene: &mut Scene, x: f64, mark: &Mark<'_>) {
        let (top, middle) = (AXIS + 4.0, AXIS + 7.5);
        if mark.title.is_none() && self.flagged().iter().any(|t| t.0 < x + 8.0 && t.1 > x) {
            scene.line(vec![at(x, HEADER - 4.0), at(x, HEADER)], Stroke::solid(Role::Text, 1.0));
            return;
        }
        scene.line(vec![at(x + 0.5, top), at(x + 0.5, HEADER)], Stroke::solid(Role::Text, 1.0));
        match mark.record.kind {
            MarkerKind::Release => scene.polygon(vec![at(x + 1.0, top), at(x + 8.0, middle), at(x + 1.0, top + 7.0)], Some(Role::Text), None),
            MarkerKind::Fiscal => scene.fill(Rect::new(x + 1.0, top, 6.5, 6.5), 0.0, Role::Text),
            MarkerKind::Event => scene.shapes.push(Shape::Circle { center: at(x + 4.0, middle), radius: 3.5, fill: Some(Role::Text), stroke: None }),
        }
    }

    /// A hairline across the rows for every marker; one at either end of a band.
    pub(super) fn marker_lines(&self, scene: &mut Scene, height: f64) {
        for mark in self.marks_beside(&mut Vec::new()) {
            let ends = if mark.from < mark.to { vec![mark.from, mark.to] } else { vec![mark.from] };
            for x in ends.into_iter().filter(|x| (0.0..=self.axis.width).contains(x)) {
                scene.line(vec![at(x + 0.5, 0.0), at(x + 0.5, height)], Stroke::solid(Role::Ghost, 1.0));
            }
        }
    }

    /// The named days off in view, in the calendar of tasks that name none: where they begin and end.
    pub(super) fn named_days(&self) -> Vec<(f64, f64, &'a str)> {
        let Some(calendar) = self.usual_calendar() else { return Vec::new() };
        let single = calendar.holidays.iter().map(|h| (h.day, h.day, h.name.as_str()));
        let special = calendar.special.iter().filter_map(|s| Some((s.from?, s.to.unwrap_or(s.from?), s.title.as_str())));
        let placed = single.chain(special).filter(|(.., name)| !name.is_empty());
        let placed = placed.map(|(from, to, name)| (self.axis.x(from.minute()), self.axis.x(to.minute() + 1440), name));
        placed.filter(|(from, to, _)| *to > 0.0 && *from < self.axis.width && to > from).collect()
    }

    /// What a day off is called.
    pub fn day_name(&self, day: Date) -> Option<&'a str> {
        let calendar = self.usual_calendar()?;
        let single = calendar.holidays.iter().find(|h| h.day == day && !h.name.is_empty()).map(|h| h.name.as_str());
        let within = |s: &&crate::model::records::SpecialDays| s.from.is_some_and(|from| (from..=s.to.unwrap_or(from)).contains(&day)) && !s.title.is_empty();
        single.or_else(|| calendar.special.iter().find(within).map(|s| s.title.as_str()))
    }

    fn usual_calendar(&self) -> Option<&'a crate::model::records::Calendar> {
        let plan = &self.analysis.plan;
        let id = plan.settings.get()?.calendar.as_deref()?;
        plan.calendars.records().find(|c| c.id == id)
    }

    /// Names of days off in the lane, where nothing else stands.
    pub(super) fn draw_day_names(&self, scene: &mut Scene, taken: &mut Vec<(f64, f64)>) {
        if self.axis.day_width() < 5.0 {
            return;
        }
        let size = self.look.small - 1.0;
        for (from, to, name) in self.named_days() {
            let width = text::width(name, size, Weight::Regular);
            let left = (f64::midpoint(from, to) - width / 2.0).clamp(2.0, (self.axis.width - width - 2.0).max(2.0));
            if taken.iter().all(|t| left > t.1 || left + width < t.0) && width < self.axis.width - 4.0 {
                scene.text(at(left, AXIS + (HEADER - AXIS) / 2.0), name, size, Weight::Regular, Align::Left, Role::Muted);
                taken.push((left - 6.0, left + width + 6.0));
            }
        }
    }
}
