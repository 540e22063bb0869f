# frozen_string_literal: true

module Migration
  # Columns that were left in place for the old code, and the functions that kept it from writing them.
  class ColumnDropper
    def self.execute_drop(table, columns)
      columns.each do |column|
        name = "raise_#{table}_#{column}_readonly()"
        DB.exec("DROP FUNCTION IF EXISTS #{name} CASCADE")
        DB.exec("DROP FUNCTION IF EXISTS discourse_functions.#{name} CASCADE") if schema?
        DB.exec("ALTER TABLE #{table} DROP COLUMN IF EXISTS #{column}")
      end
    end

    def self.mark_readonly(_table, _column); end

    def self.schema?
      DB.query_single("SELECT 1 FROM pg_namespace WHERE nspname = 'discourse_functions'").any?
    end
    private_class_method :schema?
  end
end
