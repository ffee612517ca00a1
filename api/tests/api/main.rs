//! Tests of every route through real HTTP, on both database engines; one binary, with the folders of `src`.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod app;
#[cfg(test)]
mod architecture;
#[cfg(test)]
mod bodies;
#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod document;
#[cfg(test)]
mod durability;
#[cfg(test)]
mod editions;
#[cfg(test)]
mod events;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod formats;
#[cfg(test)]
mod group_commit;
#[cfg(test)]
mod images;
#[cfg(test)]
mod import;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod jobs;
#[cfg(test)]
mod labels;
#[cfg(test)]
mod leaving;
#[cfg(test)]
mod log;
#[cfg(test)]
mod log_head;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod nul;
#[cfg(test)]
mod ogc;
#[cfg(test)]
mod opendata;
#[cfg(test)]
mod organisations;
#[cfg(test)]
mod outage;
#[cfg(test)]
mod outbox;
#[cfg(test)]
mod places;
#[cfg(test)]
mod policy;
#[cfg(test)]
mod process;
#[cfg(test)]
mod proxies;
#[cfg(test)]
mod site;
#[cfg(test)]
mod support;
