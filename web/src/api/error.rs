//! The error type of API calls.

use shared::problem::{Code, Problem};

/// Reason why a call returned no usable response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallError {
    /// The server rejected the request, with a reason.
    Problem(Box<Problem>),
    /// The browser reports that the device is offline.
    Offline,
    /// No response arrived: network or server failure.
    Network,
    /// The response does not match the API's contract.
    Unreadable,
}

impl CallError {
    /// The problem code of a rejected request.
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Problem(problem) => Some(problem.code),
            Self::Offline | Self::Network | Self::Unreadable => None,
        }
    }

    /// True when the same call may succeed if repeated later.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Problem(problem) => {
                problem.status >= 500 || problem.code == Code::TooManyRequests
            }
            Self::Offline | Self::Network | Self::Unreadable => true,
        }
    }
}
