//! Draws a frame of the program on the processor alone, for tests that compare pictures.
//!
//! The same shapes give the same bytes on every run and every machine, which graphics cards and
//! their drivers do not promise. It follows the egui shaders: colours are multiplied and blended in
//! gamma space with premultiplied alpha. It is deliberately not a full backend: no paint callbacks,
//! no mipmaps, no dithering, and the picture is always opaque.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "pixels are whole, what lies between is not, and both stay far from any limit"
)]

use egui::epaint::{ImageDelta, Primitive, Vertex};
use egui::{Color32, ImageData, Mesh, Rect};
use egui::{TextureFilter, TextureId, TextureOptions, TextureWrapMode};
use std::collections::HashMap;

/// Red, green, blue and alpha in gamma space, premultiplied.
type Color = [u8; 4];

/// Corners are snapped to this fraction of a pixel, as graphics cards do, and then exact.
const SUBPIXELS: i64 = 256;

/// Corners further out than this many pixels are pulled in, so that areas fit into 64 bits.
const FAR: f64 = 2_097_152.0;

/// A renderer for `HarnessBuilder::renderer` that needs no graphics card.
pub struct CpuRenderer {
    textures: HashMap<TextureId, Texture>,
    expired: Vec<TextureId>,
}

impl CpuRenderer {
    /// A renderer without any texture: egui sends its font with the first frame.
    pub fn new() -> Self {
        Self { textures: HashMap::new(), expired: Vec::new() }
    }

    fn update(&mut self, id: TextureId, delta: &ImageDelta) {
        let ImageData::Color(image) = &delta.image;
        let texels = image.pixels.iter().map(Color32::to_array);
        if let Some([left, top]) = delta.pos {
            if let Some(texture) = self.textures.get_mut(&id) {
                texture.options = delta.options;
                texture.patch(left, top, image.width(), &texels.collect::<Vec<_>>());
            }
        } else {
            let texture = Texture { width: image.width(), height: image.height(), texels: texels.collect(), options: delta.options };
            self.textures.insert(id, texture);
        }
    }
}

impl Default for CpuRenderer {
    fn default() -> Self {
        Self::new()
    }
}

impl egui_kittest::TestRenderer for CpuRenderer {
    fn handle_delta(&mut self, delta: &mut egui::TexturesDelta) {
        // What one frame frees it may still show, so that goes when the next frame begins.
        for id in self.expired.drain(..) {
            self.textures.remove(&id);
        }
        for (id, changes) in delta.set.drain() {
            for change in changes {
                self.update(id, &change);
            }
        }
        self.expired.extend(delta.free.drain());
    }

    fn render(&mut self, ctx: &egui::Context, output: &egui::FullOutput) -> Result<image::RgbaImage, String> {
        let scale = ctx.pixels_per_point();
        let size = (ctx.content_rect().size() * scale).round();
        let background = ctx.global_style().visuals.panel_fill.to_array();
        let mut canvas = Canvas::new(size.x as usize, size.y as usize, background);
        for clipped in ctx.tessellate(output.shapes.clone(), scale) {
            // Callbacks draw with the graphics card, which is not here.
            if let Primitive::Mesh(mesh) = clipped.primitive {
                let texture = self.textures.get(&mesh.texture_id);
                let texture = texture.ok_or_else(|| format!("No texture {:?}", mesh.texture_id))?;
                canvas.draw(&mesh, texture, clipped.clip_rect, scale);
            }
        }
        let (width, height) = (canvas.width as u32, canvas.height as u32);
        image::RgbaImage::from_raw(width, height, canvas.pixels.into_flattened()).ok_or_else(|| format!("No picture of {width} by {height} pixels"))
    }
}

/// An image that triangles take their colour from; the first one holds the letters.
struct Texture {
    width: usize,
    height: usize,
    texels: Vec<Color>,
    options: TextureOptions,
}

impl Texture {
    /// Replaces a rectangle of texels that are given row by row.
    fn patch(&mut self, left: usize, top: usize, width: usize, texels: &[Color]) {
        for (row, line) in texels.chunks_exact(width.max(1)).enumerate() {
            let start = (top + row) * self.width + left;
            if let Some(place) = self.texels.get_mut(start..start + width) {
                place.copy_from_slice(line);
            }
        }
    }

