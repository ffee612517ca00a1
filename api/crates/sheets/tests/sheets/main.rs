//! Tables as others write them.

#[cfg(test)]
mod anything;
#[cfg(test)]
mod workbooks;
