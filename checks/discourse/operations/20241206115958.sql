-- RebakeSharedAiConversationOneboxes: marks posts to be cooked again.
-- tried: no, nothing was planted for it

