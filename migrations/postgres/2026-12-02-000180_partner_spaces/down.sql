DROP TABLE partner_invitations;
DROP TABLE partner_members;
DROP TABLE partner_spaces;
