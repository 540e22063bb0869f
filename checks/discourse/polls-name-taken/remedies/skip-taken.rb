# A poll that stood here before this run keeps its place; the legacy one of the same name is passed over.
@polls_before ||= DB.query("SELECT post_id, name FROM polls").map { |row| [row.post_id, row.name] }.to_set
if @polls_before.include?([r.post_id, name])
  puts "Skipped: post #{r.post_id} already has a poll named #{name.inspect}"
  next
end
