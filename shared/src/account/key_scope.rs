use super::Operation;
use crate::partner::KeyScope;

impl Operation {
    /// Scope that an API key needs for an operation of people with a role; `None` for those that keys cannot call. Public operations need
    /// none.
    pub const fn key_scope(self) -> Option<KeyScope> {
        match self {
            Self::ListEvents
            | Self::GetEvent
            | Self::GetExternalEvent
            | Self::GetAnswerFile
            | Self::GetChange
            | Self::GetCertificate
            | Self::GetKit
            | Self::GetKitFile
            | Self::GetKitArchive
            | Self::ListHistory
            | Self::MakePrefilledLink => Some(KeyScope::Read),
            Self::CreateEvent
            | Self::ValidateEvent
            | Self::SaveEvent
            | Self::UploadImage
            | Self::UploadAnswerFile
            | Self::PutExternalEvent
            | Self::SubmitExternalEvent
            | Self::WithdrawExternalEvent
            | Self::SubmitEvent
            | Self::WithdrawEvent
            | Self::SaveChange
            | Self::SubmitChange
            | Self::WithdrawChange
            | Self::DiscardChange
            | Self::SetLifeStatus
            | Self::ReportEvent
            | Self::UpdateAgendaEvent
            | Self::PatchAgendaEvent
            | Self::DeleteAgendaEvent
            | Self::PutAgendaEventByExternalId
            | Self::DeleteAgendaEventByExternalId
            | Self::CreateAgendaLocation
            | Self::UpdateAgendaLocation
            | Self::PatchAgendaLocation
            | Self::DeleteAgendaLocation
            | Self::GetAgendaLocationByExternalId
            | Self::PutAgendaLocationByExternalId
            | Self::DeleteAgendaLocationByExternalId
            | Self::GetAgendaCaller
            | Self::ListOwnAgendas
            | Self::GetOwnAgenda => Some(KeyScope::Write),
            Self::ListQueue
            | Self::GetReview
            | Self::AssessEvent
            | Self::RequestCorrection
            | Self::DecideEvent
            | Self::DecideChange
            | Self::ListAgendaMembers
            | Self::ListAgendaSources => Some(KeyScope::Review),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{Access, Role};

    #[test]
    fn keys_reach_event_submissions_and_their_review_only() {
        for operation in Operation::ALL {
            let Some(scope) = operation.key_scope() else {
                continue;
            };
            let access = operation.access();
            assert!(matches!(access, Access::Roles(_)), "{}", operation.id());
            let roles: &[Role] = match scope {
                KeyScope::Read | KeyScope::Write => &[Role::Organiser],
                KeyScope::Review => &[Role::Referent, Role::Coordinator],
            };
            let admits = |role: &Role| access.scope(*role).is_some();
            assert!(roles.iter().any(admits), "{}", operation.id());
        }
        for operation in [
            Operation::ListPartnerSpaces,
            Operation::AddGrant,
            Operation::SaveEdition,
            Operation::SetStandardTexts,
            Operation::DeleteAccount,
            Operation::GetSession,
            Operation::ListMails,
        ] {
            assert_eq!(operation.key_scope(), None, "{}", operation.id());
        }
    }
}
