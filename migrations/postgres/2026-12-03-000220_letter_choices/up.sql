-- How often a reviewer gets a kind of letter about the files of a territory or a review group. `scope` is `national`, `region:84`,
-- `department:69` or `group:` with the identifier; `frequency` is `at_once`, `daily`, `weekly` or `never`.
CREATE TABLE letter_choices (
    account_id UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    letter TEXT NOT NULL,
    scope TEXT NOT NULL,
    frequency TEXT NOT NULL,
    PRIMARY KEY (account_id, letter, scope)
);
