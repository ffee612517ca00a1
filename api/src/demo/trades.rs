//! Trades of French industry, from which the companies of the demonstration are made up.

/// A trade of a made-up company.
pub(super) struct Trade {
    /// Term of the `sectors` vocabulary.
    pub(super) sector: &'static str,
    /// Kind of company with its article: `une fonderie`.
    pub(super) house: &'static str,
    /// Name of the kind of company: `Fonderie`.
    pub(super) prefix: &'static str,
    /// Products, each with its partitive article: `des vis de précision`.
    pub(super) products: &'static [&'static str],
    /// Production steps that visitors see.
    pub(super) steps: &'static [&'static str],
    /// Jobs in the company.
    pub(super) jobs: &'static [&'static str],
}

pub(super) const TRADES: &[Trade] = &[
    Trade {
        sector: "aerospace",
        house: "un atelier de mécanique aéronautique",
        prefix: "Mécanique aéronautique",
        products: &[
            "des pièces de trains d’atterrissage",
            "des aubes de turbine",
            "des structures de sièges d’avion",
        ],
        steps: &[
            "l’usinage cinq axes",
            "le contrôle tridimensionnel",
            "le traitement de surface",
            "l’assemblage",
        ],
        jobs: &[
            "usineur",
            "contrôleur qualité",
            "ajusteur-monteur",
            "technicienne méthodes",
        ],
    },
    Trade {
        sector: "food",
        house: "une biscuiterie",
        prefix: "Biscuiterie",
        products: &[
            "des biscuits pur beurre",
            "des gaufrettes",
            "des pains d’épices",
        ],
        steps: &[
            "le pétrissage",
            "la cuisson en four tunnel",
            "le conditionnement",
            "le laboratoire de goût",
        ],
        jobs: &[
            "conductrice de ligne",
            "technicien de maintenance",
            "responsable qualité",
            "cariste",
        ],
    },
    Trade {
        sector: "food",
        house: "une laiterie",
        prefix: "Laiterie",
        products: &["des fromages", "des yaourts", "du beurre de baratte"],
        steps: &[
            "la réception du lait",
            "l’affinage",
            "le laboratoire d’analyses",
            "la chaîne du froid",
        ],
        jobs: &["fromagère", "laborantin", "automaticienne", "logisticien"],
    },
    Trade {
        sector: "automotive",
        house: "un équipementier automobile",
        prefix: "Équipements automobiles",
        products: &[
            "des faisceaux électriques",
            "des planches de bord",
            "des batteries de véhicules",
        ],
        steps: &[
            "l’injection plastique",
            "la ligne d’assemblage",
            "les robots de soudage",
            "les essais",
        ],
        jobs: &[
            "roboticienne",
            "plasturgiste",
            "ingénieure d’essais",
            "opérateur d’assemblage",
        ],
    },
    Trade {
        sector: "wood",
        house: "une scierie",
        prefix: "Scierie",
        products: &[
            "des charpentes",
            "des parquets massifs",
            "des bois de construction",
        ],
        steps: &[
            "le parc à grumes",
            "le sciage",
            "le séchage",
            "la taille numérique",
        ],
        jobs: &["scieur", "affûteuse", "charpentier", "conductrice de ligne"],
    },
    Trade {
        sector: "wood",
        house: "une manufacture de meubles",
        prefix: "Manufacture de meubles",
        products: &[
            "des sièges",
            "des agencements de cuisine",
            "du mobilier scolaire",
        ],
        steps: &[
            "le bureau d’études",
            "la commande numérique",
            "le vernissage",
            "la tapisserie",
        ],
        jobs: &["ébéniste", "dessinatrice", "vernisseur", "tapissière"],
    },
    Trade {
        sector: "chemicals",
        house: "une usine de chimie fine",
        prefix: "Chimie fine",
        products: &[
            "des parfums et arômes",
            "des peintures en phase aqueuse",
            "des polymères recyclés",
        ],
        steps: &[
            "le laboratoire",
            "les réacteurs",
            "la salle de contrôle",
            "le traitement des eaux",
        ],
        jobs: &[
            "chimiste",
            "opératrice de production",
            "ingénieure sécurité",
            "technicien d’analyses",
        ],
    },
    Trade {
        sector: "chemicals",
        house: "une plasturgie",
        prefix: "Plasturgie",
        products: &[
            "des emballages recyclables",
            "des pièces techniques",
            "des flacons",
        ],
        steps: &[
            "la matière recyclée",
            "l’injection",
            "le soufflage",
            "le contrôle par caméra",
        ],
        jobs: &["régleuse", "mouliste", "plasturgiste", "chef d’équipe"],
    },
    Trade {
        sector: "rail",
        house: "un atelier ferroviaire",
        prefix: "Atelier ferroviaire",
        products: &[
            "des bogies",
            "des aménagements de rames",
            "des équipements de signalisation",
        ],
        steps: &[
            "la chaudronnerie",
            "la fosse de visite",
            "le banc d’essai",
            "la peinture",
        ],
        jobs: &[
            "chaudronnière",
            "électricien",
            "soudeuse",
            "technicien d’essais",
        ],
    },
    Trade {
        sector: "health",
        house: "un fabricant de dispositifs médicaux",
        prefix: "Dispositifs médicaux",
        products: &[
            "des prothèses",
            "des lits médicalisés",
            "des instruments de chirurgie",
        ],
        steps: &[
            "la salle blanche",
            "le polissage",
            "la stérilisation",
            "la traçabilité",
        ],
        jobs: &[
            "polisseuse",
            "chargée d’affaires réglementaires",
            "technicien de salle blanche",
            "conceptrice",
        ],
    },
    Trade {
        sector: "health",
        house: "un laboratoire pharmaceutique",
        prefix: "Laboratoire",
        products: &["des comprimés", "des vaccins", "des crèmes dermatologiques"],
        steps: &[
            "la formulation",
            "la mise sous blister",
            "le contrôle qualité",
            "l’expédition",
        ],
        jobs: &[
            "pharmacienne",
            "conducteur de ligne",
            "métrologue",
            "technicienne de laboratoire",
        ],
    },
    Trade {
        sector: "marine",
        house: "un chantier naval",
        prefix: "Chantier naval",
        products: &[
            "des bateaux de pêche",
            "des voiliers",
            "des éoliennes flottantes",
        ],
        steps: &[
            "le traçage",
            "le soudage des tôles",
            "le moulage composite",
            "la mise à l’eau",
        ],
        jobs: &[
            "charpentière métaux",
            "stratifieur",
            "soudeuse",
            "architecte naval",
        ],
    },
    Trade {
        sector: "fashion",
        house: "un atelier de maroquinerie",
        prefix: "Maroquinerie",
        products: &["des sacs", "des ceintures", "de la petite maroquinerie"],
        steps: &[
            "le choix des cuirs",
            "la coupe",
            "la piqûre sellier",
            "la finition à la main",
        ],
        jobs: &["maroquinière", "coupeur", "prototypiste", "formatrice"],
    },
    Trade {
        sector: "fashion",
        house: "une filature",
        prefix: "Filature",
        products: &[
            "du fil de lin",
            "des tissus techniques",
            "des étoffes pour la haute couture",
        ],
        steps: &[
            "le cardage",
            "la filature",
            "le tissage",
            "l’ennoblissement",
        ],
        jobs: &["fileuse", "tisseur", "coloriste", "technicien textile"],
    },
    Trade {
        sector: "nuclear",
        house: "un centre de maintenance nucléaire",
        prefix: "Maintenance énergie",
        products: &[
            "des robinets haute pression",
            "des pompes",
            "des échangeurs",
        ],
        steps: &[
            "le chantier-école",
            "la robinetterie",
            "le soudage qualifié",
            "la radioprotection",
        ],
        jobs: &[
            "robinetier",
            "soudeuse TIG",
            "radioprotectionniste",
            "chaudronnier",
        ],
    },
    Trade {
        sector: "other",
        house: "une fonderie",
        prefix: "Fonderie",
        products: &[
            "des pièces en aluminium",
            "des cloches",
            "de la robinetterie",
        ],
        steps: &[
            "le modelage",
            "la coulée",
            "l’ébarbage",
            "le contrôle par rayons X",
        ],
        jobs: &["mouleur", "fondeuse", "modeleur", "technicienne contrôle"],
    },
    Trade {
        sector: "other",
        house: "un atelier de décolletage",
        prefix: "Décolletage",
        products: &[
            "des vis de précision",
            "des connecteurs",
            "des pièces d’horlogerie",
        ],
        steps: &[
            "le tour multibroche",
            "le réglage",
            "le tri optique",
            "le lavage",
        ],
        jobs: &["décolleteuse", "régleur", "programmeuse", "contrôleur"],
    },
    Trade {
        sector: "other",
        house: "une usine d’électronique",
        prefix: "Électronique",
        products: &[
            "des cartes électroniques",
            "des capteurs connectés",
            "des compteurs",
        ],
        steps: &[
            "la pose de composants",
            "la refusion",
            "le test fonctionnel",
            "l’intégration",
        ],
        jobs: &[
            "câbleuse",
            "technicien de test",
            "ingénieure logiciel",
            "logisticienne",
        ],
    },
    Trade {
        sector: "other",
        house: "un centre de tri et de valorisation",
        prefix: "Recyclage",
        products: &[
            "des balles de papier",
            "des paillettes de plastique",
            "des métaux triés",
        ],
        steps: &[
            "le pont-bascule",
            "le tri optique",
            "la presse à balles",
            "la salle de commande",
        ],
        jobs: &[
            "pilote d’installation",
            "mécanicienne",
            "conducteur d’engins",
            "ambassadrice du tri",
        ],
    },
];

