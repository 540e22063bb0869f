# frozen_string_literal: true

# What stands for Mastodon while its migrations run with plain ActiveRecord 6.1: names of the application, and what later
# releases of ActiveRecord and other libraries add. Loaded before the runner's own stand-ins.

require "base64"
require "bigdecimal"
require "logger"
require "openssl"
require "set"
require "active_support/all"
require "active_record"

class ApplicationRecord < ActiveRecord::Base
  self.abstract_class = true

  class << self
    def enum(name = nil, values = nil, **options)
      super(name.nil? ? options.except(:validate, :prefix) : { name => values })
    end

    def encrypts(*); end

    # Later releases take no rows for nothing to do.
    def insert_all(rows, **options)
      super unless rows.empty?
    end

    # Secrets are stored as they are; those of old are decrypted by the migration itself.
    def devise(_, otp_secret_encryption_key:)
      define_singleton_method(:otp_secret_encryption_key) { otp_secret_encryption_key }
      define_method(:otp_secret) { self[:otp_secret] || legacy_otp_secret }
    end
  end
end

module Doorkeeper
  class Application < ApplicationRecord
    self.table_name = :oauth_applications
  end

  class AccessToken < ApplicationRecord
    self.table_name = :oauth_access_tokens
  end
end

class Notification < ApplicationRecord
  self.inheritance_column = nil
end

module Scenic
  def self.database
    self
  end

  def self.populated?(name)
    ActiveRecord::Base.connection.select_value("select ispopulated from pg_matviews where matviewname = '#{name}'")
  end
end

class ActiveRecord::Migration
  def drop_view(name, materialized: false)
    execute "drop #{"materialized " if materialized}view #{name}"
  end
end

class ActiveSupport::TimeWithZone
  alias to_fs to_s unless method_defined?(:to_fs)
end
