DROP TABLE event_invitations;
DROP TABLE event_editors;