/// Family names of founders; common ones, so that no real company is meant.
pub(super) const NAMES: &[&str] = &[
    "Morel",
    "Lefèvre",
    "Garnier",
    "Roussel",
    "Perrin",
    "Chevalier",
    "Blanchard",
    "Fontaine",
    "Mercier",
    "Dupuis",
    "Leclerc",
    "Barbier",
    "Renaud",
    "Colin",
    "Vidal",
    "Aubert",
    "Guillot",
    "Bouvier",
    "Charpentier",
    "Hoarau",
    "Payet",
    "Le Gall",
    "Kermarrec",
    "Schneider",
    "Muller",
    "Etcheverry",
    "Casanova",
    "Delattre",
    "Vandamme",
    "Gauthier",
];

/// First names of contacts.
pub(super) const FIRST_NAMES: &[&str] = &[
    "Camille",
    "Claude",
    "Dominique",
    "Maxime",
    "Alex",
    "Sacha",
    "Charlie",
    "Morgan",
    "Andréa",
    "Stéphane",
    "Lou",
    "Noa",
    "Yaël",
    "Ange",
];

/// Streets of industrial estates.
pub(super) const STREETS: &[&str] = &[
    "rue de l’Industrie",
    "avenue des Ateliers",
    "rue des Forges",
    "boulevard de l’Europe",
    "zone industrielle nord",
    "rue Ampère",
    "rue Gustave-Eiffel",
    "avenue Marie-Curie",
    "chemin de la Gare",
    "rue de la Fonderie",
    "impasse des Tanneurs",
    "rue Blaise-Pascal",
];
