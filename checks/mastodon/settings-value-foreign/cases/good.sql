insert into settings values (1, 'site_title', '--- A place'), (2, 'open', '--- :all'), (3, 'sym', E'--- !ruby/symbol all\n'),
  (4, 'hash', E'--- !ruby/hash:ActiveSupport::HashWithIndifferentAccess\na: 1\n'), (5, 'none', null), (6, 'text', '--- what a !rubyish thing');
