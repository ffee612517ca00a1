//! Imports between the features of `api/src`, with the reason for each feature that makes some.

/// Imports that each feature may make from the others: a path below `crate::`, with everything below it.
pub(super) const ARROWS: &[(&str, &[&str])] = &[
    // Answers OpenAgenda's clients from the catalogue and its exports, and writes event submissions and pictures as the form does.
    (
        "agendas",
        &[
            "addresses",
            "api_keys::ApiKeys",
            "catalogue::Live",
            "editions::queries",
            "events::acts",
            "events::commune",
            "events::external::queries",
            "events::new_draft",
            "events::queries",
            "events::scope",
            "events::stored",
            "events::upload_check",
            "events::uploads",
            "exports::Export",
            "exports::Exports",
            "exports::send",
            "images::Images",
            "images::Seat",
            "images::keep",
            "openagenda::fetch_picture",
            "openagenda::read_place",
            "openagenda::to_subset",
        ],
    ),
    // Searches the catalogue for new events, and puts the search into words in its letters.
    (
        "alerts",
        &["catalogue::Live", "editions::queries", "search_words"],
    ),
    // Stands in for an access token, on the paths where keys are admitted, with the seat of a member of a partner space.
    (
        "api_keys",
        &[
            "accounts::identify",
            "accounts::queries",
            "addresses",
            "editions::queries",
            "partner_spaces::access",
        ],
    ),
    // Sends the documents and images that a public event shows.
    (
        "catalogue",
        &[
            "documents::Documents",
            "documents::download",
            "documents::tag",
            "images::Images",
        ],
    ),
    // Follows the versions of the catalogue.
    (
        "changes",
        &[
            "catalogue::Filters",
            "catalogue::Live",
            "catalogue::Versions",
            "catalogue::published",
        ],
    ),
    // Closes the space of a partner, whose keys are remembered.
    ("closing", &["api_keys::ApiKeys", "partner_spaces::close"]),
    // Stores attachments within the quota of an edition.
    ("conversation", &["files"]),
    // Stores files as every feature does, and reads pictures as images.
    ("documents", &["files", "images::Images"]),
    // Answers from the catalogue, which has the published editions.
    ("editions", &["catalogue::Live"]),
    // Stores an event submission with everything around it: people, files, organisation, review group. None of them knows events.
    (
        "events",
        &[
            "accounts::collected_letters",
            "accounts::erasure",
            "accounts::letter_choices",
            "accounts::letters",
            "accounts::optional_letters",
            "accounts::people",
            "accounts::queries",
            "accounts::secret",
            "conversation",
            "criteria",
            "documents",
            "editions::queries",
            "files::Store",
            "images::Images",
            "images::Reception",
            "invitations",
            "late_passes",
            "organisations::named",
            "organisations::queries",
            "pending",
            "sharing",
        ],
    ),
    // Renders lists of the catalogue; fonts and maps come from the bundle of the site.
    (
        "exports",
        &["catalogue::Filters", "catalogue::Live", "site::built_file"],
    ),
    // Is ready once the catalogue is.
    ("health", &["catalogue::Live"]),
    // Stores files as every feature does, on the paths for media.
    ("images", &["addresses", "files"]),
    // Creates, changes and withdraws drafts by the store of events, within the editions that are open.
    (
        "imports",
        &[
            "accounts::people",
            "editions::queries",
            "events::correction",
            "events::external::queries",
            "events::fact",
            "events::new_draft",
            "events::notices",
            "events::queries",
            "events::stored",
            "events::transition",
        ],
    ),
    // Submits the pages of events that changed in the catalogue.
    ("index_now", &["catalogue::Live"]),
    // Compares addresses as accounts do.
    ("invitations", &["accounts::people"]),
    // Verifies the log against its published head and the key that signed it.
    ("journal", &["accounts::keys", "opendata::log_head"]),
    // Draws files for a labelled event: its facts, its images, the edition's wording. Whoever reads the event may open its kit.
    (
        "kit",
        &[
            "addresses",
            "catalogue::Live",
            "documents::attachment",
            "editions::queries",
            "events::PrepareKit",
            "events::fact",
            "events::queries",
            "events::scope",
            "events::stored",
            "files",
            "images::Images",
        ],
    ),
    // Moves event submissions by `events::transition`, and assigns them by `sharing`. Handlers of events are not called.
    (
        "labels",
        &[
            "accounts::letter_choices",
            "accounts::letters",
            "accounts::optional_letters",
            "accounts::people",
            "accounts::queries",
            "conversation",
            "criteria",
            "editions::queries",
            "events::certificate",
            "events::change::decision",
            "events::change::set_aside_typed",
            "events::commune",
            "events::correction_wait",
            "events::duplicates::duplicates_of",
            "events::edition_closed",
            "events::fact",
            "events::file",
            "events::letters",
            "events::queries",
            "events::scope",
            "events::stored",
            "events::transition",
            "late_passes",
            "pending",
            "places::distance_from",
            "sharing",
        ],
    ),
    // Deletes an account with all that depends on it, so it reaches the stores of every feature that holds people.
    (
        "leaving",
        &[
            "accounts::cookie",
            "accounts::erasure",
            "accounts::passwords",
            "accounts::people",
            "accounts::proof",
            "conversation",
            "documents::DocumentShelf",
            "events::change",
            "events::holdings",
            "events::notices",
            "events::transition",
            "files::Forget",
            "images::ImageShelf",
            "imports::queries",
            "organisations::departure",
            "partner_spaces",
        ],
    ),
    // Fills a trial letter with the values of an event that the caller may read.
    (
        "letters",
        &[
            "accounts::queries",
            "editions::queries",
            "events::letters",
            "events::scope",
        ],
    ),
    // Makes its tools of the document of the operations, and names the licence of what they return.
    (
        "mcp",
        &["addresses", "openapi::Document", "platform::data_licence"],
    ),
    // Publishes the catalogue on paths outside the API, under the licence of the platform.
    (
        "ogc",
        &["addresses", "catalogue::Live", "platform::data_licence"],
    ),
    // Creates drafts by the store of events, and submits them as their owner.
    (
        "openagenda",
        &[
            "editions::queries",
            "events::new_draft",
            "events::queries",
            "events::stored",
            "events::transition",
            "images::Images",
            "images::MEDIA_TYPES",
            "places",
        ],
    ),
    // Names the cookie and the licence in the document.
    (
        "openapi",
        &["accounts::COOKIE_NAME", "platform::data_licence"],
    ),
    // Publishes the catalogue as files, in the shapes of `ogc`, and signs the head of the log with the key of the accounts.
    (
        "opendata",
        &[
            "accounts::keys",
            "addresses",
            "catalogue::Live",
            "catalogue::published",
            "changes::link",
            "ogc::COLLECTION_FRAME",
            "ogc::Cell",
            "ogc::FormParam",
            "ogc::Format",
            "ogc::Link",
            "ogc::OPEN_API_3_0",
            "ogc::Page",
            "ogc::ROOT",
            "ogc::Table",
            "ogc::write_features",
            "openapi::Document",
            "platform::data_licence",
        ],
    ),
    // Invites members and looks companies up in a register; public pages list events of the catalogue.
    (
        "organisations",
        &[
            "accounts::erasure",
            "accounts::letters",
            "accounts::people",
            "accounts::queries",
            "catalogue::Live",
            "invitations",
            "remote",
        ],
    ),
    // Invites members, and forgets them when their account is erased.
    (
        "partner_spaces",
        &["accounts::erasure", "accounts::people", "invitations"],
    ),
    // Stores the partners as a part of an edition, in a new version of it.
    (
        "partners",
        &[
            "catalogue::Live",
            "editions::put",
            "editions::queries",
            "images::Images",
            "images::Reception",
        ],
    ),
    // Finds addresses with a remote service, and reads the contours from the bundle of the site.
    ("places", &["remote", "site::built_contours"]),
    // Tells which edition is current in the catalogue.
    ("platform", &["catalogue::Live"]),
    // Stores new versions of an edition; a preview of the effects looks up the communes of events.
    (
        "revisions",
        &["editions::put", "editions::queries", "events::commune"],
    ),
    // Renders pages of the catalogue, of certificates, alerts, messages and organisations, which name the drawn pictures of events.
    (
        "site",
        &[
            "addresses",
            "alerts",
            "catalogue::Live",
            "events::certificate",
            "events::visitor_messages",
            "kit::social",
            "organisations::public",
            "search_words",
        ],
    ),
    // Joins the figures of keys and webhooks for the members of a partner space.
    (
        "usage",
        &[
            "api_keys::usage",
            "partner_spaces::access",
            "webhooks::usage",
        ],
    ),
    // Posts the stream of changes to the members of a partner space.
    (
        "webhooks",
        &[
            "accounts::letters",
            "accounts::queries",
            "catalogue::Live",
            "changes",
            "partner_spaces::access",
            "partner_spaces::queries",
        ],
    ),
];
