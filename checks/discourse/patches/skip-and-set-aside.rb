#@ above
# Made by auditor, not part of the application: from here to the migration's method.
#
# What cannot be carried is passed over, one poll at a time, and set aside in auditor_skipped_polls with its votes.
# Only what rows do is passed over; a lost connection, a full disk or a cancelled query ends the migration as before.

# Keeps what is passed over, and says so on one line, whatever the text holds.
def auditor_set_aside(post_id, name, why, poll, votes)
  unless connection.table_exists?("auditor_skipped_polls")
    connection.execute(<<~SQL)
      CREATE TABLE auditor_skipped_polls (
        id bigserial PRIMARY KEY,
        post_id bigint,
        name text,
        why text NOT NULL,
        poll text,
        votes text,
        at timestamp without time zone NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')
      )
    SQL
  end
  why = auditor_line(why, 300)
  values = [post_id, name, why, poll, votes].map do |one|
    one.nil? ? "NULL" : connection.quote(one.is_a?(Integer) ? one : auditor_storable(one))
  end
  connection.execute(<<~SQL)
    INSERT INTO auditor_skipped_polls (post_id, name, why, poll, votes) VALUES (#{values.join(", ")})
  SQL
  what = name ? "poll #{auditor_line(name.to_s.inspect, 80)}" : poll ? "all polls" : "votes"
  puts "Set aside: #{post_id ? "post #{post_id}" : "no post"}, #{what}: #{why}"
end

# Text as PostgreSQL can hold it.
def auditor_storable(text)
  text.to_s.dup.force_encoding(Encoding::UTF_8).scrub("?").gsub("\0", "\\u0000")
end

# Text that stays on its line and does nothing to a terminal.
def auditor_line(text, longest)
  shown = auditor_storable(text).gsub(/[\p{C}\p{Zl}\p{Zp}\s]+/) do |odd|
    odd =~ /\A[ \n]+\z/ ? " " : odd.codepoints.map { |point| format("\\u%04x", point) }.join
  end
  shown.size > longest ? "#{shown[0, longest]}..." : shown
end

# Why a row could not be carried. An error that rows cannot cause is raised again.
def auditor_why(error)
  root = error
  root = root.cause while root.is_a?(ActiveRecord::StatementInvalid) && root.cause
  raise error unless auditor_of_rows?(root)
  result = root.respond_to?(:result) ? root.result : nil
  fields = [PG::Result::PG_DIAG_SQLSTATE, PG::Result::PG_DIAG_TABLE_NAME].map { |one| result && result.error_field(one) }
  known = {
    %w[23505 polls] => "the post has a poll of that name already",
    %w[23505 poll_options] => "two of its options have the same id",
    %w[23503 polls] => "its post is gone",
  }[fields]
  message = auditor_storable(root.message).sub(/\A\s*ERROR:\s*/, "").lines.first.to_s.strip
  known || "#{root.class}: #{message}"
end

# Whether what rows hold may be behind the error.
def auditor_of_rows?(error)
  case error
  when PG::Error
    return error.instance_of?(PG::Error) unless error.respond_to?(:result) && error.result
    error.result.error_field(PG::Result::PG_DIAG_SQLSTATE).to_s.start_with?("21", "22", "23", "42601", "54")
  when NoMethodError
    !(error.receiver.equal?(self) || error.receiver.is_a?(Module))
  when ArgumentError, TypeError, RangeError, IndexError, EncodingError, JSON::JSONError
    true
  else
    false
  end
end

# Runs the block in a savepoint. Answers why it did not come to its end, or nil if it did.
def auditor_obstacle
  done = connection.transaction(requires_new: true) { yield }
  done ? nil : "the migration itself passed over it, as later releases do where the post has a poll of that name"
rescue StandardError => error
  auditor_why(error)
end

# A field as it stands.
def auditor_field(post_id, name)
  connection.select_value(
    "SELECT value FROM post_custom_fields WHERE post_id = #{post_id.to_i} AND name = #{connection.quote(name)} LIMIT 1"
  )
end

# A value as JSON, or nil where it could not be read back as it was.
def auditor_json(value)
  text = JSON.generate(value)
  text.valid_encoding? && JSON.parse(text) == value ? text : nil
rescue StandardError
  nil
end

# One post. Its polls have their own savepoints inside; this one is for what stops before or between them. Where that
# is a voter whom the migration cannot look up, it goes on without.
def auditor_post(row)
  why = auditor_obstacle { yield }
  return if why.nil?
  strangers = auditor_strangers(row)
  unless strangers.empty?
    ballots = row.votes
    row.votes = ballots.reject { |user_id, _| strangers.key?(user_id) }
    @auditor_row = nil
    why = auditor_obstacle { yield }
    return strangers.each { |user_id, odd| auditor_ballot_aside(row, user_id, ballots[user_id], odd) } if why.nil?
  end
  polls, votes = %w[polls polls-votes].map { |name| auditor_field(row.post_id, name) }
  auditor_set_aside(row.post_id, nil, why, polls, votes)
end

# The voters of a post whom the migration cannot look up by themselves, with why.
def auditor_strangers(row)
  return {} unless row.votes.is_a?(Hash)
  row.votes.keys.each_with_object({}) do |user_id, odd|
    why = auditor_obstacle { User.where(id: [user_id]).pluck(:id) }
    odd[user_id] = why if why
  end
end

# What one user voted in a post; without it the polls still go.
def auditor_ballot(row, user_id, lists)
  yield
rescue StandardError => error
  auditor_ballot_aside(row, user_id, lists, auditor_why(error))
end

def auditor_ballot_aside(row, user_id, lists, why)
  ballot = auditor_json(user_id => lists) || auditor_field(row.post_id, "polls-votes")
  auditor_set_aside(row.post_id, nil, "the votes of user #{user_id}: #{why}", nil, ballot)
end

# One poll.
def auditor_poll(row, poll)
  @auditor_place = row.equal?(@auditor_row) ? @auditor_place + 1 : 0
  @auditor_row = row
  sought = nil
  why = auditor_obstacle { sought = yield }
  names = auditor_names(row, poll)
  return auditor_unsought(row, names.first, sought) if why.nil?
  votes = auditor_json(auditor_votes(row, poll, names)) || auditor_field(row.post_id, "polls-votes")
  auditor_set_aside(row.post_id, names.first, why, auditor_json(poll) || auditor_field(row.post_id, "polls"), votes)
end

# Later releases look for the votes of a poll under its name with every quote doubled, and find none.
def auditor_unsought(row, name, sought)
  return if sought == name
  votes = row.votes.select { |_, lists| lists.is_a?(Hash) && ![nil, [], {}].include?(lists[name]) }
  return if votes.empty?
  votes = auditor_json(votes.map { |user_id, lists| [user_id, { name => lists[name] }] }.to_h)
  why = "the migration looks for its votes under another name, #{sought}"
  auditor_set_aside(row.post_id, name, why, nil, votes || auditor_field(row.post_id, "polls-votes"))
end

# What one user voted in one poll; without it the poll still goes.
def auditor_list(row, poll, user_id, list)
  return yield if list.is_a?(Array) || list == {}
  name = auditor_names(row, poll).first
  votes = auditor_json(user_id => { name => list }) || auditor_field(row.post_id, "polls-votes")
  auditor_set_aside(row.post_id, name, "the votes of user #{user_id} in it are not a list", nil, votes)
  []
end

# What a poll may be called where its votes are. The name that the migration gives it comes first; where it has none, its
# key.
def auditor_names(row, poll)
  key = row.polls.keys[@auditor_place]
  return [key] unless poll.is_a?(Hash)
  named = poll["name"]
  first = auditor_name(poll)
  [first.is_a?(String) ? first : key, (named.to_s if named.is_a?(String) || named.is_a?(Numeric)), key].compact.uniq
end

# The name that the migration gives a poll, if it can.
def auditor_name(poll)
  named = poll["name"]
  (named.is_a?(String) ? auditor_storable(named) : named).blank? ? "poll" : named
end

# The ballots of a post, cut down to one poll where that can be told; what no other poll claims goes with one that has
# no name.
def auditor_votes(row, poll, names)
  others = row.polls.values.grep(Hash).map { |one| auditor_name(one) }
  cut = row.votes.map do |user_id, lists|
    next [user_id, lists] unless lists.is_a?(Hash)
    [user_id, lists.select { |name, _| names.include?(name) || (!poll.is_a?(Hash) && !others.include?(name)) }]
  end
  cut.reject { |_, lists| lists == {} }.to_h
end

# Fields of which a post has several: the migration keeps one of them.
def auditor_note_doubles
  doubles = connection.select_rows(<<~SQL)
    SELECT id, post_id, name, value FROM post_custom_fields f
    WHERE name IN ('polls', 'polls-votes')
      AND EXISTS (SELECT 1 FROM post_custom_fields o WHERE o.post_id = f.post_id AND o.name = f.name AND o.id <> f.id)
    ORDER BY id
  SQL
  @auditor_doubles = doubles
end

# Sets aside which doubles are gone by now and differ from the one that was kept.
def auditor_keep_doubles
  return if @auditor_doubles.empty?
  ids = @auditor_doubles.map(&:first).join(", ")
  left = connection.select_values("SELECT id FROM post_custom_fields WHERE id IN (#{ids})")
  kept, gone = @auditor_doubles.partition { |id, *| left.include?(id) }
  same = kept.map { |_, *content| content }
  gone.map { |_, *content| content }.uniq.each do |post_id, name, value|
    next if same.include?([post_id, name, value]) || [nil, "{}"].include?(value)
    why = "the post had another field #{name}, and the migration keeps one"
    auditor_set_aside(post_id, nil, why, *(name == "polls" ? [value, nil] : [nil, value]))
  end
end

# Sets aside what the one statement that reads all fields could not read, or would find no object in, and takes it out
# of the fields until the polls are done.
def auditor_hide_unusable
  ids = connection.select_values(<<~SQL)
    SELECT id FROM post_custom_fields f
    WHERE name = 'polls'
       OR name = 'polls-votes'
      AND EXISTS (SELECT 1 FROM post_custom_fields p WHERE p.post_id = f.post_id AND p.name = 'polls')
    ORDER BY id
  SQL
  @auditor_hidden = []
  unusable = ids.each_slice(256).flat_map { |some| auditor_unusable(some) }.to_h
  return if unusable.empty?
  rows = connection.select_rows(<<~SQL)
    SELECT id, post_id, name, value FROM post_custom_fields WHERE id IN (#{unusable.keys.join(", ")}) ORDER BY name, id
  SQL
  without = []
  rows.each do |id, post_id, name, value|
    @auditor_hidden << [id, value]
    next if auditor_thinned(id, post_id, name, unusable[id])
    auditor_fill(id, "{}")
    if name == "polls"
      without << post_id
      auditor_set_aside(post_id, nil, "its polls #{unusable[id]}", value, auditor_field(post_id, "polls-votes"))
    elsif !without.include?(post_id)
      auditor_set_aside(post_id, nil, "its votes #{unusable[id]}", nil, value)
    end
  end
end

# Where only some members of a field cannot be read, takes out these alone. Answers whether that was so.
def auditor_thinned(id, post_id, name, why)
  value = auditor_sound_text(id)
  fine, bad = auditor_members(value.to_s).partition { |_, text| auditor_readable?(text) }
  return false if fine.empty? || bad.empty?
  auditor_fill(id, "{#{fine.map(&:last).join(",")}}")
  return false unless auditor_unusable([id]).empty?
  bad.each do |key, text|
    if name == "polls"
      poll = text.sub(/\A\s*"(?:[^"\\]|\\.)*"\s*:/m, "")
      auditor_set_aside(post_id, key, why, poll, auditor_field(post_id, "polls-votes"))
    else
      auditor_set_aside(post_id, nil, "the votes of user #{key}: #{why}", nil, "{#{text}}")
    end
  end
  true
end

# The text of a field that PostgreSQL takes for JSON, else nil.
def auditor_sound_text(id)
  connection.transaction(requires_new: true) do
    connection.select_value("SELECT (value::json)::text FROM post_custom_fields WHERE id = #{id.to_i}")
  end
rescue StandardError => error
  auditor_why(error)
  nil
end

# The members of an object, or of the one that an array begins with, as key and text; the last of a key counts. `text`
# is known to be JSON.
def auditor_members(text)
  members = {}
  wrapped = text =~ /\A\s*\[\s*\{/m ? 1 : 0
  return members if text !~ /\A\s*(\[\s*)?\{/m
  depth = from = 0
  text.scan(/"(?:[^"\\]|\\.)*"|[{}\[\],]/m) do |token|
    at = Regexp.last_match.begin(0)
    depth -= 1 if "}]".include?(token)
    if depth == wrapped && token == "{"
      from = at + 1
    elsif (depth == wrapped && token == "}") || (depth == wrapped + 1 && token == ",")
      member = text[from...at]
      members[auditor_key(member)] = member unless member.strip.empty?
      from = at + 1
      break if token == "}"
    end
    depth += 1 if "{[".include?(token)
  end
  members
end

def auditor_key(member)
  key = member[/"(?:[^"\\]|\\.)*"/m]
  JSON.parse("[#{key}]").first
rescue JSON::JSONError, EncodingError
  key
end

def auditor_readable?(member)
  JSON.parse("{#{member}}").is_a?(Hash)
rescue JSON::JSONError, EncodingError
  false
end

def auditor_fill(id, value)
  connection.execute("UPDATE post_custom_fields SET value = #{connection.quote(value)} WHERE id = #{id.to_i}")
end

# Of these fields the ones that cannot be used, with why: all at once, then by halves.
def auditor_unusable(ids)
  rows = connection.transaction(requires_new: true) do
    DB.query("SELECT id, value::json AS value FROM post_custom_fields WHERE id IN (#{ids.join(", ")})")
  end
  rows.map do |row|
    value = row.value.is_a?(Array) && row.value.size > 0 ? row.value[0] : row.value
    [row.id, "are not an object, as they should be"] unless value.is_a?(Hash)
  end.compact
rescue StandardError => error
  why = auditor_why(error)
  return [[ids.first, "cannot be read: #{why}"]] if ids.size == 1
  ids.each_slice((ids.size + 1) / 2).flat_map { |half| auditor_unusable(half) }
end

# Fills the emptied fields again, and says which polls without a post get no has_polls.
def auditor_finish
  @auditor_hidden.each { |id, value| auditor_fill(id, value) }
  connection.select_rows("SELECT id, name FROM polls WHERE post_id IS NULL ORDER BY id").each do |id, name|
    why = "row #{id} of polls has no post; it stays as it is, and no has_polls is written for it"
    auditor_set_aside(nil, name, why, nil, nil)
  end
end

#@ first
auditor_note_doubles

#@ before |r|
auditor_keep_doubles
auditor_hide_unusable

#@ around |r|
auditor_post(r) do # by auditor; the lines inside are as they were
#@ body
true
end

#@ around |r| |user_id, user_votes|
auditor_ballot(r, user_id, user_votes) do # by auditor
#@ body
end

#@ around |r| |poll| with name
auditor_poll(r, poll) do # by auditor; the lines inside are as they were
#@ body
name
end

#@ around |r| |poll| |user_id, options|
auditor_list(r, poll, user_id, options) do # by auditor
#@ body
end

#@ behind |r|
auditor_finish

#@ below FROM polls
WHERE post_id IS NOT NULL -- by auditor
