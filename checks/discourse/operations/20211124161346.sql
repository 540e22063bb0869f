-- QueueInternalOneboxRebake: marks posts to be cooked again, where files come from another host.
-- tried: no, its source was not at hand

