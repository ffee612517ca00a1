//! Why a call gave no answer that can be used.

use shared::problem::{Code, Problem};

/// Why a call gave no answer that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallError {
    /// The server refused, and said why.
    Problem(Box<Problem>),
    /// This device has no network.
    Offline,
    /// The server did not answer.
    Network,
    /// The server answered something that is not in the contract.
    Unreadable,
}

impl CallError {
    /// The code of the refusal, when it is one.
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Problem(problem) => Some(problem.code),
            Self::Offline | Self::Network | Self::Unreadable => None,
        }
    }

    /// Whether the same call may well succeed a little later.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Problem(problem) => {
                problem.status >= 500 || problem.code == Code::TooManyRequests
            }
            Self::Offline | Self::Network | Self::Unreadable => true,
        }
    }
}
