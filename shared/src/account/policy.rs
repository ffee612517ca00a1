//! Access policy: one table that maps every API operation to the roles that may call it and to their scope.
//!
//! The server checks it on every request, the web application uses it to decide what to offer, and a generated test
//! calls every route as every role. A resource outside the caller's scope answers 404; a missing role answers 403.

use super::Role;

/// Resources on which a role may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Only resources that the caller owns, or works on as a co-editor.
    Own,
    /// Only resources in a territory of the caller's grants.
    Territory,
    /// Every resource, of any owner.
    Any,
}

/// A role that may call an operation, and its scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Role that the caller must hold.
    pub role: Role,
    /// Resources on which that role may call the operation.
    pub scope: Scope,
}

/// Access rule of one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everyone, signed in or not.
    Anyone,
    /// Holders of the refresh cookie, which the operation itself verifies.
    Cookie,
    /// Every signed-in account, for its own data.
    SignedIn,
    /// Only the listed roles, each in its scope.
    Roles(&'static [Rule]),
}

const fn rule(role: Role, scope: Scope) -> Rule {
    Rule { role, scope }
}

const OWNERS: Access = Access::Roles(&[rule(Role::Organiser, Scope::Own)]);
const READERS: Access = Access::Roles(&[
    rule(Role::Organiser, Scope::Own),
    rule(Role::Referent, Scope::Territory),
    rule(Role::Coordinator, Scope::Any),
    rule(Role::Administrator, Scope::Any),
]);
const REVIEW_READERS: Access = Access::Roles(&[
    rule(Role::Referent, Scope::Territory),
    rule(Role::Coordinator, Scope::Any),
    rule(Role::Administrator, Scope::Any),
]);
const REVIEWERS: Access = Access::Roles(&[
    rule(Role::Referent, Scope::Territory),
    rule(Role::Coordinator, Scope::Any),
]);
const OWNERS_AND_REVIEWERS: Access = Access::Roles(&[
    rule(Role::Organiser, Scope::Own),
    rule(Role::Referent, Scope::Territory),
    rule(Role::Coordinator, Scope::Any),
]);
const OWNERS_AND_COORDINATION: Access = Access::Roles(&[
    rule(Role::Organiser, Scope::Own),
    rule(Role::Coordinator, Scope::Any),
    rule(Role::Administrator, Scope::Any),
]);
const COORDINATION: Access = Access::Roles(&[
    rule(Role::Coordinator, Scope::Any),
    rule(Role::Administrator, Scope::Any),
]);
const COORDINATORS: Access = Access::Roles(&[rule(Role::Coordinator, Scope::Any)]);
const ADMINISTRATORS: Access = Access::Roles(&[rule(Role::Administrator, Scope::Any)]);

macro_rules! operations {
    ($($name:ident = $id:literal, $access:expr;)*) => {
        /// An operation of the API; [`Operation::id`] is its `operationId` in the OpenAPI document.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Operation { $( #[doc = concat!("`", $id, "`")] $name, )* }

        impl Operation {
            /// All operations, in the order of the table.
            pub const ALL: &[Self] = &[ $( Self::$name, )* ];

            /// `operationId` in the OpenAPI document.
            pub const fn id(self) -> &'static str {
                match self { $( Self::$name => $id, )* }
            }

            /// Access rule of the operation.
            pub const fn access(self) -> Access {
                match self { $( Self::$name => $access, )* }
            }
        }

        /// Policy table: the access rule of every operation.
        pub const POLICY: &[(Operation, Access)] = &[ $( (Operation::$name, $access), )* ];
    };
}

