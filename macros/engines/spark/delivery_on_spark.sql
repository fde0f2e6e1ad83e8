{#-
    A select of the raw seed at hand, as text, and its number of rows, after a look at every
    row. Raises one sentence, which never quotes a row, for a delivery that lacks columns,
    holds unknown ones or no row, or of which rows or characters would be lost.

    A row must end with its line: files are read in pieces, by many workers, and a quoted
    line break is refused as a ragged row.
-#}
{% macro delivery_on_spark(types) %}
    {%- set meta = config.get('meta') or {} -%}
    {%- set folder = env_var('MITRON_RAW_DIR', '') -%}
    {%- if folder and not modules.re.match('[a-z][a-z0-9+.-]+:', folder) -%}
        {#- no URL: the driver sees the files, too, and has the same look at them as on DuckDB -#}
        {%- set source = fromjson(ask('select examine_delivery(' ~ seed_as_json(model) ~ ')')[0][0]) -%}
        {%- if 'refusal' in source -%}
            {%- do exceptions.raise_compiler_error(source['refusal']) -%}
        {%- endif -%}
    {%- elif folder -%}
        {%- set source = find_on_spark(folder, meta['delivery_name']) -%}
    {%- else -%}
        {%- set source = {
            'path': 'file://' ~ model.root_path ~ '/' ~ model.original_file_path,
            'format': 'csv',
        } -%}
    {%- endif -%}
    {%- set path = source['path'] -%}
    {%- set view = 'delivered_' ~ model.name -%}
    {%- set options -%}
        using {{ source['format'] }} options (
            path {{ spark_text(path) }}, mergeSchema 'true',
            header 'true', enforceSchema 'false', escape '"', mode 'PERMISSIVE',
            columnNameOfCorruptRecord '_corrupt_record'
        )
    {%- endset -%}
    {%- do run_query('create or replace temporary view ' ~ view ~ ' ' ~ options) -%}
    {%- set found = run_query('describe ' ~ view).columns[0].values() | list -%}
    {%- set named = name_columns_on_spark(path, found, types, meta) -%}

    {%- if source['format'] == 'csv' -%}
        {%- do run_query(
            'create or replace temporary view ' ~ view ~ ' (`'
            ~ found | join('` string, `') ~ '` string, `_corrupt_record` string) ' ~ options
        ) -%}
    {%- endif -%}
    {%- set text = "concat_ws(',', `" ~ found | join('`, `') ~ '`)' -%}
    {%- set counts = run_query(
        'select count(*), '
        ~ ('count(_corrupt_record)' if source['format'] == 'csv' else '0')
        ~ ', count_if(contains(' ~ text ~ ", '\\uFFFD')), count_if(contains(" ~ text
        ~ ", '\\u0000')) from " ~ view
    ).rows[0] -%}
    {%- if counts[1] -%}
        {%- do exceptions.raise_compiler_error(
            path ~ ': expected ' ~ found | length ~ ' fields in every line, found '
            ~ '{:,}'.format(counts[1]) ~ ' ragged rows of ' ~ '{:,}'.format(counts[0])
            ~ '; correct the lines or deliver the file again.'
        ) -%}
    {%- elif counts[2] -%}
        {%- do exceptions.raise_compiler_error(
            path ~ ': expected UTF-8 text, found other bytes in '
            ~ '{:,}'.format(counts[2]) ~ ' rows; save the file as UTF-8 and deliver it again.'
        ) -%}
    {%- elif counts[3] -%}
        {%- do exceptions.raise_compiler_error(
            path ~ ': expected text, found NUL bytes in ' ~ '{:,}'.format(counts[3])
            ~ ' rows; the file is damaged, deliver it again.'
        ) -%}
    {%- elif not counts[0] -%}
        {%- do exceptions.raise_compiler_error(
            path ~ ': expected rows, found a header only; deliver it again.'
        ) -%}
    {%- endif -%}

    {%- set select -%}
        select
            {%- for column in types %}
            cast({{ '`' ~ named[column] ~ '`' if column in named else 'null' }} as string)
                as `{{ column }}`
            {{- ',' if not loop.last }}
            {%- endfor %}
        from {{ view }}
    {%- endset -%}
    {{ return({'select': select, 'count': counts[0]}) }}
{% endmacro %}
