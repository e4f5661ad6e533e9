//! Where things go in a picture. No toolkit: colours are roles, text is measured on the bundled
//! font. The screen, SVG and JSON are thin renderers of the same [`Scene`], so what is presented
//! and what is exported cannot differ.

pub mod axis;
pub mod fever;
pub mod forecast;
pub mod gantt;
pub mod graph;
pub mod heat_map;
pub mod palette;
pub mod risk_sheet;
pub mod rollout;
pub mod runbook;
pub mod signs;
pub mod text;

/// A point in picture units (pixels at 100 %).
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// A shorthand for [`Point`].
pub const fn at(x: f64, y: f64) -> Point {
    Point { x, y }
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Rect {
    /// Left.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Rect {
    /// From left, top, width and height.
    pub const fn new(x: f64, y: f64, w: f64, h: f64) -> Self {
        Self { x, y, w, h }
    }

    /// Right edge.
    pub fn right(&self) -> f64 {
        self.x + self.w
    }

    /// Lower edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.h
    }

    /// Middle.
    pub fn center(&self) -> Point {
        at(self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    /// The point lies inside.
    pub fn contains(&self, p: Point) -> bool {
        p.x >= self.x && p.x <= self.right() && p.y >= self.y && p.y <= self.bottom()
    }

    /// The smallest rectangle around both.
    pub fn union(&self, other: &Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self { x, y, w: self.right().max(other.right()) - x, h: self.bottom().max(other.bottom()) - y }
    }

    /// Grown by a margin on every side.
    pub fn grown(&self, by: f64) -> Self {
        Self { x: self.x - by, y: self.y - by, w: self.w + 2.0 * by, h: self.h + 2.0 * by }
    }
}

/// What a colour means; each renderer's theme says what it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The paper behind everything.
    Ground,
    /// A panel on it.
    Panel,
    /// A header, or what the pointer is over.
    Raised,
    /// Hairlines and grids.
    Line,
    /// Text.
    Text,
    /// Secondary text.
    Muted,
    /// Selection, links, the primary action.
    Accent,
    /// Text on an accent ground.
    OnAccent,
    /// Status good.
    Good,
    /// Status warning.
    Warn,
    /// Status bad.
    Bad,
    /// Status unknown.
    Unknown,
    /// What a forecast says.
    Forecast,
    /// On the critical path.
    Critical,
    /// Heat map, low.
    HeatLow,
    /// Heat map, middle.
    HeatMid,
    /// Heat map, high.
    HeatHigh,
    /// Text on a heat map cell.
    OnHeat,
    /// A bar of work.
    Bar,
    /// The done part of a bar.
    BarDone,
    /// Text on a bar.
    OnBar,
    /// Days without work.
    Weekend,
    /// The plan as a ghost under the forecast.
    Ghost,
    /// The first of eight colours that tell kinds apart; never the only sign of anything.
    Hue1,
    /// The second.
    Hue2,
    /// The third.
    Hue3,
    /// The fourth.
    Hue4,
    /// The fifth.
    Hue5,
    /// The sixth.
    Hue6,
    /// The seventh.
    Hue7,
    /// The eighth.
    Hue8,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 31] = [
        Self::Ground,
        Self::Panel,
        Self::Raised,
        Self::Line,
        Self::Text,
        Self::Muted,
        Self::Accent,
        Self::OnAccent,
        Self::Good,
        Self::Warn,
        Self::Bad,
        Self::Unknown,
        Self::Forecast,
        Self::Critical,
        Self::HeatLow,
        Self::HeatMid,
        Self::HeatHigh,
        Self::OnHeat,
        Self::Bar,
        Self::BarDone,
        Self::OnBar,
        Self::Weekend,
        Self::Ghost,
        Self::Hue1,
        Self::Hue2,
        Self::Hue3,
        Self::Hue4,
        Self::Hue5,
        Self::Hue6,
        Self::Hue7,
        Self::Hue8,
    ];

    /// The eight colours that tell kinds apart.
    pub const HUES: [Self; 8] = [Self::Hue1, Self::Hue2, Self::Hue3, Self::Hue4, Self::Hue5, Self::Hue6, Self::Hue7, Self::Hue8];

    /// Its name in JSON.
    pub fn name(self) -> String {
        crate::model::kebab(&format!("{self:?}"))
    }
}

