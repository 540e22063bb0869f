# frozen_string_literal: true

# Runs migration files of a Rails application on a database, each in a transaction unless it says otherwise, and notes
# each in schema_migrations as Rails does. The application itself is not loaded: stand_ins.rb says what stands for it.
#
#   ruby migrate.rb REQUEST EVENTS
#
# REQUEST is a file of JSON; to EVENTS what happens is written, one JSON object a line. The exit status is 0 when there
# is nothing left to run, 1 after a failure, and 3 where nothing could be run.

require "json"

$stdout.sync = true
Encoding.default_external = Encoding::UTF_8

class Events
  def initialize(path)
    @file = File.open(path, "a:UTF-8")
    @file.sync = true
  end

  def tell(event, **words)
    @file.puts(JSON.generate({ event: event, **words }.compact))
  end
end

REQUEST = JSON.parse(File.read(ARGV.fetch(0), encoding: "UTF-8"))
EVENTS = Events.new(ARGV.fetch(1))

begin
  require "bigdecimal"
  require "logger"
  require "set"
  require "active_support/all"
  require "active_record"
  require "pg"
rescue LoadError => e
  EVENTS.tell("unable", message: "Ruby #{RUBY_VERSION} cannot load ActiveRecord and pg: #{e.message}")
  exit 3
end

require_relative "stand_ins"

module Run
  class << self
    def connect
      base = ActiveRecord::Base
      place = { host: REQUEST["host"], port: REQUEST["port"].to_i, username: REQUEST["user"] }
      base.establish_connection(adapter: "postgresql", database: REQUEST["database"], **place)
      base.connection.execute(<<~SQL)
        CREATE TABLE IF NOT EXISTS schema_migrations (version character varying NOT NULL PRIMARY KEY)
      SQL
      true
    rescue StandardError => e
      EVENTS.tell("unable", message: "ActiveRecord #{ActiveRecord.version} cannot reach the clone: #{first_line(e)}")
      false
    end

    def all
      REQUEST.fetch("migrations").all? { |one| done?(one["version"], File.join(REQUEST["root"], one["path"])) }
    end

    private

    def done?(version, path)
      EVENTS.tell("began", version: version)
      began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
      migrate(load_from(path), version)
      EVENTS.tell("ended", version: version, seconds: Process.clock_gettime(Process::CLOCK_MONOTONIC) - began)
      true
    rescue StandardError, ScriptError, SystemStackError => e
      failed(e, path)
      false
    end

    # The class that the file is named for, or else the one that it has.
    def load_from(path)
      version, name = File.basename(path, ".rb").sub(/\..*/, "").split("_", 2)
      known = ActiveRecord::Migration.descendants
      load path
      found = name.camelize.safe_constantize if Object.const_defined?(name.camelize)
      found = theirs(ActiveRecord::Migration.descendants - known).last unless found.is_a?(Class)
      raise NameError, "#{path} has no migration #{name.camelize}" if found.nil?

      found.new(found.name, version.to_i)
    end

    def theirs(classes)
      classes.reject { |one| one.name.nil? || one.name.start_with?("ActiveRecord::") }
    end

    def migrate(migration, version)
      return migrate_and_note(migration, version) if migration.disable_ddl_transaction

      ActiveRecord::Base.transaction { migrate_and_note(migration, version) }
    end

    def migrate_and_note(migration, version)
      migration.migrate(:up)
      base = ActiveRecord::Base
      base.connection.execute("INSERT INTO schema_migrations (version) VALUES (#{base.connection.quote(version)})")
    end

    def failed(error, path)
      puts "#{File.basename(path)} failed: #{error.class}"
      puts readable((refusal(error) || error).message).lines.first(6)
      puts((error.backtrace || []).grep(/#{Regexp.escape(REQUEST["root"])}/).first(5).map { |line| "  #{line}" })
      hint(error)
      EVENTS.tell("failed", error: error.class.name, message: first_line(error), sqlstate: sqlstate(error))
    end

    def hint(error)
      return unless sqlstate(error).nil? && (error.is_a?(NameError) || error.is_a?(LoadError))

      EVENTS.tell("note", message: "#{first_line(error)}: it may need the application itself, which the runner rails " \
                                   "does not load; give the application's own command with --command")
    end

    # The server's error that lies behind it, if one does.
    def refusal(error)
      error = error.cause until error.nil? || error.is_a?(PG::Error)
      error
    end

    def sqlstate(error)
      found = refusal(error)
      found.respond_to?(:result) && found.result ? found.result.error_field(PG::Result::PG_DIAG_SQLSTATE) : nil
    end

    def first_line(error)
      readable(error.message.to_s.lines.first.to_s.chomp)[0, 300]
    end

    def readable(text)
      text.to_s.dup.force_encoding("UTF-8").scrub("?")
    end
  end
end

exit 3 unless Run.connect
exit(Run.all ? 0 : 1)
