DROP TABLE second_looks;