/// How strong a line of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    /// Running text.
    Regular,
    /// Titles and figures.
    Semibold,
}

/// Where a text's anchor point lies in it, across.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At its left end.
    Left,
    /// In its middle.
    Center,
    /// At its right end.
    Right,
}

/// A status sign: a drawn shape, so that a grey print and a colour-blind reader lose nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sign {
    /// A tick in a circle.
    Good,
    /// A triangle.
    Warn,
    /// An octagon with a bar.
    Bad,
    /// A dashed circle.
    Unknown,
    /// A filled circle with a tick.
    Done,
}

impl Sign {
    /// The colour that goes with it.
    pub fn role(self) -> Role {
        match self {
            Self::Good | Self::Done => Role::Good,
            Self::Warn => Role::Warn,
            Self::Bad => Role::Bad,
            Self::Unknown => Role::Unknown,
        }
    }
}

/// The pen of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Colour.
    pub role: Role,
    /// Width.
    pub width: f64,
    /// Dashed instead of solid.
    pub dashed: bool,
}

impl Stroke {
    /// A solid line.
    pub const fn solid(role: Role, width: f64) -> Self {
        Self { role, width, dashed: false }
    }

    /// A dashed line.
    pub const fn dashed(role: Role, width: f64) -> Self {
        Self { role, width, dashed: true }
    }
}

/// One thing in a picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A rectangle, maybe rounded, filled, outlined.
    Rect {
        /// Where.
        rect: Rect,
        /// Corner radius.
        radius: f64,
        /// Fill.
        fill: Option<Role>,
        /// Outline.
        stroke: Option<Stroke>,
    },
    /// A line through points, maybe closed and filled. Filled shapes are convex.
    Path {
        /// The points.
        points: Vec<Point>,
        /// The last joins the first.
        closed: bool,
        /// Fill.
        fill: Option<Role>,
        /// Line.
        stroke: Option<Stroke>,
    },
    /// A circle.
    Circle {
        /// Middle.
        center: Point,
        /// Radius.
        radius: f64,
        /// Fill.
        fill: Option<Role>,
        /// Outline.
        stroke: Option<Stroke>,
    },
    /// A line of text; `at.y` is the middle of its height.
    Text {
        /// Anchor.
        at: Point,
        /// The text, already cut to fit.
        text: String,
        /// Size of the type.
        size: f64,
        /// Strength.
        weight: Weight,
        /// Which end the anchor is.
        align: Align,
        /// Colour.
        role: Role,
    },
    /// A status sign.
    Sign {
        /// Middle.
        center: Point,
        /// Width and height.
        size: f64,
        /// Which.
        sign: Sign,
    },
    /// Slanted hairlines in a rectangle: slipped, or uncertain.
    Hatch {
        /// Where.
        rect: Rect,
        /// Colour.
        role: Role,
    },
}

/// A picture: its size and what is in it, back to front.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Scene {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// What a reader who cannot see it is told.
    pub title: String,
    /// Back to front.
    pub shapes: Vec<Shape>,
}

impl Scene {
    /// An empty picture.
    pub fn new(width: f64, height: f64, title: impl Into<String>) -> Self {
        Self { width, height, title: title.into(), shapes: Vec::new() }
    }

    /// Adds a filled rectangle.
    pub fn fill(&mut self, rect: Rect, radius: f64, role: Role) {
        self.shapes.push(Shape::Rect { rect, radius, fill: Some(role), stroke: None });
    }

    /// Adds the outline of a rectangle.
    pub fn outline(&mut self, rect: Rect, radius: f64, stroke: Stroke) {
        self.shapes.push(Shape::Rect { rect, radius, fill: None, stroke: Some(stroke) });
    }

