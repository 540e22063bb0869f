update users u set email = format('doubled %s %s', u.id, u.email) from found f where f.id = u.id;
