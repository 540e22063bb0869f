insert into settings values (1, 'site_title', E'--- !ruby/object:OpenStruct\ntable: {}\n'), (2, 'hash', E'--- !ruby/hash:ActionController::Parameters\na: 1\n'),
  (3, 'both', E'--- !ruby/hash:ActiveSupport::HashWithIndifferentAccess\na: !ruby/object:Object {}\n'), (4, 'open', '--- true');