    /// Adds a line through points.
    pub fn line(&mut self, points: Vec<Point>, stroke: Stroke) {
        self.shapes.push(Shape::Path { points, closed: false, fill: None, stroke: Some(stroke) });
    }

    /// Adds a closed shape.
    pub fn polygon(&mut self, points: Vec<Point>, fill: Option<Role>, stroke: Option<Stroke>) {
        self.shapes.push(Shape::Path { points, closed: true, fill, stroke });
    }

    /// Adds a line of text.
    pub fn text(&mut self, at: Point, text: impl Into<String>, size: f64, weight: Weight, align: Align, role: Role) {
        self.shapes.push(Shape::Text { at, text: text.into(), size, weight, align, role });
    }

    /// Adds a status sign.
    pub fn sign(&mut self, center: Point, size: f64, sign: Sign) {
        self.shapes.push(Shape::Sign { center, size, sign });
    }

    /// Adds everything of another picture, moved.
    pub fn place(&mut self, other: &Self, by: Point) {
        self.shapes.extend(other.shapes.iter().map(|s| s.moved(by)));
    }
}

impl Scene {
    /// The same picture, larger or smaller: everything in it, type and pens too.
    pub fn scaled(&self, by: f64) -> Self {
        Self { width: self.width * by, height: self.height * by, title: self.title.clone(), shapes: self.shapes.iter().map(|s| s.scaled(by)).collect() }
    }

    /// The smallest type in it.
    pub fn smallest_type(&self) -> Option<f64> {
        let sizes = self.shapes.iter().filter_map(|s| match s {
            Shape::Text { size, .. } => Some(*size),
            _ => None,
        });
        sizes.reduce(f64::min)
    }
}

impl Shape {
    /// The same thing larger or smaller, around the origin.
    pub fn scaled(&self, by: f64) -> Self {
        let m = |p: Point| at(p.x * by, p.y * by);
        let r = |r: Rect| Rect::new(r.x * by, r.y * by, r.w * by, r.h * by);
        let pen = |s: Option<Stroke>| s.map(|s| Stroke { width: s.width * by, ..s });
        match self.clone() {
            Self::Rect { rect, radius, fill, stroke } => Self::Rect { rect: r(rect), radius: radius * by, fill, stroke: pen(stroke) },
            Self::Path { points, closed, fill, stroke } => Self::Path { points: points.into_iter().map(m).collect(), closed, fill, stroke: pen(stroke) },
            Self::Circle { center, radius, fill, stroke } => Self::Circle { center: m(center), radius: radius * by, fill, stroke: pen(stroke) },
            Self::Text { at, text, size, weight, align, role } => Self::Text { at: m(at), text, size: size * by, weight, align, role },
            Self::Sign { center, size, sign } => Self::Sign { center: m(center), size: size * by, sign },
            Self::Hatch { rect, role } => Self::Hatch { rect: r(rect), role },
        }
    }

    /// The same thing somewhere else.
    pub fn moved(&self, by: Point) -> Self {
        let m = |p: Point| at(p.x + by.x, p.y + by.y);
        let r = |r: Rect| Rect { x: r.x + by.x, y: r.y + by.y, ..r };
        match self.clone() {
            Self::Rect { rect, radius, fill, stroke } => Self::Rect { rect: r(rect), radius, fill, stroke },
            Self::Path { points, closed, fill, stroke } => Self::Path { points: points.into_iter().map(m).collect(), closed, fill, stroke },
            Self::Circle { center, radius, fill, stroke } => Self::Circle { center: m(center), radius, fill, stroke },
            Self::Text { at, text, size, weight, align, role } => Self::Text { at: m(at), text, size, weight, align, role },
            Self::Sign { center, size, sign } => Self::Sign { center: m(center), size, sign },
            Self::Hatch { rect, role } => Self::Hatch { rect: r(rect), role },
        }
    }
}
