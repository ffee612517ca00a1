//! Twelve unlike events, for the tests and the measurement.

use super::{Facts, Logo, Picture};
use pictures::{Rgb, RgbImage};

const SITE: &str = "https://semaine.example";

/// A generated picture: a sky over a hall, with a light at 70 % of the width and 30 % of the height.
///
/// # Panics
///
/// When `pictures` cannot encode it, which its size rules out.
pub fn picture(width: u32, height: u32) -> Picture {
    let pixels = RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = (
            f64::from(x) / f64::from(width),
            f64::from(y) / f64::from(height),
        );
        let glow = (1.0 - ((x - 0.7).powi(2) + (y - 0.3).powi(2)).sqrt() * 1.6).max(0.0);
        let saw = (x * 6.0).fract() * 0.12;
        let hall = y > 0.62 + saw;
        let part = |dark: f64, light: f64| {
            let value = if hall { dark * 0.5 } else { dark } + glow * light;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "from 0 to 255"
            )]
            let value = value.clamp(0.0, 255.0) as u8;
            value
        };
        Rgb([part(60.0, 195.0), part(84.0, 140.0), part(120.0, 60.0)])
    });
    let made = pictures::Picture::of(pixels).expect("a generated picture can be encoded");
    Picture {
        name: format!("hall/{width}x{height}"),
        jpeg: made.largest.jpeg,
        alt: "Une halle au lever du soleil".to_owned(),
        credits: "© Atelier".to_owned(),
        focus: (0.7, 0.3),
    }
}

/// A generated logo, `ratio` times as wide as it is high.
///
/// # Panics
///
/// When the crate refuses its own drawing.
pub fn logo(name: &str, ratio: u32) -> Logo {
    let width = 100 * ratio;
    let svg = format!(
        concat!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 100">"##,
            r##"<rect width="{width}" height="100" rx="20" fill="#0a6e5c"/>"##,
            r##"<circle cx="50" cy="50" r="28" fill="#ffffff"/></svg>"##
        ),
        width = width
    );
    Logo::read(name, svg.as_bytes()).expect("the drawing has nothing that is refused")
}

fn usual() -> Facts {
    let title = "Visite de la fonderie du Rhône";
    let url = format!("{SITE}/evenements/2018/visite-de-la-fonderie");
    Facts {
        edition: "Semaine de l’Industrie 2018".to_owned(),
        theme: "L’industrie connectée".to_owned(),
        title: title.to_owned(),
        organiser: "Fonderie du Rhône".to_owned(),
        sessions: vec!["lundi 26 mars 2018, de 9 h 30 à 12 h".to_owned()],
        date: "lundi 26 mars 2018, de 9 h 30 à 12 h".to_owned(),
        place: vec![
            "Fonderie du Rhône".to_owned(),
            "12 rue de la Coulée".to_owned(),
            "69200 Vénissieux".to_owned(),
        ],
        place_line: "Fonderie du Rhône, Vénissieux (69)".to_owned(),
        online: false,
        description: "Découvrez la coulée du métal, le moulage en sable et les métiers de l’atelier avec celles et ceux qui y \
                      travaillent chaque jour."
            .to_owned(),
        access: "Chaussures fermées obligatoires. Sur inscription.".to_owned(),
        code_alt: format!("Code QR vers {url}"),
        map_alt: "Plan de Vénissieux et de ses environs".to_owned(),
        ics_url: format!("{SITE}/api/v1/catalogue/events/1/calendar.ics"),
        url,
        picture: Some(picture(1_200, 800)),
        position: Some((4.886, 45.697)),
        logos: Vec::new(),
    }
}

fn dates(count: usize) -> (Vec<String>, String) {
    let lines =
        (0..count).map(|number| format!("mardi {} mars 2018, de 14 h à 17 h 30", 1 + number % 28));
    (
        lines.collect(),
        format!("du 1er mars au 9 avril 2018 · {count} séances"),
    )
}

/// The events, each with a name.
pub fn twelve() -> Vec<(&'static str, Facts)> {
    let usual = usual();
    let (many, many_in_short) = dates(40);
    let (some, some_in_short) = dates(5);
    let online = Facts {
        title: "Comprendre l’hydrogène en une heure".to_owned(),
        place: vec!["En ligne".to_owned()],
        place_line: "En ligne".to_owned(),
        online: true,
        position: None,
        ..usual.clone()
    };
    let longest = "Portes ouvertes de l’usine de composants électromécaniques de précision et rencontre avec les apprenties et \
                   apprentis de la filière aéronautique";
    vec![
        ("usual", usual.clone()),
        ("shortest", Facts { title: "Forge".to_owned(), access: String::new(), ..usual.clone() }),
        ("longest", Facts { title: longest.to_owned(), ..usual.clone() }),
        ("no-picture", Facts { picture: None, ..usual.clone() }),
        ("forty-dates", Facts { sessions: many, date: many_in_short, ..usual.clone() }),
        ("five-dates", Facts { sessions: some, date: some_in_short, picture: None, ..usual.clone() }),
        ("overseas", Facts {
            title: "Les coulisses de la sucrerie".to_owned(),
            sessions: vec!["mardi 3 avril 2018, de 8 h à 11 h (heure de La Réunion)".to_owned()],
            date: "mardi 3 avril 2018, de 8 h à 11 h (heure de La Réunion)".to_owned(),
            place: vec!["Sucrerie de Bois-Rouge".to_owned(), "2 chemin de Bois-Rouge".to_owned(), "97440 Saint-André".to_owned()],
            place_line: "Sucrerie de Bois-Rouge, Saint-André (974)".to_owned(),
            position: Some((55.650, -20.960)),
            ..usual.clone()
        }),
        ("online", online.clone()),
        ("online-bare", Facts { picture: None, access: String::new(), description: String::new(), ..online }),
        ("long-organiser", Facts {
            organiser: "Union des industries et métiers de la métallurgie du Rhône, de l’Ain et de la Loire, pôle formation et \
                        centre de ressources des entreprises industrielles"
                .to_owned(),
            place: vec![
                "Pôle formation des industries technologiques, bâtiment des ateliers et plateaux techniques".to_owned(),
                "Zone industrielle du Grand-Plateau, allée des Entrepreneurs et des Inventeurs, entrée no 14".to_owned(),
                "42230 Saint-Genest-Malifaux-en-Forez".to_owned(),
            ],
            ..usual.clone()
        }),
        ("partners", Facts {
            logos: vec![logo("Région", 2), logo("Chambre", 5), logo("Filière", 1), logo("Métropole", 8)],
            ..usual.clone()
        }),
        ("signs", Facts {
            title: "Ω & <métaux> « rares » : 工場 🏭 de l’Ardèche".to_owned(),
            organiser: "A".to_owned(),
            url: format!("{SITE}/evenements/2018/{}", "metaux-rares-".repeat(6)),
            ..usual
        }),
    ]
}
