-- Labels that were granted without a person, since nobody had begun the review by its deadline. `frozen` holds the wording of the
-- criteria, the dates and the findings of that moment, as it does for a decision.
CREATE TABLE silent_labels (
    event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    round INTEGER NOT NULL,
    frozen jsonb NOT NULL,
    decided_at timestamptz NOT NULL,
    PRIMARY KEY (event_id, round)
);
