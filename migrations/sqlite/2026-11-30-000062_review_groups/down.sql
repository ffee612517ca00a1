DROP TABLE review_assignments;
DROP TABLE routing_rules;
DROP TABLE review_group_members;
DROP TABLE review_defaults;
DROP TABLE review_groups;
