//! Tests of every route through real HTTP, on both database engines; one binary, with the folders of `src`.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod administration;
#[cfg(test)]
mod agendas;
#[cfg(test)]
mod alerts;
#[cfg(test)]
mod answer_files;
#[cfg(test)]
mod api_changes;
#[cfg(test)]
mod app;
#[cfg(test)]
mod architecture;
#[cfg(test)]
mod bodies;
#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod changes;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod conversation;
#[cfg(test)]
mod deprecations;
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
mod files;
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
mod index_now;
#[cfg(test)]
mod jobs;
#[cfg(test)]
mod kit;
#[cfg(test)]
mod labels;
#[cfg(test)]
mod leaving;
#[cfg(test)]
mod letters;
#[cfg(test)]
mod log;
#[cfg(test)]
mod log_head;
#[cfg(test)]
mod mcp;
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
mod partners;
#[cfg(test)]
mod places;
#[cfg(test)]
mod policy;
#[cfg(test)]
mod process;
#[cfg(test)]
mod proxies;
#[cfg(test)]
mod returned_mails;
#[cfg(test)]
mod revisions;
#[cfg(test)]
mod site;
#[cfg(test)]
mod standard_texts;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod support;
#[cfg(test)]
mod webhooks;
