# frozen_string_literal: true

# What stands for the application while its migrations run: the few names that they lean on, and nothing behind them.
# Files under its lib are its own.

require "pathname"
require_relative "db"

Time.zone = "UTC"
ActiveRecord::Base.default_timezone = :utc if ActiveRecord::Base.respond_to?(:default_timezone=)
ActiveRecord.default_timezone = :utc if ActiveRecord.respond_to?(:default_timezone=)
ActiveRecord::Base.logger = nil
$LOAD_PATH.unshift(File.join(REQUEST["root"], "lib"))
$LOAD_PATH.push(File.join(__dir__, "stand_ins"))

# `Rails.env` is that of the environment, as for the application, or production.
module Rails
  class << self
    def env
      @env ||= ActiveSupport::StringInquirer.new(ENV["RAILS_ENV"] || ENV["RACK_ENV"] || "production")
    end

    def root
      @root ||= Pathname.new(REQUEST["root"])
    end

    def logger
      @logger ||= Logger.new($stdout)
    end

    def cache
      @cache ||= ActiveSupport::Cache::MemoryStore.new
    end
  end
end

module Discourse
  SYSTEM_USER_ID = -1
  DB_POST_MIGRATE_PATH = "db/post_migrate"

  def self.reset_active_record_cache
    ActiveRecord::Base.connection.schema_cache.clear!
    ActiveRecord::Base.descendants.each { |one| one.reset_column_information if one.table_name }
  end
end

# Classes of Discourse's library come from its files, or else from ours of the same name.
module Migration
  def self.const_missing(name)
    require "migration/#{name.to_s.underscore}"
    const_defined?(name, false) ? const_get(name, false) : super
  rescue LoadError
    super
  end
end

# A model that is not defined where it is used is the plain table of that name.
module PlainModels
  def const_missing(name)
    table = name.to_s.tableize
    return super unless ActiveRecord::Base.connected? && ActiveRecord::Base.connection.table_exists?(table)

    EVENTS.tell("note", message: "#{name} stands for the table #{table} alone, without what its model does")
    model = Class.new(ActiveRecord::Base) do
      self.table_name = table
      self.inheritance_column = nil
    end
    Object.const_set(name, model)
  rescue ActiveRecord::StatementInvalid
    super
  end
end

Object.singleton_class.prepend(PlainModels)

module Kernel
  def require_dependency(name)
    require name.to_s
  end
end

class ActiveRecord::Migration
  # Of a gem that forbids what is dangerous: here it is tried.
  def safety_assured
    yield
  end
end
