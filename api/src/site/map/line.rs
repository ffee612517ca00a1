//! Simplification of lines (Douglas–Peucker).

/// A point in the plane.
pub(super) type Point = (f64, f64);

/// Removes the points that are closer than `tolerance` to the simplified line (Douglas–Peucker).
pub(super) fn simplified(line: &[Point], tolerance: f64) -> Vec<Point> {
    let mut kept = vec![false; line.len()];
    if let Some(first) = kept.first_mut() {
        *first = true;
    }
    if let Some(last) = kept.last_mut() {
        *last = true;
    }
    let mut open = vec![(0, line.len().saturating_sub(1))];
    while let Some((from, to)) = open.pop() {
        let (Some(first), Some(last)) = (line.get(from), line.get(to)) else {
            continue;
        };
        let farthest = line
            .iter()
            .enumerate()
            .take(to)
            .skip(from + 1)
            .map(|(place, point)| (place, distance(*point, *first, *last)))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((place, far)) = farthest
            && far > tolerance
        {
            if let Some(kept) = kept.get_mut(place) {
                *kept = true;
            }
            open.extend([(from, place), (place, to)]);
        }
    }
    line.iter()
        .zip(kept)
        .filter(|(_, kept)| *kept)
        .map(|(point, _)| *point)
        .collect()
}

/// Distance from a point to a segment, which may have zero length.
fn distance(point: Point, first: Point, last: Point) -> f64 {
    let (dx, dy) = (last.0 - first.0, last.1 - first.1);
    let (px, py) = (point.0 - first.0, point.1 - first.1);
    let length = dx.mul_add(dx, dy * dy);
    let along = if length == 0.0 {
        0.0
    } else {
        (px.mul_add(dx, py * dy) / length).clamp(0.0, 1.0)
    };
    (along.mul_add(-dx, px)).hypot(along.mul_add(-dy, py))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slight_bends_are_straightened() {
        let line = [(0.0, 0.0), (1.0, 0.1), (2.0, -0.1), (3.0, 5.0), (4.0, 0.0)];

        assert_eq!(simplified(&line, 0.5), [line[0], line[2], line[3], line[4]]);
        assert_eq!(simplified(&line, 9.0), [line[0], line[4]]);
        assert_eq!(simplified(&[], 1.0), []);
    }

    #[test]
    fn a_ring_keeps_its_distant_points() {
        let ring = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)];

        assert_eq!(simplified(&ring, 0.5), ring);
    }
}
