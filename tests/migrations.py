"""A made-up migration with the blocks, names and texts that the skip-patch of the polls looks for, and little else."""

POLLS_PATH = "plugins/poll/db/post_migrate/20180820080623_migrate_polls_data.rb"
POLLS = """\
class MigratePollsData < ActiveRecord::Migration[5.2]
  def up
    # Tidy.
    DB.exec("DELETE FROM doubles")

    DB.query("SELECT * FROM fields").each do |r|
      r.polls = first(r.polls)
      votes = {}
      r.votes.each do |user_id, user_votes|
        next unless known?(user_id)
        user_votes.each do |poll_name, options|
          votes[poll_name] = options
        end
      end

      r.polls.values.each do |poll|
        name = poll["name"]
        next if there?(name)
        insert(poll)
        marks = votes[name].map do |user_id, options|
          options.select { |option| option }
        end
        count(marks.flatten)
      end
    end

    execute <<~SQL
      INSERT INTO marks
      SELECT post_id
        FROM polls
       GROUP BY post_id
    SQL
  end
end
"""
