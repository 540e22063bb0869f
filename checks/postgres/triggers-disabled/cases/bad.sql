alter table users disable trigger all; alter table posts disable trigger counted;