    /// The colour at a place counted in 256ths of a texel from the centre of the first one.
    fn sample(&self, u: f64, v: f64, filter: TextureFilter) -> Color {
        let (u, v) = (nearest(u), nearest(v));
        if filter == TextureFilter::Nearest {
            return self.texel((u + 128) >> 8, (v + 128) >> 8);
        }
        let (x, y, right, down) = (u >> 8, v >> 8, u & 255, v & 255);
        if right == 0 && down == 0 {
            // Text lies exactly on its texels, so that this is the usual case.
            return self.texel(x, y);
        }
        let (left, up) = (256 - right, 256 - down);
        let parts =
            [(self.texel(x, y), left * up), (self.texel(x + 1, y), right * up), (self.texel(x, y + 1), left * down), (self.texel(x + 1, y + 1), right * down)];
        std::array::from_fn(|channel| {
            let weighed = parts.map(|(color, weight)| i64::from(color[channel]) * weight);
            ((weighed.iter().sum::<i64>() + 32_768) >> 16) as u8
        })
    }

    fn texel(&self, x: i64, y: i64) -> Color {
        let mode = self.options.wrap_mode;
        let (x, y) = (wrap(x, self.width, mode), wrap(y, self.height, mode));
        let texel = self.texels.get(y * self.width + x);
        texel.copied().unwrap_or_default()
    }
}

/// Brings a coordinate that lies outside of the texture back into it.
fn wrap(place: i64, size: usize, mode: TextureWrapMode) -> usize {
    let size = (size as i64).max(1);
    let inside = match mode {
        TextureWrapMode::ClampToEdge => place.clamp(0, size - 1),
        TextureWrapMode::Repeat => place.rem_euclid(size),
        TextureWrapMode::MirroredRepeat => {
            let there_and_back = place.rem_euclid(2 * size);
            there_and_back.min(2 * size - 1 - there_and_back)
        }
    };
    inside as usize
}

/// Rounds half up. Unlike `round` it is no call into the system, which matters once per pixel.
fn nearest(value: f64) -> i64 {
    const OFFSET: i64 = 1 << 40;
    (value + (OFFSET as f64 + 0.5)) as i64 - OFFSET
}

/// The part of the canvas that may be drawn on, in pixels; right and bottom lie outside of it.
#[derive(Clone, Copy)]
struct Clip {
    left: i64,
    top: i64,
    right: i64,
    bottom: i64,
}

/// The picture as it is being drawn.
struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<Color>,
}

impl Canvas {
    /// A background that is not opaque is seen over black.
    fn new(width: usize, height: usize, [red, green, blue, _]: Color) -> Self {
        Self { width, height, pixels: vec![[red, green, blue, 255]; width * height] }
    }

    fn draw(&mut self, mesh: &Mesh, texture: &Texture, clip: Rect, scale: f32) {
        let clip = self.clip(clip, scale);
        if clip.left >= clip.right || clip.top >= clip.bottom {
            return;
        }
        let place = |vertex| Corner::new(vertex, texture, scale);
        let corners: Vec<Option<Corner>> = mesh.vertices.iter().map(place).collect();
        let corner = |index: u32| corners.get(index as usize)?.as_ref();
        for [a, b, c] in mesh.triangles() {
            if let (Some(a), Some(b), Some(c)) = (corner(a), corner(b), corner(c)) {
                self.triangle(a, b, c, texture, clip);
            }
        }
    }

    /// Rounds to whole pixels in the same way as the scissors of the graphics card.
    fn clip(&self, rect: Rect, scale: f32) -> Clip {
        let (width, height) = (self.width as i64, self.height as i64);
        let pixel = |points: f32, limit: i64| ((points * scale).round() as i64).clamp(0, limit);
        Clip { left: pixel(rect.min.x, width), top: pixel(rect.min.y, height), right: pixel(rect.max.x, width), bottom: pixel(rect.max.y, height) }
    }

