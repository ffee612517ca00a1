use anyhow::Context as _;
use shared::place::{InseeCode, Position};

/// A row of the table of communes; borrows from the table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) insee: &'static str,
    pub(super) name: &'static str,
    pub(super) department: &'static str,
    pub(super) region: &'static str,
    postal_codes: &'static str,
    pub(super) position: Position,
    pub(super) population: u32,
}

impl Row {
    pub(super) fn postal_codes(&self) -> impl Iterator<Item = &'static str> {
        self.postal_codes.split_whitespace()
    }

    /// True for a city with arrondissements: Paris, Lyon or Marseille.
    pub(super) fn has_arrondissements(&self) -> bool {
        matches!(self.insee, "75056" | "69123" | "13055")
    }
}

/// Reads a row from the cells of the columns `code`, `nom`, `dep`, `reg`, `lat`, `lon`, `pop` and `cp`.
pub(super) fn row(
    [
        insee,
        name,
        department,
        region,
        lat,
        lon,
        population,
        postal_codes,
    ]: [&'static str; 8],
) -> anyhow::Result<Row> {
    InseeCode::parse(insee)?;
    let read = |text: &str| {
        text.parse::<f64>()
            .with_context(|| format!("`{text}` of {insee}"))
    };
    Ok(Row {
        insee,
        name,
        department,
        region,
        postal_codes,
        position: Position::new(read(lon)?, read(lat)?).with_context(|| insee.to_owned())?,
        population: population
            .parse()
            .with_context(|| format!("population of {insee}"))?,
    })
}

/// Number of the row of a commune, in rows sorted by INSEE code.
pub(super) fn number_of(rows: &[Row], insee: &str) -> Option<u32> {
    let place = rows.partition_point(|row| row.insee < insee);
    rows.get(place).filter(|row| row.insee == insee)?;
    u32::try_from(place).ok()
}
