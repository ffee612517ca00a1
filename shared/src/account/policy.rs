//! Access policy: one table that maps every API operation to the roles that may call it and to their scope.
//!
//! The server checks it on every request, the web application uses it to decide what to offer, and a generated test
//! calls every route as every role. A resource outside the caller's scope answers 404; a missing role answers 403.

use super::Role;
use super::access::{Access, Rule, Scope};

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
const PARTNERS: Access = Access::Roles(&[
    rule(Role::Partner, Scope::Own),
    rule(Role::Coordinator, Scope::Any),
    rule(Role::Administrator, Scope::Any),
]);
const PARTNERS_AND_ADMINISTRATORS: Access = Access::Roles(&[
    rule(Role::Partner, Scope::Own),
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
    ListPartners = "list_partners", Access::Anyone;
    GetManagedPartners = "get_managed_partners", COORDINATION;
    SetPartners = "set_partners", COORDINATION;
    UploadPartnerLogo = "upload_partner_logo", COORDINATION;
    ListManagedEditions = "list_managed_editions", COORDINATION;
    GetManagedEdition = "get_managed_edition", COORDINATION;
    PreviewEdition = "preview_edition", COORDINATION;
    ListEditionHistory = "list_edition_history", COORDINATION;
    ListLetters = "list_letters", COORDINATION;
    PreviewLetter = "preview_letter", COORDINATION;
    TryLetter = "try_letter", ADMINISTRATORS;
    CreateEdition = "create_edition", ADMINISTRATORS;
    SaveEdition = "save_edition", ADMINISTRATORS;
    SetStandardTexts = "set_standard_texts", COORDINATION;
    ListKitAssets = "list_kit_assets", COORDINATION;
    CreateKitAsset = "create_kit_asset", COORDINATION;
    UpdateKitAsset = "update_kit_asset", COORDINATION;
    DeleteKitAsset = "delete_kit_asset", COORDINATION;
    OrderKitAssets = "order_kit_assets", COORDINATION;
    UploadKitVersion = "upload_kit_version", COORDINATION;
    GetKitVersion = "get_kit_version", COORDINATION;
    DeleteKitVersion = "delete_kit_version", COORDINATION;
    AnnounceKitAssets = "announce_kit_assets", COORDINATION;
    GetKitDownloads = "get_kit_downloads", COORDINATION;
    PreviewKit = "preview_kit", COORDINATION;
    GetKitTemplate = "get_kit_template", COORDINATION;
    ListPartnerSpaces = "list_partner_spaces", PARTNERS;
    OpenPartnerSpace = "open_partner_space", COORDINATION;
    ClosePartnerSpace = "close_partner_space", COORDINATION;
    GetPartnerSpace = "get_partner_space", PARTNERS;
    InvitePartnerMember = "invite_partner_member", PARTNERS;
    RevokePartnerInvitation = "revoke_partner_invitation", PARTNERS;
    RemovePartnerMember = "remove_partner_member", PARTNERS;
    ListApiKeys = "list_api_keys", PARTNERS;
    MakeApiKey = "make_api_key", PARTNERS;
    RotateApiKey = "rotate_api_key", PARTNERS;
    RevokeApiKey = "revoke_api_key", PARTNERS;
    ListWebhooks = "list_webhooks", PARTNERS;
    MakeWebhook = "make_webhook", PARTNERS;
    DeleteWebhook = "delete_webhook", PARTNERS;
    SwitchWebhook = "switch_webhook", PARTNERS;
    RotateWebhookSecret = "rotate_webhook_secret", PARTNERS;
    TestWebhook = "test_webhook", PARTNERS;
    ReplayWebhook = "replay_webhook", PARTNERS;
    ListWebhookDeliveries = "list_webhook_deliveries", PARTNERS;
    ReplayWebhookDelivery = "replay_webhook_delivery", PARTNERS;
    GetPartnerUsage = "get_partner_usage", PARTNERS_AND_ADMINISTRATORS;
    ListPartnerInvitations = "list_partner_invitations", Access::SignedIn;
    PreviewPartnerInvitation = "preview_partner_invitation", Access::Anyone;
    AcceptPartnerInvitation = "accept_partner_invitation", Access::SignedIn;
    DeclinePartnerInvitation = "decline_partner_invitation", Access::Anyone;
    ListPublicEvents = "list_public_events", Access::Anyone;
    ListChanges = "list_changes", Access::Anyone;
    GetPublicEvent = "get_public_event", Access::Anyone;
    GetPublicFile = "get_public_file", Access::Anyone;
    GetPublicEventBySlug = "get_public_event_by_slug", Access::Anyone;
    ListEventPoints = "list_event_points", Access::Anyone;
    ListEventClusters = "list_event_clusters", Access::Anyone;
    GetFacets = "get_facets", Access::Anyone;
    SearchOrganisers = "search_organisers", Access::Anyone;
    WriteToEvent = "write_to_event", Access::Anyone;
    RequestAlert = "request_alert", Access::Anyone;
    ExportCalendar = "export_calendar", Access::Anyone;
    ExportEventCalendar = "export_event_calendar", Access::Anyone;
    ExportAtom = "export_atom", Access::Anyone;
    ExportRss = "export_rss", Access::Anyone;
    ExportJsonFeed = "export_json_feed", Access::Anyone;
    ExportCsv = "export_csv", Access::Anyone;
    ExportXlsx = "export_xlsx", Access::Anyone;
    GetTableSchema = "get_table_schema", Access::Anyone;
    ExportGeojson = "export_geojson", Access::Anyone;
    ExportFranceTravail = "export_france_travail", Access::Anyone;
    PrintProgramme = "print_programme", Access::Anyone;
    ExportProgramme = "export_programme", Access::Anyone;
    GetFigures = "get_figures", Access::Anyone;
    GetOgcLandingPage = "get_ogc_landing_page", Access::Anyone;
    GetOgcConformance = "get_ogc_conformance", Access::Anyone;
    GetOgcDefinition = "get_ogc_definition", Access::Anyone;
    ListOgcCollections = "list_ogc_collections", Access::Anyone;
    GetOgcCollection = "get_ogc_collection", Access::Anyone;
    GetOgcQueryables = "get_ogc_queryables", Access::Anyone;
    ListOgcItems = "list_ogc_items", Access::Anyone;
    GetOgcItem = "get_ogc_item", Access::Anyone;
    // For whoever has the secret of a key.
    RequestAccessToken = "request_access_token", Access::Anyone;
    ListAgendas = "list_agendas", Access::Anyone;
    GetAgenda = "get_agenda", Access::Anyone;
    ListAgendaEvents = "list_agenda_events", Access::Anyone;
    SearchAgendaEvents = "search_agenda_events", Access::Anyone;
    GetAgendaEvent = "get_agenda_event", Access::Anyone;
    GetAgendaEventBySlug = "get_agenda_event_by_slug", Access::Anyone;
    GetAgendaEventByExternalId = "get_agenda_event_by_external_id", Access::Anyone;
    UpdateAgendaEvent = "update_agenda_event", OWNERS;
    PatchAgendaEvent = "patch_agenda_event", OWNERS;
    DeleteAgendaEvent = "delete_agenda_event", OWNERS;
    PutAgendaEventByExternalId = "put_agenda_event_by_external_id", OWNERS;
    DeleteAgendaEventByExternalId = "delete_agenda_event_by_external_id", OWNERS;
    ListAgendaLocations = "list_agenda_locations", Access::Anyone;
    GetAgendaLocation = "get_agenda_location", Access::Anyone;
    CreateAgendaLocation = "create_agenda_location", OWNERS;
    UpdateAgendaLocation = "update_agenda_location", OWNERS;
    PatchAgendaLocation = "patch_agenda_location", OWNERS;
    DeleteAgendaLocation = "delete_agenda_location", OWNERS;
    GetAgendaLocationByExternalId = "get_agenda_location_by_external_id", OWNERS;
    PutAgendaLocationByExternalId = "put_agenda_location_by_external_id", OWNERS;
    DeleteAgendaLocationByExternalId = "delete_agenda_location_by_external_id", OWNERS;
    ListEventsOfAgendas = "list_events_of_agendas", Access::Anyone;
    ListAgendaMembers = "list_agenda_members", COORDINATION;
    ListAgendaSources = "list_agenda_sources", COORDINATION;
    GetAgendaCaller = "get_agenda_caller", OWNERS;
    ListOwnAgendas = "list_own_agendas", OWNERS;
    GetOwnAgenda = "get_own_agenda", OWNERS;
    ExportAgendaCsv = "export_agenda_csv", Access::Anyone;
    ExportAgendaXlsx = "export_agenda_xlsx", Access::Anyone;
    ExportAgendaCalendar = "export_agenda_calendar", Access::Anyone;
    ExportAgendaRss = "export_agenda_rss", Access::Anyone;
    ExportAgendaProgramme = "export_agenda_programme", Access::Anyone;
    GetOpenData = "get_open_data", Access::Anyone;
    GetOpenDataChecksums = "get_open_data_checksums", Access::Anyone;
    GetDataPackage = "get_data_package", Access::Anyone;
    GetLogHead = "get_log_head", Access::Anyone;
    GetOpenDataDump = "get_open_data_dump", Access::Anyone;
    GetOembed = "get_oembed", Access::Anyone;
    GetLlmsTxt = "get_llms_txt", Access::Anyone;
    GetApiCatalog = "get_api_catalog", Access::Anyone;
    GetImage = "get_image", Access::Anyone;
    GetSquareImage = "get_square_image", Access::Anyone;
    GetSharingPicture = "get_sharing_picture", Access::Anyone;
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
    GetAccountAddress = "get_account_address", Access::SignedIn;
    GetPreferences = "get_preferences", Access::SignedIn;
    SetPreferences = "set_preferences", Access::SignedIn;
    RefuseLetter = "refuse_letter", Access::Anyone;
    RefuseLetterInOneClick = "refuse_letter_in_one_click", Access::Anyone;
    PreviewDeparture = "preview_departure", Access::SignedIn;
    DeleteAccount = "delete_account", Access::SignedIn;
    ListSessions = "list_sessions", Access::SignedIn;
    EndSession = "end_session", Access::SignedIn;
    // Searched names and addresses are in the body, so that no address of a request contains them.
    SearchPeople = "search_people", COORDINATION;
    GetPerson = "get_person", COORDINATION;
    AddGrant = "add_grant", COORDINATION;
    RemoveGrant = "remove_grant", COORDINATION;
    DisablePerson = "disable_person", COORDINATION;
    EnablePerson = "enable_person", COORDINATION;
    SignOutPerson = "sign_out_person", COORDINATION;
    EndPersonSession = "end_person_session", COORDINATION;
    ListRoleInvitations = "list_role_invitations", COORDINATION;
    InviteToRole = "invite_to_role", COORDINATION;
    RevokeRoleInvitation = "revoke_role_invitation", COORDINATION;
    PreviewRoleInvitation = "preview_role_invitation", Access::Anyone;
    AcceptRoleInvitation = "accept_role_invitation", Access::SignedIn;
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
    UploadAnswerFile = "upload_answer_file", OWNERS;
    GetAnswerFile = "get_answer_file", READERS;
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
    GetCertificate = "get_certificate", READERS;
    CheckCertificate = "check_certificate", Access::Anyone;
    GetKit = "get_kit", READERS;
    GetKitFile = "get_kit_file", READERS;
    GetKitArchive = "get_kit_archive", READERS;
    ListKitLinks = "list_kit_links", OWNERS;
    MakeKitLink = "make_kit_link", OWNERS;
    RevokeKitLink = "revoke_kit_link", OWNERS;
    // For whoever has the secret of the link.
    OpenKit = "open_kit", Access::Anyone;
    DownloadKitFile = "download_kit_file", Access::Anyone;
    DownloadKitArchive = "download_kit_archive", Access::Anyone;
    GetEventOrganisation = "get_event_organisation", READERS;
    SetEventOrganisation = "set_event_organisation", OWNERS;
    GetReadingLink = "get_reading_link", OWNERS;
    OpenReadingLink = "open_reading_link", OWNERS;
    CloseReadingLink = "close_reading_link", OWNERS;
    ReadByLink = "read_by_link", Access::Anyone;
    ReadFileByLink = "read_file_by_link", Access::Anyone;
    // A reviewer reads and settles those that the organiser left unsettled.
    ListVisitorMessages = "list_visitor_messages", READERS;
    SettleVisitorMessage = "settle_visitor_message", OWNERS_AND_REVIEWERS;
    GetConversation = "get_conversation", READERS;
    WriteMessage = "write_message", OWNERS_AND_REVIEWERS;
    ReadConversation = "read_conversation", OWNERS_AND_REVIEWERS;
    UploadAttachment = "upload_attachment", OWNERS_AND_REVIEWERS;
    GetAttachment = "get_attachment", READERS;
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
    ReportEvent = "report_event", OWNERS;
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
    ListRegisteredOrganisations = "list_registered_organisations", COORDINATION;
    PreviewMerge = "preview_merge", COORDINATION;
    MergeOrganisations = "merge_organisations", COORDINATION;
    CreateImport = "create_import", OWNERS;
    ListImports = "list_imports", OWNERS;
    GetImportTemplate = "get_import_template", OWNERS;
    GetImport = "get_import", OWNERS;
    PrefillEventForm = "prefill_event_form", Access::Anyone;
    MakePrefilledLink = "make_prefilled_link", OWNERS;
    MapImport = "map_import", OWNERS;
    CommitImport = "commit_import", OWNERS;
    UndoImport = "undo_import", OWNERS;
    ListHistory = "list_history", READERS;
    ListQueue = "list_queue", REVIEW_READERS;
    GetQueuePosition = "get_queue_position", REVIEW_READERS;
    ExportQueueCsv = "export_queue_csv", REVIEW_READERS;
    ExportQueueXlsx = "export_queue_xlsx", REVIEW_READERS;
    GetOverview = "get_overview", REVIEW_READERS;
    ExportOverviewCsv = "export_overview_csv", REVIEW_READERS;
    ListQueueViews = "list_queue_views", REVIEW_READERS;
    SaveQueueView = "save_queue_view", REVIEW_READERS;
    DeleteQueueView = "delete_queue_view", REVIEW_READERS;
    ListReviewGroups = "list_review_groups", REVIEW_READERS;
    CreateReviewGroup = "create_review_group", COORDINATION;
    GetReviewGroup = "get_review_group", REVIEW_READERS;
    UpdateReviewGroup = "update_review_group", COORDINATION;
    DeleteReviewGroup = "delete_review_group", COORDINATION;
    SetRoutingRules = "set_routing_rules", COORDINATION;
    PreviewRoutingRules = "preview_routing_rules", COORDINATION;
    ImportRoutingRules = "import_routing_rules", COORDINATION;
    FindRoute = "find_route", REVIEW_READERS;
    // A lead manages the members of the own groups, the coordination those of all.
    ImportGroupMembers = "import_group_members", REVIEW_READERS;
    SetGroupMemberRole = "set_group_member_role", COORDINATION;
    RemoveGroupMember = "remove_group_member", REVIEW_READERS;
    GetAssignment = "get_assignment", REVIEW_READERS;
    AssignFile = "assign_file", REVIEWERS;
    ListReviewAbsences = "list_review_absences", REVIEW_READERS;
    EnterReviewAbsence = "enter_review_absence", REVIEW_READERS;
    DeleteReviewAbsence = "delete_review_absence", REVIEW_READERS;
    ListReviewConflicts = "list_review_conflicts", REVIEW_READERS;
    DeclareReviewConflict = "declare_review_conflict", REVIEWERS;
    DeleteReviewConflict = "delete_review_conflict", REVIEW_READERS;
    LabelEvents = "label_events", REVIEWERS;
    UndoLabelEvents = "undo_label_events", REVIEWERS;
    ListHeldDecisions = "list_held_decisions", COORDINATORS;
    StartHeldRun = "start_held_run", COORDINATORS;
    GetHeldRun = "get_held_run", COORDINATORS;
    OpenReading = "open_reading", REVIEWERS;
    CloseReading = "close_reading", REVIEWERS;
    GetReview = "get_review", REVIEW_READERS;
    ListReviewNotes = "list_review_notes", REVIEW_READERS;
    AddReviewNote = "add_review_note", REVIEWERS;
    ListOpinions = "list_opinions", REVIEW_READERS;
    AskOpinion = "ask_opinion", REVIEWERS;
    RevokeOpinion = "revoke_opinion", REVIEWERS;
    // For whoever has the secret of the link.
    ReadForOpinion = "read_for_opinion", Access::Anyone;
    GiveOpinion = "give_opinion", Access::Anyone;
    AssessEvent = "assess_event", REVIEWERS;
    RequestCorrection = "request_correction", REVIEWERS;
    DecideEvent = "decide_event", REVIEWERS;
    UndoDecision = "undo_decision", REVIEWERS;
    AskSecondLook = "ask_second_look", REVIEWERS;
    DecideChange = "decide_change", REVIEWERS;
    RevokeLabel = "revoke_label", COORDINATORS;
    ReopenEvent = "reopen_event", REVIEWERS;
    IssueLatePass = "issue_late_pass", REVIEWERS;
    ListLatePasses = "list_late_passes", REVIEWERS;
    RevokeLatePass = "revoke_late_pass", REVIEWERS;
    ListLog = "list_log", COORDINATION;
    GetLogVerification = "get_log_verification", ADMINISTRATORS;
    VerifyLog = "verify_log", ADMINISTRATORS;
    GetJobOverview = "get_job_overview", ADMINISTRATORS;
    ListDeadJobs = "list_dead_jobs", ADMINISTRATORS;
    ReplayJob = "replay_job", ADMINISTRATORS;
    ReplayJobs = "replay_jobs", ADMINISTRATORS;
    DiscardJob = "discard_job", ADMINISTRATORS;
    // Public only where the configuration opens the outbox, that is on demonstration servers.
    ListMails = "list_mails", ADMINISTRATORS;
    GetMail = "get_mail", ADMINISTRATORS;
    ResendMail = "resend_mail", ADMINISTRATORS;
    // For the mail server, which has a secret of its own.
    ReportMail = "report_mail", Access::Anyone;
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
            Operation::ReopenEvent,
            Operation::UndoLabelEvents,
            Operation::StartHeldRun,
            Operation::AskSecondLook,
        ] {
            assert_eq!(operation.access().scope(Role::Organiser), None);
            assert_eq!(operation.access().scope(Role::Administrator), None);
        }
        assert_eq!(Operation::RevokeLabel.access().scope(Role::Referent), None);
    }
}