    fn triangle(&mut self, a: &Corner, b: &Corner, c: &Corner, texture: &Texture, clip: Clip) {
        let area = a.side(b, c.x, c.y);
        // egui draws triangles in both directions; those below run clockwise on the screen.
        let (b, c) = if area < 0 { (c, b) } else { (b, c) };
        let (top, bottom) = covered([a.y, b.y, c.y], clip.top, clip.bottom);
        let (left, right) = covered([a.x, b.x, c.x], clip.left, clip.right);
        if area == 0 || top >= bottom || left >= right {
            return;
        }
        let Some(ink) = Ink::new([a, b, c], texture) else {
            return;
        };
        let edges = [Edge::new(a, b), Edge::new(b, c), Edge::new(c, a)];
        for y in top..bottom {
            // Asking the edges where a row begins and ends gives the same pixels as asking them
            // about each pixel, and is much faster for long thin lines.
            let (left, right) = (edges.iter()).fold((left, right), |span, edge| edge.cut(span, y));
            let row = y as usize * self.width;
            let span = row + left.max(0) as usize..row + right.max(0) as usize;
            if let Some(pixels) = self.pixels.get_mut(span) {
                ink.draw(pixels, left, y);
            }
        }
    }
}

/// The pixels from `low` to before `high` whose centres lie within the extent of three corners.
fn covered(corners: [i64; 3], low: i64, high: i64) -> (i64, i64) {
    let half = SUBPIXELS / 2;
    let first = corners.iter().min().map_or(high, |min| (min - half).div_euclid(SUBPIXELS));
    let last = corners.iter().max().map_or(low, |max| (max - half).div_euclid(SUBPIXELS));
    (first.max(low), (last + 1).min(high))
}

/// A corner of a triangle, on the canvas and in the texture.
struct Corner {
    /// In 256ths of a pixel, as is `y`.
    x: i64,
    y: i64,
    /// In 256ths of a texel, from the centre of the first one.
    texel: [f64; 2],
    color: [f64; 4],
}

impl Corner {
    /// `None` for a corner that is nowhere, as a division by zero makes it.
    fn new(vertex: &Vertex, texture: &Texture, scale: f32) -> Option<Self> {
        let pixel = |points: f32| {
            let pixels = f64::from(points) * f64::from(scale);
            (pixels.clamp(-FAR, FAR) * SUBPIXELS as f64).round() as i64
        };
        let texel = |part: f32, size: usize| f64::from(part) * size as f64 * 256.0 - 128.0;
        let Vertex { pos, uv, color } = vertex;
        let is_somewhere = !pos.any_nan() && uv.x.is_finite() && uv.y.is_finite();
        is_somewhere.then(|| Self {
            x: pixel(pos.x),
            y: pixel(pos.y),
            texel: [texel(uv.x, texture.width), texel(uv.y, texture.height)],
            color: color.to_array().map(f64::from),
        })
    }

    /// Positive to the right of the line from here to `next`, negative to the left, twice the area.
    fn side(&self, next: &Self, x: i64, y: i64) -> i64 {
        (next.x - self.x) * (y - self.y) - (next.y - self.y) * (x - self.x)
    }
}

/// One side of a triangle, as a number that is not negative for the pixels inside.
struct Edge {
    /// At the centre of the first pixel of the canvas.
    start: i64,
    right: i64,
    down: i64,
}

impl Edge {
    fn new(from: &Corner, to: &Corner) -> Self {
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        // A pixel exactly on an edge belongs to the triangle that has it at its left or top, so
        // that neighbours neither leave a gap nor draw it twice.
        let is_top_or_left = dy < 0 || (dy == 0 && dx > 0);
        let center = SUBPIXELS / 2;
        Self { start: from.side(to, center, center) - i64::from(!is_top_or_left), right: -dy * SUBPIXELS, down: dx * SUBPIXELS }
    }

    /// Shortens a row of pixels to those inside; the result is never turned round.
    fn cut(&self, (left, right): (i64, i64), y: i64) -> (i64, i64) {
        let start = self.start + y * self.down;
        let (left, right) = match self.right {
            0 if start < 0 => (left, left),
            0 => (left, right),
            step if step > 0 => (left.max(-start.div_euclid(step)), right),
            step => (left, right.min(start.div_euclid(-step) + 1)),
        };
        (left, right.max(left))
    }
}

/// What a triangle is filled with.
enum Ink<'a> {
    /// One opaque colour.
    Solid(Color),
    /// One colour with something seen through it.
    Glaze([f64; 4]),
    /// Colours that change from pixel to pixel, times one colour of the texture.
    Fade([Slope; 4], Color),
    /// The same with the texture, or letters, on it.
    Image(&'a Texture, TextureFilter, [Slope; 2], [Slope; 4]),
}

