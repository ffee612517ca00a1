-- A letter as HTML beside its text, with the marks of its secrets; letters of before have none.
ALTER TABLE mails ADD COLUMN body_html TEXT;