operations! {
    HealthLive = "health_live", Access::Anyone;
    HealthReady = "health_ready", Access::Anyone;
    GetConfig = "get_config", Access::Anyone;
    GetJwks = "get_jwks", Access::Anyone;
    ListEditions = "list_editions", Access::Anyone;
    GetEdition = "get_edition", Access::Anyone;
    GetEventSchema = "get_event_schema", Access::Anyone;
    ListVocabularies = "list_vocabularies", Access::Anyone;
    ListPublicEvents = "list_public_events", Access::Anyone;
    GetPublicEvent = "get_public_event", Access::Anyone;
    GetPublicEventBySlug = "get_public_event_by_slug", Access::Anyone;
    ListEventPoints = "list_event_points", Access::Anyone;
    ListEventClusters = "list_event_clusters", Access::Anyone;
    GetFacets = "get_facets", Access::Anyone;
    WriteToEvent = "write_to_event", Access::Anyone;
    ExportCalendar = "export_calendar", Access::Anyone;
    ExportEventCalendar = "export_event_calendar", Access::Anyone;
    ExportAtom = "export_atom", Access::Anyone;
    ExportRss = "export_rss", Access::Anyone;
    ExportJsonFeed = "export_json_feed", Access::Anyone;
    ExportCsv = "export_csv", Access::Anyone;
    ExportXlsx = "export_xlsx", Access::Anyone;
    GetTableSchema = "get_table_schema", Access::Anyone;
    ExportGeojson = "export_geojson", Access::Anyone;
    PrintProgramme = "print_programme", Access::Anyone;
    ExportProgramme = "export_programme", Access::Anyone;
    GetFigures = "get_figures", Access::Anyone;
    GetOgcLandingPage = "get_ogc_landing_page", Access::Anyone;
    GetOgcConformance = "get_ogc_conformance", Access::Anyone;
    GetOgcDefinition = "get_ogc_definition", Access::Anyone;
    ListOgcCollections = "list_ogc_collections", Access::Anyone;
    GetOgcCollection = "get_ogc_collection", Access::Anyone;
    ListOgcItems = "list_ogc_items", Access::Anyone;
    GetOgcItem = "get_ogc_item", Access::Anyone;
    GetOpenData = "get_open_data", Access::Anyone;
    GetOpenDataChecksums = "get_open_data_checksums", Access::Anyone;
    GetDataPackage = "get_data_package", Access::Anyone;
    GetLogHead = "get_log_head", Access::Anyone;
    GetOpenDataDump = "get_open_data_dump", Access::Anyone;
    GetLlmsTxt = "get_llms_txt", Access::Anyone;
    GetApiCatalog = "get_api_catalog", Access::Anyone;
    GetImage = "get_image", Access::Anyone;
    GetSquareImage = "get_square_image", Access::Anyone;
    SearchCommunes = "search_communes", Access::Anyone;
    GetCommune = "get_commune", Access::Anyone;
    SearchAddresses = "search_addresses", OWNERS;
    ReverseCommune = "reverse_commune", Access::Anyone;
    ListTerritories = "list_territories", Access::Anyone;
    ListEpci = "list_epci", Access::Anyone;
    GetEpci = "get_epci", Access::Anyone;
    ListIndustrialTerritories = "list_industrial_territories", Access::Anyone;
    GetIndustrialTerritory = "get_industrial_territory", Access::Anyone;
    SignUp = "sign_up", Access::Anyone;
    PreviewVerification = "preview_verification", Access::Anyone;
    VerifyAccount = "verify_account", Access::Anyone;
    RequestPasswordReset = "request_password_reset", Access::Anyone;
    ResetPassword = "reset_password", Access::Anyone;
    SignIn = "sign_in", Access::Anyone;
    RequestVerification = "request_verification", Access::SignedIn;
    RefreshSession = "refresh_session", Access::Cookie;
    SignOut = "sign_out", Access::Cookie;
    SignOutEverywhere = "sign_out_everywhere", Access::SignedIn;
    GetSession = "get_session", Access::SignedIn;
    UpdateAccount = "update_account", Access::SignedIn;
    ChangePassword = "change_password", Access::SignedIn;
    RequestAddressChange = "request_address_change", Access::SignedIn;
    ConfirmAddressChange = "confirm_address_change", Access::Anyone;
    GetPreferences = "get_preferences", Access::SignedIn;
    SetPreferences = "set_preferences", Access::SignedIn;
    RefuseLetter = "refuse_letter", Access::Anyone;
    RefuseLetterInOneClick = "refuse_letter_in_one_click", Access::Anyone;
    PreviewDeparture = "preview_departure", Access::SignedIn;
    DeleteAccount = "delete_account", Access::SignedIn;
    ListSessions = "list_sessions", Access::SignedIn;
    EndSession = "end_session", Access::SignedIn;
    GetDeadlineCalendar = "get_deadline_calendar", Access::SignedIn;
    RenewDeadlineCalendar = "renew_deadline_calendar", Access::SignedIn;
    RevokeDeadlineCalendar = "revoke_deadline_calendar", Access::SignedIn;
    // For whoever has the secret address.
    ExportDeadlines = "export_deadlines", Access::Anyone;
    CreateEvent = "create_event", OWNERS;
    ListEvents = "list_events", OWNERS;
    ValidateEvent = "validate_event", OWNERS;
    GetEvent = "get_event", READERS;
    SaveEvent = "save_event", OWNERS;
    UploadImage = "upload_image", OWNERS;
    PutExternalEvent = "put_external_event", OWNERS;
    GetExternalEvent = "get_external_event", OWNERS;
    SubmitExternalEvent = "submit_external_event", OWNERS;
    WithdrawExternalEvent = "withdraw_external_event", OWNERS;
    GetCoEditing = "get_co_editing", OWNERS;
    InviteCoEditor = "invite_co_editor", OWNERS;
    RevokeInvitation = "revoke_invitation", OWNERS;
    RemoveCoEditor = "remove_co_editor", OWNERS;
    ListInvitations = "list_invitations", Access::SignedIn;
    PreviewInvitation = "preview_invitation", Access::Anyone;
    AcceptInvitation = "accept_invitation", Access::SignedIn;
    DeclineInvitation = "decline_invitation", Access::Anyone;
    GetEventOrganisation = "get_event_organisation", READERS;
    SetEventOrganisation = "set_event_organisation", OWNERS;
    GetReadingLink = "get_reading_link", OWNERS;
    OpenReadingLink = "open_reading_link", OWNERS;
    CloseReadingLink = "close_reading_link", OWNERS;
    ReadByLink = "read_by_link", Access::Anyone;
    // A reviewer reads and settles those that the organiser left unsettled.
    ListVisitorMessages = "list_visitor_messages", READERS;
    SettleVisitorMessage = "settle_visitor_message", OWNERS_AND_REVIEWERS;
    SubmitEvent = "submit_event", OWNERS;
    WithdrawEvent = "withdraw_event", OWNERS;
    GetChange = "get_change", OWNERS;
    SaveChange = "save_change", OWNERS;
    SubmitChange = "submit_change", OWNERS;
    WithdrawChange = "withdraw_change", OWNERS;
    DiscardChange = "discard_change", OWNERS;
    DuplicateEvent = "duplicate_event", OWNERS;
    ListDuplicates = "list_duplicates", READERS;
    MarkDuplicate = "mark_duplicate", OWNERS_AND_REVIEWERS;
    RenewEvent = "renew_event", OWNERS;
    RenewEvents = "renew_events", OWNERS;
    SetLifeStatus = "set_life_status", OWNERS;
    SetOccurrenceState = "set_occurrence_state", OWNERS_AND_REVIEWERS;
    SearchCompanies = "search_companies", Access::SignedIn;
    ListOrganisations = "list_organisations", Access::SignedIn;
    CreateOrganisation = "create_organisation", OWNERS;
    GetOrganisation = "get_organisation", Access::Anyone;
    UpdateOrganisation = "update_organisation", OWNERS_AND_COORDINATION;
    GetOrganisationPeople = "get_organisation_people", OWNERS_AND_COORDINATION;
    InviteMember = "invite_member", OWNERS_AND_COORDINATION;
    RevokeMemberInvitation = "revoke_member_invitation", OWNERS_AND_COORDINATION;
    SetMemberRole = "set_member_role", OWNERS_AND_COORDINATION;
    RemoveMember = "remove_member", OWNERS_AND_COORDINATION;
    ListMemberInvitations = "list_member_invitations", Access::SignedIn;
    PreviewMemberInvitation = "preview_member_invitation", Access::Anyone;
    AcceptMemberInvitation = "accept_member_invitation", Access::SignedIn;
    DeclineMemberInvitation = "decline_member_invitation", Access::Anyone;
    RequestMandate = "request_mandate", OWNERS;
    AcceptMandate = "accept_mandate", OWNERS;
    EndMandate = "end_mandate", OWNERS_AND_COORDINATION;
    ListOrganisationHistory = "list_organisation_history", OWNERS_AND_COORDINATION;
    MergeOrganisations = "merge_organisations", COORDINATION;
    CreateImport = "create_import", OWNERS;
    ListImports = "list_imports", OWNERS;
    GetImportTemplate = "get_import_template", OWNERS;
    GetImport = "get_import", OWNERS;
    PrefillEventForm = "prefill_event_form", Access::Anyone;
    MapImport = "map_import", OWNERS;
    CommitImport = "commit_import", OWNERS;
    UndoImport = "undo_import", OWNERS;
    ListHistory = "list_history", READERS;
    ListQueue = "list_queue", REVIEW_READERS;
    GetQueuePosition = "get_queue_position", REVIEW_READERS;
    ExportQueueCsv = "export_queue_csv", REVIEW_READERS;
    ExportQueueXlsx = "export_queue_xlsx", REVIEW_READERS;
    ListQueueViews = "list_queue_views", REVIEW_READERS;
    SaveQueueView = "save_queue_view", REVIEW_READERS;
    DeleteQueueView = "delete_queue_view", REVIEW_READERS;
    LabelEvents = "label_events", REVIEWERS;
    OpenReading = "open_reading", REVIEWERS;
    CloseReading = "close_reading", REVIEWERS;
    GetReview = "get_review", REVIEW_READERS;
    AssessEvent = "assess_event", REVIEWERS;
    RequestCorrection = "request_correction", REVIEWERS;
    DecideEvent = "decide_event", REVIEWERS;
    UndoDecision = "undo_decision", REVIEWERS;
    DecideChange = "decide_change", REVIEWERS;
    RevokeLabel = "revoke_label", COORDINATORS;
    IssueLatePass = "issue_late_pass", REVIEWERS;
    ListLatePasses = "list_late_passes", REVIEWERS;
    RevokeLatePass = "revoke_late_pass", REVIEWERS;
    // Public only where the configuration opens the outbox, that is on demonstration servers.
    ListMails = "list_mails", ADMINISTRATORS;
    GetMail = "get_mail", ADMINISTRATORS;
}