impl<'a> Ink<'a> {
    /// `None` when nothing would be seen.
    fn new(corners: [&Corner; 3], texture: &'a Texture) -> Option<Self> {
        let color = std::array::from_fn(|i| Slope::new(corners, |corner| corner.color[i]));
        let place: [Slope; 2] = std::array::from_fn(|i| Slope::new(corners, |it| it.texel[i]));
        let [a, b, c] = corners;
        // Texels per pixel: more than one, and the texture is being made smaller.
        let steepest = place.iter().map(|slope| slope.steepness() / 256.0).fold(0.0, f64::max);
        let filter = if steepest > 1.0 { texture.options.minification } else { texture.options.magnification };
        // Exactly equal or not: the corners of a plain shape all carry the same numbers.
        if a.texel != b.texel || b.texel != c.texel {
            return Some(Self::Image(texture, filter, place, color));
        }
        let texel = texture.sample(a.texel[0], a.texel[1], filter);
        if a.color != b.color || b.color != c.color {
            return Some(Self::Fade(color, texel));
        }
        let source = multiply(a.color, texel);
        let rounded = source.map(|channel| (channel + 0.5) as u8);
        match rounded {
            [0, 0, 0, 0] => None,
            [_, _, _, 255] => Some(Self::Solid(rounded)),
            _ => Some(Self::Glaze(source)),
        }
    }

    /// Fills a part of row `y` that begins at `x`.
    fn draw(&self, pixels: &mut [Color], x: i64, y: i64) {
        match self {
            Self::Solid(color) => pixels.fill(*color),
            Self::Glaze(color) => pixels.iter_mut().for_each(|pixel| blend(pixel, *color)),
            Self::Fade(slopes, texel) => {
                let mut color = slopes.each_ref().map(|slope| slope.at(x, y));
                for pixel in pixels {
                    blend(pixel, multiply(color, *texel));
                    advance(&mut color, slopes);
                }
            }
            Self::Image(texture, filter, place, slopes) => {
                let mut color = slopes.each_ref().map(|slope| slope.at(x, y));
                let mut at = place.each_ref().map(|slope| slope.at(x, y));
                for pixel in pixels {
                    let texel = texture.sample(at[0], at[1], *filter);
                    // Most of a letter is empty.
                    if texel != [0; 4] {
                        blend(pixel, multiply(color, texel));
                    }
                    advance(&mut color, slopes);
                    advance(&mut at, place);
                }
            }
        }
    }
}

/// A value that changes evenly across a triangle.
struct Slope {
    /// At the centre of the first pixel of the canvas.
    start: f64,
    right: f64,
    down: f64,
}

impl Slope {
    fn new([a, b, c]: [&Corner; 3], value: impl Fn(&Corner) -> f64) -> Self {
        let pixels = |length: i64| length as f64 / SUBPIXELS as f64;
        let (bx, by) = (pixels(b.x - a.x), pixels(b.y - a.y));
        let (cx, cy) = (pixels(c.x - a.x), pixels(c.y - a.y));
        let (to_b, to_c) = (value(b) - value(a), value(c) - value(a));
        let area = bx * cy - by * cx;
        let right = (to_b * cy - to_c * by) / area;
        let down = (to_c * bx - to_b * cx) / area;
        let start = value(a) + right * (0.5 - pixels(a.x)) + down * (0.5 - pixels(a.y));
        Self { start, right, down }
    }

    fn at(&self, x: i64, y: i64) -> f64 {
        self.start + self.right * x as f64 + self.down * y as f64
    }

    fn steepness(&self) -> f64 {
        self.right.abs().max(self.down.abs())
    }
}

/// One pixel to the right; the doubles lose nothing that could be seen over a row.
fn advance<const N: usize>(values: &mut [f64; N], slopes: &[Slope; N]) {
    for (value, slope) in values.iter_mut().zip(slopes) {
        *value += slope.right;
    }
}

/// The fragment shader: the colour of the triangle times that of the texture, from 0 to 255.
fn multiply(color: [f64; 4], texel: Color) -> [f64; 4] {
    std::array::from_fn(|i| color[i].clamp(0.0, 255.0) * f64::from(texel[i]) / 255.0)
}

/// Lays a colour over a pixel. Casting keeps the sum in range where a colour adds light.
fn blend(pixel: &mut Color, source: [f64; 4]) {
    let seen_through = 1.0 - source[3] / 255.0;
    for i in 0..3 {
        pixel[i] = (source[i] + f64::from(pixel[i]) * seen_through + 0.5) as u8;
    }
}
