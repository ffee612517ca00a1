//! Fills the cells of one row into a form.

use crate::cell::{Cell, Row};
use crate::dates::{NotWhen, when};
use crate::faults::Fault;
use crate::row::RowReader;
use crate::terms::Terms;
use crate::{occurrences, values};
use shared::event::{BookingForm, EventForm};
use shared::import::{CellFault, ImportField, ImportTarget};
use shared::problem::Code;
use shared::text::{typed, url};

/// Length of a text that no form can store, in characters.
const TEXT_MAX_CHARS: usize = 20_000;

/// A form that is being filled.
pub(crate) struct Merge<'m> {
    pub(crate) reader: &'m RowReader<'m>,
    pub(crate) row: &'m Row,
    pub(crate) form: EventForm,
    pub(crate) faults: Vec<CellFault>,
    /// True when nothing is stored yet.
    pub(crate) is_new: bool,
}

impl<'m> Merge<'m> {
    pub(crate) fn of(
        reader: &'m RowReader<'m>,
        row: &'m Row,
        stored: &EventForm,
        is_new: bool,
    ) -> Self {
        let mut merge = Self {
            reader,
            row,
            form: stored.clone(),
            faults: Vec::new(),
            is_new,
        };
        merge.organiser();
        merge.event();
        merge.place();
        occurrences::fill(&mut merge);
        merge.public();
        merge.additional();
        merge
    }

    /// The cell of a field with content; an error of the spreadsheet is a fault.
    pub(crate) fn cell(&mut self, field: impl Into<ImportTarget>) -> Option<&'m Cell> {
        let field = field.into();
        let cell = self.reader.cell(self.row, field)?;
        if let Cell::Error(shown) = cell {
            self.fault(
                field,
                Code::InvalidFormat,
                format!("the cell shows {shown}"),
            );
            return None;
        }
        Some(cell)
    }

    pub(crate) fn fault(
        &mut self,
        field: impl Into<ImportTarget>,
        code: Code,
        detail: impl Into<String>,
    ) {
        let field = field.into();
        let fault = Fault::new(field.pointer(), code, detail);
        let fault = self.reader.fault(self.row, field, fault);
        self.faults.push(fault);
    }

    pub(crate) fn text(&mut self, field: impl Into<ImportTarget>) -> Option<String> {
        let field = field.into();
        let text = self.cell(field)?.text().into_owned();
        if text.contains('\0') {
            self.fault(
                field,
                Code::ControlCharacter,
                "NUL characters are not allowed",
            );
            return None;
        }
        if text.chars().count() > TEXT_MAX_CHARS {
            let detail = format!("at most {TEXT_MAX_CHARS} characters");
            self.fault(field, Code::TooLong, detail);
            return None;
        }
        Some(text)
    }

    /// Fills a text of one line.
    pub(crate) fn line(&mut self, field: ImportField, of: fn(&mut EventForm) -> &mut String) {
        self.normal(field, of, line);
    }

    /// Fills a text of several lines.
    pub(crate) fn prose(&mut self, field: ImportField, of: fn(&mut EventForm) -> &mut String) {
        self.normal(field, of, prose);
    }

    /// Fills a text unless it is the stored one in the form of `normal`.
    pub(crate) fn normal(
        &mut self,
        field: ImportField,
        of: fn(&mut EventForm) -> &mut String,
        normal: fn(&str) -> String,
    ) {
        if let Some(text) = self.text(field) {
            let stored = of(&mut self.form);
            if normal(stored) != normal(&text) {
                text.trim().clone_into(stored);
            }
        }
    }

    pub(crate) fn term(
        &mut self,
        field: ImportField,
        terms: fn(&'m RowReader<'m>) -> &'m Terms,
    ) -> Option<&'m str> {
        let text = self.text(field)?;
        let term = terms(self.reader).find(&text);
        if term.is_none() {
            self.fault(
                field,
                Code::UnknownValue,
                "not one of the values of the edition",
            );
        }
        term
    }

    pub(crate) fn terms(
        &mut self,
        field: ImportField,
        terms: fn(&'m RowReader<'m>) -> &'m Terms,
    ) -> Option<Vec<String>> {
        let text = self.text(field)?;
        match terms(self.reader).list(&text) {
            Ok(found) => Some(found),
            Err(unknown) => {
                let unknown: String = unknown.chars().take(60).collect();
                let detail = format!("`{unknown}` is not one of the values of the edition");
                self.fault(field, Code::UnknownValue, detail);
                None
            }
        }
    }

    pub(crate) fn list(
        &mut self,
        field: ImportField,
        terms: fn(&'m RowReader<'m>) -> &'m Terms,
        of: fn(&mut EventForm) -> &mut Vec<String>,
    ) {
        if let Some(found) = self.terms(field, terms) {
            let stored = of(&mut self.form);
            let same = stored.len() == found.len() && found.iter().all(|it| stored.contains(it));
            if !same {
                *stored = found;
            }
        }
    }

    pub(crate) fn yes_no(&mut self, field: ImportField) -> Option<bool> {
        let cell = self.cell(field)?;
        let value = values::yes_no(cell);
        if value.is_none() {
            self.fault(field, Code::UnknownValue, "yes or no");
        }
        value
    }

    pub(crate) fn whole(&mut self, field: ImportField) -> Option<u32> {
        let cell = self.cell(field)?;
        let number = values::whole(cell);
        if number.is_none() {
            self.fault(field, Code::InvalidFormat, "not a whole number");
        }
        number
    }

    pub(crate) fn web(&mut self, field: ImportField, of: fn(&mut EventForm) -> &mut String) {
        self.normal(field, of, |text| {
            url("", text).unwrap_or_else(|_malformed| line(text))
        });
    }

    pub(crate) fn phone(&mut self, field: ImportField, of: fn(&mut EventForm) -> &mut String) {
        if let Some(text) = self.text(field) {
            let number = values::phone(&text);
            let stored = of(&mut self.form);
            if line(stored) != line(&number) {
                *stored = number;
            }
        }
    }

    pub(crate) fn day(&mut self, field: ImportField, of: fn(&mut EventForm) -> &mut BookingForm) {
        let Some(cell) = self.cell(field) else {
            return;
        };
        match when(cell) {
            Ok(said) => match said.day {
                Some(day) => of(&mut self.form).deadline = day.to_string(),
                None => self.fault(field, Code::InvalidFormat, "not a day"),
            },
            Err(why) => self.not_when(field, why),
        }
    }

    pub(crate) fn not_when(&mut self, field: ImportField, why: NotWhen) {
        match why {
            NotWhen::Format => self.fault(
                field,
                Code::InvalidFormat,
                "not a date or time, such as 26/03/2018 or 14h30",
            ),
            NotWhen::Impossible => {
                self.fault(field, Code::ImpossibleDate, "no such day or time exists");
            }
        }
    }
}

/// A text of one line as the platform stores it.
pub(crate) fn line(text: &str) -> String {
    typed(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text of several lines as the platform stores it.
pub(crate) fn prose(text: &str) -> String {
    typed(text)
        .replace("\r\n", "\n")
        .replace(
            ['\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}'],
            "\n",
        )
        .trim()
        .to_owned()
}
