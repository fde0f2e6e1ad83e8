{#-
    Stops the load when a file's rows are not all in the table: a ragged row, a quote that
    is never closed, or no row at all. Names the file and the line, never the row.
-#}
{% macro refuse_lost_rows(delivery, row_count) %}
    {%- set paths = delivery['files'] | map(attribute='path') | list -%}
    {%- if not delivery['is_parquet'] -%}
        {%- set rejects = run_query(
            "select
                scans.file_path,
                errors.line,
                errors.error_type,
                regexp_extract(errors.error_message, 'Found: ([0-9]+)', 1),
                regexp_extract(errors.error_message, 'Columns: ([0-9]+)', 1)
            from " ~ model.name ~ "_rejects as errors
            inner join " ~ model.name ~ "_reject_scans as scans using (scan_id, file_id)
            order by scans.file_path, errors.line
            limit 1"
        ).rows -%}
        {%- for path, line, error_type, found, expected in rejects -%}
            {%- set sentence -%}
                {%- if found -%}
                    expected {{ expected }} fields, found {{ found }} in line {{ line }}: the
                    row is ragged or the file was cut there
                {%- elif error_type == 'UNQUOTED VALUE' -%}
                    expected every quote to be closed on its line, found one left open in
                    line {{ line }}
                {%- else -%}
                    expected a readable row, found {{ error_type | lower }} in line {{ line }}
                {%- endif -%}
            {%- endset -%}
            {%- do exceptions.raise_compiler_error(
                path ~ ': ' ~ sentence.split() | join(' ')
                ~ '; correct the line or deliver the file again.'
            ) -%}
        {%- endfor -%}
        {%- if row_count != delivery['line_count'] - paths | length -%}
            {%- set explanation = run_query(
                'select explain_lost_rows('
                ~ dbt.string_literal(dbt.escape_single_quotes(tojson(paths)))
                ~ ', ' ~ row_count ~ ')'
            ).rows[0][0] -%}
            {%- if explanation -%}
                {%- do exceptions.raise_compiler_error(explanation) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endif -%}
    {%- if row_count == 0 -%}
        {%- do exceptions.raise_compiler_error(
            paths | join(', ') ~ ': expected rows, found a header only; deliver it again.'
        ) -%}
    {%- endif -%}
{% endmacro %}
