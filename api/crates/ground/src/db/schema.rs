//! Tables in diesel's schema language, the same on both engines.
//!
//! Written by hand from the migrations; a test compares it with the tables that they create.

diesel::table! {
    use diesel::sql_types::{Integer, Text};
    use crate::db::types::{DbJson, DbTstz, DbUuid};

    editions (id) {
        id -> DbUuid,
        slug -> Text,
        status -> Text,
        version -> Integer,
        data -> DbJson,
        created_at -> DbTstz,
        updated_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    accounts (id) {
        id -> DbUuid,
        email -> Text,
        email_key -> Text,
        name -> Text,
        password_hash -> Text,
        verified_at -> Nullable<DbTstz>,
        disabled_at -> Nullable<DbTstz>,
        created_at -> DbTstz,
        updated_at -> DbTstz,
        erased_at -> Nullable<DbTstz>,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::{DbTstz, DbUuid};

    grants (account_id, role, territory) {
        account_id -> DbUuid,
        role -> Text,
        territory -> Text,
        granted_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    sessions (id) {
        id -> DbUuid,
        account_id -> DbUuid,
        machine -> Nullable<Text>,
        opened_at -> DbTstz,
        device -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    refresh_tokens (hash) {
        hash -> Text,
        family_id -> DbUuid,
        account_id -> DbUuid,
        issued_at -> DbTstz,
        expires_at -> DbTstz,
        used_at -> Nullable<DbTstz>,
        revoked_at -> Nullable<DbTstz>,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    mail_tokens (hash) {
        hash -> Text,
        account_id -> DbUuid,
        purpose -> Text,
        expires_at -> DbTstz,
        used_at -> Nullable<DbTstz>,
        address -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    mails (id) {
        id -> DbUuid,
        recipient -> Text,
        subject -> Text,
        body_text -> Text,
        created_at -> DbTstz,
        due_at -> Nullable<DbTstz>,
        sent_at -> Nullable<DbTstz>,
        attempts -> Integer,
        last_error -> Nullable<Text>,
        unsubscribe -> Nullable<Text>,
        reply_to -> Nullable<Text>,
        expires_at -> Nullable<DbTstz>,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::{DbTstz, DbUuid};

    letter_refusals (account_id, letter) {
        account_id -> DbUuid,
        letter -> Text,
        refused_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::Integer;
    use crate::db::types::{DbTstz, DbUuid};

    draft_reminders (event_id, days_before) {
        event_id -> DbUuid,
        days_before -> Integer,
        sent_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Text};
    use crate::db::types::DbTstz;

    attempts (key, window_start) {
        key -> Text,
        window_start -> DbTstz,
        count -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::{DbJson, DbTstz, DbUuid};

    idempotency_keys (account_id, operation, key) {
        account_id -> DbUuid,
        operation -> Text,
        key -> Text,
        request_hash -> Text,
        answer -> DbJson,
        created_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::db::types::{DbJson, DbTstz, DbUuid};

    events (id) {
        id -> DbUuid,
        edition_id -> DbUuid,
        owner_id -> DbUuid,
        slug -> Nullable<Text>,
        state -> Text,
        life_status -> Text,
        life_note -> Nullable<Text>,
        form -> DbJson,
        content -> Nullable<DbJson>,
        version -> Integer,
        round -> Integer,
        review_clock -> Nullable<DbJson>,
        title -> Text,
        kind -> Nullable<Text>,
        department -> Nullable<Text>,
        region -> Nullable<Text>,
        first_begin -> Nullable<DbTstz>,
        last_end -> Nullable<DbTstz>,
        submitted_at -> Nullable<DbTstz>,
        due_at -> Nullable<DbTstz>,
        decided_at -> Nullable<DbTstz>,
        labelled_at -> Nullable<DbTstz>,
        first_labelled_at -> Nullable<DbTstz>,
        external_source -> Nullable<Text>,
        external_id -> Nullable<Text>,
        created_at -> DbTstz,
        updated_at -> DbTstz,
        public_changes -> Integer,
        series_id -> Nullable<DbUuid>,
        search_text -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    event_places (event_id) {
        event_id -> DbUuid,
        edition_id -> DbUuid,
        commune -> Nullable<Text>,
        cell -> Nullable<BigInt>,
        begins_at -> DbTstz,
        ends_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Text};
    use crate::db::types::{DbTstz, DbUuid};

    duplicate_marks (event_id, other_id) {
        event_id -> DbUuid,
        other_id -> DbUuid,
        verdict -> Text,
        by_reviewer -> Integer,
        marked_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::{DbTstz, DbUuid};

    deadline_calendars (account_id) {
        account_id -> DbUuid,
        serial -> DbUuid,
        hash -> Text,
        created_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::{DbTstz, DbUuid};

    event_editors (event_id, account_id) {
        event_id -> DbUuid,
        account_id -> DbUuid,
        role -> Text,
        since -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    event_invitations (id) {
        id -> DbUuid,
        event_id -> DbUuid,
        role -> Text,
        email -> Text,
        email_key -> Text,
        hash -> Text,
        invited_by -> DbUuid,
        created_at -> DbTstz,
        expires_at -> DbTstz,
        used_at -> Nullable<DbTstz>,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::{DbTstz, DbUuid};

    reading_links (event_id) {
        event_id -> DbUuid,
        id -> DbUuid,
        hash -> Text,
        created_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    visitor_messages (id) {
        id -> DbUuid,
        event_id -> DbUuid,
        subject -> Text,
        text -> Text,
        email -> Nullable<Text>,
        request_key -> Text,
        request_hash -> Text,
        received_at -> DbTstz,
        due_at -> Nullable<DbTstz>,
        escalated_at -> Nullable<DbTstz>,
        outcome -> Nullable<Text>,
        expires_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    late_passes (id) {
        id -> DbUuid,
        edition_id -> DbUuid,
        hash -> Text,
        issued_by -> DbUuid,
        territory -> Text,
        kind -> Nullable<Text>,
        email -> Nullable<Text>,
        email_key -> Nullable<Text>,
        created_at -> DbTstz,
        expires_at -> DbTstz,
        used_at -> Nullable<DbTstz>,
        event_id -> Nullable<DbUuid>,
        revoked_at -> Nullable<DbTstz>,
    }
}

diesel::table! {
    use crate::db::types::{DbTstz, DbUuid};

    queue_readings (event_id, account_id) {
        event_id -> DbUuid,
        account_id -> DbUuid,
        opened_at -> DbTstz,
        expires_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::{DbTstz, DbUuid};

    queue_views (id) {
        id -> DbUuid,
        account_id -> DbUuid,
        name -> Text,
        query -> Text,
        saved_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::db::types::DbUuid;

    external_ids (owner_id, source, external_id) {
        owner_id -> DbUuid,
        source -> Text,
        external_id -> Text,
        event_id -> DbUuid,
        import_id -> Nullable<DbUuid>,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Nullable, Text};
    use crate::db::types::{DbJson, DbTstz, DbUuid};

    imports (id) {
        id -> DbUuid,
        owner_id -> DbUuid,
        edition_id -> DbUuid,
        source -> Text,
        file_name -> Text,
        file -> Nullable<Binary>,
        state -> Text,
        mapping -> DbJson,
        report -> Nullable<DbJson>,
        failure -> Nullable<DbJson>,
        rows_done -> Integer,
        rows_total -> Integer,
        created_at -> DbTstz,
        updated_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::db::types::{DbJson, DbUuid};

    import_changes (import_id, event_id) {
        import_id -> DbUuid,
        event_id -> DbUuid,
        state -> Text,
        version -> Integer,
        before -> Nullable<DbJson>,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    organisations (id) {
        id -> DbUuid,
        identifier -> Text,
        name -> Text,
        kind -> Text,
        address -> Text,
        postal_code -> Text,
        insee -> Text,
        version -> Integer,
        merged_into -> Nullable<DbUuid>,
        created_at -> DbTstz,
        updated_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::{DbTstz, DbUuid};

    organisation_members (organisation_id, account_id) {
        organisation_id -> DbUuid,
        account_id -> DbUuid,
        role -> Text,
        since -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    organisation_invitations (id) {
        id -> DbUuid,
        organisation_id -> DbUuid,
        role -> Text,
        email -> Text,
        email_key -> Text,
        hash -> Text,
        invited_by -> DbUuid,
        created_at -> DbTstz,
        expires_at -> DbTstz,
        used_at -> Nullable<DbTstz>,
    }
}

diesel::table! {
    use diesel::sql_types::Nullable;
    use crate::db::types::{DbTstz, DbUuid};

    mandates (company_id, branch_id) {
        company_id -> DbUuid,
        branch_id -> DbUuid,
        requested_at -> DbTstz,
        accepted_at -> Nullable<DbTstz>,
    }
}

diesel::table! {
    use diesel::sql_types::Nullable;
    use crate::db::types::{DbTstz, DbUuid};

    event_organisations (event_id) {
        event_id -> DbUuid,
        organisation_id -> DbUuid,
        through_id -> Nullable<DbUuid>,
        since -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Text};
    use crate::db::types::{DbJson, DbTstz, DbUuid};

    assessments (event_id, round, criterion) {
        event_id -> DbUuid,
        round -> Integer,
        criterion -> Text,
        verdict -> Text,
        comment -> Text,
        wording -> DbJson,
        assessed_by -> DbUuid,
        assessed_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::db::types::{DbJson, DbTstz, DbUuid};

    event_changes (event_id) {
        event_id -> DbUuid,
        version -> Integer,
        form -> Nullable<DbJson>,
        fields -> Nullable<DbJson>,
        submitted -> Nullable<DbJson>,
        submitted_fields -> Nullable<DbJson>,
        submitted_at -> Nullable<DbTstz>,
        suspended -> Integer,
        refusal -> Nullable<Text>,
        refused_at -> Nullable<DbTstz>,
        updated_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::{DbJson, DbTstz, DbUuid};

    change_decisions (id) {
        id -> DbUuid,
        event_id -> DbUuid,
        decision -> Text,
        actor_id -> DbUuid,
        comment -> Text,
        fields -> DbJson,
        frozen -> DbJson,
        decided_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Text};
    use crate::db::types::{DbJson, DbTstz, DbUuid};

    decisions (id) {
        id -> DbUuid,
        event_id -> DbUuid,
        round -> Integer,
        action -> Text,
        actor_id -> DbUuid,
        comment -> Text,
        fields -> DbJson,
        frozen -> DbJson,
        decided_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::{DbJson, DbTstz, DbUuid};

    pending_decisions (event_id) {
        event_id -> DbUuid,
        action -> Text,
        terms -> DbJson,
        actor_id -> DbUuid,
        actor_role -> Text,
        decided_at -> DbTstz,
        release_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::db::types::{DbJson, DbUuid};

    decision_details (decision_id) {
        decision_id -> DbUuid,
        points -> DbJson,
        override_reason -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::Integer;
    use crate::db::types::{DbJson, DbUuid};

    filed_forms (event_id, round) {
        event_id -> DbUuid,
        round -> Integer,
        form -> DbJson,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    log (seq) {
        seq -> BigInt,
        at -> DbTstz,
        actor_id -> Nullable<DbUuid>,
        actor_role -> Text,
        subject_kind -> Text,
        subject_id -> DbUuid,
        edition_id -> Nullable<DbUuid>,
        kind -> Text,
        payload -> Text,
        prev_hash -> Text,
        hash -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Nullable, Text};
    use crate::db::types::{DbJson, DbTstz, DbUuid};

    jobs (id) {
        id -> DbUuid,
        kind -> Text,
        key -> Nullable<Text>,
        payload -> DbJson,
        state -> Text,
        due_at -> Nullable<DbTstz>,
        lease -> Nullable<DbUuid>,
        attempts -> Integer,
        progress_done -> Nullable<BigInt>,
        progress_total -> Nullable<BigInt>,
        progress_text -> Nullable<Text>,
        last_error -> Nullable<Text>,
        created_at -> DbTstz,
        ended_at -> Nullable<DbTstz>,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::DbTstz;

    job_schedules (kind) {
        kind -> Text,
        slot_at -> DbTstz,
    }
}

diesel::joinable!(grants -> accounts (account_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(refresh_tokens -> accounts (account_id));
diesel::joinable!(mail_tokens -> accounts (account_id));
diesel::joinable!(deadline_calendars -> accounts (account_id));
diesel::joinable!(letter_refusals -> accounts (account_id));
diesel::joinable!(event_places -> events (event_id));
diesel::joinable!(draft_reminders -> events (event_id));
diesel::joinable!(events -> editions (edition_id));
diesel::joinable!(events -> accounts (owner_id));
diesel::joinable!(event_changes -> events (event_id));
diesel::joinable!(change_decisions -> events (event_id));
diesel::joinable!(event_editors -> events (event_id));
diesel::joinable!(event_editors -> accounts (account_id));
diesel::joinable!(event_invitations -> events (event_id));
diesel::joinable!(event_invitations -> accounts (invited_by));
diesel::joinable!(event_organisations -> events (event_id));
diesel::joinable!(organisation_members -> organisations (organisation_id));
diesel::joinable!(organisation_members -> accounts (account_id));
diesel::joinable!(late_passes -> editions (edition_id));
diesel::joinable!(queue_readings -> events (event_id));
diesel::joinable!(queue_readings -> accounts (account_id));
diesel::joinable!(queue_views -> accounts (account_id));
diesel::joinable!(reading_links -> events (event_id));
diesel::joinable!(visitor_messages -> events (event_id));
diesel::joinable!(external_ids -> events (event_id));
diesel::joinable!(import_changes -> events (event_id));
diesel::joinable!(imports -> editions (edition_id));
diesel::joinable!(assessments -> events (event_id));
diesel::joinable!(decisions -> events (event_id));
diesel::joinable!(decision_details -> decisions (decision_id));
diesel::allow_tables_to_appear_in_same_query!(
    accounts,
    assessments,
    attempts,
    change_decisions,
    deadline_calendars,
    decision_details,
    decisions,
    draft_reminders,
    duplicate_marks,
    editions,
    event_changes,
    event_editors,
    event_invitations,
    event_organisations,
    event_places,
    events,
    external_ids,
    filed_forms,
    grants,
    idempotency_keys,
    import_changes,
    imports,
    late_passes,
    letter_refusals,
    log,
    mail_tokens,
    mails,
    pending_decisions,
    queue_readings,
    queue_views,
    mandates,
    organisation_invitations,
    organisation_members,
    organisations,
    reading_links,
    refresh_tokens,
    sessions,
    visitor_messages,
);
