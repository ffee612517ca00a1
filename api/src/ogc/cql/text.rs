//! Reads CQL2 text, whose keywords may be in lower case.

use super::{Builder, Comparison, Expression, Operand, Value, check_depth, joined};
use std::iter::{Enumerate, Peekable};
use std::str::Chars;

/// Parses a filter.
///
/// # Errors
///
/// Character, counted from 1, and cause of the first fault.
pub(super) fn parse(text: &str, builder: Builder) -> Result<Expression, String> {
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens,
        next: 0,
        end: text.chars().count(),
        builder,
    };
    let whole = parser.any(0)?;
    if parser.peek().is_some() {
        return Err(parser.fault("AND, OR or the end is expected"));
    }
    Ok(whole)
}

fn at(place: usize, cause: &str) -> String {
    format!("character {}: {cause}", place + 1)
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// A keyword or the name of a property.
    Word(String),
    /// A name in double quotes.
    Name(String),
    Text(String),
    Number(f64),
    Sign(&'static str),
}

type Characters<'a> = Peekable<Enumerate<Chars<'a>>>;

/// The tokens, each with the place of its first character.
fn tokens(text: &str) -> Result<Vec<(usize, Token)>, String> {
    let mut tokens = Vec::new();
    let mut characters = text.chars().enumerate().peekable();
    while let Some((place, first)) = characters.next() {
        let token = match first {
            _ if first.is_whitespace() => continue,
            '(' => Token::Sign("("),
            ')' => Token::Sign(")"),
            ',' => Token::Sign(","),
            '=' => Token::Sign("="),
            '<' if follows(&mut characters, '=') => Token::Sign("<="),
            '<' if follows(&mut characters, '>') => Token::Sign("<>"),
            '<' => Token::Sign("<"),
            '>' if follows(&mut characters, '=') => Token::Sign(">="),
            '>' => Token::Sign(">"),
            '\'' => Token::Text(
                quoted(&mut characters).ok_or_else(|| at(place, "the text does not end"))?,
            ),
            '"' => Token::Name(
                named(&mut characters).ok_or_else(|| at(place, "the name does not end"))?,
            ),
            '0'..='9' | '.' | '+' | '-' => {
                let number = run(first, &mut characters, |next| {
                    next.is_ascii_alphanumeric() || matches!(next, '.' | '+' | '-')
                });
                let number = number
                    .parse::<f64>()
                    .ok()
                    .filter(|number| number.is_finite());
                Token::Number(number.ok_or_else(|| at(place, "the number cannot be read"))?)
            }
            _ if first.is_alphabetic() || first == '_' => {
                Token::Word(run(first, &mut characters, |next| {
                    next.is_alphanumeric() || matches!(next, '_' | '.' | ':')
                }))
            }
            _ => return Err(at(place, &format!("`{first}` is not expected"))),
        };
        tokens.push((place, token));
    }
    Ok(tokens)
}

/// Takes the next character if it is this one.
fn follows(characters: &mut Characters<'_>, wanted: char) -> bool {
    characters.next_if(|(_, next)| *next == wanted).is_some()
}

fn run(first: char, characters: &mut Characters<'_>, belongs: impl Fn(char) -> bool) -> String {
    let mut run = String::from(first);
    while let Some((_, next)) = characters.next_if(|(_, next)| belongs(*next)) {
        run.push(next);
    }
    run
}

/// The rest of a text in quotes: a quote is doubled or follows a backslash, as do control characters. Before the signs of a pattern, a
/// backslash stays.
fn quoted(characters: &mut Characters<'_>) -> Option<String> {
    let mut text = String::new();
    loop {
        match characters.next()?.1 {
            '\'' if follows(characters, '\'') => text.push('\''),
            '\'' => return Some(text),
            '\\' => {
                let escaped = characters.next()?.1;
                if matches!(escaped, '%' | '_') {
                    text.push('\\');
                }
                text.push(match escaped {
                    'a' => '\u{7}',
                    'b' => '\u{8}',
                    't' => '\t',
                    'n' => '\n',
                    'v' => '\u{b}',
                    'f' => '\u{c}',
                    'r' => '\r',
                    other => other,
                });
            }
            other => text.push(other),
        }
    }
}

fn named(characters: &mut Characters<'_>) -> Option<String> {
    let mut name = String::new();
    loop {
        match characters.next()?.1 {
            '"' => return Some(name),
            other => name.push(other),
        }
    }
}

/// A predicate, or its contrary, with the place in its fault.
fn made(
    predicate: Result<Expression, String>,
    negated: bool,
    place: usize,
) -> Result<Expression, String> {
    let predicate = predicate.map_err(|cause| at(place, &cause))?;
    Ok(if negated {
        Expression::Not(Box::new(predicate))
    } else {
        predicate
    })
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    /// Number of characters.
    end: usize,
    builder: Builder,
}

impl Parser {
    fn any(&mut self, depth: usize) -> Result<Expression, String> {
        let mut parts = vec![self.all(depth)?];
        while self.takes_word("OR") {
            parts.push(self.all(depth)?);
        }
        Ok(joined(parts, Expression::Any))
    }

    fn all(&mut self, depth: usize) -> Result<Expression, String> {
        let mut parts = vec![self.factor(depth)?];
        while self.takes_word("AND") {
            parts.push(self.factor(depth)?);
        }
        Ok(joined(parts, Expression::All))
    }

    fn factor(&mut self, depth: usize) -> Result<Expression, String> {
        check_depth(depth).map_err(|cause| self.fault(&cause))?;
        if self.takes_word("NOT") {
            return Ok(Expression::Not(Box::new(self.factor(depth + 1)?)));
        }
        if self.takes_sign("(") {
            let inner = self.any(depth + 1)?;
            self.sign(")")?;
            return Ok(inner);
        }
        self.predicate(depth)
    }

    fn predicate(&mut self, depth: usize) -> Result<Expression, String> {
        let place = self.place();
        if self.takes_word("S_INTERSECTS") {
            return self.intersects(place);
        }
        let left = self.operand(depth)?;
        if self.takes_word("IS") {
            let negated = self.takes_word("NOT");
            self.word("NULL")?;
            let null = self.builder.is_null(&left);
            return made(null, negated, place);
        }
        let negated = self.takes_word("NOT");
        let tested = if self.takes_word("LIKE") {
            let pattern = self.operand(depth)?;
            self.builder.like(left, &pattern)
        } else if self.takes_word("BETWEEN") {
            let low = self.operand(depth)?;
            self.word("AND")?;
            let high = self.operand(depth)?;
            self.builder.between(left, low, high)
        } else if self.takes_word("IN") {
            let values = self.list(depth)?;
            self.builder.one_of(left, values)
        } else if negated {
            return Err(self.fault("LIKE, BETWEEN or IN is expected"));
        } else {
            return self.comparison(left, place, depth);
        };
        made(tested, negated, place)
    }

    fn comparison(
        &mut self,
        left: Operand,
        place: usize,
        depth: usize,
    ) -> Result<Expression, String> {
        let sign = match self.peek() {
            Some(Token::Sign(sign)) => Comparison::parse(sign),
            _ => None,
        };
        match (sign, left) {
            (Some(comparison), left) => {
                self.next += 1;
                let right = self.operand(depth)?;
                let compared = self.builder.compare(left, comparison, right);
                made(compared, false, place)
            }
            (None, Operand::Value(Value::Truth(truth))) => Ok(Expression::Truth(truth)),
            (None, _) => {
                Err(self.fault("=, <>, <, >, <=, >=, IS, LIKE, BETWEEN or IN is expected"))
            }
        }
    }

    fn operand(&mut self, depth: usize) -> Result<Operand, String> {
        let place = self.place();
        check_depth(depth).map_err(|cause| at(place, &cause))?;
        let Some(token) = self.peek().cloned() else {
            return Err(self.fault("a property or a value is expected"));
        };
        self.next += 1;
        let read = match token {
            Token::Word(word) if word.eq_ignore_ascii_case("TRUE") => {
                Ok(Operand::Value(Value::Truth(true)))
            }
            Token::Word(word) if word.eq_ignore_ascii_case("FALSE") => {
                Ok(Operand::Value(Value::Truth(false)))
            }
            Token::Word(word) if word.eq_ignore_ascii_case("DATE") => {
                Operand::day(&self.argument()?)
            }
            Token::Word(word) if word.eq_ignore_ascii_case("TIMESTAMP") => {
                Operand::moment(&self.argument()?)
            }
            Token::Word(word) if word.eq_ignore_ascii_case("CASEI") => {
                self.sign("(")?;
                let inner = self.operand(depth + 1)?;
                self.sign(")")?;
                inner.folded()
            }
            Token::Word(name) | Token::Name(name) => Operand::property(&name),
            Token::Text(text) => Ok(Operand::Text(text)),
            Token::Number(number) => Operand::number(number),
            Token::Sign(_) => Err("a property or a value is expected".to_owned()),
        };
        read.map_err(|cause| at(place, &cause))
    }

    /// Reads operands separated by commas, from the opening to the closing parenthesis.
    fn list(&mut self, depth: usize) -> Result<Vec<Operand>, String> {
        self.sign("(")?;
        let mut values = vec![self.operand(depth)?];
        while self.takes_sign(",") {
            values.push(self.operand(depth)?);
        }
        self.sign(")")?;
        Ok(values)
    }

    /// A text in parentheses.
    fn argument(&mut self) -> Result<String, String> {
        self.sign("(")?;
        let Some(Token::Text(text)) = self.peek().cloned() else {
            return Err(self.fault("a text in quotes is expected"));
        };
        self.next += 1;
        self.sign(")")?;
        Ok(text)
    }

    fn intersects(&mut self, place: usize) -> Result<Expression, String> {
        self.sign("(")?;
        let first = self.geometry()?;
        self.sign(",")?;
        let second = self.geometry()?;
        self.sign(")")?;
        let met = match (first, second) {
            (Geometry::Property, Geometry::Point(numbers))
            | (Geometry::Point(numbers), Geometry::Property) => self.builder.meets_point(&numbers),
            (Geometry::Property, Geometry::Box(numbers))
            | (Geometry::Box(numbers), Geometry::Property) => self.builder.meets_box(&numbers),
            _ => Err("the geometry and a point or a box are expected".to_owned()),
        };
        met.map_err(|cause| at(place, &cause))
    }

    fn geometry(&mut self) -> Result<Geometry, String> {
        let place = self.place();
        if self.takes_word("POINT") {
            return Ok(Geometry::Point(self.numbers()?));
        }
        if self.takes_word("BBOX") {
            return Ok(Geometry::Box(self.numbers()?));
        }
        match self.operand(0)? {
            Operand::Geometry => Ok(Geometry::Property),
            _ => Err(at(place, "the geometry, POINT(…) or BBOX(…) is expected")),
        }
    }

    /// Numbers in parentheses; commas between them may be left out.
    fn numbers(&mut self) -> Result<Vec<f64>, String> {
        self.sign("(")?;
        let mut numbers = Vec::new();
        while let Some(Token::Number(number)) = self.peek() {
            numbers.push(*number);
            self.next += 1;
            self.takes_sign(",");
        }
        self.sign(")")?;
        Ok(numbers)
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    /// Place of the next token.
    fn place(&self) -> usize {
        self.tokens
            .get(self.next)
            .map_or(self.end, |(place, _)| *place)
    }

    fn fault(&self, cause: &str) -> String {
        at(self.place(), cause)
    }

    /// Takes the next token if it is this keyword.
    fn takes_word(&mut self, keyword: &str) -> bool {
        let taken =
            matches!(self.peek(), Some(Token::Word(word)) if word.eq_ignore_ascii_case(keyword));
        self.next += usize::from(taken);
        taken
    }

    /// Takes the next token if it is this sign.
    fn takes_sign(&mut self, wanted: &str) -> bool {
        let taken = matches!(self.peek(), Some(Token::Sign(sign)) if *sign == wanted);
        self.next += usize::from(taken);
        taken
    }

    fn word(&mut self, keyword: &str) -> Result<(), String> {
        if self.takes_word(keyword) {
            Ok(())
        } else {
            Err(self.fault(&format!("{keyword} is expected")))
        }
    }

    fn sign(&mut self, wanted: &str) -> Result<(), String> {
        if self.takes_sign(wanted) {
            Ok(())
        } else {
            Err(self.fault(&format!("{wanted} is expected")))
        }
    }
}

/// An argument of a spatial function.
enum Geometry {
    Property,
    Point(Vec<f64>),
    Box(Vec<f64>),
}
