DROP TABLE queue_readings;
