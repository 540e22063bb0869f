-- ResetCustomEmojiPostBakesVersionSecureFix: marks posts to be cooked again, where media are secured.
-- tried: no, its source was not at hand

