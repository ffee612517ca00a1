DROP TABLE late_passes;
