//! Reads CQL2 JSON: truth values, and objects with `op` and `args`.

use super::{
    Builder, Comparison, Expression, GEOMETRY, Operand, Value as Known, check_depth, joined,
};
use serde_json::{Map, Value};

/// Parses a filter.
///
/// # Errors
///
/// JSON pointer and cause of the first fault.
pub(super) fn parse(text: &str, builder: Builder) -> Result<Expression, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!("no JSON: {error}"))?;
    Reader { builder }.expression(&value, "", 0)
}

struct Reader {
    builder: Builder,
}

/// Adds the place to a cause.
fn at(path: &str) -> impl FnOnce(String) -> String {
    move |cause| match path {
        "" => cause,
        path => format!("at {path}: {cause}"),
    }
}

impl Reader {
    fn expression(
        &mut self,
        value: &Value,
        path: &str,
        depth: usize,
    ) -> Result<Expression, String> {
        check_depth(depth).map_err(at(path))?;
        let members = match value {
            Value::Bool(truth) => return Ok(Expression::Truth(*truth)),
            Value::Object(members) => members,
            _ => {
                return Err(at(path)(
                    "an object with `op` and `args`, or a truth value, is expected".to_owned(),
                ));
            }
        };
        let (op, args) = call(members).ok_or_else(|| {
            at(path)(
                "an object with the members `op`, a text, and `args`, a list, is expected"
                    .to_owned(),
            )
        })?;
        match (op, args) {
            ("and" | "or", [_, _, ..]) => {
                let mut parts = Vec::new();
                for (place, arg) in args.iter().enumerate() {
                    parts.push(self.expression(arg, &format!("{path}/args/{place}"), depth + 1)?);
                }
                let join = if op == "and" {
                    Expression::All
                } else {
                    Expression::Any
                };
                Ok(joined(parts, join))
            }
            ("not", [inner]) => {
                let inner = self.expression(inner, &format!("{path}/args/0"), depth + 1)?;
                Ok(Expression::Not(Box::new(inner)))
            }
            ("like", [operand, pattern]) => {
                let operand = scalar(operand, &format!("{path}/args/0"), depth)?;
                let pattern = scalar(pattern, &format!("{path}/args/1"), depth)?;
                self.builder.like(operand, &pattern).map_err(at(path))
            }
            ("between", [operand, low, high]) => {
                let operand = scalar(operand, &format!("{path}/args/0"), depth)?;
                let low = scalar(low, &format!("{path}/args/1"), depth)?;
                let high = scalar(high, &format!("{path}/args/2"), depth)?;
                self.builder.between(operand, low, high).map_err(at(path))
            }
            ("in", [operand, list]) => {
                let operand = scalar(operand, &format!("{path}/args/0"), depth)?;
                let place = format!("{path}/args/1");
                let list = list
                    .as_array()
                    .ok_or_else(|| at(&place)("a list of values is expected".to_owned()))?;
                let mut values = Vec::new();
                for (number, value) in list.iter().enumerate() {
                    values.push(scalar(value, &format!("{place}/{number}"), depth)?);
                }
                self.builder.one_of(operand, values).map_err(at(path))
            }
            ("isNull", [operand]) => {
                let operand = scalar(operand, &format!("{path}/args/0"), depth)?;
                self.builder.is_null(&operand).map_err(at(path))
            }
            ("s_intersects", [left, right]) => self.intersects(left, right).map_err(at(path)),
            (sign, [left, right]) => {
                let comparison = Comparison::parse(sign).ok_or_else(|| unknown(sign, path))?;
                let left = scalar(left, &format!("{path}/args/0"), depth)?;
                let right = scalar(right, &format!("{path}/args/1"), depth)?;
                self.builder
                    .compare(left, comparison, right)
                    .map_err(at(path))
            }
            (op, _) => Err(unknown(op, path)),
        }
    }

    fn intersects(&mut self, left: &Value, right: &Value) -> Result<Expression, String> {
        let literal = match (is_geometry(left), is_geometry(right)) {
            (true, false) => right,
            (false, true) => left,
            _ => return Err("the geometry and a point or a box are expected".to_owned()),
        };
        if let Some(edges) = literal.get("bbox").and_then(numbers) {
            return self.builder.meets_box(&edges);
        }
        match literal.get("coordinates").and_then(numbers) {
            Some(point) if literal.get("type").is_some_and(|kind| kind == "Point") => {
                self.builder.meets_point(&point)
            }
            _ => Err("a GeoJSON point, or an object with `bbox`, is expected".to_owned()),
        }
    }
}

fn call(members: &Map<String, Value>) -> Option<(&str, &[Value])> {
    let op = members.get("op")?.as_str()?;
    let args = members.get("args")?.as_array()?.as_slice();
    Some((op, args))
}

fn unknown(op: &str, path: &str) -> String {
    let op: String = op.chars().take(60).collect();
    at(path)(format!(
        "`{op}` is not an operator here, or not with this number of arguments"
    ))
}

fn scalar(value: &Value, path: &str, depth: usize) -> Result<Operand, String> {
    check_depth(depth).map_err(at(path))?;
    if let Some(("casei", [inner])) = value.as_object().and_then(call) {
        let inner = scalar(inner, &format!("{path}/args/0"), depth + 1)?;
        return inner.folded().map_err(at(path));
    }
    let member = |name: &str| value.get(name).and_then(Value::as_str);
    let read = match value {
        Value::String(text) => Ok(Operand::Text(text.clone())),
        Value::Bool(truth) => Ok(Operand::Value(Known::Truth(*truth))),
        Value::Number(number) => Operand::number(number.as_f64().unwrap_or(f64::NAN)),
        Value::Object(_) => {
            if let Some(name) = member("property") {
                Operand::property(name)
            } else if let Some(day) = member("date") {
                Operand::day(day)
            } else if let Some(moment) = member("timestamp") {
                Operand::moment(moment)
            } else {
                Err(
                    "an object with `property`, `date` or `timestamp`, or `casei` of one text, is expected"
                        .to_owned(),
                )
            }
        }
        Value::Null | Value::Array(_) => Err("a property or a value is expected".to_owned()),
    };
    read.map_err(at(path))
}

fn is_geometry(value: &Value) -> bool {
    value.get("property").is_some_and(|name| name == GEOMETRY)
}

fn numbers(value: &Value) -> Option<Vec<f64>> {
    value.as_array()?.iter().map(Value::as_f64).collect()
}
