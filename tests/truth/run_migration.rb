# frozen_string_literal: true

# Runs one migration file on many databases.
#
#   ruby run_migration.rb FILE < jobs
#
# A job is a line of JSON, {"host": SOCKET FOLDER, "user": ..., "database": ...}; each is answered by a line of JSON
# before the next is read. Every job has a process of its own, so that no type map, constant or cached column of one
# is seen by the next. Of the application only what the file leans on is stood in for: a DB that answers with typed
# values, the model User, and a time zone.

require "bigdecimal"
require "json"
require "logger"
require "set"
require "stringio"
require "active_support/all"
require "active_record"
require "pg"

require_relative "../../auditor/rehearse/runners/ruby/db"

Time.zone = "UTC"
ActiveRecord::Base.default_timezone = :utc if ActiveRecord::Base.respond_to?(:default_timezone=)
ActiveRecord.default_timezone = :utc if ActiveRecord.respond_to?(:default_timezone=)
ActiveRecord::Migration.verbose = false
ActiveRecord::Base.logger = nil

class User < ActiveRecord::Base
  self.table_name = "users"
end

def readable(text)
  text.to_s.dup.force_encoding("UTF-8").scrub("?")[0, 300]
end

def refusal(error)
  error = error.cause until error.nil? || error.is_a?(PG::Error)
  error.respond_to?(:result) ? error.result : nil
end

def failure(error, file)
  result = refusal(error)
  here = (error.backtrace || []).find { |line| line.include?(File.basename(file)) }
  {
    status: "failed",
    error: error.class.name,
    message: readable(error.message.to_s.lines.first&.chomp),
    sqlstate: result&.error_field(PG::Result::PG_DIAG_SQLSTATE),
    constraint: result&.error_field(PG::Result::PG_DIAG_CONSTRAINT_NAME),
    line: here && here[/:(\d+):/, 1].to_i,
  }
end

def migrate(file)
  version, name = File.basename(file, ".rb").split("_", 2)
  $VERBOSE = nil
  load File.expand_path(file)
  migration = Object.const_get(name.camelize).new(name.camelize, version.to_i)
  $stdout = StringIO.new
  ActiveRecord::Base.transaction { migration.migrate(:up) }
  { status: "ok", output: $stdout.string.empty? ? nil : $stdout.string }
rescue StandardError, ScriptError, SystemStackError => e
  failure(e, file)
end

def connect(job)
  ActiveRecord::Base.establish_connection(
    adapter: "postgresql", host: job["host"], username: job["user"], database: job["database"],
  )
  ActiveRecord::Base.connection.execute("set statement_timeout = '60s'")
  ActiveRecord::Base.connection.execute("set client_min_messages = error")
end

def answer(job, file)
  connect(job)
  migrate(file)
rescue StandardError => e
  { status: "not run", error: e.class.name, message: readable(e.message) }
end

file = ARGV.fetch(0)
$stdin.each_line do |line|
  child = fork do
    STDOUT.syswrite("#{JSON.generate(answer(JSON.parse(line), file).compact)}\n")
    exit!(0)
  end
  Process.wait(child)
  puts JSON.generate(status: "not run", error: "Process", message: "ended by #{$?}") unless $?.success?
  $stdout.flush
end
