use super::{Account, Role};

/// Page of the site on which a role begins its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Landing {
    /// The review queue, for those who decide.
    Queue,
    /// The overview of the reviews.
    Overview,
    /// The pages of the administration.
    Administration,
    /// The person's own events.
    OwnEvents,
}

impl Landing {
    /// Path of the page.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Queue => "/labellisation",
            Self::Overview => "/pilotage",
            Self::Administration => "/administration",
            Self::OwnEvents => "/mes-evenements",
        }
    }
}

impl Account {
    /// Page to open after signing in, when none was asked for. Of several roles the one with the most daily work counts: a referent
    /// decides, a coordinator follows the decisions, an administrator sets up what both work
    /// with.
    pub fn landing(&self) -> Landing {
        if self.has(Role::Referent) {
            Landing::Queue
        } else if self.has(Role::Coordinator) {
            Landing::Overview
        } else if self.has(Role::Administrator) {
            Landing::Administration
        } else {
            Landing::OwnEvents
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Grant;
    use crate::id::AccountId;
    use crate::place::Territory;
    use rstest::rstest;

    #[rstest]
    #[case(&[], "/mes-evenements")]
    #[case(&[Role::Referent], "/labellisation")]
    #[case(&[Role::Coordinator], "/pilotage")]
    #[case(&[Role::Administrator], "/administration")]
    #[case(&[Role::Administrator, Role::Referent], "/labellisation")]
    #[case(&[Role::Coordinator, Role::Referent], "/labellisation")]
    #[case(&[Role::Administrator, Role::Coordinator], "/pilotage")]
    fn each_role_begins_where_its_work_is(#[case] roles: &[Role], #[case] path: &str) {
        let grants = roles.iter().map(|role| Grant {
            role: *role,
            territory: Territory::National,
        });
        let account = Account {
            id: AccountId(uuid::Uuid::nil()),
            email: "camille@example.org".to_owned(),
            name: "Camille".to_owned(),
            verified: true,
            grants: grants.collect(),
            language: crate::letter::Language::DEFAULT,
        };
        assert_eq!(account.landing().path(), path);
    }
}
