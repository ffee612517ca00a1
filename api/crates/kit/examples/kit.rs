//! CPU time of a kit, or its files: `cargo run --release -p kit --example kit -- [folder]`.
//!
//! Without a folder, prints a row for each file, warm: mean of several drawings by a painter that has its fonts. With one, writes every
//! file of twelve unlike events into it, pages for the press and for editing too. The fonts are those of `make web`.

use anyhow::Context as _;
use certificate::{BRAND, Certificate, Press, Verification};
use kit::events::twelve;
use kit::{Facts, Painter, content_key, default_kit};
use print::Fonts;
use shared::edition::kit::KitFormat;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Drawings of which the mean is taken.
const TIMES: u32 = 20;

fn main() -> anyhow::Result<()> {
    match std::env::args().nth(1) {
        Some(folder) => write(&PathBuf::from(folder)),
        None => measure(),
    }
}

fn measure() -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let kit = default_kit();
    let events = twelve();

    let begun = cpu_ms()?;
    let mut painter = Painter::new(fonts()?);
    let (_, usual) = events.first().context("there are events")?;
    for file in &kit.files {
        painter.draw(kit, file, usual, false)?;
    }
    writeln!(
        out,
        "{:>9.1} CPU-ms  whole kit of {} files, cold",
        cpu_ms()? - begun,
        kit.files.len()
    )?;
    let begun = cpu_ms()?;
    for file in &kit.files {
        content_key(kit, file, usual, false);
    }
    writeln!(
        out,
        "{:>9.1} CPU-ms  keys of the whole kit",
        cpu_ms()? - begun
    )?;
    let certificate = certificate(usual);
    let mut press = Press::new(fonts()?);
    press.print(&certificate)?;
    let begun = cpu_ms()?;
    for _ in 0..TIMES {
        press.print(&certificate)?;
    }
    let mean = (cpu_ms()? - begun) / f64::from(TIMES);
    writeln!(out, "{mean:>9.1} CPU-ms  certificate")?;
    for (name, facts) in events
        .iter()
        .filter(|(name, _)| matches!(*name, "usual" | "no-picture"))
    {
        for file in &kit.files {
            for press in [false, true] {
                if press && file.format != KitFormat::Pdf {
                    continue;
                }
                let begun = cpu_ms()?;
                let mut bytes = 0;
                for _ in 0..TIMES {
                    bytes = painter.draw(kit, file, facts, press)?.len();
                }
                let mean = (cpu_ms()? - begun) / f64::from(TIMES);
                let press = if press { ", press" } else { "" };
                writeln!(
                    out,
                    "{mean:>9.1} CPU-ms  {name}: {}{press}, {bytes} bytes",
                    file.file_name()
                )?;
            }
        }
    }
    Ok(())
}

fn write(folder: &Path) -> anyhow::Result<()> {
    let kit = default_kit();
    let mut painter = Painter::new(fonts()?);
    std::fs::create_dir_all(folder)?;
    for (name, facts) in &twelve() {
        for file in &kit.files {
            let own = format!("{name}.{}", file.file_name());
            std::fs::write(folder.join(own), painter.draw(kit, file, facts, false)?)?;
            if file.format == KitFormat::Pdf {
                let own = format!("{name}.{}.press.pdf", file.key);
                std::fs::write(folder.join(own), painter.draw(kit, file, facts, true)?)?;
                let own = format!("{name}.{}.svg", file.key);
                std::fs::write(folder.join(own), painter.draw_svg(kit, file, facts)?)?;
            }
        }
    }
    Ok(())
}

/// A certificate of usual length.
fn certificate(facts: &Facts) -> Certificate {
    let address = "https://semaine.example/verifier/7K3QX-9TB43".to_owned();
    let wording =
        "L’événement a pour but d’informer ou de communiquer sur l’industrie et ses métiers.";
    Certificate {
        title: format!("Certificat : {}", facts.title),
        edition: facts.edition.clone(),
        heading: "Certificat de labellisation".to_owned(),
        lead: "Le label est attribué à l’événement".to_owned(),
        event: facts.title.clone(),
        facts: vec![
            format!("Organisateur : {}", facts.organiser),
            format!("Date : {}", facts.date),
            format!("Lieu : {}", facts.place_line),
        ],
        criteria_heading: "Critères de l’édition".to_owned(),
        criteria: ["Dates", "Publics", "Industrie", "Gratuité"]
            .map(|title| (title.to_owned(), wording.to_owned()))
            .to_vec(),
        authority: "DIRECCTE Auvergne-Rhône-Alpes, le 12 mars 2018".to_owned(),
        reference: "Référence 7K3M-9QXA, certificat n° 1".to_owned(),
        verification: Verification {
            sentence: "Pour vérifier ce certificat :".to_owned(),
            alt: format!("Code QR vers {address}"),
            address,
            code: "Code : 7K3QX-9TB43".to_owned(),
        },
        limits: "Ce label n’est pas une approbation par l’État.".to_owned(),
        colour: BRAND,
        issued_on: (2018, 3, 12),
    }
}

fn fonts() -> anyhow::Result<Fonts> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../dist");
    Fonts::read(|path| {
        let packed = std::fs::read(dist.join(format!("{path}.br"))).ok()?;
        let mut font = Vec::new();
        brotli::BrotliDecompress(&mut packed.as_slice(), &mut font).ok()?;
        Some(font)
    })
}

/// CPU time of this process so far, user and system, in milliseconds (Linux).
fn cpu_ms() -> anyhow::Result<f64> {
    // The scheduler's own count, in nanoseconds; one thread does everything.
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let first = text
        .split_whitespace()
        .next()
        .context("schedstat is empty")?;
    Ok(first.parse::<f64>()? / 1e6)
}
