//! The next edition, made from an earlier one.

use super::{Edition, EditionStatus, Term, TerritoryDates};
use crate::calendar::Window;
use chrono::{DateTime, FixedOffset, NaiveDate, Offset as _, TimeDelta, TimeZone as _};
use chrono_tz::Tz;

impl Edition {
    /// A draft of the next edition, whose week begins on `week_first`; every date is moved by as many days, at the same hour of its
    /// clock.
    ///
    /// Parts of one year stay out: the theme, the version of the commitments, and terms that have ended with the doors to them. The
    /// number is the next one, and the year in the name that of the new slug, where both are years.
    #[must_use]
    pub fn following(&self, slug: &str, week_first: NaiveDate) -> Self {
        let moved = week_first - self.week.first();
        let mut next = self.clone();
        next.name = self.name.replace(&self.slug, slug);
        slug.clone_into(&mut next.slug);
        next.number = self.number.map(|number| number.saturating_add(1));
        next.theme.clear();
        next.status = EditionStatus::Draft;
        next.week = shifted(self.week, moved);
        next.window = shifted(self.window, moved);
        next.opens_at = shifted_time(self.opens_at, moved);
        next.deadline = shifted_time(self.deadline, moved);
        next.territories = self
            .territories
            .iter()
            .map(|it| it.shifted(moved))
            .collect();
        next.commitments.version = format!("{slug}-1");
        next.drop_ended_terms();
        next
    }

    /// Removes ended terms, except those that a condition of an additional field or a partner names, and doors that name removed ones.
    fn drop_ended_terms(&mut self) {
        let named: Vec<String> = self
            .additional
            .iter()
            .flat_map(|field| field.shown_when.iter().chain(&field.required_when))
            .flat_map(|condition| &condition.is_one_of)
            .filter_map(|value| match value {
                super::ConditionValue::Term(id) => Some(id.clone()),
                super::ConditionValue::YesNo(_) => None,
            })
            .chain(self.partners.iter().filter_map(|it| it.kind.clone()))
            .collect();
        for terms in self.vocabularies.lists_mut() {
            let keep = |term: &Term| !term.ended || named.contains(&term.id);
            terms.retain(keep);
        }
        let Self {
            doors,
            vocabularies,
            ..
        } = self;
        doors.retain(|door| door.is_defined_in(vocabularies));
    }
}

impl TerritoryDates {
    fn shifted(&self, moved: TimeDelta) -> Self {
        Self {
            territory: self.territory.clone(),
            week: shifted(self.week, moved),
            window: shifted(self.window, moved),
            deadline: self.deadline.map(|deadline| shifted_time(deadline, moved)),
        }
    }
}

fn shifted(window: Window, moved: TimeDelta) -> Window {
    let day = |day: NaiveDate| day.checked_add_signed(moved).unwrap_or(day);
    Window::new(day(window.first()), day(window.last())).unwrap_or(window)
}

/// The same hour some days later. A time with the offset of Paris keeps the hour of Paris, in summer and winter.
fn shifted_time(time: DateTime<FixedOffset>, moved: TimeDelta) -> DateTime<FixedOffset> {
    let Some(local) = time.naive_local().checked_add_signed(moved) else {
        return time;
    };
    let paris = Tz::Europe__Paris;
    let of_paris = paris.offset_from_utc_datetime(&time.naive_utc()).fix();
    let in_paris = (of_paris == *time.offset())
        .then(|| paris.from_local_datetime(&local).latest())
        .flatten();
    match in_paris {
        Some(time) => time.fixed_offset(),
        None => time
            .offset()
            .from_local_datetime(&local)
            .single()
            .unwrap_or(time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::Vocabularies;
    use proptest::prelude::*;

    fn edition() -> Edition {
        serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap()
    }

    #[test]
    fn the_next_edition_keeps_the_hour_of_its_deadline() {
        let next = edition().following("2019", "2019-04-01".parse().unwrap());

        assert_eq!(next.name, "Semaine de l’Industrie 2019");
        assert_eq!((next.number, next.status), (Some(9), EditionStatus::Draft));
        assert_eq!(next.deadline.to_rfc3339(), "2019-03-18T23:59:59+01:00");
        assert_eq!(next.theme, "");
        assert_eq!(next.commitments.version, "2019-1");
        assert_eq!(next.territories.len(), 1);
        let summer = edition().following("2019", "2019-06-17".parse().unwrap());
        assert_eq!(summer.deadline.to_rfc3339(), "2019-06-03T23:59:59+02:00");
    }

    #[test]
    fn ended_terms_stay_behind() {
        let mut edition = edition();
        let kinds = |edition: &Edition| edition.vocabularies.kinds.len();
        edition.vocabularies.kinds[0].ended = true;

        let next = edition.following("2019", "2019-03-25".parse().unwrap());

        assert_eq!(kinds(&next), kinds(&edition) - 1);
        let Vocabularies { audiences, .. } = &next.vocabularies;
        assert_eq!(audiences, &edition.vocabularies.audiences);
    }

    proptest! {
        #[test]
        fn a_copy_has_no_faults(days in 1_i64..20_000, slug in "[a-z0-9-]{1,30}") {
            let edition = edition();
            let week_first = edition.week.first() + TimeDelta::days(days);
            let copy = edition.following(&slug, week_first);

            prop_assert_eq!(copy.faults(), Vec::<String>::new());
            prop_assert_eq!(copy.week.first(), week_first);
            let length = |window: Window| window.last() - window.first();
            prop_assert_eq!(length(copy.window), length(edition.window));
            prop_assert_eq!(copy.deadline.time(), edition.deadline.time());
        }
    }
}
