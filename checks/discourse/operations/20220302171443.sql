-- RebakeOldAvatarServiceUrls: marks posts to be cooked again, where the setting was changed of late.
-- tried: no, its source was not at hand

