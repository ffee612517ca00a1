use crate::problem::FieldProblem;

/// Faults in the parameters of a query: each fault once, with `/name` as its pointer, and at most
/// [`QueryFaults::MOST`] of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryFaults(pub Vec<FieldProblem>);

impl std::fmt::Display for QueryFaults {
    /// `name: detail` of a single fault; the number of several.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.as_slice() {
            [fault] => {
                let name = fault.pointer.trim_start_matches('/');
                write!(f, "{name}: {}", fault.detail)
            }
            faults if faults.len() < Self::MOST => {
                write!(f, "{} parameters are refused", faults.len())
            }
            _ => write!(f, "{} parameters are refused, or more", Self::MOST),
        }
    }
}

impl std::error::Error for QueryFaults {}

impl QueryFaults {
    /// Maximum number of faults in a response: a query of a thousand wrong names is not worth a longer one.
    pub const MOST: usize = 20;

    /// Collects the first [`Self::MOST`] different faults.
    pub fn of(faults: impl IntoIterator<Item = FieldProblem>) -> Self {
        let mut first = Self(Vec::new());
        for fault in faults {
            if first.0.len() == Self::MOST {
                break;
            }
            first.add(fault);
        }
        first
    }

    /// Adds a fault, unless it is in the list already or the list is full. Returns false when the list is full.
    pub fn add(&mut self, fault: FieldProblem) -> bool {
        if self.0.len() < Self::MOST && !self.0.contains(&fault) {
            self.0.push(fault);
        }
        self.0.len() < Self::MOST
    }

    /// True when a fault concerns the parameter of that name.
    pub fn names(&self, name: &str) -> bool {
        self.0
            .iter()
            .any(|fault| fault.pointer.strip_prefix('/') == Some(name))
    }
}
