DROP TABLE letter_choices;
