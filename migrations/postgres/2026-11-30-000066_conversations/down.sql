DROP TABLE conversation_attachments;
DROP TABLE conversation_messages;
DROP TABLE conversations;
