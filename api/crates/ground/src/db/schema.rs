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
        language -> Text,
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
    use crate::db::types::{DbTstz, DbUuid};

    sign_ins (account_id) {
        account_id -> DbUuid,
        last_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    role_invitations (id) {
        id -> DbUuid,
        email -> Text,
        email_key -> Text,
        role -> Text,
        territory -> Text,
        hash -> Text,
        invited_by -> DbUuid,
        created_at -> DbTstz,
        expires_at -> DbTstz,
        used_at -> Nullable<DbTstz>,
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
        body_html -> Nullable<Text>,
        created_at -> DbTstz,
        due_at -> Nullable<DbTstz>,
        sent_at -> Nullable<DbTstz>,
        attempts -> Integer,
        last_error -> Nullable<Text>,
        unsubscribe -> Nullable<Text>,
        reply_to -> Nullable<Text>,
        expires_at -> Nullable<DbTstz>,
        renewed_at -> Nullable<DbTstz>,
        held_at -> Nullable<DbTstz>,
        returned_at -> Nullable<DbTstz>,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::DbUuid;

    letter_rhythms (account_id, letter) {
        account_id -> DbUuid,
        letter -> Text,
        rhythm -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::DbUuid;

    letter_choices (account_id, letter, scope) {
        account_id -> DbUuid,
        letter -> Text,
        scope -> Text,
        frequency -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::{DbTstz, DbUuid};

    digest_items (account_id, letter, event_id) {
        account_id -> DbUuid,
        letter -> Text,
        event_id -> DbUuid,
        noted_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    returned_addresses (address_key) {
        address_key -> Text,
        reason -> Text,
        detail -> Text,
        mail_id -> Nullable<DbUuid>,
        since -> DbTstz,
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
        report -> Nullable<DbJson>,
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
    use diesel::sql_types::{Integer, Nullable};
    use crate::db::types::{DbTstz, DbUuid};

    conversations (event_id) {
        event_id -> DbUuid,
        messages -> Integer,
        organiser_read -> Integer,
        organiser_unread -> Integer,
        organiser_read_at -> Nullable<DbTstz>,
        organiser_letter_at -> Nullable<DbTstz>,
        reviewers_read -> Integer,
        reviewers_unread -> Integer,
        reviewers_read_at -> Nullable<DbTstz>,
        reviewers_letter_at -> Nullable<DbTstz>,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    conversation_messages (id) {
        id -> DbUuid,
        event_id -> DbUuid,
        number -> Integer,
        side -> Text,
        author_id -> DbUuid,
        text -> Text,
        sent_at -> DbTstz,
        erased_at -> Nullable<DbTstz>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    conversation_attachments (id) {
        id -> DbUuid,
        event_id -> DbUuid,
        message_id -> Nullable<DbUuid>,
        uploaded_by -> DbUuid,
        name -> Text,
        kind -> Text,
        bytes -> BigInt,
        uploaded_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::{DbTstz, DbUuid};

    review_notes (id) {
        id -> DbUuid,
        event_id -> DbUuid,
        author_id -> DbUuid,
        text -> Text,
        written_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    expert_opinions (id) {
        id -> DbUuid,
        event_id -> DbUuid,
        asked_by -> DbUuid,
        name -> Text,
        email -> Text,
        email_key -> Text,
        question -> Text,
        hash -> Text,
        asked_at -> DbTstz,
        expires_at -> DbTstz,
        revoked_at -> Nullable<DbTstz>,
        verdict -> Nullable<Text>,
        text -> Nullable<Text>,
        given_at -> Nullable<DbTstz>,
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
    use diesel::sql_types::Integer;
    use crate::db::types::{DbJson, DbUuid};

    kit_assets (id) {
        id -> DbUuid,
        edition_id -> DbUuid,
        position -> Integer,
        form -> DbJson,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    kit_versions (id) {
        id -> DbUuid,
        asset_id -> DbUuid,
        name -> Text,
        format -> Text,
        language -> Text,
        number -> Integer,
        content -> Text,
        bytes -> BigInt,
        uploaded_at -> DbTstz,
        replaced_at -> Nullable<DbTstz>,
        announced_at -> Nullable<DbTstz>,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::{DbTstz, DbUuid};

    kit_links (id) {
        id -> DbUuid,
        event_id -> DbUuid,
        hash -> Text,
        recipient -> Text,
        created_at -> DbTstz,
        expires_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::db::types::DbUuid;

    kit_downloads (event_id, file) {
        event_id -> DbUuid,
        file -> Text,
        downloads -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    event_alerts (id) {
        id -> DbUuid,
        edition_id -> DbUuid,
        email -> Text,
        search -> Text,
        search_key -> Text,
        requested_at -> DbTstz,
        confirmed_at -> Nullable<DbTstz>,
        expires_at -> Nullable<DbTstz>,
        sent_on -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::DbUuid;

    alert_links (hash) {
        hash -> Text,
        alert_id -> DbUuid,
        mail_id -> DbUuid,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::db::types::DbUuid;

    alert_rounds (edition_id, day) {
        edition_id -> DbUuid,
        day -> Text,
        seq -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};

    log_readers (name) {
        name -> Text,
        seq -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::DbUuid;

    announced_events (event_id) {
        event_id -> DbUuid,
        edition_id -> DbUuid,
        day -> Text,
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
    use diesel::sql_types::{Integer, Text};
    use crate::db::types::{DbTstz, DbUuid};

    review_groups (id) {
        id -> DbUuid,
        edition_id -> DbUuid,
        name -> Text,
        name_key -> Text,
        version -> Integer,
        created_at -> DbTstz,
        updated_at -> DbTstz,
    }
}

diesel::table! {
    use crate::db::types::DbUuid;

    review_defaults (edition_id) {
        edition_id -> DbUuid,
        group_id -> DbUuid,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::{DbTstz, DbUuid};

    review_group_members (group_id, account_id) {
        group_id -> DbUuid,
        account_id -> DbUuid,
        role -> Text,
        since -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::DbUuid;

    routing_rules (edition_id, conditions) {
        edition_id -> DbUuid,
        conditions -> Text,
        group_id -> DbUuid,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    review_assignments (event_id) {
        event_id -> DbUuid,
        edition_id -> DbUuid,
        group_id -> Nullable<DbUuid>,
        assignee_id -> Nullable<DbUuid>,
        cause -> Text,
        conditions -> Nullable<Text>,
        commune -> Nullable<Text>,
        department -> Nullable<Text>,
        region -> Nullable<Text>,
        kind -> Text,
        attendance -> Text,
        since -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::{DbTstz, DbUuid};

    review_absences (id) {
        id -> DbUuid,
        account_id -> DbUuid,
        first_day -> Text,
        last_day -> Text,
        entered_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::{DbTstz, DbUuid};

    review_conflicts (id) {
        id -> DbUuid,
        account_id -> DbUuid,
        party -> Text,
        name -> Text,
        declared_at -> DbTstz,
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
    use diesel::sql_types::{BigInt, Text};
    use crate::db::types::DbUuid;

    api_key_usage (key_id, day, class) {
        key_id -> DbUuid,
        day -> Text,
        class -> Text,
        requests -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::db::types::{DbJson, DbTstz, DbUuid};

    api_keys (id) {
        id -> DbUuid,
        partner_id -> DbUuid,
        account_id -> DbUuid,
        name -> Text,
        settings -> DbJson,
        hash -> Text,
        hint -> Text,
        created_at -> DbTstz,
        expires_at -> Nullable<DbTstz>,
        revoked_at -> Nullable<DbTstz>,
        last_used_at -> Nullable<DbTstz>,
        revoked_by -> Nullable<DbUuid>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Nullable, Text};
    use crate::db::types::{DbJson, DbTstz, DbUuid};

    webhooks (id) {
        id -> DbUuid,
        partner_id -> DbUuid,
        name -> Text,
        url -> Text,
        filters -> Text,
        batch -> Integer,
        state -> Text,
        secret_number -> Integer,
        old_secret_until -> Nullable<DbTstz>,
        reader -> DbJson,
        known -> BigInt,
        epoch -> BigInt,
        run -> Integer,
        message -> Nullable<Text>,
        message_since -> Nullable<DbTstz>,
        message_changes -> Integer,
        failures -> Integer,
        failing_since -> Nullable<DbTstz>,
        next_at -> Nullable<DbTstz>,
        delivered_at -> Nullable<DbTstz>,
        created_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::db::types::{DbJson, DbTstz, DbUuid};

    webhook_deliveries (id) {
        id -> DbUuid,
        webhook_id -> DbUuid,
        message -> Text,
        kind -> Text,
        events -> DbJson,
        attempt -> Integer,
        state -> Text,
        at -> DbTstz,
        duration_ms -> Nullable<Integer>,
        status -> Nullable<Integer>,
        fault -> Nullable<Text>,
        request_head -> Nullable<Text>,
        answer_head -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::{DbTstz, DbUuid};

    key_tokens (hash) {
        hash -> Text,
        key_id -> DbUuid,
        created_at -> DbTstz,
        expires_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    partner_spaces (id) {
        id -> DbUuid,
        partner -> Text,
        name -> Text,
        created_at -> DbTstz,
        closed_at -> Nullable<DbTstz>,
    }
}

diesel::table! {
    use crate::db::types::{DbTstz, DbUuid};

    partner_members (partner_id, account_id) {
        partner_id -> DbUuid,
        account_id -> DbUuid,
        since -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    partner_invitations (id) {
        id -> DbUuid,
        partner_id -> DbUuid,
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
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::db::types::{DbJson, DbTstz, DbUuid};

    certificates (code) {
        code -> Text,
        event_id -> DbUuid,
        number -> Integer,
        decision_id -> Nullable<DbUuid>,
        content -> DbJson,
        issued_at -> DbTstz,
        replaced_at -> Nullable<DbTstz>,
        replaced_by -> Nullable<Text>,
        ended_at -> Nullable<DbTstz>,
        ended_as -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::db::types::{DbTstz, DbUuid};

    edition_files (edition_id, name) {
        edition_id -> DbUuid,
        name -> Text,
        bytes -> BigInt,
        stored_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::db::types::{DbJson, DbTstz, DbUuid};

    pending_decisions (event_id) {
        event_id -> DbUuid,
        action -> Text,
        terms -> DbJson,
        actor_id -> DbUuid,
        actor_role -> Text,
        decided_at -> DbTstz,
        release_at -> DbTstz,
        held -> Integer,
        batch_id -> Nullable<DbUuid>,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    held_runs (id) {
        id -> DbUuid,
        action -> Text,
        reason -> Nullable<Text>,
        actor_id -> DbUuid,
        started_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::db::types::DbUuid;

    held_run_files (run_id, event_id) {
        run_id -> DbUuid,
        event_id -> DbUuid,
        outcome -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Text};
    use crate::db::types::{DbTstz, DbUuid};

    second_looks (event_id) {
        event_id -> DbUuid,
        round -> Integer,
        asked_by -> DbUuid,
        note -> Text,
        asked_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::db::types::{DbTstz, DbUuid};

    review_notices (event_id, notice, due_at) {
        event_id -> DbUuid,
        notice -> Text,
        due_at -> DbTstz,
        sent_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::Integer;
    use crate::db::types::{DbJson, DbTstz, DbUuid};

    silent_labels (event_id, round) {
        event_id -> DbUuid,
        round -> Integer,
        frozen -> DbJson,
        decided_at -> DbTstz,
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
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::db::types::{DbTstz, DbUuid};

    log_verifications (id) {
        id -> DbUuid,
        requested_at -> DbTstz,
        ended_at -> Nullable<DbTstz>,
        verdict -> Nullable<Text>,
        verified -> BigInt,
        total -> BigInt,
        compared_with -> Nullable<BigInt>,
        fault -> Nullable<Text>,
        fault_row -> Nullable<BigInt>,
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

diesel::table! {
    use diesel::sql_types::BigInt;
    use crate::db::types::DbUuid;

    edition_uids (uid) {
        uid -> BigInt,
        edition_id -> DbUuid,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};

    place_uids (uid) {
        uid -> BigInt,
        insee -> Text,
        name -> Text,
        address -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable};
    use crate::db::types::DbUuid;

    event_uids (uid) {
        uid -> BigInt,
        event_id -> DbUuid,
        place_uid -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::db::types::{DbJson, DbTstz, DbUuid};

    agenda_locations (owner_id, place_uid) {
        owner_id -> DbUuid,
        place_uid -> BigInt,
        place -> DbJson,
        external_source -> Nullable<Text>,
        external_id -> Nullable<Text>,
        created_at -> DbTstz,
        updated_at -> DbTstz,
    }
}

diesel::table! {
    use diesel::sql_types::BigInt;
    use crate::db::types::DbUuid;

    account_uids (uid) {
        uid -> BigInt,
        account_id -> DbUuid,
    }
}

diesel::joinable!(account_uids -> accounts (account_id));
diesel::joinable!(grants -> accounts (account_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(sign_ins -> accounts (account_id));
diesel::joinable!(role_invitations -> accounts (invited_by));
diesel::joinable!(refresh_tokens -> accounts (account_id));
diesel::joinable!(mail_tokens -> accounts (account_id));
diesel::joinable!(deadline_calendars -> accounts (account_id));
diesel::joinable!(letter_refusals -> accounts (account_id));
diesel::joinable!(event_places -> events (event_id));
diesel::joinable!(draft_reminders -> events (event_id));
diesel::joinable!(events -> editions (edition_id));
diesel::joinable!(edition_uids -> editions (edition_id));
diesel::joinable!(event_uids -> events (event_id));
diesel::joinable!(events -> accounts (owner_id));
diesel::joinable!(event_changes -> events (event_id));
diesel::joinable!(change_decisions -> events (event_id));
diesel::joinable!(event_editors -> events (event_id));
diesel::joinable!(event_editors -> accounts (account_id));
diesel::joinable!(event_invitations -> events (event_id));
diesel::joinable!(event_invitations -> accounts (invited_by));
diesel::joinable!(event_organisations -> events (event_id));
diesel::joinable!(api_key_usage -> api_keys (key_id));
diesel::joinable!(api_keys -> accounts (account_id));
diesel::joinable!(webhook_deliveries -> webhooks (webhook_id));
diesel::joinable!(webhooks -> partner_spaces (partner_id));
diesel::joinable!(key_tokens -> api_keys (key_id));
diesel::joinable!(partner_members -> partner_spaces (partner_id));
diesel::joinable!(partner_members -> accounts (account_id));
diesel::joinable!(organisation_members -> organisations (organisation_id));
diesel::joinable!(organisation_members -> accounts (account_id));
diesel::joinable!(late_passes -> editions (edition_id));
diesel::joinable!(queue_readings -> events (event_id));
diesel::joinable!(queue_readings -> accounts (account_id));
diesel::joinable!(queue_views -> accounts (account_id));
diesel::joinable!(review_absences -> accounts (account_id));
diesel::joinable!(review_assignments -> events (event_id));
diesel::joinable!(review_conflicts -> accounts (account_id));
diesel::joinable!(review_defaults -> review_groups (group_id));
diesel::joinable!(review_group_members -> accounts (account_id));
diesel::joinable!(review_group_members -> review_groups (group_id));
diesel::joinable!(review_groups -> editions (edition_id));
diesel::joinable!(routing_rules -> review_groups (group_id));
diesel::joinable!(reading_links -> events (event_id));
diesel::joinable!(visitor_messages -> events (event_id));
diesel::joinable!(alert_links -> event_alerts (alert_id));
diesel::joinable!(conversations -> events (event_id));
diesel::joinable!(conversation_messages -> events (event_id));
diesel::joinable!(conversation_messages -> accounts (author_id));
diesel::joinable!(conversation_attachments -> events (event_id));
diesel::joinable!(review_notes -> events (event_id));
diesel::joinable!(review_notes -> accounts (author_id));
diesel::joinable!(expert_opinions -> events (event_id));
diesel::joinable!(expert_opinions -> accounts (asked_by));
diesel::joinable!(external_ids -> events (event_id));
diesel::joinable!(import_changes -> events (event_id));
diesel::joinable!(imports -> editions (edition_id));
diesel::joinable!(edition_files -> editions (edition_id));
diesel::joinable!(kit_downloads -> events (event_id));
diesel::joinable!(kit_versions -> kit_assets (asset_id));
diesel::joinable!(assessments -> events (event_id));
diesel::joinable!(decisions -> events (event_id));
diesel::joinable!(second_looks -> accounts (asked_by));
diesel::joinable!(second_looks -> events (event_id));
diesel::joinable!(pending_decisions -> accounts (actor_id));
diesel::joinable!(decision_details -> decisions (decision_id));
diesel::joinable!(pending_decisions -> events (event_id));
diesel::allow_tables_to_appear_in_same_query!(
    account_uids,
    accounts,
    agenda_locations,
    assessments,
    api_key_usage,
    api_keys,
    attempts,
    alert_links,
    alert_rounds,
    announced_events,
    certificates,
    change_decisions,
    conversation_attachments,
    conversation_messages,
    conversations,
    deadline_calendars,
    decision_details,
    decisions,
    draft_reminders,
    duplicate_marks,
    edition_files,
    edition_uids,
    editions,
    event_changes,
    event_editors,
    event_invitations,
    event_organisations,
    event_places,
    event_uids,
    events,
    external_ids,
    filed_forms,
    grants,
    held_run_files,
    held_runs,
    idempotency_keys,
    import_changes,
    imports,
    key_tokens,
    kit_assets,
    kit_downloads,
    kit_links,
    kit_versions,
    late_passes,
    letter_refusals,
    log,
    log_verifications,
    mail_tokens,
    mails,
    pending_decisions,
    expert_opinions,
    review_notes,
    queue_readings,
    queue_views,
    mandates,
    organisation_invitations,
    organisation_members,
    organisations,
    partner_invitations,
    partner_members,
    partner_spaces,
    reading_links,
    refresh_tokens,
    review_absences,
    review_assignments,
    review_conflicts,
    review_defaults,
    review_group_members,
    review_groups,
    review_notices,
    routing_rules,
    role_invitations,
    second_looks,
    sessions,
    sign_ins,
    silent_labels,
    event_alerts,
    visitor_messages,
    webhook_deliveries,
    webhooks,
);
