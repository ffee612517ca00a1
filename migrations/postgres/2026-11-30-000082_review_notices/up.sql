-- Files of which their reviewers were told that the review deadline is near or has passed: once for each deadline. `notice` is
-- `soon`, `overdue`, or `escalated` when the coordination was told.
CREATE TABLE review_notices (
    event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    notice TEXT NOT NULL,
    due_at timestamptz NOT NULL,
    sent_at timestamptz NOT NULL,
    PRIMARY KEY (event_id, notice, due_at)
);
