-- Files of which their reviewers were told that the review deadline is near or has passed: once for each deadline. `notice` is
-- `soon`, `overdue`, or `escalated` when the coordination was told.
CREATE TABLE review_notices (
    event_id BLOB NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    notice TEXT NOT NULL,
    due_at TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    PRIMARY KEY (event_id, notice, due_at)
) STRICT;
