//! The certificate of a label: its code, the authority that issues it, and the result of a check.

mod authority;
mod check;
mod code;

pub use authority::LabelAuthority;
pub use check::{CertificateCheck, CertificateEnd, CertificateStatus};
pub use code::{CertificateCode, InvalidCertificateCode};
