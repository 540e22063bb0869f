# frozen_string_literal: true

# Statements with `:name` or `?` parameters on the connection of ActiveRecord. Values come back as Ruby's own, JSON as
# hashes and arrays, and times in UTC.
module DB
  class << self
    def exec(sql, *params)
      ask(sql, params).cmd_tuples
    end

    def query(sql, *params)
      answer = typed(sql, params)
      row = Struct.new(*answer.fields.map(&:to_sym))
      answer.values.map { |values| row.new(*values) }
    end

    def query_single(sql, *params)
      typed(sql, params).values.flatten(1)
    end

    def query_hash(sql, *params)
      typed(sql, params).to_a
    end

    def sql_fragment(sql, *params)
      params.empty? ? sql : ActiveRecord::Base.send(:sanitize_sql_array, [sql, *params])
    end

    private

    def server
      ActiveRecord::Base.connection.raw_connection
    end

    def ask(sql, params)
      server.async_exec(sql_fragment(sql, *params))
    end

    def typed(sql, params)
      ask(sql, params).tap { |answer| answer.type_map = types }
    end

    # Made anew for another connection: types that an extension brings have other numbers there.
    def types
      return @types if @of.equal?(server)

      @of = server
      @types = PG::BasicTypeMapForResults.new(server).tap do |map|
        map.rm_coder(0, 1114)
        map.add_coder(PG::TextDecoder::TimestampUtc.new(name: "timestamp", oid: 1114, format: 0))
      end
    end
  end
end
