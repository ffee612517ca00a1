//! Figures of the webhooks of a space, counted from the attempts that are kept.

use super::queries::{attempts, of_space};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use ground::db::Conn;
use ground::error::Error;
use shared::calendar::end_of_day;
use shared::id::PartnerSpaceId;
use shared::partner::{
    DeliveryState, UsagePeriod, WEBHOOK_LOG_DAYS, WebhookAttempts, WebhookDay, WebhookUsage,
};

/// First instant after a day in Paris.
fn end(day: NaiveDate) -> DateTime<Utc> {
    end_of_day(day, Tz::Europe__Paris) + TimeDelta::seconds(1)
}

/// The webhooks of a space with attempts on some days, the oldest first; `today` is the current day.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn of_webhooks(
    conn: &mut Conn,
    space: PartnerSpaceId,
    period: UsagePeriod,
    today: NaiveDate,
) -> Result<Vec<WebhookUsage>, Error> {
    let webhooks = of_space(conn, space)?;
    if webhooks.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = webhooks.iter().map(|row| row.id).collect();
    let mut usages: Vec<WebhookUsage> = webhooks
        .into_iter()
        .map(|row| WebhookUsage {
            webhook: row.id(),
            name: row.name,
            total: WebhookAttempts::default(),
            days: Vec::new(),
        })
        .collect();
    // Older attempts are forgotten.
    let kept = today.checked_sub_days(Days::new(WEBHOOK_LOG_DAYS.into()));
    let is_kept = |day: &NaiveDate| *day <= today && kept.is_none_or(|kept| *day >= kept);
    for day in period.days().filter(is_kept) {
        let Some(before) = day.pred_opt() else {
            continue;
        };
        for (id, state, number) in attempts(conn, &ids, end(before), end(day))? {
            let Some(usage) = usages.iter_mut().find(|usage| usage.webhook == id) else {
                continue;
            };
            let mut counted = WebhookAttempts::default();
            match state {
                DeliveryState::Delivered => counted.delivered = number,
                DeliveryState::Failed => counted.failed = number,
                DeliveryState::Waiting => continue,
            }
            usage.total += counted;
            match usage.days.last_mut() {
                Some(last) if last.day == day => last.attempts += counted,
                _ => usage.days.push(WebhookDay {
                    day,
                    attempts: counted,
                }),
            }
        }
    }
    usages.retain(|usage| !usage.days.is_empty());
    Ok(usages)
}
