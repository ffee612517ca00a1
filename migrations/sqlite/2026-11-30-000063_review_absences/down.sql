DROP TABLE review_conflicts;
DROP TABLE review_absences;
