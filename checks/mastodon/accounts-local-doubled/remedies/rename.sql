-- With a number behind it a name is seldom too long and never taken: no other account has this number.
update accounts a set username = format('%s_%s', a.username, a.id) from found f where f.id = a.id;
