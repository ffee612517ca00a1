use super::EventQuery;

/// Parameter names and decoded values of a query string, in order.
pub type Pairs = Vec<(&'static str, String)>;

impl EventQuery {
    /// The query string in canonical order, percent-encoded, with plain commas; empty for a query without
    /// parameters.
    pub fn to_search(&self) -> String {
        self.to_search_with([])
    }

    /// The query string followed by other parameters.
    pub fn to_search_with<'a>(
        &self,
        others: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        pairs.extend_pairs(self.to_pairs()).extend_pairs(others);
        // A comma needs no encoding in a query (RFC 3986, 3.4), and separates values here.
        pairs.finish().replace("%2C", ",")
    }

    /// The query as name-value pairs in canonical form: each parameter at most once, values sorted, absent parameters
    /// left out. Equal queries yield equal pairs.
    pub fn to_pairs(&self) -> Pairs {
        let Self {
            text,
            edition,
            regions,
            departments,
            communes,
            epci,
            industrial_territories,
            organisers,
            kinds,
            audiences,
            topics,
            sectors,
            access,
            attendance,
            accessibility,
            status,
            available,
            from,
            to,
            when,
            age,
            bounds,
            near,
            radius_m,
            ids,
            sort,
        } = self;
        let mut pairs: Pairs = Vec::new();
        let mut push = |name: &'static str, value: Option<String>| {
            pairs.extend(value.map(|value| (name, value)));
        };
        push("q", text.clone());
        push("edition", edition.clone());
        push("region", joined(regions));
        push("department", joined(departments));
        push("commune", joined(communes));
        push("epci", joined(epci));
        push("industrialTerritory", joined(industrial_territories));
        push("organiser", joined(organisers));
        push("kind", joined(kinds));
        push("audience", joined(audiences));
        push("topic", joined(topics));
        push("sector", joined(sectors));
        push("access", joined(access));
        push("attendance", joined(attendance));
        push("accessibility", joined(accessibility));
        push("status", joined(status));
        push("available", available.then(|| true.to_string()));
        push("from", from.map(|date| date.to_string()));
        push("to", to.map(|date| date.to_string()));
        push("when", when.map(|when| when.to_string()));
        push("age", age.map(|years| years.to_string()));
        push("bbox", bounds.map(|bounds| bounds.to_string()));
        push("near", near.map(|point| point.to_string()));
        push("radius", radius_m.map(|metres| metres.to_string()));
        push("id", joined(ids));
        push("sort", sort.map(|sort| sort.to_string()));
        pairs
    }
}

fn joined<T: ToString>(values: &[T]) -> Option<String> {
    let mut words: Vec<String> = values.iter().map(ToString::to_string).collect();
    words.sort_unstable();
    words.dedup();
    (!words.is_empty()).then(|| words.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_query_round_trips_in_canonical_order() {
        let query = EventQuery::parse([
            ("kind", "workshop,company_visit,workshop"),
            ("q", "  soudure  à l'arc "),
            ("region", "84"),
            ("from", "2018-03-26"),
            ("bbox", "4,45,5,46"),
            ("topic", ""),
        ])
        .unwrap();
        let pairs = query.to_pairs();
        let excerpt: Vec<_> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        assert_eq!(
            excerpt,
            [
                "q=soudure à l'arc",
                "region=84",
                "kind=company_visit,workshop",
                "from=2018-03-26",
                "bbox=4,45,5,46"
            ]
        );
        let again =
            EventQuery::parse(pairs.iter().map(|(name, value)| (*name, value.as_str()))).unwrap();
        assert_eq!(again.to_pairs(), pairs);
    }

    proptest! {
        #[test]
        fn any_accepted_pairs_round_trip(name in 0usize..EventQuery::PARAMETERS.len(), value in "\\PC{0,30}") {
            let name = EventQuery::PARAMETERS[name];
            if let Ok(query) = EventQuery::parse([(name, value.as_str())]) {
                let pairs = query.to_pairs();
                let again = EventQuery::parse(pairs.iter().map(|(name, value)| (*name, value.as_str()))).unwrap();
                prop_assert_eq!(again.to_pairs(), pairs);
            }
        }
    }
}