impl Access {
    /// Scope that the rule grants to the role; `None` when the role may not call the operation.
    pub fn scope(self, role: Role) -> Option<Scope> {
        match self {
            Self::Anyone | Self::Cookie | Self::SignedIn => Some(Scope::Any),
            Self::Roles(rules) => rules
                .iter()
                .find(|rule| rule.role == role)
                .map(|rule| rule.scope),
        }
    }

    /// True when the operation needs no access token; a [`Access::Cookie`] operation verifies its cookie instead.
    pub const fn is_public(self) -> bool {
        matches!(self, Self::Anyone | Self::Cookie)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_operation_occurs_once_in_the_table() {
        let mut ids: Vec<_> = POLICY.iter().map(|(operation, _)| operation.id()).collect();
        ids.sort_unstable();
        let rows = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), rows);
        assert_eq!(rows, Operation::ALL.len());
    }

    #[test]
    fn only_reviewers_decide() {
        for operation in [
            Operation::AssessEvent,
            Operation::RequestCorrection,
            Operation::DecideEvent,
            Operation::UndoDecision,
            Operation::DecideChange,
            Operation::RevokeLabel,
        ] {
            assert_eq!(operation.access().scope(Role::Organiser), None);
            assert_eq!(operation.access().scope(Role::Administrator), None);
        }
        assert_eq!(Operation::RevokeLabel.access().scope(Role::Referent), None);
    }
}
