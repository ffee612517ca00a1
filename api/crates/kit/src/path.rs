//! Outlines of shapes, which each writer draws in its own way.

use print::Pen;

/// A rectangle, in the unit of the scene.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rect {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

impl Rect {
    pub(crate) const fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    pub(crate) fn right(&self) -> f32 {
        self.x + self.width
    }

    pub(crate) fn bottom(&self) -> f32 {
        self.y + self.height
    }
}

/// A step of an outline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Step {
    Move(f32, f32),
    Line(f32, f32),
    Cubic((f32, f32), (f32, f32), (f32, f32)),
    Close,
}

/// An outline of one or more contours.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Outline(pub(crate) Vec<Step>);

/// Distance of the control points of a quarter of a circle, as a part of its radius.
const ROUND: f32 = 0.552_285;

impl Outline {
    pub(crate) fn rect(area: Rect) -> Self {
        let mut outline = Self::default();
        outline.add_rect(area);
        outline
    }

    pub(crate) fn add_rect(&mut self, area: Rect) {
        self.0.extend([
            Step::Move(area.x, area.y),
            Step::Line(area.right(), area.y),
            Step::Line(area.right(), area.bottom()),
            Step::Line(area.x, area.bottom()),
            Step::Close,
        ]);
    }

    pub(crate) fn rounded(area: Rect, radius: f32) -> Self {
        let radius = radius.min(area.width / 2.0).min(area.height / 2.0);
        if radius <= 0.0 {
            return Self::rect(area);
        }
        let (left, top, right, bottom) = (area.x, area.y, area.right(), area.bottom());
        let near = radius * (1.0 - ROUND);
        Self(vec![
            Step::Move(left + radius, top),
            Step::Line(right - radius, top),
            Step::Cubic(
                (right - near, top),
                (right, top + near),
                (right, top + radius),
            ),
            Step::Line(right, bottom - radius),
            Step::Cubic(
                (right, bottom - near),
                (right - near, bottom),
                (right - radius, bottom),
            ),
            Step::Line(left + radius, bottom),
            Step::Cubic(
                (left + near, bottom),
                (left, bottom - near),
                (left, bottom - radius),
            ),
            Step::Line(left, top + radius),
            Step::Cubic((left, top + near), (left + near, top), (left + radius, top)),
            Step::Close,
        ])
    }

    pub(crate) fn disc((x, y): (f32, f32), radius: f32) -> Self {
        let side = 2.0 * radius;
        Self::rounded(Rect::new(x - radius, y - radius, side, side), radius)
    }

    /// A quarter of a disc with its corner at a point, towards the sides with these signs.
    pub(crate) fn quarter((x, y): (f32, f32), radius: f32, (right, down): (f32, f32)) -> Self {
        let (end_x, end_y) = (x + radius * right, y + radius * down);
        Self(vec![
            Step::Move(x, y),
            Step::Line(end_x, y),
            Step::Cubic(
                (end_x, y + radius * down * ROUND),
                (x + radius * right * ROUND, end_y),
                (x, end_y),
            ),
            Step::Close,
        ])
    }

    pub(crate) fn polygon(points: &[(f32, f32)]) -> Self {
        let mut outline = Self::default();
        outline.add_line(points);
        outline.0.push(Step::Close);
        outline
    }

    /// Adds an open line.
    pub(crate) fn add_line(&mut self, points: &[(f32, f32)]) {
        for (at, (x, y)) in points.iter().enumerate() {
            self.0.push(if at == 0 {
                Step::Move(*x, *y)
            } else {
                Step::Line(*x, *y)
            });
        }
    }

    /// Writes the steps to a pen.
    pub(crate) fn draw(&self, pen: &mut impl Pen) {
        for step in &self.0 {
            match *step {
                Step::Move(x, y) => pen.move_to(x, y),
                Step::Line(x, y) => pen.line_to(x, y),
                Step::Cubic(first, second, to) => pen.cubic_to(first, second, to),
                Step::Close => pen.close(),
            }
        }
    }
}
