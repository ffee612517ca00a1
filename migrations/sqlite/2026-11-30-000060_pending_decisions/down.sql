DROP TABLE decision_details;
DROP TABLE pending_decisions;
