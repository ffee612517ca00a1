DROP TABLE silent_labels;
