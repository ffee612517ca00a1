DROP TABLE expert_opinions;
DROP TABLE review_notes;
